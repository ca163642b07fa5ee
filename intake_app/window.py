"""Opens the window on the data folder: the composition of desk, link and screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.app import Desk, open_desk
from intake_app.settings import find_home
from intake_app.ui.application import run_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.services.link import LinkState, RefusedItem, SyncReport


class DeskLink:
    """The way to the fund's reception; a trial office's own server is started with it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def status(self) -> LinkState:
        """Say how things stand, from what is on disk."""
        return self._desk.sync.status()

    def refused_items(self) -> tuple[RefusedItem, ...]:
        """List what the server holds apart, or what was set aside here."""
        return self._desk.sync.refused_items()

    def woken(self) -> None:
        """Tell that there is something new to send."""
        self._desk.sync.woken()

    def sync_once(self, should_stop: Callable[[], bool] = lambda: False) -> SyncReport:
        """Send what waits and compare the counts; errors as for `SyncService.sync_once`."""
        station = self._desk.settings.find()
        if station is not None and station.trial:
            self._desk.trial.ensure_running()
        return self._desk.sync.sync_once(should_stop)


def open_window() -> int:
    """Open the window on `INTAKE_HOME`; return the exit status when it is closed."""
    home = find_home()
    desk = open_desk(home)
    try:
        return run_window(desk, home, DeskLink(desk))
    finally:
        desk.close()

"""Keeps the link to the fund's reception going in the background, and says how it stands."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from intake_app.errors import IntakeError
    from intake_app.services.link import LinkState, SyncReport
    from intake_app.ui.ports import Link
    from intake_app.ui.tasks import TaskRunner

CALM_SECONDS = 60.0  # between two synchronisations when nothing presses
SOON_SECONDS = 2.0  # after a deposit: several in a row go in one batch
NETWORK_SECONDS = 10.0  # between two looks at the network


class LinkWatch(QObject):
    """Synchronises by itself, and at once when asked.

    Signals:
        stated: How the link stands now; carries a `LinkState`.
        busy_changed: Whether a synchronisation is running.
        failed: The store or the machine failed; carries the error. A fault of the link is no
            error here: it is part of the state.
    """

    stated = Signal(object)
    busy_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, link: Link, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._tasks = tasks
        self._ended = threading.Event()
        self._running = False
        self._wanted_again = False
        self._compare = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.synchronise_now)
        self._told = QDeadlineTimer(0)  # before this the server wants to hear nothing
        self._network: frozenset[str] | None = None
        self._network_timer = QTimer(self)
        self._network_timer.setInterval(round(NETWORK_SECONDS * 1000))
        self._network_timer.timeout.connect(self.look_at_network)

    def begin(self) -> None:
        """Say how things stand, and synchronise soon."""
        if not self._ended.is_set():
            self._network_timer.start()
        self._tasks.submit(
            Lane.IO,
            self._link.status,
            done=self._on_status,
            failed=self.failed.emit,
            owner=self,
        )

    def note_deposit(self) -> None:
        """There is something new to send: do not wait for the next round."""
        self._link.woken()
        self._wait(SOON_SECONDS)
        self.begin()

    def look_at_network(self) -> None:
        """On another network, or on one again, the next try need not wait."""
        self._tasks.submit(Lane.IO, self._link.network, done=self._on_network, owner=self)

    def compare_now(self) -> None:
        """Synchronise at once and compare both sides item by item."""
        self._compare = True
        self.synchronise_now()

    def synchronise_now(self) -> None:
        """Synchronise at once; a second wish while one runs is done after it."""
        if self._running:
            self._wanted_again = True
            return
        self._running = True
        compare, self._compare = self._compare, False
        self._timer.stop()
        self.busy_changed.emit(True)
        self._tasks.submit(
            Lane.IO,
            lambda: self._link.sync_once(self._ended.is_set, compare=compare),
            done=self._on_report,
            failed=self._on_failed,
            owner=self,
        )

    def end(self) -> None:
        """Stop between two batches and start nothing more."""
        self._ended.set()
        self._timer.stop()
        self._network_timer.stop()

    def _on_status(self, state: LinkState) -> None:
        self.stated.emit(state)
        if state.server_url and not self._timer.isActive() and not self._running:
            self._wait(SOON_SECONDS)

    def _on_network(self, network: frozenset[str]) -> None:
        before, self._network = self._network, network
        if before is None or network in {before, frozenset()}:
            return
        self._link.woken()
        if not self._running:
            self._wait(SOON_SECONDS)

    def _on_report(self, report: SyncReport) -> None:
        self._settle()
        self.stated.emit(report.link)
        told_seconds = report.wait_seconds if report.wait_is_told else None
        self._told.setRemainingTime(round((told_seconds or 0.0) * 1000))
        if report.link.server_url:
            self._wait(CALM_SECONDS if report.wait_seconds is None else report.wait_seconds)

    def _on_failed(self, error: IntakeError) -> None:
        self._settle()
        self.failed.emit(error)
        self._wait(CALM_SECONDS)

    def _settle(self) -> None:
        self._running = False
        self.busy_changed.emit(False)
        if self._wanted_again:
            self._wanted_again = False
            self._wait(0)

    def _wait(self, seconds: float) -> None:
        if self._ended.is_set():
            return
        seconds = max(seconds, self._told.remainingTime() / 1000)
        left = self._timer.remainingTime()
        if not self._timer.isActive() or seconds * 1000 < left:
            self._timer.start(round(seconds * 1000))

"""The window on a counter outside pytest: for pictures, long runs and figures."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the user's own

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from intake_app.app import open_desk
from intake_app.domain.operators import Role
from intake_app.resources import resource
from intake_app.services.settings import StationSettings
from intake_app.settings import Home
from intake_app.ui.application import open_window
from tests.ui.window_kit import PASSWORD, PATIENCE_MS, Counter, WindowClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from intake_app.ui.i18n import Languages
    from intake_app.ui.theme import Theme
    from intake_app.wording import Language


class Patience:
    """Waits as pytest-qt's `qtbot` does: the window works meanwhile."""

    def waitUntil(self, happened: Callable[[], bool], timeout: int = PATIENCE_MS) -> None:
        """Let the window work until something has been seen to happen.

        It need not last: in the very turn of the loop in which it was seen, a timer of the window
        may begin something new.
        """
        loop, tick = QEventLoop(), QTimer()
        tick.setInterval(5)
        ends_at = time.monotonic() + timeout / 1000
        seen = False

        def look() -> None:
            nonlocal seen
            seen = seen or happened()
            if seen or time.monotonic() > ends_at:
                loop.quit()

        tick.timeout.connect(look)
        tick.start()
        loop.exec()
        tick.stop()
        if not seen:
            raise TimeoutError(f"waited {timeout / 1000} s in vain")


def set_up_folder(folder: Path, morning: datetime) -> None:
    """Set a counter up: two people, the trial's medicines, no camera."""
    desk = open_desk(Home(folder), WindowClock(morning))
    desk.set_up(StationSettings("AGA1", "1"), "nadia", "Nadia Amrani", PASSWORD)
    nadia = desk.accounts.log_in("nadia", PASSWORD)
    desk.accounts.create(nadia, "karim", "Karim Idrissi", PASSWORD, Role.AGENT)
    medicines = resource("reference", "trial-medicines.csv")
    desk.imports.import_medicines(medicines, nadia, lambda _done, _all: None)
    desk.close()
    remembered = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    remembered.setValue("camera", "false")  # who wants it switches it on
    remembered.setValue("language", "fr")
    remembered.sync()


@contextmanager
def opened_counter(
    folder: Path, clock: WindowClock, *, languages: Languages, theme: Theme, language: Language
) -> Iterator[Counter]:
    """Open the window on a data folder that is set up, at its login."""
    home = Home(folder)
    desk = open_desk(home, clock)
    languages.use(language)
    opened = open_window(lambda: desk, home, languages=languages, theme=theme)
    people = {person.username: person for person in desk.accounts.all()}
    counter = Counter(opened, desk, clock, Patience(), people)  # type: ignore[arg-type]  # as qtbot
    opened.window.resize(1366, 768)
    opened.window.activateWindow()
    counter.until(lambda: QApplication.activeWindow() is opened.window)
    counter.until(lambda: opened.window.shown is opened.window.login_page)
    languages.use(language)
    try:
        yield counter
    finally:
        opened.end()
        delete(opened.window)
        desk.close()

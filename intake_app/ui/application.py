"""Starts the window and ends it in order; the composition root calls `run_window`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication, QMessageBox

from intake_app.ui.allocator import Trimmer, give_memory_back
from intake_app.ui.context import Context
from intake_app.ui.door import CounterDoor
from intake_app.ui.ending import EndRequests
from intake_app.ui.i18n import Languages, system_language
from intake_app.ui.last_resort import LastResort
from intake_app.ui.memory import LayoutMemory
from intake_app.ui.messages import code_text
from intake_app.ui.session import Session
from intake_app.ui.shell.idle import IdleWatch
from intake_app.ui.shell.window import MainWindow
from intake_app.ui.tasks import TaskRunner
from intake_app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.ui.ports import WindowDesk, WindowHome

NAME = "onousc-intake"
ALREADY_OPEN_STATUS = 4


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """The window with what must outlive it."""

    window: MainWindow
    context: Context
    theme: Theme

    def end(self) -> None:
        """Close the window, wait for its work, and let it go while the application is there.

        Left to the end of the interpreter, widgets and documents go in any order, and crash.
        """
        self.window.close_now()
        self.window.end()
        shiboken6.delete(self.window)


def run_window(
    open_desk: Callable[[], WindowDesk],
    home: WindowHome,
    open_with_key: Callable[[str], WindowDesk] | None = None,
) -> int:
    """Show the window and open the counter behind it; return 0 once the window is closed.

    The folder must be there; 4 is returned when another window is open on it.

    Raises:
        IntakeError: The counter could not be opened. The window has said so, and was closed.
    """
    application = _application()
    languages = Languages(application)
    languages.use(LayoutMemory(home.folder).find_language() or system_language())
    theme = Theme(application)
    lock = QLockFile(str(home.lock))
    if not lock.tryLock(0):
        return _refuse_second()
    try:
        last_resort = LastResort(home.logs)
        opened = open_window(
            open_desk, home, languages=languages, theme=theme, open_with_key=open_with_key
        )
        last_resort.install(opened.window)
        requests = EndRequests(lambda: application.exit(0))
        requests.install()
        status = application.exec()
        opened.end()
        requests.remove()
        last_resort.remove()
        fault = opened.context.door.fault
    finally:
        lock.unlock()
    if fault is not None:
        raise fault
    return status


def open_window(
    open_desk: Callable[[], WindowDesk],
    home: WindowHome,
    *,
    languages: Languages,
    theme: Theme,
    open_with_key: Callable[[str], WindowDesk] | None = None,
) -> OpenWindow:
    """Make the window and show its first page; `OpenWindow.end` closes it.

    `open_desk` is called on the database lane once the page is painted, `open_with_key` when
    somebody types the key from paper because the store's own is lost.
    """
    give_memory_back()
    application = _application()
    context = Context(
        door=CounterDoor(open_desk, open_with_key),
        home=home,
        tasks=TaskRunner(application),
        languages=languages,
        session=Session(application),
        memory=LayoutMemory(home.folder),
    )
    window = MainWindow(context, IdleWatch(application))
    Trimmer(context.tasks, window)
    window.open()
    return OpenWindow(window, context, theme)


def _application() -> QApplication:
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    application = QApplication([sys.argv[0]])
    application.setApplicationName(NAME)
    application.setDesktopFileName(NAME)
    return application


def _refuse_second() -> int:
    """Say that the window is open already; two windows would type over each other's drafts."""
    box = QMessageBox(QMessageBox.Icon.Information, "", code_text("window.already_open"))
    box.setWindowTitle(NAME)
    box.exec()
    return ALREADY_OPEN_STATUS

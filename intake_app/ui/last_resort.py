"""The door for bugs: what nobody expected is logged without personal data and said once."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from intake_app.ui.i18n import current_language
from intake_app.wording import say

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

LOG_NAME = "window.log"
LOG_BYTES = 1_000_000
log = logging.getLogger("intake_app.window")


class LastResort(QObject):
    """Catches every exception that nobody expected, on the window's thread or another.

    Signals:
        caught: A bug was caught; the page may save itself. Carries the exception's type name.
    """

    caught = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = folder / LOG_NAME
        self._window: QWidget | None = None
        self._shown = False
        # Exceptions of other threads come to the window's thread first.
        self.caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self, window: QWidget) -> None:
        """Stand in the door from now on; the dialog belongs to `window`."""
        self._window = window
        self._file.parent.mkdir(parents=True, exist_ok=True)
        if not log.handlers:
            handler = RotatingFileHandler(
                self._file, maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8", delay=True
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            log.addHandler(handler)
        sys.excepthook = self.catch
        threading.excepthook = lambda thread: self.catch(
            thread.exc_type, thread.exc_value, thread.exc_traceback
        )

    def remove(self) -> None:
        """Give the door back to Python, and close the log."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        for handler in list(log.handlers):
            log.removeHandler(handler)
            handler.close()

    def catch(
        self,
        kind: type[BaseException],
        _error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log where it happened and what kind it is; never its message, which may hold a name."""
        if issubclass(kind, KeyboardInterrupt):
            raise KeyboardInterrupt
        places = "".join(traceback.format_list(_without_source(trace)))
        log.error("%s\n%s", kind.__qualname__, places)
        self.caught.emit(kind.__qualname__)

    def _show(self) -> None:
        if self._shown or self._window is None:
            return
        self._shown = True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Critical)
        box.setText(say("bug", current_language(), {"log": str(self._file)}))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._forget)
        box.open()

    def _forget(self) -> None:
        self._shown = False


def _without_source(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(trace))

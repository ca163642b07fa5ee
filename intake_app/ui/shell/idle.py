"""The lock that falls when nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QApplication

IDLE_SECONDS = 5 * 60
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,  # all that the window sees of a key that is a shortcut: F9, for one
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class IdleWatch(QObject):
    """Watches for hands on the machine while somebody is logged in.

    Signals:
        idle: Nobody has touched anything for the time set.
    """

    idle = Signal()

    def __init__(self, application: QApplication, *, seconds: int = IDLE_SECONDS) -> None:
        super().__init__(application)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(seconds * 1000)
        self._timer.timeout.connect(self.idle)
        # Keys and mouse come in through whichever window has the focus; a filter on the whole
        # application would see every event of every widget.
        application.focusWindowChanged.connect(self._watch)
        self._watch(application.focusWindow())

    def begin(self) -> None:
        """Count from now on."""
        self._timer.start()

    def end(self) -> None:
        """Count no more."""
        self._timer.stop()

    @property
    def is_counting(self) -> bool:
        """Whether the lock can fall."""
        return self._timer.isActive()

    def note_touch(self) -> None:
        """Begin the time anew: a hand was there, although its keys never reached the window."""
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin the time anew at every touch; never keep an event."""
        if event.type() in _TOUCHES:
            self.note_touch()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

"""Notices that another day has begun, on a counter that is left on overnight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

LOOK_SECONDS = 20.0  # between two looks: a machine that slept, or was set right, is noticed as well


class DayWatch(QObject):
    """Compares the day with that of a moment ago.

    Signals:
        changed: It is another day now.
    """

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._day: date | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(round(LOOK_SECONDS * 1000))
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Whatever is shown is of today; say when that is over."""
        self._day = self._today()
        self._timer.start()

    def end(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        day = self._today()
        if day != self._day:
            self._day = day
            self.changed.emit()

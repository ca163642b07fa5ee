"""A line of text that shortens itself and tells the rest when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class ElidedLabel(QLabel):
    """Shows as much as there is room for; the whole text is its tip and its accessible name."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Set the whole text."""
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._shorten()

    @property
    def whole(self) -> str:
        """The text, however much of it is shown."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew."""
        super().resizeEvent(event)
        self._shorten()

    def minimumSizeHint(self) -> QSize:
        """Need no width of its own."""
        return QSize(0, super().minimumSizeHint().height())

    def _shorten(self) -> None:
        line = self._whole.replace("\n", " ")
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)

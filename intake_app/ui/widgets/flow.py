"""A layout that sets things side by side and begins a new line when one is full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QStyle

from intake_app.ui.theme import STEP
from intake_app.ui.widgets.arrangement import Arrangement

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayoutItem, QWidget


class Flow(Arrangement):
    """Lays widgets out like words, mirrored where one reads from the right."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = STEP) -> None:
        super().__init__(parent)
        self._at_end: set[QWidget] = set()
        self.setSpacing(gap)

    def add_at_end(self, widget: QWidget) -> None:
        """Add a widget that is pushed to the far end of its line, unless it begins the line."""
        self._at_end.add(widget)
        self.addWidget(widget)

    def minimumSize(self) -> QSize:
        """Return the size of the largest item, with the margins."""
        size = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size.grownBy(margins)

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Set line under line."""
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        top = inside.top()
        for line in self._lines(inside.width()):
            height = max(size.height() for _item, size in line)
            left = inside.left()
            free = inside.width() - sum(size.width() + self.spacing() for _item, size in line)
            free += self.spacing()
            for place, (item, size) in enumerate(line):
                if place and item.widget() in self._at_end:
                    left, free = left + free, 0
                if move:
                    lower = (height - size.height()) // 2
                    logical = QRect(QPoint(left, top + lower), size)
                    item.setGeometry(QStyle.visualRect(self.direction(), inside, logical))
                left += size.width() + self.spacing()
            top += height + self.spacing()
        return max(0, top - self.spacing() - inside.top()) + margins.top() + margins.bottom()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = width
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            size = hint.boundedTo(QSize(width, hint.height()))
            if not lines or left + size.width() > width:
                lines.append([])
                left = 0
            lines[-1].append((item, size))
            left += size.width() + self.spacing()
        return lines

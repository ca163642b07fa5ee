"""A layout that sets things side by side and begins a new line when one is full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle

from intake_app.ui.theme import STEP

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Flow(QLayout):
    """Lays widgets out like words, mirrored where one reads from the right."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = STEP) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._at_end: set[QWidget] = set()
        self._known_heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def add_at_end(self, widget: QWidget) -> None:
        """Add a widget that is pushed to the far end of its line, unless it begins the line."""
        self._at_end.add(widget)
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None past the end, as Qt wants it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Grow sideways only."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Say that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the lines need at a width."""
        if width not in self._known_heights:
            self._known_heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._known_heights[width]

    def invalidate(self) -> None:
        """Forget computed heights."""
        self._known_heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place every widget."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Ask for the least: the parent decides the width."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest item, with the margins."""
        size = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size.grownBy(margins)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
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
                    item.setGeometry(QStyle.visualRect(self._direction(), inside, logical))
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

    def _direction(self) -> Qt.LayoutDirection:
        parent = self.parentWidget()
        return parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight

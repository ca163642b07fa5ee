"""What the layouts of our own have in common: they keep items, and heights that follow widths."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout
from shiboken6 import delete, isValid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayoutItem, QWidget


class Arrangement(QLayout):
    """Keeps items in their order; where they go, `arrange` says.

    Qt makes an item for each widget and leaves it to the layout to do away with it: those of a
    layout that is written in Python would outlive it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._known_heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.destroyed.connect(partial(_do_away_with, self._items))

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Place every item inside a rectangle, if asked to, and return the height they take."""
        raise NotImplementedError

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
        """Return the height that the items need at a width."""
        if width not in self._known_heights:
            self._known_heights[width] = self.arrange(QRect(0, 0, width, 0), move=False)
        return self._known_heights[width]

    def invalidate(self) -> None:
        """Forget computed heights."""
        self._known_heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place every widget."""
        super().setGeometry(rect)
        self.arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Ask for the least: the parent decides the width."""
        return self.minimumSize()

    def direction(self) -> Qt.LayoutDirection:
        """Return the direction in which one reads here."""
        parent = self.parentWidget()
        return parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight


def _do_away_with(items: list[QLayoutItem], _layout: object = None) -> None:
    """Delete what a layout kept; its widgets are still there when it goes."""
    for item in items:
        if isValid(item):
            delete(item)
    items.clear()

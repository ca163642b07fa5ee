"""A layout that sets things side by side and begins a new line when one is full."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from math import fmod
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QStyle

from intake_app.ui.theme import STEP
from intake_app.ui.widgets.arrangement import Arrangement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QLayoutItem, QWidget

_NOTCH = 120  # eighths of a degree, `QWheelEvent.angleDelta`


class Flow(Arrangement):
    """Lays widgets out like words, mirrored where one reads from the right.

    With `fill` each line is as wide as there is room: those of its widgets that may grow share it.
    """

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = STEP, fill: bool = False
    ) -> None:
        super().__init__(parent)
        self._at_end: set[QWidget] = set()
        self._fill = fill
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

    def height_of_lines(self, width: int, count: int) -> int:
        """Return the height that the first lines need at a width, with the margins."""
        margins = self.contentsMargins()
        inside = width - margins.left() - margins.right()
        heights = [max(size.height() for _, size in line) for line in self._lines(inside)[:count]]
        gaps = self.spacing() * max(0, len(heights) - 1)
        return sum(heights) + gaps + margins.top() + margins.bottom()

    def line_tops(self, width: int) -> list[int]:
        """Return where the lines begin at a width, below the upper margin."""
        margins = self.contentsMargins()
        lines = self._lines(width - margins.left() - margins.right())
        heights = [max(size.height() for _item, size in line) + self.spacing() for line in lines]
        return list(accumulate(heights[:-1], initial=0))

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Set line under line."""
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        top = inside.top()
        for packed in self._lines(inside.width()):
            line = self._filled(packed, inside.width()) if self._fill else packed
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

    def _filled(
        self, line: list[tuple[QLayoutItem, QSize]], width: int
    ) -> list[tuple[QLayoutItem, QSize]]:
        """Share what is left of a line among those that may grow; all are as tall as the line."""
        height = max(size.height() for _item, size in line)
        growing = [item for item, _size in line if _may_grow(item)]
        free = width - sum(size.width() + self.spacing() for _item, size in line) + self.spacing()
        shares = _shares(max(0, free), len(growing))
        return [
            (item, QSize(size.width() + (next(shares) if item in growing else 0), height))
            for item, size in line
        ]

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


def _may_grow(item: QLayoutItem) -> bool:
    widget = item.widget()
    if widget is None:
        return False
    return bool(
        widget.sizePolicy().horizontalPolicy().value & QSizePolicy.PolicyFlag.GrowFlag.value
    )


def _shares(whole: int, count: int) -> Iterator[int]:
    """Share pixels so that none is left over."""
    for place in range(count):
        yield whole * (place + 1) // count - whole * place // count


class FewLines(QScrollArea):
    """Shows a few lines of a flow at a time; what gets the keyboard is scrolled to."""

    def __init__(self, content: QWidget, flow: Flow, *, most: int) -> None:
        super().__init__()
        self._content, self._flow = content, flow
        self._most = most
        self._turned = 0  # by the wheel, since the last line, in eighths of a degree
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setWidgetResizable(True)
        self.setWidget(content)
        application = cast("QApplication", QApplication.instance())
        application.focusChanged.connect(self._keep_in_view)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go on by Tab or an arrow; Qt would leave lines cut in the middle."""
        bar = self.verticalScrollBar()
        before = bar.value()
        has_gone = super().focusNextPrevChild(is_next)
        bar.setValue(before)
        self._keep_in_view(None, QApplication.focusWidget())
        return has_gone

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by a line for each notch of the wheel; Qt would stop in the middle of one."""
        turned = event.angleDelta().y()
        if turned * self._turned < 0:  # the other way: what is left of a notch does not count
            self._turned = 0
        self._turned += turned
        notches, self._turned = int(self._turned / _NOTCH), int(fmod(self._turned, _NOTCH))
        bar, tops = self.verticalScrollBar(), self._flow.line_tops(self._content.width())
        now = bisect_right(tops, bar.value()) - 1
        bar.setValue(tops[min(max(0, now - notches), len(tops) - 1)])
        event.accept()

    def _keep_in_view(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll by whole lines, no further than needed."""
        if now is None or not self._content.isAncestorOf(now):
            return
        bar, margins = self.verticalScrollBar(), self._flow.contentsMargins()
        line = now.geometry().marginsAdded(margins)
        lowest = line.bottom() + 1 - self.viewport().height()
        bar.setValue(min(max(bar.value(), lowest), line.top()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Take other room when the flow is laid out anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Say that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that are shown at once."""
        return self._flow.height_of_lines(width, self._most)

    def sizeHint(self) -> QSize:
        """Ask for the least: the parent decides the width."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return room for the largest item beside the bar that scrolls."""
        least = self._flow.minimumSize()
        return QSize(least.width() + self.verticalScrollBar().sizeHint().width(), least.height())

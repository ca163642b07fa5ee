"""A layout of twelve columns that folds into fewer where there is less room."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLabel, QLayoutItem, QStyle

from intake_app.ui.theme import STEP
from intake_app.ui.widgets.arrangement import Arrangement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

COLUMNS = 12
NOTE_GAP = 4
# Least width, in heights of a line of text, from which spans count once, twice, three times.
FOLDS = ((32, 1), (20, 2), (13, 3))


class _Place(NamedTuple):
    item: QLayoutItem
    column: int
    span: int


class FoldingGrid(Arrangement):
    """Lays widgets out in rows of twelve columns; mirrored where one reads from the right.

    A widget with a method `head_height` says how much of it stands above the place to type, so
    that a tick beside fields stands in line with them, and a row of ticks wastes no room.
    One with a method `give_note` has its note laid out under the whole row, for a sentence needs
    more room than a date. Heights follow widths: long words in one language never push another
    field aside, and a widget gets more columns when its words need them.
    """

    def __init__(self, folds: Sequence[tuple[int, int]] = FOLDS) -> None:
        super().__init__()
        self._folds = folds
        self._spans: list[tuple[int, bool]] = []
        self._notes: dict[QWidget, QLabel] = {}
        self.setSpacing(STEP * 3 // 2)

    def add(self, widget: QWidget, span: int, *, begins: bool = False) -> None:
        """Put a widget after the others, `span` columns of twelve wide where there is room.

        `begins` starts a new row with it.
        """
        give_note = getattr(widget, "give_note", None)
        if give_note is not None:
            self._notes[widget] = give_note()
        self._spans.append((span, begins))
        self.addWidget(widget)  # the item must be Qt's own: Qt deletes it with the widget

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back."""
        if 0 <= index < self.count():
            del self._spans[index]
            self.invalidate()
        return super().takeAt(index)

    def minimumSize(self) -> QSize:
        """Return the width of the widest item."""
        widths = (item.minimumSize().width() for item in self._items if not item.isEmpty())
        return QSize(max(widths, default=0), 0)

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Set row under row."""
        unit = (rect.width() + self.spacing()) / COLUMNS
        top = rect.top()
        for row in self._rows(rect.width()):
            height = 0
            head = max(_head(place.item) for place in row)
            for item, column, span in row:
                width = round(unit * span) - self.spacing()
                tall = _height(item, width)
                lower = head - _head(item)
                height = max(height, lower + tall)
                if move:
                    corner = QPoint(rect.left() + round(unit * column), top + lower)
                    logical = QRect(corner, QSize(width, tall))
                    item.setGeometry(QStyle.visualRect(self.direction(), rect, logical))
            top += height
            top += self._arrange_notes(row, QRect(rect.left(), top, rect.width(), 0), move=move)
            top += self.spacing()
        return max(0, top - rect.top() - self.spacing())

    def _arrange_notes(self, row: list[_Place], below: QRect, *, move: bool) -> int:
        """Lay the notes of a row out under it, each from where its field begins if it can."""
        height = 0
        for item, column, _span in row:
            widget = item.widget()
            note = self._notes.get(widget) if widget else None
            if widget is None or note is None or note.isHidden():
                continue
            indent = round((below.width() + self.spacing()) / COLUMNS * column)
            if indent > below.width() // 2:
                indent = 0
            width = below.width() - indent
            tall = note.heightForWidth(width)
            height += NOTE_GAP
            if move:
                _bring_beside(note, widget)
                corner = QPoint(below.left() + indent, below.top() + height)
                logical = QRect(corner, QSize(width, tall))
                note.setGeometry(QStyle.visualRect(self.direction(), below, logical))
            height += tall
        return height

    def _rows(self, width: int) -> list[list[_Place]]:
        factor = self._factor(width)
        rows: list[list[_Place]] = []
        column = COLUMNS
        waiting = False  # a hidden widget that begins a row lets the next one begin it
        for item, (wanted, begins) in zip(self._items, self._spans, strict=True):
            waiting = waiting or begins
            if item.isEmpty():
                continue
            span = _widened(item, min(COLUMNS, wanted * factor), width, self.spacing())
            if waiting or column + span > COLUMNS:
                waiting = False
                rows.append([])
                column = 0
            rows[-1].append(_Place(item, column, span))
            column += span
        return rows

    def _factor(self, width: int) -> int:
        parent = self.parentWidget()
        line = parent.fontMetrics().height() if parent else STEP * 2
        return next((factor for least, factor in self._folds if width >= least * line), COLUMNS)


def _bring_beside(note: QLabel, widget: QWidget) -> None:
    """Give a note the parent of its field: under the row it is outside of the field."""
    if note.parentWidget() is not widget.parentWidget():
        note.setParent(widget.parentWidget())
        note.show()


def _widened(item: QLayoutItem, span: int, width: int, gap: int) -> int:
    """Return the columns that an item needs at least, the span wanted when that is enough."""
    unit = (width + gap) / COLUMNS
    needed = math.ceil((item.minimumSize().width() + gap) / unit) if unit > 0 else COLUMNS
    return min(COLUMNS, max(span, needed))


def _head(item: QLayoutItem) -> int:
    widget = item.widget()
    head_height = getattr(widget, "head_height", None)
    return head_height() if head_height else 0


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()

"""The list of what is missing: a sign, where it is, what to do; each line leads to its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from intake_app.ui.icons import icon
from intake_app.ui.theme import STEP, scaled_font, worn
from intake_app.ui.widgets.cards import TONE_ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

_ROW = Qt.ItemDataRole.UserRole
_ICON = 18
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line: how much it matters, where it is, what to do, and the path it leads to."""

    tone: str
    place: str
    text: str
    path: str


class FindingsList(QListWidget):
    """Shows findings, the gravest first.

    Signals:
        chosen: The operator wants to go to the field; carries the path.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_FindingDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.itemClicked.connect(self._choose)

    @property
    def rows(self) -> list[FindingRow]:
        """The lines that are shown."""
        return [self.item(place).data(_ROW) for place in range(self.count())]

    def show_rows(self, rows: Sequence[FindingRow]) -> None:
        """Show these lines; the one that was current stays so when it is still there."""
        if list(rows) == self.rows:
            return
        current = self.currentItem().data(_ROW) if self.currentItem() else None
        self.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.place}. {row.text}", self)
            item.setData(_ROW, row)
            if current is not None and (row.path, row.text) == (current.path, current.text):
                self.setCurrentItem(item)

    def step(self, by: int) -> FindingRow | None:
        """Make the next or the one before current, round and round; None when there is none."""
        if not self.count():
            return None
        place = self.currentRow()
        place = (place + by) % self.count() if place >= 0 else (0 if by > 0 else self.count() - 1)
        self.setCurrentRow(place)
        row: FindingRow = self.item(place).data(_ROW)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the field by Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentItem():
            self._choose(self.currentItem())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentences anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _choose(self, item: QListWidgetItem) -> None:
        row: FindingRow = item.data(_ROW)
        self.chosen.emit(row.path)


class _FindingDelegate(QStyledItemDelegate):
    """Paints a line: the sign, the place in small letters, the sentence over several lines."""

    def __init__(self, view: FindingsList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height that the sentence needs in the width there is."""
        row: FindingRow = index.data(_ROW)
        width = self._view.viewport().width()
        room = QRect(0, 0, width - _ICON - STEP * 4, 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        text = self._view.fontMetrics().boundingRect(room, flags, row.text)
        return QSize(width, text.height() + self._small().height() + STEP * 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one line, mirrored where one reads from the right."""
        row: FindingRow = index.data(_ROW)
        colours = worn()
        painter.save()
        rect, direction = option.rect, option.direction
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.accent_soft))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.sunken))
        corner = QPoint(rect.left() + STEP * 3 // 2, rect.top() + STEP)
        sign = QStyle.visualRect(direction, rect, QRect(corner, QSize(_ICON, _ICON)))
        icon(TONE_ICONS[row.tone], row.tone if row.tone != "refuse" else "block").paint(
            painter, sign
        )
        room = rect.adjusted(_ICON + STEP * 5 // 2, STEP, -STEP * 3 // 2, -STEP)
        room = QStyle.visualRect(direction, rect, room)
        leading = Qt.AlignmentFlag.AlignLeading  # mirrored by the painter's direction
        painter.setLayoutDirection(direction)
        painter.setFont(scaled_font(self._view, 0.86))
        painter.setPen(QColor(colours.muted))
        painter.drawText(room, int(leading | Qt.AlignmentFlag.AlignTop), row.place)
        painter.setFont(self._view.font())
        painter.setPen(QColor(colours.ink))
        room.setTop(room.top() + self._small().height())
        flags = int(leading | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room, flags, row.text)
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _small(self) -> QFontMetrics:
        return QFontMetrics(scaled_font(self._view, 0.86))

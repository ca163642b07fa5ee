"""What is known already, offered under a place to type: Down chooses, Enter takes, Escape declines.

The list never takes the keyboard: whoever types on simply goes on typing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from intake_app.ui.theme import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from intake_app.ui.widgets.editors import LineEditor

_OFFER = Qt.ItemDataRole.UserRole
_TAKES = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_GAP = 2
_FRAME = 12


class Offers(QObject):
    """A list under a line of text.

    Signals:
        taken: The operator took an offer; carries what stands for it.
    """

    taken = Signal(object)

    def __init__(self, editor: LineEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.list: QListWidget | None = None
        editor.installEventFilter(self)

    @property
    def is_shown(self) -> bool:
        """Whether something is offered."""
        return self.list is not None and self.list.isVisible()

    def show_offers(
        self, offers: Sequence[tuple[str, object]], name: str, *, chosen: int = -1
    ) -> None:
        """Offer these, each a sentence and what stands for it; `name` is for screen readers.

        `chosen` is the row that Enter takes without an arrow key before it, none by default.
        """
        if not offers or not self._editor.hasFocus():
            self.hide()
            return
        shown = self.list or self._make_list(self._editor.window())
        shown.clear()
        for text, offer in offers:
            item = QListWidgetItem(text, shown)
            item.setData(_OFFER, offer)
        shown.setCurrentRow(chosen)
        shown.setAccessibleName(name)
        shown.setLayoutDirection(self._editor.layoutDirection())
        self._place(shown, len(offers))
        shown.show()
        shown.raise_()

    def choose_none(self) -> None:
        """Have Enter take nothing: something else is being typed."""
        if self.list is not None:
            self.list.setCurrentRow(-1)

    def hide(self) -> None:
        """Offer nothing."""
        if self.list is not None:
            self.list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the list and take from it; follow the line when the window changes size."""
        if watched is not self._editor:
            if event.type() == QEvent.Type.Resize and self.is_shown:
                QTimer.singleShot(0, self._follow)  # once the line has its new place
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif self.is_shown and event.type() == QEvent.Type.KeyPress:
            return isinstance(event, QKeyEvent) and self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        shown = self.list
        if shown is None:
            return False
        key = event.key()
        if key in _STEPS:
            row = shown.currentRow() + _STEPS[Qt.Key(key)]
            shown.setCurrentRow(max(-1, min(shown.count() - 1, row)))
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        if key in _TAKES and shown.currentRow() >= 0:
            self._take(shown.currentItem())
            return True
        return False

    def _take(self, item: QListWidgetItem) -> None:
        offer = item.data(_OFFER)
        self.hide()
        self.taken.emit(offer)

    def _make_list(self, window: QWidget) -> QListWidget:
        shown = QListWidget(window)
        mark(shown, "role", "offers")
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.itemClicked.connect(self._take)
        self.destroyed.connect(shown.deleteLater)
        window.installEventFilter(self)
        self.list = shown
        return shown

    def _follow(self) -> None:
        if self.list is not None and self.list.isVisible():
            self._place(self.list, self.list.count())

    def _place(self, shown: QListWidget, count: int) -> None:
        """Put the list under the line, within the window, wide enough for its longest offer."""
        window, editor = self._editor.window(), self._editor
        width = max(editor.width(), shown.sizeHintForColumn(0) + 2 * _FRAME)
        width = min(width, window.width() - 2 * _FRAME)
        height = shown.sizeHintForRow(0) * count + _FRAME
        corner = editor.mapTo(window, QPoint(0, editor.height() + _GAP))
        if editor.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + editor.width() - width)
        if corner.y() + height > window.height():
            corner.setY(max(0, editor.mapTo(window, QPoint(0, -height - _GAP)).y()))
        corner.setX(max(_FRAME, min(corner.x(), window.width() - width - _FRAME)))
        shown.setGeometry(corner.x(), corner.y(), width, height)

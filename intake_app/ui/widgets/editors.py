"""The places where one types: plain Qt editors that know the keys of the counter.

Enter goes on to the next field. Space in an empty field takes over what is suggested; on a tick
it ticks and goes on. The wheel scrolls the page and never changes a choice by accident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from intake_app.ui.typed import ascii_digits, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QWheelEvent

_TEXT_MARGINS = 4  # that Qt leaves at both sides of a choice's words
_GO_ON = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def _is_of_no_key(event: QKeyEvent) -> bool:
    """Say whether a sign came with Alt, for a key that does nothing now; Qt would write the sign.

    AltGr is another key: it comes as Ctrl and Alt, or as neither.
    """
    held = event.modifiers()
    with_alt = Qt.KeyboardModifier.AltModifier in held
    with_ctrl = Qt.KeyboardModifier.ControlModifier in held
    return with_alt and not with_ctrl and bool(event.text()) and event.text().isprintable()


class LineEditor(QLineEdit):
    """One line of text.

    Signals:
        go_on: Enter was pressed, or a suggestion was taken over.
        left: The focus went elsewhere.
    """

    go_on = Signal()
    left = Signal()

    def __init__(
        self, write: Callable[[str], str] = ascii_digits, *, centred: bool = False
    ) -> None:
        super().__init__()
        self._centred = centred
        self._write = write
        self._suggestion = ""
        self._hint = "{}"
        self.textEdited.connect(self._rewrite)
        self._align()

    def suggest(self, text: str, hint: str) -> None:
        """Offer a text for Space to take over; `hint` is a sentence with `{}` for it."""
        self._hide_suggestion()
        self._suggestion, self._hint = text, hint
        if self.hasFocus():
            self._show_suggestion()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter; take the suggestion over by Space."""
        if _is_of_no_key(event):
            event.ignore()
        elif event.key() in _GO_ON:
            self.go_on.emit()
        elif event.key() == Qt.Key.Key_Space and self._suggestion and not self.text():
            self.setText(self._suggestion)
            self.textEdited.emit(self._suggestion)
            self.go_on.emit()
        else:
            super().keyPressEvent(event)

    @property
    def is_in_hand(self) -> bool:
        """Whether the keyboard is here, or comes back here from another window."""
        return self.window().focusWidget() is self

    def changeEvent(self, event: QEvent) -> None:
        """Keep the text where lines begin in this language, also a name in the other script."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        if self._centred:
            side = Qt.AlignmentFlag.AlignHCenter
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show what Space would take over."""
        super().focusInEvent(event)
        self._show_suggestion()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show nothing grey in a field that one is not in: it would look filled."""
        super().focusOutEvent(event)
        self._hide_suggestion()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _show_suggestion(self) -> None:
        if self._suggestion:
            self.setPlaceholderText(self._hint.format(self._suggestion))

    def _hide_suggestion(self) -> None:
        if self._suggestion:
            self.setPlaceholderText("")

    def _rewrite(self, typed: str) -> None:
        """Write one line, digits of any script with 0–9, and what else the field wants."""
        wanted = self._write(one_line(typed))
        if wanted != typed:
            cursor = self.cursorPosition() + len(wanted) - len(typed)
            self.setText(wanted)
            self.setCursorPosition(max(0, cursor))


class ChoiceEditor(QComboBox):
    """One of a few.

    Signals:
        go_on: Enter was pressed on the closed list.
        left: The focus went elsewhere.
    """

    go_on = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def offer(self, choices: Iterable[tuple[str, str]], nothing: str | None = None) -> None:
        """Offer codes with their names, keeping what was chosen; `nothing` names no choice."""
        chosen = self.currentData()
        was_blocked = self.blockSignals(True)
        self.clear()
        if nothing is not None:
            self.addItem(nothing, "")
        for code, name in choices:
            self.addItem(name, code)
            self.setItemData(self.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(was_blocked)

    def showPopup(self) -> None:
        """Open the list wide enough for its longest name, within the screen."""
        view = self.view()
        wanted = view.sizeHintForColumn(0) + 48
        view.setMinimumWidth(min(max(wanted, self.width()), self.screen().size().width() * 2 // 3))
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter."""
        if _is_of_no_key(event):
            event.ignore()
        elif event.key() in _GO_ON:
            self.go_on.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left, unless its own list took the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shorten a long name with dots; the list and the tip show all of it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        controls = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        place = self.style().subControlRect(controls[0], option, controls[1], self)
        room = place.width() - _TEXT_MARGINS
        elide = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, elide, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class TickEditor(QCheckBox):
    """Yes or no, each looked at by itself.

    Signals:
        go_on: Enter was pressed, or Space ticked it.
        left: The focus went elsewhere.
    """

    go_on = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick by Space and go on; a second Space, after coming back, takes the tick away."""
        if event.key() in _GO_ON:
            self.go_on.emit()
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.click()
            if self.isChecked():
                self.go_on.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Ignore the release of Space: its press has ticked, perhaps in the field before."""
        if event.key() != Qt.Key.Key_Space:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left."""
        super().focusOutEvent(event)
        self.left.emit()

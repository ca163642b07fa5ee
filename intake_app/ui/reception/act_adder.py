"""The row of nine signs from which the next act is chosen, by one letter or one click."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from intake_app.domain.dossier import Care
from intake_app.domain.name_folding import fold_letters
from intake_app.ui.icons import icon
from intake_app.ui.messages import label
from intake_app.ui.reception.act_card import CARE_ICONS
from intake_app.ui.widgets.buttons import caption
from intake_app.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_ARTICLE = "ال"
_BACK_AND_FORTH = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class _CareButton(QPushButton):
    """One kind of care; arrows go to its neighbours, its first letter finds it from any of them.

    Signals:
        go_on: Enter was pressed: no more acts.
        step: An arrow was pressed; carries -1 or 1 in reading order.
        lettered: A letter was typed.
    """

    go_on = Signal()
    step = Signal(int)
    lettered = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter, walk by arrows, find by letters; Space adds."""
        forward = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on.emit()
        elif event.key() in _BACK_AND_FORTH:
            self.step.emit(_BACK_AND_FORTH[Qt.Key(event.key())] * forward)
        elif event.text().isalpha() and not event.modifiers():
            self.lettered.emit(event.text())
        else:
            super().keyPressEvent(event)


class ActAdder(QWidget):
    """Adds an act of a kind.

    Signals:
        chosen: The operator wants an act of this kind; carries the `Care`.
        went_on: The operator wants no more acts; carries the widget.
    """

    chosen = Signal(object)
    went_on = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons = {care: _CareButton() for care in Care}
        layout = Flow(self)
        for care, button in self.buttons.items():
            button.setIcon(icon(CARE_ICONS[care], "accent"))
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(partial(self.chosen.emit, care))
            button.go_on.connect(partial(self.went_on.emit, button))
            button.step.connect(partial(self._walk, care))
            button.lettered.connect(self._find)
            layout.addWidget(button)
        self._expected = Care.CONSULTATION
        self.expect(self._expected)
        self._retranslate()

    @property
    def first(self) -> QPushButton:
        """The button that Tab reaches; arrows and letters reach the others from it."""
        return self.buttons[self._expected]

    def expect(self, care: Care) -> None:
        """Let the keyboard arrive at this kind: the one that comes next most often."""
        self.first.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._expected = care
        self.first.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        for care, button in self.buttons.items():
            name = label("care", care)
            button.setText(caption(name))
            button.setAccessibleName(self.tr("Ajouter un acte : {}").format(name))
            button.setToolTip(self.tr("Espace : ajouter · Entrée : continuer"))

    def _walk(self, care: Care, step: int) -> None:
        order = list(Care)
        place = (order.index(care) + step) % len(order)
        self.buttons[order[place]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, letter: str) -> None:
        """Go to the next kind whose name begins with the letter, in Arabic behind its article."""
        order = list(Care)
        focused = [care for care, button in self.buttons.items() if button.hasFocus()]
        start = order.index(focused[0]) + 1 if focused else 0
        for care in (*order[start:], *order[:start]):
            name = fold_letters(label("care", care)).removeprefix(_ARTICLE)
            if name.startswith(fold_letters(letter)):
                self.buttons[care].setFocus(Qt.FocusReason.OtherFocusReason)
                return

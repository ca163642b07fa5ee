"""The receipts that are still to be printed, over whatever the reception shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from intake_app.ui.i18n import isolated
from intake_app.ui.icons import icon
from intake_app.ui.layouts import column
from intake_app.ui.theme import STEP, mark
from intake_app.ui.widgets.buttons import EnterButton, caption
from intake_app.ui.widgets.flow import FewLines, Flow

_MOST_LINES = 2  # shown at once: the papers need the room


class ReceiptsDue(QFrame):
    """Names the receipts whose print failed and prints each at the press of a button.

    A receipt stays until it is printed or somebody sends all of them to later: the page
    Aujourd'hui prints them too. Its sign tells one that is being printed, and its button keeps
    the keyboard meanwhile. Not there when there are none.

    Signals:
        again_wanted: A receipt is to be printed; carries its number.
        left: The button that had the keyboard is gone.
    """

    again_wanted = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        mark(self, "role", "bar")
        self._under_way: set[str] = set()
        self.buttons: dict[str, QPushButton] = {}  # by number, the oldest first
        self.title_label = QLabel()
        self.later_button = EnterButton()
        self.later_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        mark(self.later_button, "kind", "quiet")
        self.later_button.clicked.connect(self._put_off)
        self._content = QWidget()
        mark(self._content, "role", "plain")
        self._layout = Flow(self._content)
        self._layout.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        self._layout.addWidget(self.title_label)
        self._layout.addWidget(self.later_button)
        self.area = FewLines(self._content, self._layout, most=_MOST_LINES)
        self.setLayout(column(self.area))
        self._retranslate()

    def add(self, number: str) -> None:
        """Name a receipt that is still to be printed."""
        self._under_way.discard(number)
        if number not in self.buttons:
            self.buttons[number] = self._button(number)
        self._name(number)
        self._show_rest()

    def take_off(self, number: str) -> None:
        """Name a receipt no more."""
        self._under_way.discard(number)
        self._remove(number)

    def _remove(self, number: str) -> None:
        button = self.buttons.pop(number, None)
        if button is None:
            return
        had_keyboard = button.hasFocus()
        self._layout.removeWidget(button)
        button.hide()
        button.deleteLater()
        self._show_rest()
        if had_keyboard:
            self.left.emit()

    def names(self, number: str) -> bool:
        """Say whether a receipt is still to be printed, or being printed though put off."""
        return number in self.buttons or number in self._under_way

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _button(self, number: str) -> QPushButton:
        button = EnterButton(caption(isolated(number)), self._content)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._ask, number))
        self._layout.removeWidget(self.later_button)
        self._layout.addWidget(button)
        self._layout.addWidget(self.later_button)
        QWidget.setTabOrder(button, self.later_button)
        button.show()
        return button

    def _name(self, number: str) -> None:
        """Say what a button does, or that it is doing it."""
        is_under_way = number in self._under_way
        wanted, waits = self.tr("Imprimer le récépissé {}"), self.tr("Le récépissé {} s'imprime")
        text = (waits if is_under_way else wanted).format(isolated(number))
        button = self.buttons[number]
        button.setIcon(icon("hourglass", "muted") if is_under_way else icon("printer", "accent"))
        button.setToolTip(text)
        button.setAccessibleName(text)

    def _ask(self, number: str) -> None:
        if number not in self._under_way:  # a second press means the same print
            self._under_way.add(number)
            self._name(number)
            self.again_wanted.emit(number)

    def _put_off(self) -> None:
        had_keyboard = self.later_button.hasFocus()
        for number in list(self.buttons):
            self._remove(number)
        if had_keyboard:
            self.left.emit()

    def _show_rest(self) -> None:
        """Say how many there are, and be there while there are any."""
        count = len(self.buttons)
        self.title_label.setText(self.tr("%n récépissé(s) à imprimer", "", count))
        self.setVisible(bool(count))

    def _retranslate(self) -> None:
        self.later_button.setText(self.tr("Plus tard"))
        self.later_button.setToolTip(self.tr("La page Aujourd'hui les imprime aussi."))
        for number in self.buttons:
            self._name(number)
        self._show_rest()

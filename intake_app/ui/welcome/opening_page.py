"""What stands in the window while a counter is made ready, and when it cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from intake_app.ui.layouts import column, row, scrolled
from intake_app.ui.messages import error_text
from intake_app.ui.theme import STEP, mark
from intake_app.ui.welcome.language_button import LanguageButton
from intake_app.ui.widgets.buttons import EnterButton
from intake_app.ui.widgets.cards import EmptyPlace, Message
from intake_app.ui.widgets.fields import TextField

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from intake_app.errors import IntakeError
    from intake_app.ui.i18n import Languages

_WIDEST = 640
_OF_THE_KEY = {
    "store.key_lost",
    "store.key_unreadable",
    "store.wrong_key",
    "store.recovery_key_wrong",
    "store.recovery_key_of_another",
}


class OpeningPage(QWidget):
    """Asks for patience, or says what is wrong and offers to try again.

    Signals:
        again_wanted: The operator has mended something and wants another try.
        end_wanted: The operator gives up.
        key_given: The store's key is lost; carries what was typed from the paper.
    """

    again_wanted = Signal()
    end_wanted = Signal()
    key_given = Signal(str)

    def __init__(self, languages: Languages, *, takes_key: bool = False) -> None:
        super().__init__()
        self._takes_key = takes_key
        mark(self, "role", "page")
        self._fault: IntakeError | None = None
        self.place = EmptyPlace("hourglass")
        self.message = Message()
        self.key, self.key_button = TextField(upper=True), EnterButton()
        self.again_button, self.end_button = EnterButton(), QPushButton()
        mark(self.again_button, "kind", "primary")
        self.again_button.clicked.connect(self.again_wanted)
        self.end_button.clicked.connect(self.end_wanted)
        self.key.go_on.connect(self._give_key)
        self.key_button.clicked.connect(self._give_key)
        self._lay_out(LanguageButton(languages))
        self.show_waiting()

    def _lay_out(self, language: LanguageButton) -> None:
        middle = QWidget()
        middle.setMaximumWidth(_WIDEST)
        buttons = row(None, self.again_button, self.end_button, None)
        paper = column(self.key, row(None, self.key_button, None))
        inside = column(self.place, self.message, paper, buttons, gap=STEP * 2)
        middle.setLayout(inside)
        content = QWidget()
        whole = column(row(None, language), None, row(None, middle, None), None)
        whole.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 3)
        content.setLayout(whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))

    def show_waiting(self) -> None:
        """Ask for a moment's patience."""
        self._fault = None
        self._show()
        self.setFocus()  # nothing to press yet

    def show_fault(self, fault: IntakeError) -> None:
        """Say why the counter is not open, and what to do."""
        self._fault = fault
        self._show()
        if self.key.value:
            self.key.focus()  # a letter of it is to be put right
        else:
            self.again_button.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no key behind another page."""
        super().hideEvent(event)
        if not event.spontaneous():  # the system only put the window down
            self.key.put("")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    def _show(self) -> None:
        fault = self._fault
        self.again_button.setText(self.tr("Réessayer"))
        self.end_button.setText(self.tr("Fermer"))
        for button in (self.again_button, self.end_button):
            button.setVisible(fault is not None)
        # The keyboard must be somewhere while there is nothing to press, and no stop of it later.
        policy = Qt.FocusPolicy.StrongFocus if fault is None else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self._show_key_field(fault)
        if fault is None:
            self.place.show_icon("hourglass", "edge")
            self.place.rename(self.tr("Le guichet s'ouvre…"), "")
            self.message.show_text("info", "")
            return
        self.place.show_icon("octagon-x", "block")
        kept = self.tr("Les dossiers déjà déposés restent où ils sont.")
        has_gone = fault.code == "store.gone"  # nothing may be promised of what is not there
        self.place.rename(self.tr("Le guichet ne s'ouvre pas"), "" if has_gone else kept)
        self.message.show_text("block", error_text(fault))

    def _show_key_field(self, fault: IntakeError | None) -> None:
        """Offer the paper where the key is what is wrong; what was typed is forgotten else."""
        wanted = self._takes_key and fault is not None and fault.code in _OF_THE_KEY
        self.key.rename(self.tr("Clé de secours, telle qu'elle est sur le papier"))
        self.key_button.setText(self.tr("Ouvrir avec cette clé"))
        for part in (self.key, self.key_button):
            part.setVisible(wanted)
        if fault is not None and not wanted:
            self.key.put("")

    def _give_key(self) -> None:
        if self.key.value:
            self.key_given.emit(self.key.value)

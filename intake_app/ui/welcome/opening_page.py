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

if TYPE_CHECKING:
    from intake_app.errors import IntakeError
    from intake_app.ui.i18n import Languages

_WIDEST = 640


class OpeningPage(QWidget):
    """Asks for patience, or says what is wrong and offers to try again.

    Signals:
        again_wanted: The operator has mended something and wants another try.
        end_wanted: The operator gives up.
    """

    again_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, languages: Languages) -> None:
        super().__init__()
        mark(self, "role", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fault: IntakeError | None = None
        self.place = EmptyPlace("hourglass")
        self.message = Message()
        self.again_button, self.end_button = EnterButton(), QPushButton()
        mark(self.again_button, "kind", "primary")
        self.again_button.clicked.connect(self.again_wanted)
        self.end_button.clicked.connect(self.end_wanted)
        self._lay_out(LanguageButton(languages))
        self.show_waiting()

    def _lay_out(self, language: LanguageButton) -> None:
        middle = QWidget()
        middle.setMaximumWidth(_WIDEST)
        buttons = row(None, self.again_button, self.end_button, None)
        inside = column(self.place, self.message, buttons, gap=STEP * 2)
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
        self.again_button.setFocus()

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

"""The prescriptions, one card each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from intake_app.ui.reception.part import Part, holds_keyboard, neighbour_of
from intake_app.ui.reception.prescription_card import PrescriptionCard
from intake_app.ui.widgets.buttons import AdderButton, caption

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from intake_app.domain.dossier import Care
    from intake_app.ui.reception.form import PrescriptionForm
    from intake_app.ui.widgets.fields import Field


class PrescriptionsPart(Part):
    """Keeps the cards of the prescriptions.

    Signals:
        removal_wanted: The operator wants one gone; carries its card.
    """

    removal_wanted = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("scroll-text")
        self._today = today
        self.cards: list[PrescriptionCard] = []
        self.add_button = AdderButton("plus")
        self.add_button.clicked.connect(self.add_and_go)
        self.add_button.go_on.connect(partial(self.went_on.emit, self.add_button))
        self.body.addWidget(self.add_button)
        self.retranslate()

    @property
    def is_begun(self) -> bool:
        """Whether there is one."""
        return bool(self.cards)

    def add(self) -> PrescriptionCard:
        """Add an empty prescription after the others."""
        card = PrescriptionCard(self._today)
        card.changed.connect(self.changed)
        card.went_on.connect(self.went_on)
        card.left.connect(self.left)
        card.removal_wanted.connect(partial(self.removal_wanted.emit, card))
        self.cards.append(card)
        self.body.insertWidget(self.body.indexOf(self.add_button), card)
        card.show()
        self._number()
        return card

    def add_and_go(self) -> None:
        """Add a prescription and put the keyboard into it."""
        self.about_to_add.emit()
        card = self.add()
        self.rebuilt.emit()
        self.changed.emit()
        card.fields["original"].focus()

    def remove(self, card: PrescriptionCard) -> None:
        """Take a prescription away; the keyboard goes to the one beside it, or to F3's button."""
        if holds_keyboard(card):
            self._go_beside(card)
        self.cards.remove(card)
        self._discard(card)
        self._number()

    def _go_beside(self, card: PrescriptionCard) -> None:
        neighbour = neighbour_of(card, self.cards)
        if neighbour is not None:
            neighbour.fields["original"].focus()
        else:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Take all prescriptions away."""
        cards, self.cards = self.cards, []
        for card in cards:
            self._discard(card)

    def show_prescription(self, paper: PrescriptionForm) -> None:
        """Show a prescription after the others."""
        self.add().put(paper)

    def show_cares(self, cares: Sequence[Care]) -> None:
        """Tell every card which acts of the dossier need a prescription."""
        for card in self.cards:
            card.show_cares(cares)

    def places(self) -> Mapping[str, Field]:
        """Return the fields of all prescriptions by path."""
        return {path: field for card in self.cards for path, field in card.places().items()}

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard."""
        return [*(stop for card in self.cards for stop in card.stops()), self.add_button]

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        self.rename(self.tr("Ordonnances"))
        self.add_button.setText(caption(self.tr("Ajouter une ordonnance (F3)")))

    def _discard(self, card: PrescriptionCard) -> None:
        self.body.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _number(self) -> None:
        for place, card in enumerate(self.cards):
            card.number(place)

"""The acts on the sheet, one card each, and the row from which the next one is chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel

from intake_app.domain.dossier import Care
from intake_app.ui.reception.act_adder import ActAdder
from intake_app.ui.reception.act_card import ActCard, field_of
from intake_app.ui.reception.part import Part, holds_keyboard, neighbour_of
from intake_app.ui.theme import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from intake_app.domain.dossier import Provider
    from intake_app.ui.reception.form import ActForm
    from intake_app.ui.widgets.fields import Field

_AFTER: dict[Care | None, Care] = {Care.CONSULTATION: Care.PHARMACY}  # what follows most often


class ActsPart(Part):
    """Keeps the cards of the acts.

    Signals:
        added: A card is there that was not; carries the `ActCard`.
        removal_wanted: The operator wants an act gone; carries its card.
        inpe_left: A provider's code was left; carries the card and the code.
    """

    added = Signal(object)
    removal_wanted = Signal(object)
    inpe_left = Signal(object, str)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("stethoscope")
        self._today = today
        self.cards: list[ActCard] = []
        self._usual: Mapping[Care, Provider] = {}
        self.hint_label = QLabel()
        mark(self.hint_label, "tone", "muted")
        self.adder = ActAdder()
        self.body.addWidget(self.hint_label)
        self.body.addWidget(self.adder)
        self.adder.chosen.connect(self._on_chosen)
        self.adder.went_on.connect(self.went_on)
        self.retranslate()

    @property
    def is_begun(self) -> bool:
        """Whether there is one."""
        return bool(self.cards)

    def add(self, care: Care) -> ActCard:
        """Add an empty act after the others."""
        card = self.make_card(care)
        self._place(card)
        return card

    def make_card(self, care: Care) -> ActCard:
        """Make a card that is not on the page yet."""
        card = ActCard(care, self._today)
        card.changed.connect(self.changed)
        card.rebuilt.connect(self.rebuilt)
        card.went_on.connect(self.went_on)
        card.left.connect(self.left)
        card.left.connect(self._suggest_days)
        card.removal_wanted.connect(partial(self.removal_wanted.emit, card))
        card.inpe_left.connect(partial(self.inpe_left.emit, card))
        return card

    def _place(self, card: ActCard) -> None:
        self.cards.append(card)
        self.body.insertWidget(self.body.indexOf(self.hint_label), card)
        card.show()
        self._number()
        card.suggest_provider(self._usual.get(card.care))
        self.added.emit(card)

    def remove(self, card: ActCard) -> None:
        """Take an act away; the keyboard goes to the one beside it, or to the choice of acts."""
        neighbour = neighbour_of(card, self.cards)
        self.cards.remove(card)
        self._number()
        if holds_keyboard(card):
            self._go_to(neighbour)
        self._discard(card)

    def _go_to(self, card: ActCard | None) -> None:
        if card is not None:
            card.fields["inpe"].focus()
        else:
            self.adder.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Take all acts away."""
        cards, self.cards = self.cards, []
        for card in cards:
            self._discard(card)
        self._number()

    def show_act(self, card: ActCard, act: ActForm) -> None:
        """Show an act on a card made for it, after the others; its boxes stand elsewhere."""
        card.put(act)
        self._place(card)
        self._suggest_days()

    def suggest_providers(self, usual: Mapping[Care, Provider]) -> None:
        """Offer to whom the student went last, for each kind of care."""
        self._usual = usual
        for card in self.cards:
            card.suggest_provider(usual.get(card.care))

    def show_faults(self, paths: Iterable[str]) -> None:
        """Show every field that a finding points at."""
        at_fault = list(paths)
        for place, card in enumerate(self.cards):
            start = f"acts[{place}]."
            names = (field_of(path) for path in at_fault if path.startswith(start))
            card.show_fault_of(frozenset(names))

    def places(self) -> Mapping[str, Field]:
        """Return the fields of all acts by path."""
        return {path: field for card in self.cards for path, field in card.places().items()}

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard, the choice of the next act last."""
        return [*(stop for card in self.cards for stop in card.stops()), self.adder.first]

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        self.rename(self.tr("Actes"))
        self.hint_label.setText(self.tr("Ajouter un acte"))
        self._suggest_days()

    def _on_chosen(self, care: Care) -> None:
        self.about_to_add.emit()
        card = self.add(care)
        self._suggest_days()
        self.rebuilt.emit()
        self.changed.emit()
        card.fields["inpe"].focus()

    def _discard(self, card: ActCard) -> None:
        self.body.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _number(self) -> None:
        for place, card in enumerate(self.cards):
            card.number(place)
        last = self.cards[-1].care if self.cards else None
        self.adder.expect(_AFTER.get(last, Care.CONSULTATION))

    def _suggest_days(self) -> None:
        """Offer each act the day of the one before: pharmacies follow consultations."""
        for earlier, card in zip(self.cards, self.cards[1:], strict=False):
            card.suggest_day(earlier.text("performed_on"))

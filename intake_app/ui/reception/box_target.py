"""For which pharmacy the next box is, when the page has several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.ui.widgets.fields import ChoiceField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake_app.ui.reception.act_card import ActCard


class BoxTarget(ChoiceField):
    """The pharmacy that was chosen by hand, else the one that was added last."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[ActCard] = []
        self._chosen: ActCard | None = None
        self.changed.connect(self._on_chosen)

    @property
    def card(self) -> ActCard | None:
        """The act that boxes go to, None while there is no pharmacy."""
        if self._chosen is not None:
            return self._chosen
        return self._cards[-1] if self._cards else None

    def is_chosen(self, card: ActCard) -> bool:
        """Say whether this pharmacy was chosen by hand."""
        return card is self._chosen

    def choose(self, card: ActCard) -> None:
        """Let boxes go to one of these pharmacies, as if by hand; any other act is left."""
        if card in self._cards:
            self.put(str(self._cards.index(card)))
            self._chosen = card

    def show_cards(self, cards: Iterable[ActCard]) -> None:
        """Offer these pharmacies by number and name; there is nothing to choose between fewer."""
        self._cards = list(cards)
        if self._chosen not in self._cards:
            self._chosen = None
        self.offer((str(place), title_of(card)) for place, card in enumerate(self._cards))
        if self.card is not None:
            self.put(str(self._cards.index(self.card)))
        self.setVisible(len(self._cards) > 1)

    def _on_chosen(self) -> None:
        self._chosen = self._cards[int(self.value)]


def title_of(card: ActCard) -> str:
    """Name an act by its number, its kind and its provider."""
    return f"{card.title_label.text()} {card.text('provider_name')}".strip()

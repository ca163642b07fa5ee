"""What one paper says of another: offered to the agent, who compares and takes it over or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.dossier import Care
from intake_app.ui.reception.prescription_card import NEEDING
from intake_app.ui.typed import parse_price

if TYPE_CHECKING:
    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.paper import Paper


def relate(paper: Paper) -> None:
    """Offer patient, doctor and day to the prescriptions, and the acts' sum beside the total."""
    cards = paper.acts.cards
    cares = {card.care for card in cards}
    paper.prescriptions.show_cares([care for care in NEEDING if care in cares])
    seen = next((card for card in cards if card.care is Care.CONSULTATION), None)
    for card in paper.prescriptions.cards:
        card.suggest(_patient(paper), *_prescriber(seen))
    paper.sheet.show_sum(_sum(cards))


def _patient(paper: Paper) -> str:
    names = (paper.student.value("last_name"), paper.student.value("first_name"))
    return " ".join(name.strip() for name in names if name.strip())


def _prescriber(consultation: ActCard | None) -> tuple[str, str, str]:
    """Offer the doctor who was seen, their specialty and the day."""
    if consultation is None:
        return "", "", ""
    fields = ("provider_name", "specialty", "performed_on")
    name, specialty, day = (consultation.text(field) for field in fields)
    return name, specialty, day


def _sum(cards: list[ActCard]) -> int:
    """Add the amounts up, in centimes; 0 while one of them cannot be read."""
    try:
        return sum(parse_price(card.text("amount")) or 0 for card in cards)
    except ValueError:
        return 0

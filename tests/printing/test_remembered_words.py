"""Words drawn before are remembered: those of every receipt always, names only for a while."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from intake_app.printing.bidi_levels import directed
from intake_app.printing.fonts import Face, shape
from intake_app.printing.lines import break_lines
from intake_app.printing.printable import printable
from intake_app.printing.receipt import render_receipt

if TYPE_CHECKING:
    from intake_app.domain.paper import ReceiptContent

CACHES = (shape, break_lines, directed, printable)
FEW = 40  # number, name, amounts: what is new on a receipt


def receipt_of(receipt: ReceiptContent, place: int) -> ReceiptContent:
    """Another student's receipt."""
    name = f"TAZI{chr(65 + place % 26)}{place} Hajar"
    return replace(receipt, student=replace(receipt.student, name=name))


def misses() -> int:
    return sum(cache.cache_info().misses for cache in CACHES)


def test_what_stands_on_every_receipt_is_drawn_from_memory(receipt: ReceiptContent) -> None:
    for place in range(30):
        render_receipt(receipt_of(receipt, place))
    before = misses()

    render_receipt(receipt_of(receipt, 99))

    assert misses() - before < FEW


def test_names_of_the_past_are_forgotten() -> None:
    for place in range(3000):
        shape(f"NOM{place}", Face.REGULAR, 0)

    assert shape.cache_info().currsize <= 512

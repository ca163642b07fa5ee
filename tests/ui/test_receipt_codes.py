"""The QR code of a receipt, under the camera or a hand scanner: verified, then looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.scanning.codes import Symbology
from intake_app.scanning.items import classify
from intake_app.ui.shell.desk_page import TODAY
from tests.server.fixtures import sqlite_server, trial
from tests.ui.test_link_page import deposit, enrol

if TYPE_CHECKING:
    from intake_app.wording import Language
    from tests.server.kit import Served
    from tests.ui.window_kit import Counter

__all__ = ["sqlite_server", "trial"]


def proof_of(counter: Counter, number: str) -> str:
    """What the QR code of a receipt says."""
    begun = counter.desk.prints._receipts.begin(number, counter.people["nadia"])
    assert begun.content.qr_payload is not None
    return begun.content.qr_payload


def shown_number(counter: Counter) -> str:
    page = counter.desk_page.search
    counter.until(page.isVisible)
    counter.quiet()
    counter.quiet()
    return page.card.title_label.text()


def test_a_receipt_is_verified_and_found_from_any_page(
    counter: Counter, trial: Served, language: Language
) -> None:
    enrol(counter, trial)
    first, second = (deposit(counter).number for _ in range(2))
    counter.enter("karim")

    counter.page.take_item(classify(Symbology.QR, proof_of(counter, first)))
    assert first in shown_number(counter)
    assert first in counter.page.panel.message.text

    counter.desk_page.open_page(TODAY)
    counter.desk_page.scans.take(classify(None, proof_of(counter, second)))
    assert second in shown_number(counter)


def test_a_changed_receipt_is_refused_in_words(counter: Counter, trial: Served) -> None:
    enrol(counter, trial)
    proof = proof_of(counter, deposit(counter).number)
    page = counter.enter("karim")

    page.take_item(classify(Symbology.QR, proof[:-8] + "AAAAAAAA"))
    counter.quiet()

    assert page.isVisible()
    assert "pas authentique" in page.panel.message.text

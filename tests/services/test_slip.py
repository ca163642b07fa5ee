"""What the missing-items slip says of a dossier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from intake_app.domain.dossier import Care, Provider
from intake_app.domain.paper import Corrector
from tests.domain.papers import DEPOSITED_ON, PRESCRIPTION, act, dossier

if TYPE_CHECKING:
    from intake_app.app import Desk
    from intake_app.domain.dossier import Dossier
    from intake_app.domain.paper import SlipContent


def slip(desk: Desk, papers: Dossier, deposited_on: date = DEPOSITED_ON) -> SlipContent:
    verdict = desk.check.check(papers, deposited_on=deposited_on)
    return desk.prints._receipts.slip(papers, verdict)


def test_each_item_is_put_under_whoever_can_put_it_right(desk: Desk) -> None:
    laboratory = Provider("Labo Ibn Rochd", "015040801", "001561191000066")
    papers = dossier(
        act(Care.BIOLOGY, provider=laboratory, report=False),
        act(Care.PHARMACY, stamp=False),
        prescriptions=(
            replace(PRESCRIPTION, specialty=None, covers=(Care.PHARMACY,)),
            replace(PRESCRIPTION, patient="BENNANI Youssef", covers=(Care.PHARMACY,)),
        ),
    )

    found = {(item.corrector, item.about) for item in slip(desk, papers).items}

    assert found == {
        (Corrector.LABORATORY, "Labo Ibn Rochd"),
        (Corrector.STUDENT, "Labo Ibn Rochd"),  # bring the prescription that covers its act
        (Corrector.PHARMACIST, "Dr Alaoui"),
        (Corrector.DOCTOR, "Dr Alaoui"),
        (Corrector.STUDENT, ""),
    }


def test_the_last_day_stands_in_its_place_and_is_no_item(desk: Desk) -> None:
    near, late = date(2026, 12, 5), date(2026, 12, 20)

    assert slip(desk, dossier(), near).advice == ()
    assert slip(desk, dossier(), near).days_left == 4
    assert slip(desk, dossier(), late).items == ()
    assert slip(desk, dossier(), late).days_left == -11


def test_a_warning_is_advice_and_a_refusal_a_direction(desk: Desk) -> None:
    said = slip(desk, dossier(act(invoice=False), student={"institution": "ofppt"}))

    assert ["facture" in sentence.fr for sentence in said.advice] == [True]
    assert "OFPPT" in said.elsewhere[0].fr
    assert said.items == ()

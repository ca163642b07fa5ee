from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake_app.domain.dossier import Act, Care, Medicine
from intake_app.domain.findings import Outcome, Severity
from intake_app.domain.lists import MedicineEntry
from tests.domain.papers import BOXES, LoadedLists, act, codes, dossier, finding, judged

BOX = BOXES[0]
LISTED = MedicineEntry("6118000010050", "DOLI 500", 2680, 2000, 70)


def pharmacy(*boxes: Medicine, **changes: object) -> Act:
    amount = sum((box.public_price_centimes or 0) * box.quantity for box in boxes)
    return act(Care.PHARMACY, **({"medicines": boxes, "amount_centimes": amount} | changes))


@pytest.mark.parametrize("barcode", [BOX.barcode, "6118000010051", None])
def test_a_box_that_is_not_there_blocks_whatever_its_barcode(barcode: str | None) -> None:
    absent = replace(BOX, attached=False, barcode=barcode)

    found = finding(dossier(pharmacy(absent)), "medicine.box.missing")

    assert found.severity is Severity.BLOCK
    assert found.path == "acts[0].medicines[0].attached"


@pytest.mark.parametrize(
    ("barcode", "expected"),
    [
        ("6118000010050", []),
        ("96385074", []),
        ("036000291452", []),
        ("06118000010050", []),
        ("16118000010057", []),
        (None, ["medicine.barcode.missing"]),
        ("6118000010051", ["medicine.barcode.malformed"]),
        ("96385075", ["medicine.barcode.malformed"]),
        ("036000291453", ["medicine.barcode.malformed"]),
        ("06118000010051", ["medicine.barcode.malformed"]),
        ("611800001005", ["medicine.barcode.malformed"]),
        ("61180000100500", ["medicine.barcode.malformed"]),
        ("000", ["medicine.barcode.malformed"]),
        ("0", ["medicine.barcode.malformed"]),
        ("611800001005O", ["medicine.barcode.malformed"]),
        ("٦١١٨٠٠٠٠١٠٠٥٠", ["medicine.barcode.malformed"]),
    ],
)
def test_a_barcode_is_one_of_four_kinds_with_a_fitting_check_digit(
    barcode: str | None, expected: list[str]
) -> None:
    assert codes(dossier(pharmacy(replace(BOX, barcode=barcode)))) == expected


@pytest.mark.parametrize(
    ("performed_on", "severity"),
    [(date(2021, 1, 1), Severity.BLOCK), (date(2021, 1, 2), Severity.WARN)],
)
def test_a_missing_price_is_judged_by_the_day_of_the_act(
    performed_on: date, severity: Severity
) -> None:
    unpriced = replace(BOX, public_price_centimes=None)
    papers = dossier(
        pharmacy(unpriced, performed_on=performed_on, amount_centimes=1000),
        act(performed_on=date(2020, 6, 1)),
    )

    assert finding(papers, "medicine.price.missing").severity is severity


def test_each_box_has_its_own_findings() -> None:
    wrong = replace(BOX, attached=False, public_price_centimes=None)

    verdict = judged(dossier(pharmacy(BOX, wrong, wrong, amount_centimes=2680)))

    assert [found.path for found in verdict.findings] == [
        "acts[0].medicines[1].attached",
        "acts[0].medicines[1].public_price",
        "acts[0].medicines[2].attached",
        "acts[0].medicines[2].public_price",
    ]


@pytest.mark.parametrize(
    ("quantity", "amount", "expected"),
    [(1, 6125, []), (1, 6126, ["medicines.total.mismatch"]), (2, 8805, []), (3, 11485, [])],
)
def test_prices_times_quantities_add_up_to_the_act(
    quantity: int, amount: int, expected: list[str]
) -> None:
    boxes = (replace(BOXES[0], quantity=quantity), BOXES[1])

    assert codes(dossier(pharmacy(*boxes, amount_centimes=amount))) == expected


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        (pharmacy(BOX, amount_centimes=None), ["act.amount.missing"]),
        (pharmacy(amount_centimes=999), ["medicines.none"]),
        (
            pharmacy(BOX, replace(BOX, public_price_centimes=None), amount_centimes=999),
            ["medicine.price.missing"],
        ),
    ],
)
def test_sums_are_compared_only_when_every_figure_is_known(
    papers: Act, expected: list[str]
) -> None:
    assert codes(dossier(papers)) == expected


@pytest.mark.parametrize("barcode", ["6118000010050", "06118000010050"])
def test_a_listed_box_at_its_listed_price_is_no_finding(barcode: str) -> None:
    papers = dossier(pharmacy(replace(BOX, barcode=barcode)))

    assert codes(papers, lists=LoadedLists(medicines=(LISTED,))) == []


def test_a_upc_is_looked_up_as_an_ean() -> None:
    listed = LoadedLists(medicines=(MedicineEntry("0036000291452", "ESSAI"),))

    assert codes(dossier(pharmacy(replace(BOX, barcode="036000291452"))), lists=listed) == []


def test_a_carton_is_not_one_of_its_boxes() -> None:
    listed = LoadedLists(medicines=(LISTED,))
    carton = replace(BOX, barcode="16118000010057")

    assert codes(dossier(pharmacy(carton)), lists=listed) == ["medicine.unknown"]


def test_an_unknown_box_never_blocks() -> None:
    verdict = judged(dossier(pharmacy(BOX)), lists=LoadedLists(medicines=()))

    assert [found.code for found in verdict.findings] == ["medicine.unknown"]
    assert verdict.outcome is Outcome.COMPLETE


@pytest.mark.parametrize("barcode", [None, "6118000010051"])
def test_a_box_without_a_valid_barcode_is_not_looked_up(barcode: str | None) -> None:
    papers = dossier(pharmacy(replace(BOX, barcode=barcode)))

    assert "medicine.unknown" not in codes(papers, lists=LoadedLists(medicines=()))


@pytest.mark.parametrize(
    ("listed_price", "price", "differs"),
    [(2680, 2680, False), (2681, 2680, True), (0, 2680, False), (None, 2680, False)],
)
def test_a_price_is_compared_with_a_listed_price_above_zero(
    listed_price: int | None,
    price: int,
    differs: bool,
) -> None:
    lists = LoadedLists(medicines=(replace(LISTED, public_price_centimes=listed_price),))
    papers = dossier(pharmacy(replace(BOX, public_price_centimes=price)))

    assert codes(papers, lists=lists) == (["medicine.price.differs"] if differs else [])


def test_a_price_that_is_not_on_the_box_does_not_differ() -> None:
    papers = dossier(pharmacy(replace(BOX, public_price_centimes=None), amount_centimes=100))

    found = codes(papers, lists=LoadedLists(medicines=(LISTED,)))

    assert found == ["medicine.price.missing"]


@pytest.mark.parametrize(
    ("rate", "expected"), [(0, ["medicine.not_reimbursable"]), (70, []), (None, [])]
)
def test_a_rate_of_zero_is_told(rate: int | None, expected: list[str]) -> None:
    lists = LoadedLists(medicines=(replace(LISTED, rate_percent=rate),))

    assert codes(dossier(pharmacy(BOX)), lists=lists) == expected


def test_the_sentence_has_both_prices() -> None:
    lists = LoadedLists(medicines=(replace(LISTED, public_price_centimes=123456),))

    found = finding(dossier(pharmacy(BOX)), "medicine.price.differs", lists=lists)

    details = dict(found.details)
    assert (details["price"], details["listed_price"]) == ("26,80", "1\u00a0234,56")
    assert details["product"] == "DOLI 500"

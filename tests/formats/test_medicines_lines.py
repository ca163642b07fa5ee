"""What one line of the list of medicines says, and when it is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake_app.domain.identifiers import product_code
from intake_app.formats.medicines import (
    COLUMNS,
    ListedMedicine,
    code_on_list,
    read_medicine,
)
from intake_app.formats.tabular import Line, Unreadable, open_list
from intake_app.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.formats.cells import Cell

ORDINARY: dict[str, Cell] = {
    "code": "6118001184187",
    "name": "EXEMPLE 25 MG",
    "substance": "SUBSTANCE",
    "dosage": "25",
    "unit": "MG",
    "form": "GELULE",
    "presentation": "1 BOITE 21 GELULE",
    "public_price": 26.2,
    "base_price": "20,5",
    "generic": "P",
    "rate": "70%",
}


def line(**changes: Cell) -> Line:
    return Line(2, ORDINARY | changes)


def reason_of(**changes: Cell) -> str:
    with pytest.raises(Unreadable) as unreadable:
        read_medicine(line(**changes))
    return unreadable.value.reason


def test_ordinary_line_is_taken_whole_and_without_doubt() -> None:
    assert read_medicine(line()) == (
        ListedMedicine(
            code="6118001184187",
            name="EXEMPLE 25 MG",
            presentation="1 BOITE 21 GELULE",
            substance="SUBSTANCE",
            dosage="25 MG",
            form="GELULE",
            public_price_centimes=2620,
            base_price_centimes=2050,
            rate_percent=70,
            generic=False,
        ),
        (),
    )


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("6118001184187", "6118001184187"),
        (" 611 8001 184187\u00a0", "6118001184187"),
        (6118001184187.0, "6118001184187"),
        ("06118001184187", "6118001184187"),
        ("012345678905", "0012345678905"),
        (12345678905.0, "0012345678905"),
        ("96385074", "0000096385074"),
        (96385074.0, "0000096385074"),
        ("'6118001184187", "6118001184187"),
    ],
)
def test_codes_are_text_of_13_digits_whatever_the_spreadsheet_made_of_them(
    cell: Cell, code: str
) -> None:
    medicine, _doubts = read_medicine(line(code=cell))

    assert medicine.code == code


@pytest.mark.parametrize(
    "cell",
    [
        "6,118E+12",
        "6.118E+12",
        "61180011841870",
        "6118OO1184187",
        "٦١١٨٠٠١١٨٤١٨٧",
        "12345",
        6118001184187.5,
        0.0,
        -1.0,
    ],
)
def test_what_is_no_code_is_refused(cell: Cell) -> None:
    assert reason_of(code=cell) == "code.malformed"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": ""}, "code.missing"),
        ({"code": None}, "code.missing"),
        ({"name": " \u00a0"}, "name.missing"),
        ({"public_price": "COMPRIME"}, "price.malformed"),
        ({"base_price": -1.0}, "price.malformed"),
        ({"rate": "P"}, "rate.malformed"),
        ({"name": "X" * 501}, "cell.too_long"),
    ],
)
def test_line_that_would_say_something_wrong_is_not_taken(
    changes: dict[str, Cell], reason: str
) -> None:
    assert reason_of(**changes) == reason


def test_fault_of_the_line_is_its_reason() -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_medicine(Line(2, ORDINARY, "columns.too_many"))
    assert unreadable.value.reason == "columns.too_many"


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({"code": "6118000140039"}, ("code.check_digit",)),
        ({"public_price": 0.0}, ("price.zero",)),
        ({"public_price": "", "rate": None}, ("price.missing", "rate.missing")),
        ({"base_price": 0.0}, ()),
    ],
)
def test_doubtful_line_is_taken_and_reported(
    changes: dict[str, Cell], doubts: tuple[str, ...]
) -> None:
    assert read_medicine(line(**changes))[1] == doubts


@pytest.mark.parametrize(
    ("dosage", "unit", "joined"),
    [
        ("600 / 5", "MG / MG", "600 MG / 5 MG"),
        ("3000", "ML", "3000 ML"),
        ("12", "NA", "12"),
        ("1 / 2", "NA / MG", "1 / 2 MG"),
        ("1 / 2 / 3", "MG", "1 / 2 / 3 MG"),
        ("", "", None),
    ],
)
def test_dosage_and_unit_are_joined(dosage: str, unit: str, joined: str | None) -> None:
    assert read_medicine(line(dosage=dosage, unit=unit))[0].dosage == joined


@pytest.mark.parametrize(("sign", "generic"), [("G", True), ("p", False), ("", None), ("X", None)])
def test_generic_is_told_from_original(sign: str, generic: bool | None) -> None:
    assert read_medicine(line(generic=sign))[0].generic is generic


@pytest.mark.parametrize("barcode", ["6119999000015", "96385074", "012345678905", "06119999000015"])
def test_a_box_is_looked_up_under_the_code_that_the_check_uses(barcode: str) -> None:
    assert code_on_list(barcode) == product_code(barcode)


@pytest.mark.parametrize("barcode", ["", "1", "16119999000012", "611999900001X", "²" * 13])
def test_what_cannot_be_on_the_list_has_no_code(barcode: str) -> None:
    assert code_on_list(barcode) is None


def test_trial_list_is_invented_well_formed_and_without_doubt() -> None:
    path: Path = resource("reference", "trial-medicines.csv")
    with open_list(path, COLUMNS, lambda: None) as listed:
        read = [read_medicine(line) for line in listed.lines]

    assert len(read) == 24
    assert all(doubts == () for _medicine, doubts in read)
    assert len({medicine.code for medicine, _doubts in read}) == 24
    assert all(medicine.code.startswith("6119999") for medicine, _doubts in read)
    assert {medicine.rate_percent for medicine, _doubts in read} == {0, 70}
    assert listed.absent == ()


def test_no_invented_medicine_is_on_the_official_list(shared: Path) -> None:
    official = shared / "data" / "medicines" / "ref-des-medicaments-cnops-2014.xlsx"
    names, codes = set(), set()
    with open_list(official, COLUMNS, lambda: None) as listed:
        for one in listed.lines:
            medicine, _doubts = read_medicine(one)
            names.add(medicine.name.split()[0])
            codes.add(medicine.code)

    with open_list(resource("reference", "trial-medicines.csv"), COLUMNS, lambda: None) as listed:
        invented = [read_medicine(one)[0] for one in listed.lines]

    assert not names & {medicine.name.split()[0] for medicine in invented}
    assert not codes & {medicine.code for medicine in invented}

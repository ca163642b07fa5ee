"""Numbers of dossiers: written, read back, forgiven, refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.numbers import (
    DOSSIER_PREFIX,
    LABEL_PREFIX,
    TRANSMITTAL_PREFIX,
    DossierNumber,
    next_store_letter,
    parse_counter,
)

NUMBER = DossierNumber("AGA1", "1A", 2026, 42)
WRITTEN = "AGA1-1A-26-000042-5"
REFUSED = r"not a dossier number|check character"
numbers = st.builds(
    DossierNumber,
    office=st.from_regex(r"[A-Z]{2,5}[0-9]{1,2}", fullmatch=True),
    counter=st.from_regex(r"[0-9]{1,2}[A-Z]", fullmatch=True),
    year=st.integers(2000, 2099),
    serial=st.integers(1, 999_999),
)


def test_prefixes_of_barcodes_never_change() -> None:
    assert (DOSSIER_PREFIX, TRANSMITTAL_PREFIX, LABEL_PREFIX) == ("OD:", "OT:", "OL:")


def test_a_number_is_written_with_its_check_character() -> None:
    assert str(NUMBER) == WRITTEN
    assert str(DossierNumber("RAB12", "10B", 2030, 123456)).startswith("RAB12-10B-30-123456-")


@given(numbers)
def test_a_number_is_read_back_as_it_was_written(number: DossierNumber) -> None:
    assert DossierNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "typed",
    ["aga1-1a-26-000042-5", " AGA1 - 1A-26-000042-5\n", "OD:" + WRITTEN, "ol:" + WRITTEN],
)
def test_case_spaces_and_our_prefixes_are_forgiven(typed: str) -> None:
    assert DossierNumber.parse(typed) == NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6118000010050",
        "OT:" + WRITTEN,
        WRITTEN[:-2],
        WRITTEN + "5",
        WRITTEN[:-1] + "L",
        WRITTEN.replace("000042", "000043"),
        WRITTEN.replace("AGA1", "A1"),
        WRITTEN.replace("AGA1", "AGADIR1"),
        WRITTEN.replace("AGA1", "AGA"),
        WRITTEN.replace("AGA1", "AGA123"),
        WRITTEN.replace("1A-", "A-"),
        WRITTEN.replace("-1A", "-123A"),
        WRITTEN.replace("000042", "٠٠٠٠٤٢"),
    ],
)
def test_what_is_no_number_of_ours_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        DossierNumber.parse(typed)


@given(numbers, st.data())
def test_one_wrong_character_is_noticed(number: DossierNumber, data: st.DataObject) -> None:
    written = str(number)
    places = [place for place, sign in enumerate(written) if sign.isdigit()]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from("0123456789").filter(lambda sign: sign != written[place]))

    with pytest.raises(ValueError, match=REFUSED):
        DossierNumber.parse(written[:place] + other + written[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "counter"), [("1", "1"), (" 9 ", "9"), ("99", "99"), ("10", "10")]
)
def test_a_counter_is_one_to_ninety_nine(typed: str, counter: str) -> None:
    assert parse_counter(typed) == counter


@pytest.mark.parametrize("typed", ["", "0", "01", "100", "1A", "-1", "٣", "1 2"])
def test_another_counter_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="1 to 99"):
        parse_counter(typed)


def test_each_store_takes_the_next_letter_until_there_is_none() -> None:
    assert (next_store_letter("A"), next_store_letter("Y")) == ("B", "Z")
    with pytest.raises(ValueError, match="no store letter"):
        next_store_letter("Z")

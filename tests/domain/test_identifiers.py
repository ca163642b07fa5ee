from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean
from stdnum.ma import ice as stdnum_ice

from intake_app.domain.identifiers import (
    canonical_identity,
    is_ice,
    is_inpe,
    is_rib,
    product_code,
)

digits = st.text("0123456789", max_size=26)


@given(st.text("0123456789", min_size=8, max_size=14))
def test_barcodes_are_judged_as_the_standard_library_of_numbers_judges_them(code: str) -> None:
    known = len(code) in {8, 12, 13, 14} and bool(ean.is_valid(code))

    assert (product_code(code) is not None) is known


@given(digits)
def test_an_ice_is_judged_as_the_standard_library_of_numbers_judges_it(number: str) -> None:
    expected = len(number) == 15 and bool(stdnum_ice.is_valid(number))

    assert is_ice(number) is expected


@given(st.integers(0, 10**22 - 1))
def test_each_account_has_one_key(account: int) -> None:
    written = f"{account:022}"
    keys = [key for key in range(97) if is_rib(f"{written}{key:02}")]

    assert len(keys) == 1


@pytest.mark.parametrize(
    ("barcode", "looked_up"),
    [
        ("96385074", "0000096385074"),
        ("036000291452", "0036000291452"),
        ("6118000010050", "6118000010050"),
        ("06118000010050", "6118000010050"),
        ("16118000010057", "16118000010057"),
        ("00000096385074", "0000096385074"),
        ("", None),
    ],
)
def test_a_barcode_is_looked_up_by_thirteen_digits(barcode: str, looked_up: str | None) -> None:
    assert product_code(barcode) == looked_up


@pytest.mark.parametrize("number", ["001561191000066", "002136093000040"])
def test_known_enterprise_numbers_are_valid(number: str) -> None:
    assert is_ice(number)
    assert not is_ice(number[1:])


@pytest.mark.parametrize(
    ("text", "fits"), [("015040801", True), ("15040801", False), ("٠١٥٠٤٠٨٠١", False)]
)
def test_an_inpe_is_nine_ascii_digits(text: str, fits: bool) -> None:
    assert is_inpe(text) is fits


@pytest.mark.parametrize(
    ("typed", "written"),
    [(" jb 123456 ", "JB123456"), ("ab\u00a012", "AB12"), ("ıb1", "ıb1"), ("ß1", "ß1")],
)
def test_identity_numbers_are_raised_only_when_they_are_ascii(typed: str, written: str) -> None:
    assert canonical_identity(typed) == written

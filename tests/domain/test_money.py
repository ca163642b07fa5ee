from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.money import format_amount, in_dirhams, in_thousands, parse_amount


@pytest.mark.parametrize(
    ("text", "centimes"),
    [("0", 0), ("7", 700), ("7.5", 750), ("7.05", 705), ("261.25", 26125), ("007", 700)],
)
def test_dirhams_are_read_in_centimes(text: str, centimes: int) -> None:
    assert parse_amount(text) == centimes


@pytest.mark.parametrize("text", ["", "7,5", "7.", ".5", "7.555", "-7", "+7", " 7", "7 000", "٧"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_amount(text)


@given(st.integers(0, 10**15))
def test_an_amount_that_is_written_is_read_back(centimes: int) -> None:
    assert parse_amount(format_amount(centimes)) == centimes


def test_people_read_amounts_and_counts_in_one_manner() -> None:
    assert in_dirhams(126125) == "1\u00a0261,25"
    assert in_dirhams(5) == "0,05"
    assert in_dirhams(-126125) == "-1\u00a0261,25"
    assert in_thousands(1234567) == "1\u00a0234\u00a0567"


@given(st.integers(0, 10**60))
def test_an_amount_is_written_to_the_centime(centimes: int) -> None:
    written = in_dirhams(centimes)

    assert int(written.replace("\u00a0", "").replace(",", "")) == centimes
    assert written[-3] == ","

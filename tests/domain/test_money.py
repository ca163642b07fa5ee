from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.money import format_amount, parse_amount


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

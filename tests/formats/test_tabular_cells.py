from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.money import format_amount
from intake_app.formats.cells import (
    Cell,
    compact_text,
    parse_day,
    parse_price,
    parse_rate,
    text_of,
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  DOLO \u00a0 500\nMG ", "DOLO 500 MG"),
        ("\u200fسلمى\u200e", "سلمى"),
        ("a\x00b", "ab"),
        (6118000010050.0, "6118000010050"),
        (12.5, "12.5"),
        (None, ""),
        (True, ""),
        (date(2026, 9, 1), "2026-09-01"),
        (time(12, 0), "12:00:00"),
    ],
)
def test_a_cell_is_one_line_of_visible_text(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("611 8000 010050", "6118000010050"),
        ("'0611800001005", "0611800001005"),
        ('="0611800001005"', "0611800001005"),
        ("6118000010050.0", "6118000010050"),
        (float(10**13 - 1), "9999999999999"),
    ],
)
def test_codes_lose_their_spaces_and_their_protection(cell: Cell, text: str) -> None:
    assert compact_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "centimes"),
    [
        ("26,20", 2620),
        ("26.2", 2620),
        (26.2, 2620),
        (26.200000000000003, 2620),
        ("2 882,00", 288200),
        ("2\u202f882,00 DH", 288200),
        ("95", 9500),
        (0.0, 0),
        ("0", 0),
        ("", None),
        (None, None),
        (26.195, 2620),
        (0.285, 29),
    ],
)
def test_prices_are_read_in_centimes(cell: Cell, centimes: int | None) -> None:
    assert parse_price(cell) == centimes


@pytest.mark.parametrize(
    "cell",
    [
        "26,195",
        "1.234,50",
        "-3",
        -3.0,
        "COMPRIME",
        "1E3",
        "٢٦",
        float("nan"),
        float("inf"),
        1e12,
        "1234567890",
    ],
)
def test_what_is_no_price_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_price(cell)


@given(st.integers(0, 10**10))
def test_every_amount_is_read_back_with_comma_point_and_as_a_number(centimes: int) -> None:
    text = format_amount(centimes)

    assert parse_price(text) == parse_price(text.replace(".", ",")) == centimes
    assert parse_price(float(text)) == centimes


@pytest.mark.parametrize(
    ("cell", "percent"),
    [
        ("70%", 70),
        ("70 %", 70),
        ("70,0 %", 70),
        ("70", 70),
        (70.0, 70),
        (0.7, 70),
        (0.07, 7),
        (1.0, 100),
        ("100%", 100),
        ("0%", 0),
        (0.0, 0),
        ("", None),
        (None, None),
    ],
)
def test_rates_are_whole_percent_however_they_are_written(cell: Cell, percent: int | None) -> None:
    assert parse_rate(cell) == percent


@pytest.mark.parametrize(
    "cell", ["101%", 101.0, -0.5, "70,5%", 70.5, "P", float("nan"), float("inf")]
)
def test_what_is_no_rate_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match="not a whole percentage"):
        parse_rate(cell)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-09-01", date(2026, 9, 1)),
        ("01/09/2026", date(2026, 9, 1)),
        ("1/9/2026", date(2026, 9, 1)),
        ("2026-09-01 00:00:00", date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 1)),
        (datetime(2026, 9, 1, 13, 5), date(2026, 9, 1)),  # noqa: DTZ001 - a cell has no zone
        (46266.0, date(2026, 9, 1)),
        ("", None),
        (None, None),
    ],
)
def test_days_are_read_from_texts_dates_and_day_numbers(cell: Cell, day: date | None) -> None:
    assert parse_day(cell) == day


def test_day_numbers_follow_the_calendar_of_the_workbook() -> None:
    assert parse_day(46266.0 - 1462, counts_from_1904=True) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "30/02/2026",
        "2026-13-01",
        "01/09/26",
        "09-01-2026",
        "٠١/٠٩/٢٠٢٦",
        "demain",
        20260901.0,
        3.0,
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"day|month|cannot convert|range|year"):
        parse_day(cell)

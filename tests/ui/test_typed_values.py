from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.money import in_dirhams
from intake_app.ui.typed import (
    ascii_digits,
    compact,
    one_line,
    parse_count,
    parse_day,
    parse_price,
    write_day,
    write_price,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("101026", date(2026, 10, 10)),
        ("10102026", date(2026, 10, 10)),
        ("1010", date(2026, 10, 10)),
        ("10/10/26", date(2026, 10, 10)),
        ("1.2.26", date(2026, 2, 1)),
        ("2026-10-09", date(2026, 10, 9)),
        ("١٠١٠٢٦", date(2026, 10, 10)),
        ("۱۰/۱۰/۲۰۲۶", date(2026, 10, 10)),
        (" 10 10 26 ", date(2026, 10, 10)),
        ("  ", None),
    ],
)
def test_dates_are_read_as_hands_type_them(typed: str, meant: date | None) -> None:
    assert parse_day(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("2012", date(2027, 1, 4), date(2026, 12, 20)),
        ("0401", date(2027, 1, 4), date(2027, 1, 4)),
        ("5/1", date(2027, 1, 4), date(2026, 1, 5)),
        ("2902", date(2028, 3, 1), date(2028, 2, 29)),
        ("2902", date(2029, 1, 31), date(2028, 2, 29)),
    ],
)
def test_a_day_without_its_year_is_the_last_that_was(typed: str, today: date, meant: date) -> None:
    assert parse_day(typed, today) == meant


@pytest.mark.parametrize("typed", ["10102", "311126", "abc", "10//10", "0", "٣٢١١٢٦", "1010262"])
def test_what_is_no_date_is_never_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(typed, TODAY)


def test_a_birth_year_of_two_digits_lies_in_the_past() -> None:
    assert parse_day("170504", TODAY, in_past=True) == date(2004, 5, 17)
    assert parse_day("170599", TODAY, in_past=True) == date(1999, 5, 17)
    assert parse_day("170530", TODAY, in_past=True) == date(1930, 5, 17)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_that_is_written_is_read_back(day: date) -> None:
    assert parse_day(write_day(day), TODAY) == day
    assert parse_day(f"{day:%d%m%y}", TODAY) == day


@pytest.mark.parametrize(
    ("typed", "centimes"),
    [
        ("350", 35000),
        ("42,5", 4250),
        ("42.50", 4250),
        ("٣٥٠٫٥٠", 35050),
        ("1 234,50", 123450),
        ("1\u202f234,50 DH", 123450),
        ("1\u00a0234,50\u00a0DH", 123450),
        ("\u20661\u00a0234,50\u2069\u00a0درهم", 123450),
        ("1.234.567,5", 123456750),
        ("1.234,50", 123450),
        ("12.345,", 1234500),
        ("١٬٢٣٤٫٥٠", 123450),
        ("1٬234", 123400),
        ("1٬234.5", 123450),
        ("12 dhs", 1200),
        ("٤٢٫٥ درهم", 4250),
        (",50", 50),
        ("7,", 700),
        ("0", None),
        ("0,00", None),
        ("", None),
    ],
)
def test_amounts_take_the_decimal_sign_of_any_keyboard(typed: str, centimes: int | None) -> None:
    assert parse_price(typed) == centimes


@pytest.mark.parametrize(
    "typed",
    [
        *("12,345", "-5", "abc", "1e3", "12,,5", "½"),
        *("1.234", "1.23,50", "1.234.567", "1234.567,5", "1.234,567", "1٬23", "1٬2345", "1,234.50"),
    ],
)
def test_what_is_no_amount_is_never_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_price(typed)


@given(st.integers(1, 10**12))
def test_an_amount_that_is_written_is_read_back(centimes: int) -> None:
    assert parse_price(write_price(centimes)) == centimes
    assert parse_price(in_dirhams(centimes)) == centimes
    whole, decimals = divmod(centimes, 100)
    for written in (f"{whole:,}@{decimals:02}", f"{whole:,}@{decimals:02} DH"):
        for thousands, decimal in (".,", "٬٫", "\u202f,", "\u00a0,"):
            assert parse_price(written.replace(",", thousands).replace("@", decimal)) == centimes


@pytest.mark.parametrize(
    ("pasted", "held"),
    [
        ("Hajar\nZineb\tX", "Hajar Zineb X"),
        ("12 rue\r\nde l'Atlas\u2028Agadir", "12 rue de l'Atlas Agadir"),
        ("BENJ\u202eELLOUN\u200f", "BENJELLOUN"),
        ("\u2066عمر\u2069 می\u200cروم", "عمر می\u200cروم"),
        ("Ali\x07", "Ali\x07"),
    ],
)
def test_a_field_holds_one_line_without_marks_of_direction(pasted: str, held: str) -> None:
    assert one_line(pasted) == held


def test_counts_are_whole_numbers() -> None:
    assert parse_count(" ٧ ") == 7
    assert parse_count("") is None
    for typed in ("7,5", "sept", "-1", "7j"):
        with pytest.raises(ValueError, match=r".+"):
            parse_count(typed)


@given(st.text())
def test_nothing_that_can_be_typed_breaks_the_reading(typed: str) -> None:
    for parse in (lambda text: parse_day(text, TODAY), parse_price, parse_count):
        with suppress(ValueError):
            parse(typed)
    assert not any(sign.isdecimal() and not sign.isascii() for sign in ascii_digits(typed))
    assert not any(sign.isspace() for sign in compact(typed))

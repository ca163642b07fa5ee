"""What hands type, read: digits of any script, dates without separators, amounts with any sign.

Nothing of Qt here. A counter types `101026` and means 10 October 2026; an Arabic keyboard gives
`٣٥٠٫٥٠`; a French one gives a comma, the numeric pad a point.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from intake_app.domain.money import parse_amount
from intake_app.formats.kinds import INVISIBLE

_BREAKS = re.compile(r"\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
_FALLING_AWAY = {ord(mark): None for mark in INVISIBLE + "\u061c" if mark not in _JOINERS}
_DECIMAL_SIGNS = str.maketrans({",": ".", "٫": ".", "،": "."})
# A point parts thousands only before another decimal sign; the Arabic separator does nothing else.
_IN_THOUSANDS = re.compile(
    r"([0-9]{1,3}(?:(?:\.[0-9]{3})+(?=[,٫،])|(?:٬[0-9]{3})+(?![0-9])))(?:[.,٫،][0-9]*)?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\- ](\d{1,2})[/.\- ](\d{1,2})")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")
_CURRENCY = re.compile(r"\s*(?:dhs?|mad|درهم|د\.م\.?)$", re.IGNORECASE)


def ascii_digits(text: str) -> str:
    """Write every digit, of whatever script, with 0–9; all else stays."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in text
    )


def one_line(text: str) -> str:
    """Write a text as a field of one line holds it, whatever it was pasted from.

    Line ends and tabs become spaces; marks of writing direction and of width nothing fall away,
    but for the joiners that Arabic spelling needs.
    """
    if text.isascii() and text.isprintable():
        return text
    return _BREAKS.sub(" ", text).translate(_FALLING_AWAY)


def compact(text: str) -> str:
    """Remove every space and write digits with 0–9, as numbers of papers are kept."""
    return "".join(ascii_digits(text).split())


def parse_day(text: str, today: date, *, in_past: bool = False) -> date | None:
    """Read a date as typed, day first; None for a blank one.

    `101026`, `10102026`, `10/10/26`, `10.10`, `2026-10-10` are understood. A day without a year is
    the latest that does not lie after `today`: papers tell of what was, in January of December. A
    year of two digits is of this century; with `in_past` (a date of birth) it is the latest such.

    Raises:
        ValueError: If it is no date of the calendar.
    """
    plain = ascii_digits(text).strip()
    if not plain:
        return None
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = match.groups()
        return date(int(year), int(month), int(day))
    match = _DAY_FIRST.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain)
    if match is None:
        raise ValueError("not a date")
    day, month, year = match.groups()
    if year is None:
        year = str(today.year - ((int(month), int(day)) > (today.month, today.day)))
    return date(_whole_year(year, today, in_past=in_past), int(month), int(day))


def _whole_year(typed: str, today: date, *, in_past: bool) -> int:
    if len(typed) == len("2026"):
        return int(typed)
    year = today.year // 100 * 100 + int(typed)
    return year - 100 if in_past and year > today.year else year


def parse_price(text: str) -> int | None:
    """Read an amount in dirhams as typed and return centimes; None for a blank one or zero.

    What the program writes is understood too, as it is copied from a list, a finding or a table:
    `1 234,50 DH` with any space, `1.234,50`, `1٬234٫50`.

    Raises:
        ValueError: If it is no amount, or has more than two decimals.
    """
    bare = _CURRENCY.sub("", one_line(ascii_digits(text)).strip())
    plain = _run_together("".join(bare.split())).translate(_DECIMAL_SIGNS)
    if not plain:
        return None
    if plain.startswith("."):
        plain = "0" + plain
    return parse_amount(plain.removesuffix(".")) or None


def _run_together(number: str) -> str:
    """Take the signs out that part thousands."""
    match = _IN_THOUSANDS.fullmatch(number)
    if match is None:
        return number
    thousands = match[1]
    return re.sub("[.٬]", "", thousands) + number[len(thousands) :]


def parse_count(text: str) -> int | None:
    """Read a whole number as typed (days, boxes); None for a blank one.

    Raises:
        ValueError: If it is something else.
    """
    plain = compact(text)
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit():
        raise ValueError("not a whole number")
    return int(plain)


def write_day(day: date) -> str:
    """Write a date as it stands in fields, in both languages: `10/10/2026`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def write_price(centimes: int) -> str:
    """Write an amount as it stands in fields, in both languages: `350,00`."""
    return f"{centimes // 100},{centimes % 100:02}"

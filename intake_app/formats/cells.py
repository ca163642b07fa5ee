"""What one cell of a list says: text, digits, a price, a rate or a day.

A spreadsheet turns codes into numbers, days into counts and percentages into fractions; these
functions turn them back. All of them take a cell as a workbook or a text file gave it, and raise
`ValueError` when it says something else than asked.

Source: the columns of the fund's lists; Excel's day numbers count from 30 December 1899, or from
1 January 1904 in workbooks that say so.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from intake_app.domain.money import parse_amount

Cell = str | float | bool | date | time | timedelta | None

LONGEST_TEXT = 500
_LARGEST_AMOUNT = 10**9  # dirhams; far above any price, far below what the store's column holds
_AMOUNT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?(?:DHS?|MAD)?", re.IGNORECASE)
_RATE = re.compile(r"([0-9]{1,3})(?:[.,]0+)?%?")
_DAY_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0:.]*)?")
_DAY_FRENCH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
# Writers of text files protect digits from Excel as ="0123" or '0123.
_PROTECTED = re.compile(r"""="(.*)"|'(.*)""", re.DOTALL)
_WHOLE = re.compile(r"([0-9]+)\.0+")  # what programs write for a number that is a code
_EPOCH = date(1899, 12, 30)
_DAYS_BEFORE_1904 = 1462
_FIRST_DAY, _END_OF_DAYS = 3_654, 73_051  # 1 January 1910 to 31 December 2099


def text_of(cell: Cell) -> str:
    """Write a cell as one line of visible text; an empty cell is an empty text.

    Runs of blanks become one space; invisible signs (direction marks, NUL) are taken out, for
    they would make equal texts differ.
    """
    if isinstance(cell, str):
        text = " ".join(cell.split())
        return text if text.isprintable() else "".join(filter(str.isprintable, text))
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell)


def compact_text(cell: Cell) -> str:
    """Write a code or number without its spaces, its protection from Excel, or decimals of 0."""
    text = text_of(cell)
    protected = _PROTECTED.fullmatch(text)
    if protected is not None:
        text = protected[1] or protected[2] or ""
    text = text.replace(" ", "")
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def parse_price(cell: Cell) -> int | None:
    """Read a price in dirhams, with comma or point, as centimes; an empty cell is None.

    A number keeps its nearest centime; a text with three decimals could as well be thousands.

    Raises:
        ValueError: If it is not an amount from 0 to 999,999,999.99.
    """
    if isinstance(cell, float) and not isinstance(cell, bool):
        if not 0 <= cell < _LARGEST_AMOUNT:
            raise ValueError("not an amount")
        return int((Decimal(repr(cell)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    text = compact_text(cell)
    if not text:
        return None
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError("not an amount")
    return parse_amount(f"{match[1]}.{match[2]}" if match[2] else match[1])


def parse_rate(cell: Cell) -> int | None:
    """Read a rate as whole percent: `70%`, `70`, or the 0.7 behind a cell shown as 70 %.

    Raises:
        ValueError: If it is not a whole percentage from 0 to 100.
    """
    if isinstance(cell, float) and not isinstance(cell, bool):
        return _whole_percent(cell * 100 if 0 < cell <= 1 else cell)
    text = compact_text(cell)
    if not text:
        return None
    match = _RATE.fullmatch(text)
    if match is None or int(match[1]) > 100:  # noqa: PLR2004 - percent
        raise ValueError("not a whole percentage")
    return int(match[1])


def _whole_percent(percent: float) -> int:
    if not 0 <= percent <= 100:  # noqa: PLR2004 - percent; also not a number
        raise ValueError("not a whole percentage")
    whole = round(percent)
    if abs(percent - whole) > 1e-6:  # noqa: PLR2004 - what a float leaves of 0.07 × 100
        raise ValueError("not a whole percentage")
    return whole


def parse_day(cell: Cell, *, counts_from_1904: bool = False) -> date | None:
    """Read a day: a date cell, Excel's bare day number, `YYYY-MM-DD` or `DD/MM/YYYY`.

    Raises:
        ValueError: If it is none of these, or no day of the calendar.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float) and not isinstance(cell, bool):
        return _day_of_number(cell, counts_from_1904=counts_from_1904)
    text = text_of(cell)
    return _day_of_text(text) if text else None


@lru_cache(16_384)  # a list repeats few days in many lines
def _day_of_text(text: str) -> date:
    iso = _DAY_ISO.fullmatch(text)
    if iso is not None:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    french = _DAY_FRENCH.fullmatch(text)
    if french is None:
        raise ValueError("not a day")
    return date(int(french[3]), int(french[2]), int(french[1]))


def _day_of_number(number: float, *, counts_from_1904: bool) -> date:
    days = number + _DAYS_BEFORE_1904 if counts_from_1904 else number
    if not _FIRST_DAY <= days < _END_OF_DAYS:
        raise ValueError("not a day number")
    return _EPOCH + timedelta(days=int(days))

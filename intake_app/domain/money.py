r"""Amounts of dirhams: whole centimes inside, decimal strings in files, one manner for people.

Source: the dossier format writes amounts as `\d+(\.\d{1,2})?` in dirhams; 0 counts as absent.
Finding, slip, receipt, window and terminal write them alike, in both languages: somebody compares.
"""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]{1,2}))?")


def parse_amount(text: str) -> int:
    """Read an amount in dirhams and return it in centimes (0 or more).

    Raises:
        ValueError: If the text is not digits with at most two decimals after a point.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError("not an amount")
    whole, decimals = match.groups()
    return int(whole) * 100 + int((decimals or "").ljust(2, "0"))


def format_amount(centimes: int) -> str:
    """Write centimes as dirhams with two decimals and a point: 26125 → `261.25`."""
    return f"{centimes // 100}.{centimes % 100:02}"


def in_dirhams(centimes: int) -> str:
    """Write an amount as people read it in Morocco: 126125 → `1 261,25`, never broken."""
    sign = "-" if centimes < 0 else ""
    whole, decimals = divmod(abs(centimes), 100)
    return f"{sign}{in_thousands(whole)},{decimals:02}"


def in_thousands(count: int) -> str:
    """Write a whole number as people read it in Morocco: 1261 → `1 261`, never broken."""
    return f"{count:,}".replace(",", "\u00a0")

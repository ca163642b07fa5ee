r"""Amounts of dirhams: whole centimes inside, decimal strings outside.

Source: the dossier format writes amounts as `\d+(\.\d{1,2})?` in dirhams; 0 counts as absent.
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

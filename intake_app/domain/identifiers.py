"""Numbers that name people, providers, accounts and products: what makes each well formed.

Every function takes text that has already lost its spaces. Digits and letters are ASCII: an
Arabic-Indic digit or an accented letter makes a number malformed.

Sources: CIN, residence card and passport as S0–S4 print them; INPE: 9 digits, no check digit is
published and none is invented; ICE: 15 digits, the whole number divisible by 97; RIB: 24 digits,
likewise; products: GS1 General Specifications, check digit of EAN-13, EAN-8, UPC-A and GTIN-14.
"""

from __future__ import annotations

import re
from functools import lru_cache

from intake_app.domain.dossier import IdentityKind

INPE_DIGITS = 9
ICE_DIGITS = 15
RIB_DIGITS = 24
_KEY_MODULUS = 97

_IDENTITY_SHAPES = {
    IdentityKind.CIN: re.compile(r"[A-Z]{1,2}[0-9]{1,7}"),
    IdentityKind.RESIDENCE_CARD: re.compile(r"[A-Z0-9]{4,20}"),
    IdentityKind.PASSPORT: re.compile(r"[A-Z0-9]{4,20}"),
}
_GTIN13_PADDING = {8: "00000", 12: "0", 13: ""}
_GTIN14_DIGITS = 14


def canonical_identity(number: str) -> str:
    """Write an identity number as lists and receipts do: no spaces, ASCII letters raised.

    Text with other letters is left in its case: raising it could turn it into ASCII (`ı` → `I`)
    and make a wrong number look right.
    """
    compact = "".join(number.split())
    return compact.upper() if compact.isascii() else compact


def is_identity_number(kind: IdentityKind, number: str) -> bool:
    """Say whether a number fits the paper it is said to come from, whatever its case."""
    return _IDENTITY_SHAPES[kind].fullmatch(canonical_identity(number)) is not None


def is_digits(text: str) -> bool:
    """Say whether a text is made of the digits 0–9 and nothing else."""
    return text.isascii() and text.isdigit()


def is_inpe(text: str) -> bool:
    """Say whether a provider's national code (INPE) has its 9 digits."""
    return len(text) == INPE_DIGITS and is_digits(text)


def is_ice(text: str) -> bool:
    """Say whether an enterprise number (ICE) has its 15 digits and its key fits."""
    return len(text) == ICE_DIGITS and is_digits(text) and int(text) % _KEY_MODULUS == 0


def is_rib(text: str) -> bool:
    """Say whether a bank account (RIB) has its 24 digits and its key fits."""
    return len(text) == RIB_DIGITS and is_digits(text) and int(text) % _KEY_MODULUS == 0


@lru_cache(4096)  # a page is checked again at every key, and counters meet the same boxes
def product_code(barcode: str) -> str | None:
    """Return the number under which a box's barcode is looked up; None when it is malformed.

    An EAN-8 and a UPC-A are filled with zeros to 13 digits and a GTIN-14 with a leading 0 loses
    it; any other GTIN-14 (a carton of boxes) stays as it is and is in no list of boxes.
    """
    if not is_digits(barcode) or not _check_digit_fits(barcode):
        return None
    if len(barcode) == _GTIN14_DIGITS:
        return barcode.removeprefix("0")
    padding = _GTIN13_PADDING.get(len(barcode))
    return None if padding is None else padding + barcode


def _check_digit_fits(digits: str) -> bool:
    """Sum the digits from the right with weights 1, 3, 1, 3…: a multiple of 10 fits."""
    return (sum(map(int, digits[::-2])) + 3 * sum(map(int, digits[-2::-2]))) % 10 == 0

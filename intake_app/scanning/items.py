"""What a scanned code is: a medicine, a provider's sticker, one of our own papers, or unknown.

Nothing is guessed: a code that fits none of the rules is handed on as unknown, with its text.
Sources: GS1 General Specifications for EAN, UPC, GTIN and the element strings of a DataMatrix;
INPE is nine digits without a check digit; our own prefixes are in `domain/numbers.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from intake_app.domain.identifiers import is_inpe, product_code
from intake_app.domain.numbers import (
    DOSSIER_PREFIX,
    LABEL_PREFIX,
    TRANSMITTAL_PREFIX,
    DossierNumber,
)
from intake_app.scanning.codes import Symbology
from intake_app.scanning.element_strings import elements_of

if TYPE_CHECKING:
    from datetime import date

GTIN, BATCH, EXPIRY, SERIAL = "01", "10", "17", "21"  # GS1 application identifiers
GTIN_DIGITS = 14
RECEIPT_PROOF = "OR1:"  # QR of a receipt: number, total and signature, checked offline elsewhere
LABEL_PROOF = "OL1:"  # QR of a dossier's label
GROUP_SEPARATOR = "\x1d"
LONGEST_TEXT = 4000
# What some decoders and hand scanners put before the text to name the symbology (ISO/IEC 15424).
_AIM_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_PRODUCT_SYMBOLOGIES = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.ITF14})
# A bare number in these is an INPE or nothing; they carry products as GS1 element strings only.
_FREE_BARS = frozenset({Symbology.CODE128, Symbology.CODE39})
_MARKED_PRODUCTS = frozenset({None, Symbology.DATAMATRIX})


class ItemKind(StrEnum):
    """The kinds of things that are scanned at the counter."""

    MEDICINE = "medicine"
    INPE = "inpe"
    RECEIPT = "receipt"
    TRANSMITTAL = "transmittal"
    LABEL = "label"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ScannedItem:
    """One code and what it is.

    `text` is as printed. `code` is what to look up: the product number as the medicines list has
    it (13 digits, or 14 for a carton), the INPE, or our number as printed; empty when unknown and
    for the QR of our papers, whose whole `text` is the proof (`is_proof`). `symbology` is None
    when a hand scanner typed the code. `batch`, `expires_on` and `serial` come from a GS1 code.
    """

    kind: ItemKind
    text: str
    code: str
    symbology: Symbology | None
    batch: str | None = None
    expires_on: date | None = None
    serial: str | None = None
    is_proof: bool = False


def classify(symbology: Symbology | None, text: str) -> ScannedItem:
    """Say what a code is; `symbology` is None when a hand scanner typed it."""
    clean = _AIM_IDENTIFIER.sub("", text, count=1) if text.startswith("]") else text
    clean = clean.strip(" \t\r\n")
    if len(clean) > LONGEST_TEXT:
        return ScannedItem(ItemKind.UNKNOWN, text, "", symbology)
    own = _own_paper(symbology, clean)
    if own is not None:
        return own
    if symbology in _PRODUCT_SYMBOLOGIES:
        return _medicine(symbology, clean) or _unknown(symbology, clean)
    if is_inpe(clean):
        return ScannedItem(ItemKind.INPE, clean, clean, symbology)
    if symbology not in _FREE_BARS and clean.isascii() and clean.isdigit():
        bare = _medicine(symbology, clean)
        if bare is not None:
            return bare
    return _gs1_medicine(symbology, clean) or _unknown(symbology, clean)


def _unknown(symbology: Symbology | None, text: str) -> ScannedItem:
    return ScannedItem(ItemKind.UNKNOWN, text, "", symbology)


def _medicine(symbology: Symbology | None, text: str) -> ScannedItem | None:
    code = product_code(text)
    return None if code is None else ScannedItem(ItemKind.MEDICINE, text, code, symbology)


def _own_paper(symbology: Symbology | None, text: str) -> ScannedItem | None:
    for prefix, kind in ((RECEIPT_PROOF, ItemKind.RECEIPT), (LABEL_PROOF, ItemKind.LABEL)):
        if text.startswith(prefix) and len(text) > len(prefix):
            return ScannedItem(kind, text, "", symbology, is_proof=True)
    for prefix, kind in (
        (DOSSIER_PREFIX, ItemKind.RECEIPT),
        (TRANSMITTAL_PREFIX, ItemKind.TRANSMITTAL),
        (LABEL_PREFIX, ItemKind.LABEL),
    ):
        if text[: len(prefix)].upper() == prefix:
            number = _number(text[len(prefix) :])
            return None if number is None else ScannedItem(kind, text, number, symbology)
    return None


def _number(text: str) -> str | None:
    try:
        return None if ":" in text else str(DossierNumber.parse(text))
    except ValueError:
        return None


def _gs1_medicine(symbology: Symbology | None, text: str) -> ScannedItem | None:
    """Read GS1 element strings, or a GS1 web address, with a product number among them."""
    content = text.lstrip(GROUP_SEPARATOR)
    parts = elements_of(content)
    if parts is None:
        return _leading_product(symbology, content)
    code = product_code(parts[GTIN].value) if GTIN in parts else None
    if code is None:
        return None
    return ScannedItem(
        ItemKind.MEDICINE,
        text,
        code,
        symbology,
        batch=parts[BATCH].value if BATCH in parts else None,
        expires_on=parts[EXPIRY].day if EXPIRY in parts else None,
        serial=parts[SERIAL].value if SERIAL in parts else None,
    )


def _leading_product(symbology: Symbology | None, content: str) -> ScannedItem | None:
    """Take the product number in front of elements that cannot be told apart.

    Many hand scanners leave the separators out, and some printers set a date that is none. The
    number has its own place and check digit, so it is certain; nothing is made of the rest.
    """
    if symbology in _MARKED_PRODUCTS and content.startswith(GTIN):
        number = content[len(GTIN) : len(GTIN) + GTIN_DIGITS]
        if len(number) == GTIN_DIGITS and (code := product_code(number)) is not None:
            return ScannedItem(ItemKind.MEDICINE, content, code, symbology)
    return None

"""What a scanned code is, from its symbology and its text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake_app.domain.identifiers import product_code
from intake_app.domain.numbers import DossierNumber
from intake_app.scanning.codes import Symbology
from intake_app.scanning.items import RECEIPT_PROOF, ItemKind, classify
from intake_app.sync.receipt_proof import PREFIX

NUMBER = str(DossierNumber("AGA1", "1A", 2026, 42))
GS = "\x1d"


@pytest.mark.parametrize(
    ("symbology", "text", "kind", "code"),
    [
        (Symbology.EAN13, "6118000010050", ItemKind.MEDICINE, "6118000010050"),
        (Symbology.UPCA, "036000291452", ItemKind.MEDICINE, "0036000291452"),
        (Symbology.EAN8, "96385074", ItemKind.MEDICINE, "0000096385074"),
        (Symbology.ITF14, "06118000010050", ItemKind.MEDICINE, "6118000010050"),
        (Symbology.ITF14, "16118000010057", ItemKind.MEDICINE, "16118000010057"),
        (Symbology.EAN13, "6118000010051", ItemKind.UNKNOWN, ""),
        (Symbology.CODE128, "123456789", ItemKind.INPE, "123456789"),
        (Symbology.CODE39, " 123456789 ", ItemKind.INPE, "123456789"),
        (Symbology.QR, "123456789", ItemKind.INPE, "123456789"),
        (Symbology.CODE128, "12345678", ItemKind.UNKNOWN, ""),
        (Symbology.CODE128, "6118000010050", ItemKind.UNKNOWN, ""),
        (Symbology.CODE128, "١٢٣٤٥٦٧٨٩", ItemKind.UNKNOWN, ""),
        (Symbology.CODE128, f"OD:{NUMBER}", ItemKind.RECEIPT, NUMBER),
        (Symbology.CODE128, f"OT:{NUMBER}", ItemKind.TRANSMITTAL, NUMBER),
        (Symbology.CODE128, f"OL:{NUMBER}", ItemKind.LABEL, NUMBER),
        (Symbology.CODE128, f"OD:{NUMBER[:-1]}6", ItemKind.UNKNOWN, ""),
        (Symbology.CODE128, f"OT:OD:{NUMBER}", ItemKind.UNKNOWN, ""),
        (Symbology.CODE128, NUMBER, ItemKind.UNKNOWN, ""),
        (Symbology.QR, "https://example.org/", ItemKind.UNKNOWN, ""),
        (Symbology.QR, "OR1:", ItemKind.UNKNOWN, ""),
        (Symbology.DATAMATRIX, "", ItemKind.UNKNOWN, ""),
        (Symbology.DATAMATRIX, GS, ItemKind.UNKNOWN, ""),
    ],
)
def test_a_code_is_what_its_symbology_and_text_say(
    symbology: Symbology, text: str, kind: ItemKind, code: str
) -> None:
    item = classify(symbology, text)

    assert (item.kind, item.code, item.symbology) == (kind, code, symbology)
    assert not item.is_proof


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("6118000010050", ItemKind.MEDICINE, "6118000010050"),
        ("]E06118000010050", ItemKind.MEDICINE, "6118000010050"),
        ("036000291452", ItemKind.MEDICINE, "0036000291452"),
        ("96385074", ItemKind.MEDICINE, "0000096385074"),
        ("06118000010050", ItemKind.MEDICINE, "6118000010050"),
        ("123456789", ItemKind.INPE, "123456789"),
        (f"od:{NUMBER.lower()}", ItemKind.RECEIPT, NUMBER),
        ("6118000010051", ItemKind.UNKNOWN, ""),
        ("1234567", ItemKind.UNKNOWN, ""),
        ("bonjour", ItemKind.UNKNOWN, ""),
    ],
)
def test_what_a_hand_scanner_types_is_told_by_its_digits(
    typed: str, kind: ItemKind, code: str
) -> None:
    item = classify(None, typed)

    assert (item.kind, item.code) == (kind, code)


@pytest.mark.parametrize(
    "text",
    [
        "0106118000010050172912311" + f"0AB12{GS}21XYZ-9",
        f"{GS}0106118000010050" + f"10AB12{GS}21XYZ-9{GS}17291231",
        "]d20106118000010050" + f"21XYZ-9{GS}1729123110AB12",
        "https://id.gs1.org/01/06118000010050/10/AB12/21/XYZ-9?17=291231",
    ],
)
def test_a_gs1_code_gives_product_batch_expiry_and_serial_in_any_order(text: str) -> None:
    item = classify(Symbology.DATAMATRIX, text)

    assert (item.kind, item.code) == (ItemKind.MEDICINE, "6118000010050")
    assert (item.batch, item.expires_on, item.serial) == ("AB12", date(2029, 12, 31), "XYZ-9")


def test_a_gs1_code_is_read_as_it_is_printed_for_people() -> None:
    item = classify(None, "(01)06118000010050(17)291231(10)AB12(21)XYZ-9")

    assert (item.code, item.batch, item.serial) == ("6118000010050", "AB12", "XYZ-9")
    assert item.expires_on == date(2029, 12, 31)


@pytest.mark.parametrize("symbology", [None, Symbology.DATAMATRIX])
@pytest.mark.parametrize(
    "rest",
    [
        "17291231" + "10ABC123" + "211234567890123",  # a scanner that leaves separators out
        "17291332" + f"10AB12{GS}21XYZ-9",  # the thirty-second of the thirteenth month
    ],
)
def test_a_gs1_product_is_certain_though_what_follows_cannot_be_told_apart(
    symbology: Symbology | None, rest: str
) -> None:
    item = classify(symbology, "0106118000010050" + rest)

    assert (item.kind, item.code) == (ItemKind.MEDICINE, "6118000010050")
    assert (item.batch, item.expires_on, item.serial) == (None, None, None)


@pytest.mark.parametrize(
    ("symbology", "text"),
    [
        (None, "0106118000010051" + "17291332"),
        (None, "0106118000010"),
        (None, "(01)06118000010051"),
        (Symbology.CODE39, "0106118000010050" + "17291332"),
        (Symbology.QR, "0106118000010050" + "17291332"),
    ],
)
def test_what_only_begins_like_a_gs1_product_is_unknown(
    symbology: Symbology | None, text: str
) -> None:
    assert classify(symbology, text).kind is ItemKind.UNKNOWN


def test_an_expiry_without_a_day_is_the_last_day_of_its_month() -> None:
    assert classify(Symbology.DATAMATRIX, "010611800001005017280200").expires_on == date(
        2028, 2, 29
    )


def test_a_gs1_code_with_a_wrong_check_digit_is_unknown() -> None:
    assert classify(Symbology.DATAMATRIX, "010611800001005117291231").kind is ItemKind.UNKNOWN


def test_a_gs1_code_without_a_product_is_unknown() -> None:
    assert classify(Symbology.CODE128, "00340093000000000019").kind is ItemKind.UNKNOWN


def test_the_qr_of_a_receipt_is_a_proof_that_is_handed_on_whole() -> None:
    item = classify(Symbology.QR, "OR1:abc_-DEF")

    assert (item.kind, item.code, item.text) == (ItemKind.RECEIPT, "", "OR1:abc_-DEF")
    assert item.is_proof
    assert RECEIPT_PROOF == PREFIX, "the layers may not import each other, so a test compares them"


@given(st.one_of(st.none(), st.sampled_from(Symbology)), st.text(max_size=80))
def test_no_text_is_ever_guessed_or_fails(symbology: Symbology | None, text: str) -> None:
    item = classify(symbology, text)

    if item.kind is ItemKind.MEDICINE:
        assert product_code(item.code) == item.code
    if item.kind is ItemKind.UNKNOWN:
        assert (item.code, item.text) == ("", item.text)
        assert (item.batch, item.expires_on, item.serial) == (None, None, None)


@example(b"]")
@example(b"\x1d]")
@example(b"]d")
@given(st.binary(max_size=200))
def test_no_bytes_read_as_latin_text_fail(raw: bytes) -> None:
    classify(Symbology.DATAMATRIX, raw.decode("latin-1"))


@given(st.integers(0, 10**12 - 1))
def test_every_ean_is_looked_up_as_it_is_printed(payload: int) -> None:
    weights = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(f"{payload:012d}"))
    text = f"{payload:012d}{-weights % 10}"

    assert classify(Symbology.EAN13, text).code == text
    assert classify(None, text).code == text

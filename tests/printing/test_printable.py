"""What typed, pasted and scanned text becomes before it is drawn."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.printing.bidi_levels import STEERING
from intake_app.printing.fonts import REPLACEMENT, covers
from intake_app.printing.printable import isolated, keep_codes_together, one_line, printable

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("a\tb   c", "a b c"),
        ("e\u0301", "é"),
        ("\ufefb", "لا"),
        ("Amina\x07", f"Amina{REPLACEMENT}"),
        ("中", REPLACEMENT),
        ("\ud800", REPLACEMENT),
        ("👩", REPLACEMENT),
        ("soft\u00adhyphen\ufeff", "softhyphen"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("<b>gras</b> &amp;", "<b>gras</b> &amp;"),
        ("Total : 3 ; n° 4", f"Total{NBSP}: 3{NBSP}; n°{NBSP}4"),
        ("مَرَضٌ", "مَرَضٌ"),
    ],
)
def test_text_is_made_drawable(typed: str, drawn: str) -> None:
    assert printable(typed) == drawn


@given(st.text(max_size=40))
def test_only_what_the_typeface_has_is_left(text: str) -> None:
    kept = STEERING | {"\n", "\u200c", "\u200d"}

    assert all(char in kept or covers(char) for char in printable(text))


@given(st.text(max_size=40))
def test_letters_that_cannot_be_drawn_leave_a_mark(text: str) -> None:
    lost = any(
        unicodedata.category(char) in ("Lo", "So", "Cc", "Co", "Cn") and not covers(char)
        for char in unicodedata.normalize("NFKC", text)
        if not char.isspace()
    )

    assert not lost or REPLACEMENT in printable(text)


def test_pile_of_marks_is_levelled() -> None:
    drawn = printable("م" + "\u0651\u064e\u0670" * 40)

    assert drawn[0] == "م"
    assert sum(bool(unicodedata.combining(char)) for char in drawn) == len(drawn) - 1 == 3


@given(st.text(alphabet="ab اب\n\u2066\u2067\u2068\u2069\u202e", max_size=12))
def test_value_cannot_break_out_of_its_isolate(text: str) -> None:
    wrapped = isolated(text)

    assert wrapped[0] == "\u2068"
    assert wrapped[-1] == "\u2069"
    assert not set(wrapped[1:-1]) & (STEERING | {"\u202e", "\n"})


@pytest.mark.parametrize("text", ["a\nb", "a\u2028b", " a \n\n b "])
def test_field_stays_on_one_line(text: str) -> None:
    assert one_line(text) == "a b"


@pytest.mark.parametrize(
    "code",
    [
        "053 800 20 20",
        "+212 612-345678",
        "centre.appel@cnops.org.ma",
        "www.cnops.org.ma",
        "https://www.cnops.org.ma/a?b=c",
        "09-08",
        "AGA1-1A-26-000042-K",
        "20/11/2026",
    ],
)
def test_code_inside_arabic_is_kept_in_one_piece(code: str) -> None:
    assert keep_codes_together(f"اتصلوا ({code})، ثم") == f"اتصلوا (\u2066{code}\u2069)، ثم"


@pytest.mark.parametrize("text", ["261,25 درهم", "12 علبة", "Dr Alaoui", "70 %"])
def test_plain_words_and_amounts_are_left_alone(text: str) -> None:
    assert keep_codes_together(text) == text

"""The order of mixed text, against another implementation of the algorithm and known lines."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_app.printing.bidi_levels import STEERING, directed, first_strong, visual_order

# Letters of both ways, both kinds of digit, separators, neutrals, brackets, a mark, isolates.
ALPHABET = "abXاجبه12٣(([])] -+/,.:%€•é\u064b\u0651\u00a0\u202f\u2066\u2067\u2068\u2069\u2069"


def displayed(text: str, base: int | None = None) -> str:
    """Reorder one line, trailing white space going back to the line's own way (rule L1)."""
    resolved = directed(text, base)
    levels = list(resolved.levels)
    for index in reversed(range(len(levels))):
        if resolved.text[index] not in {" "} | STEERING:
            break
        levels[index] = resolved.base
    shown = (resolved.text[index] for index in visual_order(levels))
    return "".join(char for char in shown if char not in STEERING)


@given(st.text(alphabet=ALPHABET, max_size=16), st.sampled_from((0, 1)))
@settings(max_examples=600)
def test_order_is_that_of_an_independent_implementation(text: str, base: int) -> None:
    expected = get_display(text, base_dir="LR"[base])

    assert displayed(text, base) == "".join(char for char in expected if char not in STEERING)


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("الملف (Dossier) 12", 1, "12 )Dossier( فلملا"),  # the shaper mirrors the brackets
        ("Dr Alaoui (Agadir)", 1, "Dr Alaoui (Agadir)"),
        ("\u2068الوفاء\u2069 12/10", 0, "ءافولا 12/10"),
        ("الوفاء 12/10", 0, "12/10 ءافولا"),  # without an isolate the date jumps over the name
        ("رقم \u2066AGA1-1A\u2069.", 1, ".AGA1-1A مقر"),
    ],
)
def test_known_lines_read_as_people_write_them(text: str, base: int, expected: str) -> None:
    assert displayed(text, base) == expected


def test_name_cannot_turn_the_line_around() -> None:
    assert displayed("\u202eAmrani\u202c 12", 0) == "Amrani 12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12 Salma", 0), ("(سلمى)", 1), ("\u2067سلمى\u2069 Salma", 0), ("12 - 13", 0), ("", 0)],
)
def test_first_letter_outside_isolates_decides(text: str, expected: int) -> None:
    assert first_strong(text) == expected


def test_deep_isolates_end_without_exhausting_anything() -> None:
    depth = 20_000

    resolved = directed("\u2067" * depth + "ab" + "\u2069" * depth, 0)

    assert max(resolved.levels) < 70
    assert resolved.text.replace("\u2067", "").replace("\u2069", "") == "ab"

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake_app.domain.name_folding import fold_letters, words_by_script
from intake_app.domain.names import Likeness, compare_names

WORDS = {
    "same": Likeness.SAME,
    "close": Likeness.CLOSE,
    "another": Likeness.OTHER,
    "not compared": Likeness.NOT_COMPARED,
}
with (Path(__file__).parent / "name_pairs.csv").open(encoding="utf-8", newline="") as stream:
    PAIRS = list(csv.DictReader(stream))
LETTERS = "abdehilmnorsyz"
words = st.text(LETTERS, min_size=2, max_size=9)


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{pair['written']}: {pair['why']}" for pair in PAIRS])
def test_names_are_compared_as_moroccans_write_them(pair: dict[str, str]) -> None:
    likeness = compare_names(pair["last_name"], pair["first_name"], pair["written"])

    assert likeness is WORDS[pair["likeness"]]


def test_the_table_of_pairs_is_large_and_has_every_answer() -> None:
    assert len(PAIRS) >= 90
    assert {pair["likeness"] for pair in PAIRS} == set(WORDS)
    assert len({tuple(pair.values())[:3] for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(
    ("first_name", "written", "likeness"),
    [
        ("Abc", "Abd", Likeness.OTHER),
        ("Abcd", "Abce", Likeness.CLOSE),
        ("Abcd", "Abef", Likeness.OTHER),
        ("Abcdef", "Abcdeg", Likeness.CLOSE),
        ("Abcdef", "Abcdgh", Likeness.OTHER),
        ("Abcdefg", "Abcdehi", Likeness.CLOSE),
        ("Abcdefg", "Abcdhij", Likeness.OTHER),
        ("Abc", "Abcd", Likeness.OTHER),
        ("Abcd", "Abcdef", Likeness.OTHER),
        ("Abcdefg", "Abcdefghi", Likeness.CLOSE),
        ("Abcdefg", "Abcdefghij", Likeness.OTHER),
        ("Abcdefgh", "Abcdef", Likeness.OTHER),
    ],
)
def test_the_shorter_word_says_how_many_letters_may_differ(
    first_name: str, written: str, likeness: Likeness
) -> None:
    assert compare_names("TAZI", first_name, f"TAZI {written}") is likeness
    assert compare_names("TAZI", written, f"TAZI {first_name}") is likeness


@example("aa", ["mlle"])
@example("docteur", ["med", "dr"])
@given(words, st.lists(words, min_size=1, max_size=4))
def test_a_name_is_itself_in_any_case_and_order(family: str, first: list[str]) -> None:
    name = " ".join(first)

    assert compare_names(family, name, f"{family} {name}".upper()) is Likeness.SAME
    assert compare_names(family.title(), name, f"{name} {family}") is Likeness.SAME


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=200))
def test_no_text_makes_the_comparison_fail(last: str, first: str, written: str) -> None:
    assert compare_names(last, first, written) in set(Likeness)


def test_a_hostile_text_costs_no_time() -> None:
    family, written = "a" * 9, " ".join("ab" * 5000)

    assert compare_names(family, "b " * 5000, written) is Likeness.OTHER


TITLES_WRITTEN = (
    "M. Mr Monsieur Mme Madame Mlle Mle Melle Mademoiselle Dr Docteur Pr Professeur "
    "السيد السيدة الآنسة الدكتور الدكتورة الأستاذ الأستاذة"
)
LETTERS_FOR_ONE_ANOTHER = {
    "أ إ آ ٱ": "ا",
    "ى ی ئ": "ي",
    "ة ہ": "ه",
    "ؤ": "و",
    "ک ڭ گ": "ك",
    "ڤ": "ف",
    "œ": "oe",
    "Æ": "ae",
    "ø": "o",
    "Ł": "l",
    "đ": "d",
    "ı": "i",
    "ß": "ss",
    "é": "e",
}


@pytest.mark.parametrize(
    ("letter", "folded"),
    [
        (letter, folded)
        for letters, folded in LETTERS_FOR_ONE_ANOTHER.items()
        for letter in letters.split()
    ],
)
def test_letters_that_are_written_for_one_another_become_one(letter: str, folded: str) -> None:
    assert fold_letters(letter) == fold_letters(folded) == folded


@pytest.mark.parametrize("sign", "'’‘`´ʼʿʾʹءـ\u064e\u0651\u200f\u20dd")
def test_apostrophes_hamza_vowel_signs_and_marks_fall_away(sign: str) -> None:
    assert words_by_script(f"ab{sign}cd") == {"LATIN": ["abcd"]}
    assert fold_letters(f"اب{sign}جد") == "ابجد"


@pytest.mark.parametrize("title", TITLES_WRITTEN.split())
def test_titles_say_nothing_of_who_it_is(title: str) -> None:
    family, first = ("العمراني", "سلمى") if title > "ا" else ("EL AMRANI", "Salma")

    assert compare_names(family, first, f"{title} {first} {family}") is Likeness.SAME
    assert compare_names(family, first, f"{family} {first}, {title}") is Likeness.SAME
    assert compare_names(family, first, f"{title} {family}") is Likeness.OTHER


def test_words_of_each_script_are_kept_in_their_order() -> None:
    text = "El-Amrani سلمى, Salma 12 العمراني"

    assert words_by_script(text) == {
        "LATIN": ["el", "amrani", "salma"],
        "ARABIC": ["سلمي", "العمراني"],
    }


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = words_by_script(text)

    for script, folded in once.items():
        again = words_by_script(" ".join(folded)).get(script, [])
        assert again == folded

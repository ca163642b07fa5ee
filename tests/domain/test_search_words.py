"""Any part of a name or number finds it; case, accents, scripts of digits make no difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.search_words import words_looked_for, words_of_name, words_of_number


def finds(question: str, noted: set[str]) -> bool:
    words = words_looked_for(question)
    return bool(words) and all(any(one.startswith(word) for one in noted) for word in words)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("amrani", "EL AMRANI Salma"),
        ("salma el amr", "EL AMRANI Salma"),
        ("elamrani", "EL AMRANI"),
        ("jelloun", "Benjelloun"),
        ("helene", "Hélène"),
        ("HÉLÈNE", "helene"),
        ("mohammed", "Med"),
        ("moham", "Mohammad"),
        ("ait", "Aït-Ouarab"),
        ("احمد", "أحمد"),
        ("ادريسي", "الإدريسي"),
        ("فاطمه", "فاطمة الزهراء"),
        ("benali", "بن علي BEN ALI"),
    ],
)
def test_a_name_is_found_by_any_of_its_parts(question: str, name: str) -> None:
    assert finds(question, words_of_name(name))


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("AGA1-1A-26-000042-K", "AGA1-1A-26-000042-K"),
        ("aga1 000042", "AGA1-1A-26-000042-K"),
        ("42", "AGA1-1A-26-000042-K"),
        ("jb12", "JB123456"),
        ("123456", "JB123456"),
        ("١٢٣٤٥٦", "JB123456"),
    ],
)
def test_a_number_is_found_whole_and_by_its_parts(question: str, number: str) -> None:
    assert finds(question, words_of_number(number))


@pytest.mark.parametrize("question", ["alaoui", "salma alaoui", "rachid", ""])
def test_what_is_not_there_is_not_found(question: str) -> None:
    assert not finds(question, words_of_name("EL AMRANI", "Salma"))


@given(st.text(max_size=400))
def test_whatever_is_typed_gives_plain_words_of_bounded_length(text: str) -> None:
    for word in (*words_looked_for(text), *words_of_name(text), *words_of_number(text)):
        assert word
        assert " " not in word
        assert '"' not in word
    assert len(words_looked_for(text)) <= 12


@given(st.text(st.characters(categories=["L"]), min_size=2, max_size=20))
def test_a_name_finds_itself(name: str) -> None:
    words = words_looked_for(name)
    noted = words_of_name(name)
    assert all(any(one.startswith(word) for one in noted) for word in words)


def test_a_name_is_noted_without_its_first_letters_down_to_three() -> None:
    assert words_of_name("Tazi", None) == {"tazi", "azi"}
    assert words_of_number(None) == set()


def test_a_number_written_in_parts_is_found_in_one_piece() -> None:
    assert {"jb", "123456", "jb123456"} <= words_of_number("JB 123456")

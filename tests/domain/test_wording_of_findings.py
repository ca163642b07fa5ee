"""The sentences themselves: typography, direction of writing, and what they hold."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from intake_app.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = ("findings.toml", "input.toml", "reference.toml")
SENTENCES = {
    code: words
    for name in FILES
    for code, words in tomllib.loads(resource("wording", name).read_text(encoding="utf-8")).items()
}


def offenders(wrong: Callable[[str, str], object]) -> list[str]:
    return [code for code, words in SENTENCES.items() if wrong(words["fr"], words["ar"])]


def values(text: str) -> set[str]:
    return {name.removesuffix("_fr").removesuffix("_ar") for name in re.findall(r"{(\w+)}", text)}


def test_each_entry_is_there_in_both_languages_and_no_more() -> None:
    assert [code for code, words in SENTENCES.items() if set(words) != {"fr", "ar"}] == []
    assert offenders(lambda _, arabic: not re.search(r"[\u0621-\u064a]", arabic)) == []


def test_both_languages_hold_the_same_values() -> None:
    assert offenders(lambda french, arabic: values(french) != values(arabic)) == []


def test_french_never_breaks_a_line_before_its_punctuation() -> None:
    assert offenders(lambda french, _: re.search(r"« | [:;?!»%]", french)) == []


def test_arabic_keeps_each_value_in_its_own_direction() -> None:
    assert offenders(lambda _, arabic: re.search(r"(?<!\u2068){\w+}|{\w+}(?!\u2069)", arabic)) == []


def test_arabic_has_its_own_punctuation() -> None:
    assert offenders(lambda _, arabic: re.search(r"[\u0621-\u064a\u2069] ?[,;?]", arabic)) == []


def test_arabic_puts_no_counted_noun_after_a_number() -> None:
    """It has another form after 1, 2, 3 to 10 and from 11 on: a count stands after its name."""
    after_a_count = re.compile(r"{(count|days|seconds)}\u2069? (?!و)[\u0621-\u064a]+[اة]\b")
    counted = [
        code
        for path in resource("wording").glob("*.toml")
        for code, words in tomllib.loads(path.read_text(encoding="utf-8")).items()
        if after_a_count.search(words["ar"])
    ]

    assert counted == []


def test_no_entry_is_given_by_two_files() -> None:
    others = [
        code
        for path in resource("wording").glob("*.toml")
        if path.name not in FILES
        for code in tomllib.loads(path.read_text(encoding="utf-8"))
    ]

    assert [code for code in others if code in SENTENCES] == []

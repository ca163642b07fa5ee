"""Every reason that an import may give has words in both languages, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path

from intake_app.wording import LANGUAGES, all_wording

APP = Path(__file__).parents[2] / "intake_app"
SOURCES = [
    *(APP / "formats").glob("tabular*.py"),
    APP / "formats" / "workbook.py",
    APP / "formats" / "medicines.py",
    APP / "formats" / "beneficiaries.py",
    APP / "services" / "list_kinds.py",
    APP / "services" / "import_reference.py",
]
_SUBJECTS = "birth_date|cell|code|columns|identity|massar|name|price|quote|rate|rib|rights|student"
_REASON = re.compile(rf'"((?:{_SUBJECTS})\.[a-z_]+)"')
_CODE = re.compile(r'(?:UnusableInput|EnvironmentFault)\(\s*"(reference\.[a-z_]+)"')


def used(pattern: re.Pattern[str]) -> set[str]:
    return {found for path in SOURCES for found in pattern.findall(path.read_text("utf-8"))}


def test_every_reason_of_a_line_has_words_and_none_is_left_over() -> None:
    prefix = "reference.line."
    worded = {code.removeprefix(prefix) for code in all_wording() if code.startswith(prefix)}

    assert used(_REASON) == worded
    assert len(worded) > 20


def test_every_refusal_has_words_in_both_languages() -> None:
    codes = used(_CODE)

    assert len(codes) > 15
    assert not codes - all_wording().keys()
    for code, sentences in all_wording().items():
        if code.startswith("reference."):
            assert all(sentences[language].strip() for language in LANGUAGES)

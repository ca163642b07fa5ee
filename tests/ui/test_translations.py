from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication

from intake_app.resources import resource
from intake_app.ui.i18n import (
    Languages,
    isolated,
    joined,
    show_amount,
    show_count,
    show_day,
    show_long_day,
    with_count,
)
from intake_app.ui.translations import build, collect, qm_file, ts_file
from intake_app.wording import LANGUAGES, all_wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from intake_app.wording import Language

PLACES = re.compile(r"\{\w*\}|%n")
ARABIC_LETTERS = re.compile(r"[\u0621-\u064a]")


def messages(language: Language) -> Iterator[tuple[str, list[str]]]:
    """Each source text with its translations (several for a plural)."""
    tree = ET.parse(ts_file(language))  # noqa: S314 - our own file
    for message in tree.getroot().iter("message"):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        assert translation is not None
        assert translation.get("type") is None, f"not translated into {language}: {source}"
        forms = [form.text or "" for form in translation.iter("numerusform")]
        yield source, forms or [translation.text or ""]


def test_every_text_of_the_window_is_there_in_arabic() -> None:
    for source, translations in messages("ar"):
        for translation in translations:
            assert ARABIC_LETTERS.search(translation), f"{source} → {translation}"


def test_an_arabic_sentence_that_begins_with_a_latin_word_runs_from_the_right() -> None:
    """Its first letter would else turn the line, its full stop with it."""
    turned = [
        translation
        for _source, translations in messages("ar")
        for translation in translations
        if re.match(r"[A-Za-z]", translation)
    ]
    assert turned == []


# Another thing's name, or a second name, for what `docs/GLOSSARY.md` names; by what it should be.
STRAY: dict[str, Sequence[str]] = {
    "fiche": ("bordereau (des pièces|\\(F8\\)|à remettre)",),
    "ورقة الوثائق الناقصة": ("قائمة الوثائق", "بطاقة (تُسلَّم|ملف)"),
    "وصولات": ("وصول (الاستلام|استلام)", "في الوصول(?!ات)"),
    "مدير النظام": ("مدير(?! النظام)",),
    "منتج العلاج": ("الممارس",),
    "الجهاز": ("المركز (بعد|الآخر|برقم)", "هذا (المركز|الحاسوب)"),
    "إحدى عشرة": ("أحد عشر مجموعة",),
}


def test_one_thing_has_one_name() -> None:
    shown = [form for _source, forms in messages("ar") for form in forms]
    shown += [source for source, _forms in messages("ar")]
    shown += [said for sentence in all_wording().values() for said in sentence.values()]
    shown += [(resource("guide") / f"{one}.md").read_text(encoding="utf-8") for one in LANGUAGES]

    assert [
        (found.group(), wanted)
        for wanted, patterns in STRAY.items()
        for text in shown
        for found in re.finditer("|".join(patterns), text)
    ] == []


def test_arabic_has_its_six_plurals_and_french_its_two() -> None:
    for language, count in zip(LANGUAGES, (2, 6), strict=True):
        for source, translations in messages(language):
            assert len(translations) == (count if "%n" in source else 1)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_translation_keeps_the_places_for_values(language: Language) -> None:
    for source, translations in messages(language):
        wanted = sorted(PLACES.findall(source))
        for translation in translations:
            found = sorted(PLACES.findall(translation))
            # One and two are words of their own in Arabic; all else is said with the number.
            assert found == wanted or ("%n" in wanted and found == wanted[1:]), translation


def test_collected_texts_are_those_of_the_code(tmp_path: Path) -> None:
    files = [ts_file("fr"), ts_file("ar")]
    before = [path.read_bytes() for path in files]
    try:
        collect()
        after = [path.read_bytes() for path in files]
    finally:
        for path, content in zip(files, before, strict=True):
            path.write_bytes(content)

    assert before == after, "run: python -m intake_app.ui.translations collect"


def test_compiled_translations_are_up_to_date(tmp_path: Path) -> None:
    build(tmp_path)

    for language in LANGUAGES:
        compiled = tmp_path / qm_file(language).name
        assert compiled.read_bytes() == qm_file(language).read_bytes(), (
            "run: python -m intake_app.ui.translations build"
        )


def test_values_are_written_in_the_manner_of_morocco(language: str) -> None:
    from datetime import date

    day: date = date(2026, 11, 20)
    assert show_day(day) == isolated("20/11/2026")
    assert "2026" in show_long_day(day)
    assert show_long_day(day).startswith("vendredi" if language == "fr" else "الجمعة")
    assert isolated("1\u00a0234,50") in show_amount(123450)
    assert show_count(1234) == isolated("1\u00a0234")
    assert show_amount(123450).endswith("DH" if language == "fr" else "درهم")
    assert joined("DOLIPRANE", "", "70 %").count("·") == 1


@pytest.mark.parametrize(
    ("count", "french", "arabic"),
    [
        (1, "1 produit", "دواء واحد"),
        (2, "2 produits", "دواءان"),
        (5, "5 produits", "5 أدوية"),
        (11, "11 produits", "11 دواء"),
        (5917, "5\u00a0917 produits", "5\u00a0917 دواء"),
    ],
)
def test_a_count_of_medicines_is_said_in_its_plural(
    language: str, count: int, french: str, arabic: str
) -> None:
    words = QCoreApplication.translate("BoxesPart", "%n produit(s)", "", count)

    said = re.sub("[\u2066\u2069]", "", with_count(words, count))
    assert said == (french if language == "fr" else arabic)


def test_the_toolkit_speaks_the_language_too(languages: Languages) -> None:
    languages.use("ar")
    arabic = QCoreApplication.translate("QPlatformTheme", "Cancel")
    languages.use("fr")

    assert ARABIC_LETTERS.search(arabic)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"

"""Names made comparable: words without case, accents, punctuation or variants of a letter.

Folding keeps each script apart, since a prescription often gives a name in Latin and in Arabic
letters at once. Arabic letters that people write for one another become one: alef with hamza,
madda or wasla and bare alef; yeh with two dots, none, or hamza; teh marbuta and heh; waw with and
without hamza; the kafs and gafs; feh and veh. Hamza alone, tatweel and vowel signs fall away.

Source: the contract of the completeness check, paragraph on names.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

MOHAMED_SPELLED = frozenset({"mohamed", "محمد"})
MONSIEUR = "m"

_APOSTROPHES = "'’‘`´ʼʿʾʹ"
_HAMZA_AND_TATWEEL = "ءـ"
# NFKD already takes hamza and madda off alef, waw and yeh, and accents off Latin letters.
_SAME_LETTERS = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ہ": "ه",
        "ک": "ك",
        "ڭ": "ك",
        "گ": "ك",
        "ڤ": "ف",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
    | dict.fromkeys(_APOSTROPHES + _HAMZA_AND_TATWEEL, "")
)
_NO_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)
_ONE_NAME = dict.fromkeys(("med", "mohammed", "mohammad"), "mohamed")
# Titles as they are after folding.
TITLES = frozenset(
    {
        MONSIEUR,
        "mr",
        "monsieur",
        "mme",
        "madame",
        "mlle",
        "mle",
        "melle",
        "mademoiselle",
        "dr",
        "docteur",
        "pr",
        "professeur",
        "السيد",
        "السيده",
        "الانسه",
        "الدكتور",
        "الدكتوره",
        "الاستاذ",
        "الاستاذه",
    }
)


def words_by_script(text: str) -> dict[str, list[str]]:
    """Take a text apart into folded words, by script (`LATIN`, `ARABIC`, `TIFINAGH`…).

    Hyphens, dots, digits and spaces part words; an apostrophe joins them. The spellings of
    Mohamed become one word.
    """
    words: dict[str, list[str]] = {}
    for script, run in groupby(fold_letters(text), key=_script_of):
        if script:
            words.setdefault(script, []).append(one_spelling("".join(run)))
    return words


def fold_letters(text: str) -> str:
    """Write a text without case, accents, vowel signs and variants of a letter; the rest stays."""
    if text.isascii():  # most names, and nothing to take apart
        return text.lower().translate(_NO_APOSTROPHES)
    # Apostrophes go first: NFKD would make a space and an accent of some.
    joined = text.translate(_NO_APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", joined).casefold().translate(_SAME_LETTERS)
    return "".join(letter for letter in decomposed if not _is_mark(letter))


def one_spelling(word: str) -> str:
    """Return the one spelling of a folded name that has several: `med` is `mohamed`."""
    return _ONE_NAME.get(word, word)


@lru_cache(maxsize=4096)
def _is_mark(letter: str) -> bool:
    """Say whether a character only adds to another: accent, vowel sign, direction mark."""
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"}


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    """Name the script of a letter; empty for whatever parts words."""
    return unicodedata.name(letter, " ").split(" ")[0] if letter.isalpha() else ""

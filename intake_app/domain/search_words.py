"""What a dossier, a provider or a student is found by: folded words, and the ends of names.

A counter is asked for « jelloun », « الادريسي » without its article, « elamrani » in one word, or
the last figures of a number. So a name is noted by each of its words, by the whole as one word,
and by what is left of each word when letters at its front are taken off: then any part of a name
is the front of something noted, which an index finds at once.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from intake_app.domain.name_folding import fold_letters, one_spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST_END = 3  # letters: a shorter end of a name would be found everywhere
_LONGEST_WORD = 24
_MOST_WORDS = 12  # of one text: more is no name, and no question
_WORD = re.compile(r"[^\W_]+")


def words_of_name(*texts: str | None) -> set[str]:
    """Return the words by which a name is found, given in one text or in several."""
    found: set[str] = set()
    for text in texts:
        words = _words(text or "")
        found.update(one_spelling(word) for word in words)
        for word in (*words, "".join(words)[:_LONGEST_WORD]):
            found.update(_ends(word))
    return found - {""}


def words_of_number(number: str | None) -> set[str]:
    """Return the words by which a number of papers is found: whole, in its parts, in its digits."""
    words = _words(number or "")
    found = {*words, "".join(words)}
    for word in words:
        digits = word.lstrip("abcdefghijklmnopqrstuvwxyz")
        found |= {digits, digits.lstrip("0")}
    return found - {""}


def words_looked_for(text: str) -> tuple[str, ...]:
    """Return the beginnings of words that somebody looks for; each has to be found."""
    return tuple(dict.fromkeys(one_spelling(word) for word in _words(text)))


def _words(text: str) -> list[str]:
    folded = fold_letters(text)
    if not folded.isascii():
        folded = "".join(map(_digit, folded))
    return [word[:_LONGEST_WORD] for word in _WORD.findall(folded)[:_MOST_WORDS]]


def _digit(sign: str) -> str:
    """Write a digit of any script with 0-9."""
    return str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign


def _ends(word: str) -> Iterator[str]:
    yield word
    yield from (word[start:] for start in range(1, len(word) - SHORTEST_END + 1))

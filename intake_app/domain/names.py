"""Whether the name on a prescription is the student's: the same, almost the same, or another's.

Source: the contract of the completeness check, paragraph on names. A name is folded first
(`name_folding.py`); the family name is then one word and each first name one. The paper may give
them in any order, leave further first names out, write a first name apart or joined, or put
Mohamed before another first name: all that is still the same name.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import permutations, product
from typing import TYPE_CHECKING

from intake_app.domain.name_folding import MOHAMED_SPELLED, MONSIEUR, TITLES, words_by_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Longer texts are no names; the bounds keep a hostile one from costing time.
_MOST_WORDS = 12
_MOST_FIRST_NAMES = 4


class Likeness(IntEnum):
    """How a written name stands to the student's, from best to worst."""

    SAME = 0
    CLOSE = 1  # taken in, with a warning
    OTHER = 2  # another person's
    NOT_COMPARED = 3  # no part of it is in the student's script


def compare_names(last_name: str, first_name: str, written: str) -> Likeness:
    """Compare a name as written on paper with the student's last and first names.

    Of a text in two scripts only the part in the student's script counts; when the student gave
    the name in both, the better likeness counts.
    """
    if written == f"{last_name} {first_name}":
        return Likeness.SAME
    families, first_names = words_by_script(last_name), words_by_script(first_name)
    papers = words_by_script(written)
    return min(
        (
            _likeness(family, first_names[script], papers[script])
            for script, family in families.items()
            if script in first_names and script in papers
        ),
        default=Likeness.NOT_COMPARED,
    )


def _likeness(family: list[str], first: list[str], paper: list[str]) -> Likeness:
    """Find the reading of the paper that stands nearest to the student's name."""
    if _is_whole(family, first, paper):  # before titles go: a name may look like one
        return Likeness.SAME
    family, first = _without_titles(family), _without_titles(first)
    if _is_whole(family, first, _without_titles(paper)):
        return Likeness.SAME
    family_word, best = "".join(family), Likeness.OTHER
    for written_family, written_first in _readings(paper):
        likeness = _word_likeness(family_word, written_family)
        if likeness < best:
            best = min(best, max(likeness, _first_names_likeness(first, written_first)))
    return best


def _is_whole(family: list[str], first: list[str], paper: list[str]) -> bool:
    """Say whether the paper has every letter of the name, in either order, spaces aside."""
    return "".join(paper) in {"".join(family + first), "".join(first + family)}


def _readings(paper: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Take the paper apart in every way: some neighbouring words as family name, the rest first.

    An `M.` is a title, unless nothing else is left that could be the first name's initial.
    """
    words = _without_titles(paper)[:_MOST_WORDS]
    initial = [MONSIEUR] if MONSIEUR in paper else []
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            rest = words[:start] + words[end:] or initial
            if rest:
                yield "".join(words[start:end]), rest


def _without_titles(words: list[str]) -> list[str]:
    """Leave titles out, unless there is nothing else."""
    return [word for word in words if word not in TITLES] or words


def _first_names_likeness(ours: list[str], theirs: list[str]) -> Likeness:
    """Compare first names, with and without a Mohamed that stands before another."""
    pairs = product(_with_and_without_mohamed(ours), _with_and_without_mohamed(theirs))
    best = Likeness.OTHER
    for one, other in pairs:
        best = min(best, _joined_likeness(one, other))
        if best is not Likeness.SAME:
            best = min(best, _unordered_likeness(one, other))
    return best


def _with_and_without_mohamed(names: list[str]) -> Iterator[list[str]]:
    yield names[:_MOST_FIRST_NAMES]
    if len(names) > 1 and names[0] in MOHAMED_SPELLED:
        yield names[1 : _MOST_FIRST_NAMES + 1]


def _unordered_likeness(ours: list[str], theirs: list[str]) -> Likeness:
    """Pair each of the fewer first names with one of the more, in any order.

    Only further first names may be left out: the first of both sides has to be paired. An initial
    of a further one counts as leaving it out.
    """
    fewer, more = sorted((ours, theirs), key=len)
    best = Likeness.OTHER
    likeness = [
        [
            _first_name_likeness(one, other, is_further=i > 0 and j > 0)
            for j, other in enumerate(more)
        ]
        for i, one in enumerate(fewer)
    ]
    for chosen in permutations(range(len(more)), len(fewer)):
        if 0 in chosen:
            best = min(best, max(row[j] for row, j in zip(likeness, chosen, strict=True)))
    return best


def _joined_likeness(ours: Sequence[str], theirs: Sequence[str]) -> Likeness:
    """Pair first names in order, where one side may write apart what the other joins.

    `Abd El Ilah` stands for `Abdelilah`; what is left when one side ends was left out.
    """
    if not ours or not theirs:
        return Likeness.SAME
    best = Likeness.OTHER
    for taken in range(1, max(len(ours), len(theirs)) + 1):
        if taken <= len(theirs):
            best = min(best, _step(ours, theirs, 1, taken))
        if 1 < taken <= len(ours):
            best = min(best, _step(ours, theirs, taken, 1))
    return best


def _step(ours: Sequence[str], theirs: Sequence[str], our_count: int, their_count: int) -> Likeness:
    one, other = "".join(ours[:our_count]), "".join(theirs[:their_count])
    likeness = _first_name_likeness(one, other, is_further=False)
    if likeness is Likeness.OTHER:
        return likeness
    return max(likeness, _joined_likeness(ours[our_count:], theirs[their_count:]))


def _first_name_likeness(one: str, other: str, *, is_further: bool) -> Likeness:
    """Compare two first names, one of which may be only a fitting initial."""
    is_initial = min(len(one), len(other)) == 1 and one[0] == other[0]
    if is_initial and one != other:
        return Likeness.SAME if is_further else Likeness.CLOSE
    return _word_likeness(one, other)


def _word_likeness(one: str, other: str) -> Likeness:
    """Compare two words by the letters that differ (Levenshtein)."""
    if one == other:
        return Likeness.SAME
    allowed = _letters_allowed(min(len(one), len(other)))
    if abs(len(one) - len(other)) > allowed:
        return Likeness.OTHER
    return Likeness.CLOSE if _distance(one, other) <= allowed else Likeness.OTHER


def _letters_allowed(shorter_length: int) -> int:
    """Return how many letters of a word may differ: 2 from 7 letters, 1 from 4, else none."""
    if shorter_length >= 7:  # noqa: PLR2004 - the contract's own numbers
        return 2
    return 1 if shorter_length >= 4 else 0  # noqa: PLR2004


def _distance(one: str, other: str) -> int:
    """Count the letters to change, add or remove to get from one word to the other."""
    # Imported here: most names are equal, and the command line starts faster without it.
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415

    return Levenshtein.distance(one, other)

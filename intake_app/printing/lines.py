"""Breaks French and Arabic text into lines of a given width, and cuts what must stay on one line.

A paragraph's directions are resolved before it is broken, then each line is put into visual order
by itself, so that a line knows what stood before it. Words are shaped one by one: letters never
join across a space, and a word shaped once is not shaped again.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from intake_app.printing.bidi_levels import STEERING, directed, visual_order
from intake_app.printing.fonts import Face, Shaped, shape
from intake_app.printing.printable import keep_codes_together, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ELLIPSIS = "…"
_BREAK_AFTER = "-/@._,;"
_JOINING = "\u200c\u200d"

# A letter with the marks that sit on it, and its embedding level.
_Letter = tuple[str, int]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text looks; `size` and `leading` (baseline to baseline) are in points."""

    face: Face
    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one level within one word, or a space; `width` is in points."""

    text: str
    level: int
    shaped: Shaped | None
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text in reading order, its pieces from left to right, its width in points."""

    text: str
    pieces: tuple[Piece, ...]
    width: float
    base: int


@lru_cache(512)
def break_lines(
    text: str, style: TextStyle, width: float, base: int | None, most: int | None = None
) -> tuple[Line, ...]:
    """Break a text into lines no wider than `width` points.

    `base` is the way of the column: 0 left to right, 1 right to left, None as the text's first
    letter says. Line ends in the text are kept; a word that is too long is broken. Beyond `most`
    lines the last one ends in an ellipsis.
    """
    lines = [
        line
        for paragraph in printable(text).split("\n")
        for line in _broken(paragraph, style, width, base)
    ]
    if most is None or len(lines) <= most:
        return tuple(lines)
    rest = " ".join(line.text for line in lines[most - 1 :])
    return (*lines[: most - 1], fit_line(rest, style, width, base))


def fit_line(text: str, style: TextStyle, width: float, base: int | None) -> Line:
    """Put a text on one line; when it is too long its end gives way to an ellipsis."""
    plain = printable(text).replace("\n", " ")
    line = _whole_line(plain, style, base)
    if line.width <= width:
        return line
    letters = [letter for letter, _ in _letters((char, 0) for char in plain)]
    fitting, too_many = 0, len(letters)
    while fitting < too_many - 1:
        middle = (fitting + too_many) // 2
        if _shortened(letters, middle, style, base).width <= width:
            fitting = middle
        else:
            too_many = middle
    return _shortened(letters, fitting, style, base)


def _shortened(letters: list[str], count: int, style: TextStyle, base: int | None) -> Line:
    return _whole_line("".join(letters[:count]).rstrip() + ELLIPSIS, style, base)


def _whole_line(text: str, style: TextStyle, base: int | None) -> Line:
    (line,) = _broken(text, style, float("inf"), base)
    return line


def _broken(text: str, style: TextStyle, width: float, base: int | None) -> Iterator[Line]:
    """Break one paragraph greedily: a line takes the next word as long as it has room for it."""
    resolved = directed(keep_codes_together(text) if base == 1 else text, base)
    line: list[Piece] = []
    used = 0.0
    for gap, word in _words(zip(resolved.text, resolved.levels, strict=True), style):
        wanted = _width(gap) + _width(word)
        if line and used + wanted <= width:
            line += [*gap, *word]
            used += wanted
            continue
        if line:
            yield _line(line, resolved.base)
        *full, line = _parts(word, style, width)
        yield from (_line(part, resolved.base) for part in full)
        used = _width(line)
    yield _line(line, resolved.base)


def _words(
    leveled: Iterable[_Letter], style: TextStyle
) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """Cut resolved characters into words, each with the space that stands before it."""
    gap: list[Piece] = []
    for is_space, group in groupby(leveled, key=lambda pair: pair[0] == " "):
        if is_space:
            gap = _pieces(group, style)
        else:
            yield gap, _pieces(group, style)


def _pieces(leveled: Iterable[_Letter], style: TextStyle) -> list[Piece]:
    return [
        _piece("".join(text for text, _ in group), level, style)
        for level, group in groupby(leveled, key=lambda pair: pair[1])
    ]


def _piece(text: str, level: int, style: TextStyle) -> Piece:
    drawn = "".join(char for char in text if char not in STEERING)
    if not drawn:
        return Piece("", level, None, 0.0)
    shaped = shape(drawn, style.face, level % 2)
    return Piece(drawn, level, shaped, shaped.width * style.size / 1000)


def _parts(word: list[Piece], style: TextStyle, width: float) -> list[list[Piece]]:
    """Break a word into parts that fit; most words are one part."""
    if _width(word) <= width:
        return [word]
    letters = list(_letters((char, piece.level) for piece in word for char in piece.text))
    parts: list[list[Piece]] = []
    while letters:
        count = _fitting(letters, style, width)
        parts.append(_pieces(letters[:count], style))
        del letters[:count]
    return parts


def _fitting(letters: list[_Letter], style: TextStyle, width: float) -> int:
    """Count the letters that fit on a line, at least one; rather break after a hyphen or a dot."""
    fitting, too_many = 1, 2
    while too_many <= len(letters) and _width(_pieces(letters[:too_many], style)) <= width:
        fitting, too_many = too_many, too_many * 2
    too_many = min(too_many, len(letters) + 1)
    while fitting < too_many - 1:
        middle = (fitting + too_many) // 2
        if _width(_pieces(letters[:middle], style)) <= width:
            fitting = middle
        else:
            too_many = middle
    if fitting < len(letters):
        for count in range(fitting, fitting // 2, -1):
            if letters[count - 1][0] in _BREAK_AFTER:
                return count
    return fitting


def _letters(leveled: Iterable[_Letter]) -> Iterator[_Letter]:
    """Gather characters into letters with their marks, which a line end must not part."""
    letter, level = "", 0
    for char, char_level in leveled:
        if letter and (unicodedata.combining(char) or char in _JOINING):
            letter += char
            continue
        if letter:
            yield letter, level
        letter, level = char, char_level
    if letter:
        yield letter, level


def _line(pieces: list[Piece], base: int) -> Line:
    order = visual_order([piece.level for piece in pieces])
    return Line(
        text="".join(piece.text for piece in pieces),
        pieces=tuple(pieces[index] for index in order),
        width=_width(pieces),
        base=base,
    )


def _width(pieces: list[Piece]) -> float:
    return sum(piece.width for piece in pieces)

"""The typeface on paper: loads Vazirmatn once and shapes Arabic and French with HarfBuzz.

ReportLab keeps one object per font and process, so whatever changes it happens once, here: every
glyph without a character of its own gets its private code in glyph order when the font is loaded.
Were they given out while shaping, the bytes of a receipt would depend on what was printed before.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr

from intake_app.printing.embedded_font import EmbeddedFont, letters_of
from intake_app.resources import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

# Fonts are shared by all documents of the process and a document freezes them while it is written.
PRINTING = RLock()
_PRIVATE_USE = range(0xE000, 0xF900)
_LANGUAGE = ("fr", "ar")
_DIRECTION = ("ltr", "rtl")
REPLACEMENT = "\ufffd"


class Face(Enum):
    """The weights that prints use."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    BOLD = "Bold"

    @property
    def font_name(self) -> str:
        """The name under which ReportLab knows the font."""
        return f"Vazirmatn-{self.value}"


@dataclass(frozen=True, slots=True)
class Shaped:
    """Glyphs of one piece of text in drawing order; `width` is in thousandths of the font size.

    `letters` are the Arabic letters that the glyphs draw, empty where there is no single one.
    """

    glyphs: Any  # ReportLab's ShapedStr, whose published types are wrong
    width: float
    letters: tuple[str, ...]


@lru_cache(512)  # the words that stand on every receipt are some two hundred
def shape(text: str, face: Face, way: int) -> Shaped:
    """Shape a piece of text that runs one way: `way` 0 left to right, 1 right to left.

    Brackets are mirrored and letters joined by HarfBuzz; the text must be of one embedding level
    and hold only characters for which `covers` is true.
    """
    with PRINTING:
        font, harfbuzz = _loaded(face)
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.direction, buffer.language = _DIRECTION[way], _LANGUAGE[way]
        buffer.guess_segment_properties()
        uharfbuzz.shape(harfbuzz, buffer)
    characters: list[str] = []
    placed: list[Any] = []
    shape_data: Any = ShapeData
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        code = font.face.glyphToChar[info.codepoint][0]
        moves = (position.x_advance, position.y_advance, position.x_offset, position.y_offset)
        scaled = (font.pdfScale(value) for value in moves)
        characters.append(chr(code))
        placed.append(shape_data(info.cluster, *scaled, font.face.charWidths[code]))
    glyphs = ShapedStr("".join(characters), placed)  # type: ignore[arg-type]
    letters = letters_of(text, (glyph.cluster for glyph in placed))
    return Shaped(glyphs, sum(glyph.x_advance for glyph in placed), letters)


def begin_document() -> None:
    """Begin a document; `PRINTING` must be held until it is finished."""
    for face in Face:
        _loaded(face)[0].begin_document()


def join(pieces: Sequence[Shaped], face: Face) -> Any:
    """Join shaped pieces, given from left to right, into what ReportLab writes at once."""
    for piece in pieces:
        _loaded(face)[0].note_letters(piece.glyphs, piece.letters)
    text = "".join(piece.glyphs for piece in pieces)
    placed: Any = [glyph for piece in pieces for glyph in piece.glyphs.__shapeData__]
    return ShapedStr(text, placed)


def covers(char: str) -> bool:
    """Tell whether the typeface can draw a character."""
    font, _ = _loaded(Face.REGULAR)
    code = ord(char)
    return code in font.face.charToGlyph and code not in _PRIVATE_USE


@lru_cache(3)
def _loaded(face: Face) -> tuple[Any, Any]:
    with PRINTING:
        path = resource("fonts", f"{face.font_name}.ttf")
        font: Any = EmbeddedFont(face.font_name, str(path))
        pdfmetrics.registerFont(font)
        harfbuzz = font.hbFont()
        for glyph in range(font.hbFace.glyph_count):
            if glyph not in font.face.glyphToChar:
                advance = font.pdfScale(harfbuzz.get_glyph_h_advance(glyph))
                font.hbAddPrivate(harfbuzz.glyph_to_string(glyph), glyph, advance)
        return font, harfbuzz

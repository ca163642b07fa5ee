"""A font inside a PDF that tells readers which letters its joined Arabic glyphs stand for.

ReportLab knows a glyph by one character, and a joined glyph by none of the alphabet's: searching,
copying and reading aloud would meet private codes. The letters seen while shaping are written
into the table that PDF has for this (ToUnicode), document by document.

Source: ISO 32000-1, 9.10.3.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
{sections}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
_LINES_A_SECTION = 100  # the format's own limit


class EmbeddedFont(TTFont):
    """A TrueType font whose glyphs remember letters; one document at a time."""

    letters: dict[int, str]

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path, asciiReadable=False)
        self.letters = {}

    def begin_document(self) -> None:
        """Forget the letters of the document before."""
        self.letters.clear()

    def note_letters(self, glyphs: str, letters: Sequence[str]) -> None:
        """Remember which letter each glyph was drawn for; an empty one says nothing."""
        for glyph, letter in zip(glyphs, letters, strict=True):
            if letter:
                self.letters.setdefault(ord(glyph), letter)

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write the subsets as ReportLab does, each with our table of letters."""
        state: Any = self.state
        subsets = [list(subset) for subset in state[doc].subsets]
        super().addObjects(doc)
        face: Any = self.face
        for number, subset in enumerate(subsets):
            tag = b"".join((SUBSETN(number), b"+", face.name, face.subfontNameX))
            stream = doc.idToObject[f"toUnicodeCMap:{tag.decode('pdfdoc')}"]
            stream.content = self._table(subset)

    def _table(self, subset: Sequence[int]) -> str:
        lines = [
            f"<{place:02X}> <{self._text(code).encode('utf-16-be').hex().upper()}>"
            for place, code in enumerate(subset)
        ]
        starts = [*range(0, len(lines), _LINES_A_SECTION), len(lines)]
        sections = (
            "\n".join((f"{end - start} beginbfchar", *lines[start:end], "endbfchar"))
            for start, end in pairwise(starts)
        )
        return _CMAP.format(sections="\n".join(sections))

    def _text(self, code: int) -> str:
        return self.letters.get(code, chr(code))


def letters_of(text: str, clusters: Iterable[int]) -> tuple[str, ...]:
    """Say for each shaped glyph which Arabic letter it draws; empty when it is no single one.

    `clusters` are the places in the text that HarfBuzz gives for the glyphs, in their order.
    """
    places = list(clusters)
    starts = [*sorted(set(places)), len(text)]
    after = dict(pairwise(starts))
    covered = (text[place : after[place]] for place in places)
    return tuple(one if len(one) == 1 and _is_arabic_letter(one) else "" for one in covered)


def _is_arabic_letter(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("AL", "NSM")

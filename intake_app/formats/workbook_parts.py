"""The small parts of a workbook: which sheets there are, shared texts, and which styles show days.

Source: ECMA-376 Part 1, sections 18.2 (workbook), 18.4 (shared strings), 18.8 (styles); Part 2,
relationships.
"""

from __future__ import annotations

import posixpath
import re
from array import array
from typing import TYPE_CHECKING

from intake_app.formats.xml_parts import Suspicious

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_TEXT = 32_767  # the most that a cell may hold
_BLOCK_TEXTS = 4096
_FOLDER = "xl"
# Number formats that every program knows without their being written down: 14–17 and 22 show a
# day, and so do the ones of East Asian calendars.
_DAY_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_ESCAPED = re.compile(r"_x(?!D[89A-F])([0-9A-F]{4})_", re.IGNORECASE)  # no half of a surrogate pair
# What in a format's text is shown as it stands, or is a colour, a condition or a filling.
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def unescape(text: str) -> str:
    """Put back the signs that XML cannot hold, written `_x000D_` in workbooks."""
    return _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text) if "_x" in text else text


class Outline:
    """The workbook's list of sheets and its calendar."""

    def __init__(self) -> None:
        self.counts_from_1904 = False
        self.visible: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note a visible sheet by the id of its relation, and the calendar."""
        if name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            # The id's prefix is the writer's choice: `r:id` by custom.
            self.visible += [
                value for key, value in attributes.items() if key.rpartition(":")[1:] == (":", "id")
            ]

    def end(self, name: str) -> None:
        """Nothing ends that matters."""

    def text(self, text: str) -> None:
        """Nothing is said in text."""


class Relations:
    """Which part each relation of the workbook leads to."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.shared_texts = ""
        self.styles = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note a relation by its kind."""
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        part = posixpath.normpath(posixpath.join(f"/{_FOLDER}", target)).lstrip("/")
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = part
        elif kind == "sharedStrings":
            self.shared_texts = part
        elif kind == "styles":
            self.styles = part

    def end(self, name: str) -> None:
        """Nothing ends that matters."""

    def text(self, text: str) -> None:
        """Nothing is said in text."""


class SharedTexts:
    """The texts that cells point to by number, packed: two million of them are ordinary.

    They are joined in blocks, with the place in its block at which each ends; as so many single
    texts they would take three times the memory.
    """

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._ends = array("L")
        self._block: list[str] = []
        self._block_length = 0
        self._pieces: list[str] = []
        self._length = 0
        self._in_text = False
        self._in_reading_aid = False

    def __getitem__(self, number: int) -> str:
        """Return a text by its number, counted from 0; IndexError when there is none."""
        if number < 0:
            raise IndexError(number)
        begin = self._ends[number - 1] if number % _BLOCK_TEXTS else 0
        return self._blocks[number // _BLOCK_TEXTS][begin : self._ends[number]]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a text, or a stretch of one; the phonetic aid beside it is not part of it."""
        if name == "t":
            self._in_text = not self._in_reading_aid
        elif name == "si":
            self._pieces.clear()
            self._length = 0
        elif name == "rPh":
            self._in_reading_aid = True

    def end(self, name: str) -> None:
        """End a text and keep it; end them all."""
        if name == "t":
            self._in_text = False
        elif name == "si":
            self._keep(unescape("".join(self._pieces)))
        elif name == "rPh":
            self._in_reading_aid = False
        elif name == "sst":
            self._close_block()

    def text(self, text: str) -> None:
        """Take a stretch of a text."""
        if not self._in_text:
            return
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise Suspicious
        self._pieces.append(text)

    def _keep(self, text: str) -> None:
        self._block.append(text)
        self._block_length += len(text)
        self._ends.append(self._block_length)
        if len(self._block) == _BLOCK_TEXTS:
            self._close_block()

    def _close_block(self) -> None:
        self._blocks.append("".join(self._block))
        self._block.clear()
        self._block_length = 0


class Styles:
    """Which of the workbook's cell styles show a number as a day."""

    def __init__(self) -> None:
        self._formats: dict[str, str] = {}
        self._of_styles: list[str] = []
        self._in_cell_styles = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note a number format, or the format of a cell style."""
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            self._of_styles.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """Leave the list of cell styles."""
        if name == "cellXfs":
            self._in_cell_styles = False

    def text(self, text: str) -> None:
        """Nothing is said in text."""

    def day_styles(self) -> frozenset[str]:
        """Return the numbers, as text, of the styles that show a day."""
        return frozenset(
            str(place) for place, number in enumerate(self._of_styles) if self._shows_day(number)
        )

    def _shows_day(self, number: str) -> bool:
        if number in self._formats:
            return shows_day(self._formats[number])
        return number.isdecimal() and int(number) in _DAY_FORMATS


def shows_day(number_format: str) -> bool:
    """Say whether a number format shows a day: years or days stand in its first section."""
    first_section = _LITERAL.sub("", number_format).partition(";")[0].lower()
    return "y" in first_section or "d" in first_section

"""Turns the XML of one sheet into rows of cells, a piece at a time.

A row's cells are put where their references say; columns far to the right hold nothing that a
list has, and are left out. Numbers stay numbers: only a style that shows a day makes them a day.

Source: ECMA-376 Part 1, section 18.3 (worksheets), 18.18.11 (cell types).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from intake_app.formats.tabular import RawLine
from intake_app.formats.workbook_parts import unescape
from intake_app.formats.xml_parts import DEEPEST, Damaged, Suspicious

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from intake_app.formats.cells import Cell
    from intake_app.formats.workbook_parts import SharedTexts

MOST_COLUMNS = 256
LONGEST_TEXT = 32_767  # the most that a cell may hold
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a cell has no zone
_DAYS_END = 2_950_000  # in the year 9976; later ones would leave the calendar
_DAYS_KEPT = 50_000
_DIGITS = "0123456789"
_LAST_ROW = re.compile(r"[0-9]{1,7}$")


class SheetRows:
    """Collects the rows of a sheet; `take` hands over those that are complete.

    Its methods run some ten million times for a large list, so they do little each: names are
    compared with the ones this sheet writes, prefix included, and depth is counted here.
    """

    def __init__(
        self, shared: SharedTexts, day_styles: frozenset[str], *, counts_from_1904: bool
    ) -> None:
        self._shared = shared
        self._day_styles = day_styles
        self._epoch = _EPOCH_1904 if counts_from_1904 else _EPOCH_1900
        self._days: dict[str, date] = {}
        self._columns: dict[str, int] = {}
        self._ready: list[RawLine] = []
        self._number = 0
        self._row: list[Cell] = []
        self._cell: Mapping[str, str] = {}
        self._text = ""
        self._taking = False
        self._in_reading_aid = False
        self._depth = 0
        self.expected_count: int | None = None  # as the sheet says at its start, true or not
        self._name_cells("")

    def _name_cells(self, prefix: str) -> None:
        """Learn how this sheet writes the names of its elements."""
        self._cell_name, self._row_name = f"{prefix}c", f"{prefix}row"
        self._value_name, self._text_name = f"{prefix}v", f"{prefix}t"
        self._reading_aid_name = f"{prefix}rPh"

    def take(self) -> list[RawLine]:
        """Hand over the rows completed since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a row, a cell, or what a cell holds."""
        self._depth += 1
        if name == self._cell_name:
            self._cell = attributes
        elif name == self._value_name:
            self._taking = True
        elif name == self._row_name:
            number = attributes.get("r", "")
            self._number = int(number) if number.isdecimal() else self._number + 1
            self._row = []
        else:
            self._start_rare(name, attributes)
        if self._depth > DEEPEST:
            raise Suspicious

    def _start_rare(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._text_name:
            self._taking = not self._in_reading_aid
        elif name == self._reading_aid_name:
            self._taking, self._in_reading_aid = False, True
        elif self._depth == 1:
            prefix, colon, _local = name.rpartition(":")
            self._name_cells(prefix + colon)
        elif name.endswith("dimension"):
            last_row = _LAST_ROW.search(attributes.get("ref", ""))
            self.expected_count = int(last_row[0]) if last_row else None

    def text(self, text: str) -> None:
        """Take a stretch of what a cell holds."""
        if self._taking:
            self._text += text
            if len(self._text) > LONGEST_TEXT:
                raise Suspicious

    def end(self, name: str) -> None:
        """End a row, a cell, or what a cell holds."""
        self._depth -= 1
        if name == self._cell_name:
            if self._text:
                self._place(self._value())
                self._text = ""
            elif "r" not in self._cell:
                self._place(None)  # it still takes its place in the row
            self._taking = False
        elif name == self._row_name:
            if self._row:
                self._ready.append(RawLine(self._number, self._row))
        elif name == self._reading_aid_name:
            self._in_reading_aid = False

    def _place(self, value: Cell) -> None:
        """Put the cell that ended into its column of the row."""
        row = self._row
        reference = self._cell.get("r")
        if reference is None:
            column = len(row)
        else:
            letters = reference.rstrip(_DIGITS)
            column = self._columns.get(letters, -1)
            if column < 0:
                column = self._columns[letters] = _column_number(letters)
        if column == len(row) < MOST_COLUMNS:
            row.append(value)
        elif column < MOST_COLUMNS:
            row.extend([None] * (column + 1 - len(row)))
            row[column] = value

    def _value(self) -> Cell:
        kind = self._cell.get("t", "n")
        if kind == "s":
            try:
                return self._shared[int(self._text)]
            except (ValueError, IndexError) as error:
                raise Damaged from error
        if kind == "n":
            if self._cell.get("s") in self._day_styles:
                return self._day()
            return _as_number(self._text)
        if kind == "b":
            return self._text.strip() == "1"
        return None if kind == "e" else unescape(self._text)

    def _day(self) -> Cell:
        """Turn a count of days into a day; lists repeat few days in many rows."""
        known = self._days.get(self._text)
        if known is not None:
            return known
        number = _as_number(self._text)
        if not 1 <= number < _DAYS_END:
            return number
        instant = self._epoch + timedelta(days=number)
        day = self._days[self._text] = instant.date() if number.is_integer() else instant
        if len(self._days) > _DAYS_KEPT:
            self._days.clear()
        return day


def _as_number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise Damaged from error


def _column_number(letters: str) -> int:
    """Count a column from 0 by its letters; far ones are all alike."""
    number = 0
    for letter in letters[:4].upper():
        if not "A" <= letter <= "Z":
            raise Damaged
        number = number * 26 + ord(letter) - 64
    if number == 0:
        raise Damaged
    return number - 1

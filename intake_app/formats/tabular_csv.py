"""Lists in text files: comma, semicolon or tab between the cells, in the usual encodings.

Source: RFC 4180 for quotes; Excel writes a semicolon where the comma is the decimal sign, the
encoding of the Windows machine unless told otherwise, and UTF-16 for "Unicode text".
"""

from __future__ import annotations

import codecs
import csv
import re
from contextlib import contextmanager
from itertools import islice
from typing import IO, TYPE_CHECKING

from intake_app.errors import UnusableInput
from intake_app.formats.tabular import (
    HEADER_WITHIN_LINES,
    Header,
    OpenList,
    RawLine,
    absent_titles,
    find_header,
    named_lines,
    reading_faults,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from intake_app.formats.tabular import Column, Line, Tick

DELIMITERS = (";", ",", "\t")
_BY_MARK = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE_BYTES = 1024 * 1024
_NOT_TEXT = re.compile(r"[\0-\x08\x0e-\x19]")  # signs that pictures have and texts have not


@contextmanager
def open_text_list(path: Path, columns: Sequence[Column], tick: Tick) -> Iterator[OpenList]:
    """Open the list in a text file.

    Raises:
        UnusableInput: What is wrong with the text or its columns.
    """
    encoding, line_count = _survey(path, tick)
    delimiter, header = _find_delimiter(path, encoding, columns)
    with reading_faults(path):
        file = _open(path, encoding)
    with file:
        yield OpenList(
            _lines(file, delimiter, header, path),
            max(line_count - header.line_number, 0),
            absent_titles(header, columns),
        )


def _open(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, newline="")


def _survey(path: Path, tick: Tick) -> tuple[str, int]:
    """Read the file once through: its encoding, and how many lines it has.

    Raises:
        UnusableInput: `reference.file_not_a_list` when it is no text of lines,
            `reference.file_encoding` when its encoding is none of ours.
    """
    with reading_faults(path), path.open("rb") as file:
        start = file.read(4)
        marked = [encoding for mark, encoding in _BY_MARK if start.startswith(mark)]
        for encoding in marked or ("utf-8", "cp1252"):
            file.seek(0)
            try:
                return encoding, _count_lines(file, encoding, path, tick)
            except UnicodeDecodeError:
                continue
    raise UnusableInput("reference.file_encoding", path=path.name)


def _count_lines(file: IO[bytes], encoding: str, path: Path, tick: Tick) -> int:
    decoder = codecs.getincrementaldecoder(encoding)()
    feeds = returns = 0
    while piece := file.read(_PIECE_BYTES):
        text = decoder.decode(piece)
        fed, returned = text.count("\n"), text.count("\r")
        endless = not fed and not returned and len(piece) == _PIECE_BYTES  # all one line
        if endless or _NOT_TEXT.search(text):
            raise UnusableInput("reference.file_not_a_list", path=path.name)
        feeds, returns = feeds + fed, returns + returned
        tick()
    decoder.decode(b"", final=True)
    return feeds or returns


def _find_delimiter(path: Path, encoding: str, columns: Sequence[Column]) -> tuple[str, Header]:
    """Take the sign between cells that lets most columns be recognised."""
    with reading_faults(path), _open(path, encoding) as file:
        start = list(islice(file, HEADER_WITHIN_LINES))
    best: tuple[str, Header] | None = None
    fewest_missing: tuple[str, ...] | None = None
    for delimiter in DELIMITERS:
        first = [line for line in _records(start, delimiter, 0) if line.fault is None]
        header, missing = find_header(first, columns, path)
        if header and (best is None or len(header.positions) > len(best[1].positions)):
            best = delimiter, header
        if fewest_missing is None or len(missing) < len(fewest_missing):
            fewest_missing = missing
    if best is None:
        raise UnusableInput(
            "reference.columns_missing", path=path.name, columns=", ".join(fewest_missing or ())
        )
    return best


def _lines(file: IO[str], delimiter: str, header: Header, path: Path) -> Iterator[Line]:
    with reading_faults(path):
        yield from named_lines(_records(file, delimiter, header.width), header)


def _records(source: Iterable[str], delimiter: str, width: int) -> Iterator[RawLine]:
    """Split lines into cells; `width` is the number of columns, 0 while that is not known.

    A quote that was never closed swallows the lines after it until the next quote. Such a record
    is taken apart again: only the line with the quote is lost.
    """
    taken: list[str] = []
    lines = iter(source)

    def feed() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    number = 1
    reader = csv.reader(feed(), delimiter=delimiter)
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell beyond the library's limit: a swallowed part of the file
            cells = None
            reader = csv.reader(feed(), delimiter=delimiter)
        if cells is None or (len(taken) > 1 and _swallowed(cells, delimiter, width)):
            yield from _one_by_one(tuple(taken), number, delimiter, width)
        else:
            yield _record(number, cells, width)
        number += len(taken)


def _swallowed(cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Say whether a record of several lines is several records behind an open quote.

    A cell of several lines is rightly there when the record has its number of cells and none
    holds a whole record.
    """
    if width == 0 or len(cells) != width:
        return True
    return any("\n" in cell and cell.count(delimiter) >= width - 1 for cell in cells)


def _one_by_one(lines: Iterable[str], number: int, delimiter: str, width: int) -> Iterator[RawLine]:
    for place, line in enumerate(lines, number):
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            yield RawLine(place, (), "quote.open")
        else:
            yield _record(place, cells, width)


def _record(number: int, cells: Sequence[str], width: int) -> RawLine:
    """Refuse a line with more filled cells than columns: one of them was split in two."""
    too_many = 0 < width < len(cells) and any(cell.strip() for cell in cells[width:])
    return RawLine(number, cells, "columns.too_many" if too_many else None)

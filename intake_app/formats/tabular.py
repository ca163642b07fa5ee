"""Lists from outside, as a workbook (XLSX) or a text (CSV), read by the names of their columns.

The kind of file is told by what is in it, not by its name. The line with the column names may
stand below a title; columns may come in any order, and their names in any case, with or without
accents. Lines are read one by one, so that a long text file never lies in memory as a whole.
"""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from intake_app.errors import EnvironmentFault, UnusableInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from intake_app.formats.cells import Cell

    Tick: TypeAlias = Callable[[], None]

HEADER_WITHIN_LINES = 20
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


class Unreadable(ValueError):
    """One line cannot be taken; `reason` is a code of the wording (`reference.line.…`)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: our name for it, what people call it, and all spellings of its header.

    `spellings` are in the form that `fold_header` gives.
    """

    name: str
    title: str
    spellings: frozenset[str]
    needed: bool = False


class RawLine(NamedTuple):
    """One line as it stands in the file; `fault` names what already went wrong in splitting it."""

    number: int
    cells: Sequence[Cell]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """Where a list's columns are: position by our name, on which line."""

    line_number: int
    positions: Mapping[str, int]
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: its number in the file, and its cells by our names of the columns."""

    number: int
    cells: Mapping[str, Cell]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list being read; `line_count` is about how many lines are to come, if known."""

    lines: Iterator[Line]
    line_count: int | None
    absent: tuple[str, ...]
    counts_from_1904: bool = False


def column(name: str, title: str, *headers: str, needed: bool = False) -> Column:
    """Describe a column by the headers that people give it."""
    spellings = frozenset(fold_header(text) for text in (name, title, *headers))
    return Column(name, title, spellings, needed)


def fold_header(text: str) -> str:
    """Bring a header to its letters and digits: `N° d'Identité` → `ndidentite`."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


@contextmanager
def open_list(path: Path, columns: Sequence[Column], tick: Tick) -> Iterator[OpenList]:
    """Open a list whatever its kind; `tick` is called from time to time while it is prepared.

    Raises:
        UnusableInput: `reference.file_…`, `reference.workbook_…`, `reference.columns_missing` or
            `reference.column_twice`: what is wrong with the file and what to do.
        EnvironmentFault: `reference.file_gone` when the medium fails while it is read.
    """
    # Imported here: each kind pays only for its own library.
    if _first_bytes(path).startswith(_ZIP):
        from intake_app.formats.tabular_xlsx import open_workbook_list  # noqa: PLC0415

        opened = open_workbook_list(path, columns, tick)
    else:
        from intake_app.formats.tabular_csv import open_text_list  # noqa: PLC0415

        opened = open_text_list(path, columns, tick)
    with opened as reading:
        yield reading


@contextmanager
def reading_faults(path: Path) -> Iterator[None]:
    """Translate what may befall a file while it is opened and read."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise UnusableInput("reference.file_encoding", path=path.name) from error
    except FileNotFoundError as error:
        raise UnusableInput("reference.file_missing", path=path) from error
    except PermissionError as error:
        raise UnusableInput("reference.file_forbidden", path=path) from error
    except OSError as error:
        raise EnvironmentFault("reference.file_gone", path=path.name) from error


def _first_bytes(path: Path) -> bytes:
    """Read enough to tell the kind of file.

    Raises:
        UnusableInput: There is no file to read, or it is of a kind that holds no list.
    """
    if path.is_dir():
        raise UnusableInput("reference.file_is_folder", path=path)
    with reading_faults(path), path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise UnusableInput("reference.file_empty", path=path.name)
    if start.startswith(_OLE):
        raise UnusableInput("reference.workbook_old", path=path.name)
    return start


def find_header(
    first_lines: Iterable[RawLine], columns: Sequence[Column], path: Path
) -> tuple[Header | None, tuple[str, ...]]:
    """Look for the line with the column names.

    Returns:
        The header with most columns, if one has all that are needed; and the titles that the
        best line lacks.

    Raises:
        UnusableInput: `reference.column_twice` when two columns claim to be the same.
    """
    best: Header | None = None
    for line in first_lines:
        positions = _positions(line.cells, columns, path)
        if best is None or len(positions) > len(best.positions):
            best = Header(line.number, positions, _width(line.cells))
    known = best.positions if best else {}
    needed = (wanted for wanted in columns if wanted.needed)
    missing = tuple(wanted.title for wanted in needed if wanted.name not in known)
    return (None if missing else best), missing


def _positions(cells: Sequence[Cell], columns: Sequence[Column], path: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        header = fold_header(cell) if isinstance(cell, str) else ""
        for wanted in columns:
            if header in wanted.spellings:
                if wanted.name in found:
                    raise UnusableInput(
                        "reference.column_twice", path=path.name, column=wanted.title
                    )
                found[wanted.name] = position
    return found


def _width(cells: Sequence[Cell]) -> int:
    """Count the cells up to the last that is filled."""
    filled = [position for position, cell in enumerate(cells) if cell not in (None, "")]
    return filled[-1] + 1 if filled else 0


def absent_titles(header: Header, columns: Sequence[Column]) -> tuple[str, ...]:
    """Name the optional columns that a list does without."""
    return tuple(known.title for known in columns if known.name not in header.positions)


def named_lines(lines: Iterable[RawLine], header: Header) -> Iterator[Line]:
    """Give the cells below the header their names; blank lines are passed over."""
    positions = tuple(header.positions.items())
    for number, cells, fault in lines:
        if number <= header.line_number:
            continue
        count = len(cells)
        named = {name: cells[place] if place < count else None for name, place in positions}
        if fault is None and not any(named.values()) and not any(cells):
            continue
        yield Line(number, named, fault)

"""The tables that a site may replace: kinds of institution and reception offices, as CSV files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TypeVar

from intake_app.domain.offices import Channel, Institution, Office
from intake_app.errors import UnusableInput
from intake_app.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_INSTITUTION_COLUMNS = ("code", "label_fr", "label_ar", "deposit_channel")
_OFFICE_COLUMNS = (
    "code",
    "city_fr",
    "city_ar",
    "place_fr",
    "place_ar",
    "address_fr",
    "address_ar",
)
_FILLED_OFFICE_COLUMNS = frozenset({"code", "city_fr", "city_ar", "place_fr", "place_ar"})
_Entry = TypeVar("_Entry", Institution, Office)


def load_institutions(path: Path | None = None) -> dict[str, Institution]:
    """Read the kinds of institution by code; the shipped table when no file is given.

    Raises:
        UnusableInput: `table.…`, naming file and line.
    """
    path = path or resource("institutions.csv")
    rows = _rows(path, _INSTITUTION_COLUMNS, filled=frozenset(_INSTITUTION_COLUMNS))
    return _by_code(path, rows, _institution)


def load_offices(path: Path | None = None) -> dict[str, Office]:
    """Read the reception offices by code; the shipped table when no file is given.

    Raises:
        UnusableInput: `table.…`, naming file and line.
    """
    path = path or resource("offices.csv")
    rows = _rows(path, _OFFICE_COLUMNS, filled=_FILLED_OFFICE_COLUMNS)
    return _by_code(path, rows, lambda row: Office(**row))


def _institution(row: dict[str, str]) -> Institution:
    channel = Channel(row["deposit_channel"])
    return Institution(row["code"], row["label_fr"], row["label_ar"], channel)


def _by_code(
    path: Path,
    rows: Iterable[tuple[int, dict[str, str]]],
    build: Callable[[dict[str, str]], _Entry],
) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for line, row in rows:
        try:
            entry = build(row)
        except ValueError:
            known = ", ".join(Channel)
            raise UnusableInput("table.channel", file=path.name, line=line, known=known) from None
        if entry.code in entries:
            raise UnusableInput("table.twice", file=path.name, line=line, value=entry.code)
        entries[entry.code] = entry
    if not entries:
        raise UnusableInput("table.empty", file=path.name)
    return entries


def _rows(
    path: Path, columns: tuple[str, ...], *, filled: frozenset[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's line number and its wanted columns, trimmed; other columns are let be."""
    reader = csv.DictReader(_lines(path), strict=True)
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise UnusableInput("table.columns", file=path.name, missing=", ".join(missing))
        for row in reader:
            values = {column: (row[column] or "").strip() for column in columns}
            empty = [column for column in columns if column in filled and not values[column]]
            if empty:
                details = {"file": path.name, "line": reader.line_num, "column": empty[0]}
                raise UnusableInput("table.blank", **details)
            yield reader.line_num, values
    except csv.Error:
        line = reader.reader.line_num
        raise UnusableInput("table.not_csv", file=path.name, line=line) from None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except UnicodeDecodeError:
        raise UnusableInput("table.encoding", file=path.name) from None
    except OSError:
        raise UnusableInput("table.unreadable", file=path.name) from None

"""Lists in workbooks: the first visible sheet that has the columns."""

from __future__ import annotations

from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from intake_app.errors import UnusableInput
from intake_app.formats.tabular import (
    HEADER_WITHIN_LINES,
    Header,
    OpenList,
    absent_titles,
    find_header,
    named_lines,
    reading_faults,
)
from intake_app.formats.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from intake_app.formats.tabular import Column, Line, Tick

MOST_SHEETS_TRIED = 20


@contextmanager
def open_workbook_list(path: Path, columns: Sequence[Column], tick: Tick) -> Iterator[OpenList]:
    """Open the list in a workbook.

    Raises:
        UnusableInput: What is wrong with the workbook or its columns.
    """
    with reading_faults(path):
        workbook = Workbook(path, tick)
    with workbook:
        sheet, header = _find_sheet(workbook, columns, path)
        yield OpenList(
            _lines(workbook, sheet, header, path),
            workbook.expected_count,
            absent_titles(header, columns),
            counts_from_1904=workbook.counts_from_1904,
        )


def _find_sheet(workbook: Workbook, columns: Sequence[Column], path: Path) -> tuple[str, Header]:
    fewest_missing: tuple[str, ...] | None = None
    for sheet in workbook.sheets[:MOST_SHEETS_TRIED]:
        with reading_faults(path), closing(workbook.rows(sheet)) as rows:
            first = list(islice(rows, HEADER_WITHIN_LINES))
        header, missing = find_header(first, columns, path)
        if header is not None:
            return sheet, header
        if fewest_missing is None or len(missing) < len(fewest_missing):
            fewest_missing = missing
    if fewest_missing is None:
        raise UnusableInput("reference.file_empty", path=path.name)
    raise UnusableInput(
        "reference.columns_missing", path=path.name, columns=", ".join(fewest_missing)
    )


def _lines(workbook: Workbook, sheet: str, header: Header, path: Path) -> Iterator[Line]:
    with reading_faults(path):
        yield from named_lines(workbook.rows(sheet), header)

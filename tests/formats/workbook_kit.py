"""Workbooks for the tests of formats: written, altered, and read as lists."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from intake_app.errors import UnusableInput
from intake_app.formats.tabular import Line, column, open_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

COLUMNS = (
    column("code", "CODE", needed=True),
    column("name", "NOM", needed=True),
    column("day", "JOUR"),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def write_workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], None], **options: Any) -> Path:
    book = xlsxwriter.Workbook(path, options)
    fill(book)
    book.close()
    return path


def write_table(path: Path, rows: Sequence[Sequence[Any]], **options: Any) -> Path:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(number, place, value, *([day] if isinstance(value, date) else []))

    return write_workbook(path, fill, **options)


def with_parts(path: Path, changed: dict[str, bytes], to: Path) -> Path:
    """Copy a workbook with some of its parts replaced or added."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changed
        for name, content in parts.items():
            new.writestr(name, content)
    return to


def sheet_xml(rows: str, *, before: str = "") -> bytes:
    root = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}{root}'.encode()


def lines_of(path: Path) -> list[Line]:
    with open_list(path, COLUMNS, lambda: None) as listed:
        return list(listed.lines)


def refusal(path: Path) -> UnusableInput:
    with pytest.raises(UnusableInput) as refused:
        lines_of(path)
    return refused.value


def write_ordinary(folder: Path) -> Path:
    """Write a small workbook that is as it should be."""
    rows: list[list[Any]] = [
        ["CODE", "NOM", "JOUR"],
        ["0611", "DOLO", date(2026, 9, 1)],
        ["12", "AMOX", None],
    ]
    return write_table(folder / "ordinary.xlsx", rows)

"""Workbooks made to harm, or damaged on their way, are refused in words."""

from __future__ import annotations

import random
import zipfile
from typing import TYPE_CHECKING

import pytest

from intake_app.errors import UnusableInput
from intake_app.formats import workbook as workbook_module
from tests.formats.workbook_kit import (
    MAIN,
    SHEET,
    lines_of,
    refusal,
    sheet_xml,
    with_parts,
    write_ordinary,
    write_workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    import xlsxwriter


@pytest.fixture
def ordinary(tmp_path: Path) -> Path:
    return write_ordinary(tmp_path)


def test_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    """The library that stands aside for this asks for 550 GB here and ends the program."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["CODE", "NOM"])
        sheet.write_row(1, 0, ["12", "DOLO"])
        sheet.write(1_048_575, 16_383, "far")

    path = write_workbook(tmp_path / "far.xlsx", fill)

    assert [line.cells["name"] for line in lines_of(path)] == ["DOLO"]


def test_zip_bomb_is_refused_before_it_is_inflated(ordinary: Path, tmp_path: Path) -> None:
    swollen = sheet_xml(" " * 40_000_000)
    path = with_parts(ordinary, {SHEET: swollen}, tmp_path / "bomb.xlsx")

    assert path.stat().st_size < 200_000
    assert refusal(path).code == "reference.workbook_too_large"


def test_inflated_size_has_a_limit(ordinary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "LARGEST_INFLATED_BYTES", 1000)

    assert refusal(ordinary).code == "reference.workbook_too_large"


def test_part_that_is_longer_than_it_says_is_refused(ordinary: Path, tmp_path: Path) -> None:
    content = ordinary.read_bytes()
    with zipfile.ZipFile(ordinary) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = content.replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    path = tmp_path / "lying.xlsx"
    path.write_bytes(lying)

    assert lying != content
    assert refusal(path).code == "reference.workbook_damaged"


BILLION = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>',
)
HOSTILE = {
    "entities": sheet_xml(BILLION[1], before=BILLION[0]),
    "outside entity": sheet_xml(
        '<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>',
        before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ),
    "depth": sheet_xml("<a>" * 10_000 + "</a>" * 10_000),
    "depth of cells": sheet_xml("<row>" + "<c>" * 10_000 + "</c>" * 10_000 + "</row>"),
    "names": sheet_xml("".join(f"<a{number}/>" for number in range(40_000))),
    "token": sheet_xml(f'<row r="1" x="{"1" * 3_000_000}"/>'),
    "text": sheet_xml(f'<row r="1"><c r="A1" t="str"><v>{"1" * 40_000}</v></c></row>'),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_sheet_made_to_harm_is_refused(kind: str, ordinary: Path, tmp_path: Path) -> None:
    path = with_parts(ordinary, {SHEET: HOSTILE[kind]}, tmp_path / "hostile.xlsx")

    assert refusal(path).code == "reference.workbook_suspicious"


def test_endless_shared_text_is_refused(ordinary: Path, tmp_path: Path) -> None:
    shared_text = f'<sst xmlns="{MAIN}"><si><t>{"1" * 40_000}</t></si></sst>'.encode()
    path = with_parts(ordinary, {"xl/sharedStrings.xml": shared_text}, tmp_path / "long.xlsx")

    assert refusal(path).code == "reference.workbook_suspicious"


DAMAGED = {
    "not closed": sheet_xml("<row>")[:-5],
    "shared text out of reach": sheet_xml('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
    "negative shared text": sheet_xml('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'),
    "no number": sheet_xml('<row r="1"><c r="A1"><v>abc</v></c></row>'),
    "no reference": sheet_xml('<row r="1"><c r="12"><v>1</v></c></row>'),
    "strange reference": sheet_xml('<row r="1"><c r="É1"><v>1</v></c></row>'),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_damaged_sheet_is_refused(kind: str, ordinary: Path, tmp_path: Path) -> None:
    path = with_parts(ordinary, {SHEET: DAMAGED[kind]}, tmp_path / "damaged.xlsx")

    assert refusal(path).code == "reference.workbook_damaged"


@pytest.mark.parametrize("part", [10, 50, 90, 99])
def test_workbook_cut_short_is_refused(part: int, ordinary: Path, tmp_path: Path) -> None:
    content = ordinary.read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: len(content) * part // 100])

    assert refusal(path).code == "reference.workbook_damaged"


def test_part_named_twice_is_refused(ordinary: Path, tmp_path: Path) -> None:
    path = with_parts(ordinary, {SHEET.upper(): b"<x/>"}, tmp_path / "twice.xlsx")

    assert refusal(path).code == "reference.workbook_suspicious"


def test_path_out_of_the_archive_leads_nowhere(ordinary: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(ordinary) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels")
    outside = relations.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd")
    path = with_parts(ordinary, {"xl/_rels/workbook.xml.rels": outside}, tmp_path / "out.xlsx")

    assert refusal(path).code == "reference.workbook_damaged"


def test_other_archives_are_told_from_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert refusal(path).code == "reference.workbook_not_xlsx"


def test_old_or_locked_workbook_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))

    assert refusal(path).code == "reference.workbook_old"


def test_workbook_without_rows_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "blank.xlsx", lambda book: book.add_worksheet())

    assert refusal(path).code == "reference.columns_missing"


def test_whatever_is_altered_is_either_read_or_refused(ordinary: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(ordinary) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "theme" not in name}
    chance = random.Random(611)
    for round_number in range(400):
        name = chance.choice(sorted(parts))
        content = bytearray(parts[name])
        place = chance.randrange(len(content))
        replacement = bytes(chance.choices(b'0129<>/"&;Acr', k=chance.randrange(6)))
        content[place : place + chance.randrange(20)] = replacement
        altered = with_parts(ordinary, {name: bytes(content)}, tmp_path / f"{round_number}.xlsx")
        _require_read_or_refused(altered)


def test_whatever_bytes_are_altered_the_file_is_either_read_or_refused(
    ordinary: Path, tmp_path: Path
) -> None:
    content = ordinary.read_bytes()
    chance = random.Random(97)
    path = tmp_path / "altered.xlsx"
    for _round in range(600):
        altered = bytearray(content)
        for _change in range(chance.randrange(1, 4)):
            altered[chance.randrange(len(altered))] = chance.randrange(256)
        path.write_bytes(altered)
        _require_read_or_refused(path)


def _require_read_or_refused(path: Path) -> None:
    try:
        lines_of(path)
    except UnusableInput as error:
        assert error.code.startswith("reference.")  # noqa: PT017 - either outcome is right

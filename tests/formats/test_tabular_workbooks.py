"""Workbooks are read as calamine reads them, wherever their list lies."""

from __future__ import annotations

import tracemalloc
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from intake_app.formats.tabular import Line, open_list
from intake_app.formats.workbook import Workbook
from tests.formats.workbook_kit import (
    COLUMNS,
    MAIN,
    SHEET,
    lines_of,
    refusal,
    sheet_xml,
    with_parts,
    write_ordinary,
    write_table,
    write_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import xlsxwriter


@pytest.fixture
def ordinary(tmp_path: Path) -> Path:
    return write_ordinary(tmp_path)


def as_calamine(path: Path, sheet: int = 0) -> list[list[Any]]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet).iter_rows()
    return [row for row in (_trimmed(row) for row in rows) if row]


def as_we_do(path: Path, sheet: int = 0) -> list[list[Any]]:
    with Workbook(path, lambda: None) as book:
        rows = [_trimmed(line.cells) for line in book.rows(book.sheets[sheet])]
    return [row for row in rows if row]


def _trimmed(cells: Sequence[Any]) -> list[Any]:
    row = [None if cell == "" else cell for cell in cells]
    while row and row[-1] is None:
        row.pop()
    return row


def test_official_list_is_read_as_calamine_reads_it(shared: Path) -> None:
    path = shared / "data" / "medicines" / "ref-des-medicaments-cnops-2014.xlsx"

    ours = as_we_do(path)

    assert len(ours) == 5918
    assert ours == as_calamine(path)


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**12), 10**13),
    st.dates(date(1904, 1, 2), date(2200, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(cells, max_size=6), max_size=6),
    st.booleans(),
    st.sampled_from([{}, {"constant_memory": True}]),
)
def test_any_table_is_read_as_calamine_reads_it(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[Any]],
    from_1904: bool,
    options: dict[str, Any],
) -> None:
    path = tmp_path_factory.mktemp("book") / "table.xlsx"
    # calamine leaves empty columns at the left out: the corner is always filled
    write_table(
        path, [["corner"], *rows], date_1904=from_1904, strings_to_formulas=False, **options
    )

    assert as_we_do(path) == as_calamine(path)


def test_every_kind_of_cell_is_read_as_calamine_reads_it(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("A1", "DO", bold, "LO", " 500")
        sheet.write_formula("B1", '="A"&"B"', None, "AB")
        sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D1", "=6*7", None, 42)
        sheet.merge_range("E1:F1", "merged", bold)
        sheet.write_blank("H1", None, bold)
        sheet.write_string("A3", "deux\nlignes _x0041_ & <x>")
        sheet.write_number("B3", 0.7, book.add_format({"num_format": "0%"}))
        for place, shown in enumerate(("d mmmm yyyy", "[$-40C]dd/mm/yy;@", "yyyy-mm-dd")):
            sheet.write_number(3, place, 46266, book.add_format({"num_format": shown}))
        for place, shown in enumerate(('0.00" dirhams"', "#,##0 [$DH-40C]", "[Red]0", "0.00E+00")):
            sheet.write_number(4, place, 46266, book.add_format({"num_format": shown}))

    path = write_workbook(tmp_path / "kinds.xlsx", fill)

    ours = as_we_do(path)

    assert ours == as_calamine(path)
    assert ours[0][:2] == ["DOLO 500", "AB"]
    assert ours[2] == [date(2026, 9, 1)] * 3
    assert ours[3] == [46266.0] * 4


def test_sheets_of_other_programs_are_read(ordinary: Path, tmp_path: Path) -> None:
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}">\n <x:sheetData>\n'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>CODE</x:t></x:is></x:c>'
        '<x:c r="B1" t="str"><x:v>NOM</x:v></x:c></x:row>\n'
        "<x:row><x:c><x:v>\n 12 \n</x:v></x:c>\n <x:c/>"
        '<x:c t="inlineStr"><x:is><x:t>A</x:t><x:rPh sb="0" eb="1"><x:t>aid</x:t></x:rPh>'
        "<x:t>B</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    path = with_parts(ordinary, {SHEET: prefixed.encode()}, tmp_path / "prefixed.xlsx")

    assert as_we_do(path) == [["CODE", "NOM"], [12.0, None, "AB"]]


def test_reading_aid_beside_a_shared_text_is_not_part_of_it(ordinary: Path, tmp_path: Path) -> None:
    aided = '<si><t>A</t><rPh sb="0" eb="1"><t>aid</t></rPh></si><si><r><t>B</t></r></si>'
    path = with_parts(
        ordinary,
        {
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{aided}</sst>'.encode(),
            SHEET: sheet_xml('<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'),
        },
        tmp_path / "aided.xlsx",
    )

    assert as_we_do(path) == [["A", "B"]]


def test_columns_beyond_those_of_any_list_are_left_out(tmp_path: Path) -> None:
    path = write_table(tmp_path / "wide.xlsx", [list(range(1, 1000))])

    assert as_we_do(path) == [[float(number) for number in range(1, 257)]]


def test_text_in_utf_16_is_read(ordinary: Path, tmp_path: Path) -> None:
    xml = sheet_xml('<row r="1"><c r="A1" t="str"><v>é</v></c></row>').decode()
    path = with_parts(
        ordinary, {SHEET: xml.replace("UTF-8", "UTF-16").encode("utf-16")}, tmp_path / "16.xlsx"
    )

    assert as_we_do(path) == [["é"]]


def test_header_is_found_below_a_title_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Liste du fonds"],
        [],
        ["Jour", "nom ", "Code"],
        [],
        [None, "DOLO", 12],
    ]
    path = write_table(tmp_path / "titled.xlsx", rows)

    assert lines_of(path) == [Line(5, {"day": None, "name": "DOLO", "code": 12.0})]


def test_list_on_the_second_visible_sheet_is_found(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Lisez-moi").write("A1", "À propos")
        hidden = book.add_worksheet("Ancienne")
        hidden.write_row(0, 0, ["CODE", "NOM"])
        hidden.write_row(1, 0, ["1", "OLD"])
        hidden.hide()
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["CODE", "NOM"])
        sheet.write_row(1, 0, ["2", "NEW"])

    path = write_workbook(tmp_path / "sheets.xlsx", fill)

    assert [line.cells["name"] for line in lines_of(path)] == ["NEW"]


def test_missing_columns_are_named_in_words_of_the_list(tmp_path: Path) -> None:
    path = write_table(tmp_path / "short.xlsx", [["CODE", "PRIX"], ["12", "3"]])

    error = refusal(path)

    assert (error.code, error.details["columns"]) == ("reference.columns_missing", "NOM")


def test_columns_that_claim_to_be_the_same_are_refused(tmp_path: Path) -> None:
    path = write_table(tmp_path / "twice.xlsx", [["CODE", "NOM", "nom"], ["12", "A", "B"]])

    error = refusal(path)

    assert (error.code, error.details["column"]) == ("reference.column_twice", "NOM")


def test_length_that_a_sheet_claims_is_taken_for_what_it_is(ordinary: Path) -> None:
    with open_list(ordinary, COLUMNS, lambda: None) as listed:
        assert listed.line_count == 3


def test_preparation_can_be_given_up(ordinary: Path) -> None:
    class GivenUp(Exception):
        pass

    def give_up() -> None:
        raise GivenUp

    with pytest.raises(GivenUp), open_list(ordinary, COLUMNS, give_up):
        pass


def test_large_sheet_does_not_lie_in_memory_as_a_whole(tmp_path: Path) -> None:
    rows = [["CODE", "NOM"], *([f"{number:013}", "DOLO"] for number in range(30_000))]
    path = write_table(tmp_path / "large.xlsx", rows)

    tracemalloc.start()
    with open_list(path, COLUMNS, lambda: None) as listed:
        count = sum(1 for _line in listed.lines)
    _now, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 30_000
    assert peak_bytes < 6_000_000

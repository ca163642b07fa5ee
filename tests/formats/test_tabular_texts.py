"""Text lists are read whatever their encoding and separator; a wrong line costs itself only."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.errors import EnvironmentFault, IntakeError, UnusableInput
from intake_app.formats.tabular import Line, column, fold_header, open_list

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    column("code", "CODE", needed=True),
    column("name", "NOM", "nom commercial", needed=True),
    column("price", "PPV"),
)


def lines_of(path: Path) -> list[Line]:
    with open_list(path, COLUMNS, lambda: None) as listed:
        return list(listed.lines)


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def refusal(path: Path) -> IntakeError:
    with pytest.raises(UnusableInput) as refused:
        lines_of(path)
    return refused.value


def summary(path: Path) -> list[tuple[int, Any, str | None]]:
    return [(line.number, line.cells.get("name"), line.fault) for line in lines_of(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_text_is_read(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    rows = [["NOM", "Code", "Autre", "PPV"], ["SÉRÉTIDE «é»", "0611", "x", "26,20"]]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=end).writerows(rows)

    path = written(tmp_path, buffer.getvalue(), encoding)

    assert lines_of(path) == [Line(2, {"name": "SÉRÉTIDE «é»", "code": "0611", "price": "26,20"})]


def test_utf_8_is_not_taken_for_the_windows_encoding(tmp_path: Path) -> None:
    late = "CODE;NOM\n" + "1;DOLO\n" * 200_000 + "2;سلمى\n"

    assert lines_of(written(tmp_path, late))[-1].cells["name"] == "سلمى"


def test_separator_is_the_one_that_lets_columns_be_recognised(tmp_path: Path) -> None:
    path = written(tmp_path, 'sep=;\n"Liste, du, fonds"\nCODE;NOM;PPV\n1;"A, B, C";2,5\n')

    assert lines_of(path) == [Line(4, {"code": "1", "name": "A, B, C", "price": "2,5"})]


@pytest.mark.parametrize("header", ["nom_commercial", " NOM  Commercial ", "Nom-commercial", "nom"])
def test_headers_are_matched_whatever_their_case_accents_and_signs(
    tmp_path: Path, header: str
) -> None:
    assert summary(written(tmp_path, f"Code;{header}\n1;DOLO\n")) == [(2, "DOLO", None)]


def test_header_with_accents_and_signs_is_folded() -> None:
    assert fold_header("N° d'Identité (C.I.N.)") == "ndidentitecin"
    assert fold_header("Prénom") == fold_header("PRE\u0301NOM") == "prenom"


def test_blank_lines_are_passed_over_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "\n\nCODE;NOM\n\n1;A\n;;\n\n2;B\n\n")

    assert summary(path) == [(5, "A", None), (8, "B", None)]


def test_line_with_an_unprotected_separator_is_named_and_costs_itself_only(tmp_path: Path) -> None:
    path = written(tmp_path, "CODE,NOM,PPV\n1,A,26,20\n2,B,3\n3,C,4,,\n")

    assert summary(path) == [(2, "A", "columns.too_many"), (3, "B", None), (4, "C", None)]


def test_cell_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    path = written(tmp_path, 'CODE;NOM;PPV\n1;"DOLO\n500 ""MG""";3\n2;B;4\n')

    assert summary(path) == [(2, 'DOLO\n500 "MG"', None), (4, "B", None)]


@pytest.mark.parametrize("end", ['4;D";4\n5;E;5\n', "4;D;4\n5;E;5\n"])
def test_quote_that_is_never_closed_costs_its_line_only(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, f'CODE;NOM;PPV\n1;"A;1\n2;B;2\n3;C;3\n{end}')

    found = summary(path)

    assert found[0] == (2, None, "quote.open")
    assert [(number, fault) for number, _name, fault in found[1:]] == [
        (number, None) for number in (3, 4, 5, 6)
    ]
    assert [name for _number, name, _fault in found[1:3]] == ["B", "C"]


def test_open_quote_in_the_last_column_costs_its_line_only(tmp_path: Path) -> None:
    lines = "".join(f"{number};N{number};1\n" for number in range(3, 20_000))
    path = written(tmp_path, f'CODE;NOM;PPV\n2;A;"1\n{lines}')

    found = summary(path)

    assert found[0] == (2, None, "quote.open")
    assert len(found) == 19_998
    assert {fault for _number, _name, fault in found[1:]} == {None}


def test_file_that_changes_its_encoding_half_way_is_taken_as_windows_text(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"CODE;NOM\n1;D\xc9J\xc0\n")

    assert lines_of(path)[0].cells["name"] == "DÉJÀ"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "reference.file_empty"),
        (b"CODE;NOM\n1;\x81\x8d\n", "reference.file_encoding"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "reference.file_not_a_list"),
        (b"%PDF-1.7\n\x01\x02\n", "reference.file_not_a_list"),
        (b"x" * 3_000_000, "reference.file_not_a_list"),
        (b"\xff\xfeC\0O\0D", "reference.file_encoding"),
        (b"name,price\n1,2\n", "reference.columns_missing"),
        (b"\n\n\n", "reference.columns_missing"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    assert refusal(path).code == code


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "PPV;autre\n1;2\n"))

    assert error.details["columns"] == "CODE, NOM"


def test_optional_columns_that_lack_are_named(tmp_path: Path) -> None:
    with open_list(written(tmp_path, "NOM;CODE\n"), COLUMNS, lambda: None) as listed:
        assert listed.absent == ("PPV",)


def test_length_is_known_beforehand(tmp_path: Path) -> None:
    text = "titre\nCODE;NOM\n" + "1;A\n" * 500
    with open_list(written(tmp_path, text), COLUMNS, lambda: None) as listed:
        assert listed.line_count == 500


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").code == "reference.file_missing"
    assert refusal(tmp_path).code == "reference.file_is_folder"


def test_medium_that_fails_is_a_fault_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "CODE;NOM\n1;A\n")
    monkeypatch.setattr(type(path), "open", _failing_open)

    with pytest.raises(EnvironmentFault) as fault:
        lines_of(path)
    assert fault.value.code == "reference.file_gone"


def _failing_open(*_arguments: object, **_options: object) -> None:
    raise OSError(5, "Input/output error")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_they_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("texts") / "list.csv"
    path.write_bytes(content)

    assert refusal(path).code.startswith("reference.")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=1, max_size=8)


@given(st.lists(st.tuples(cells, cells), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_whatever_is_written_by_the_rules_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("texts") / "list.csv"
    printable = [row for row in rows if all(cell.isprintable() for cell in row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([("CODE", "NOM"), *printable])

    assert [(line.cells["code"], line.cells["name"]) for line in lines_of(path)] == printable

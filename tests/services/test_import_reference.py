"""Lists are replaced as a whole, and every line left out is accounted for."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from intake_app.domain.operators import Operator, Role
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.services import list_kinds
from intake_app.services.import_reference import ImportService
from intake_app.services.indexing import note_beneficiaries
from intake_app.services.store_lists import StoreLists
from tests.services.import_kit import (
    AMRANI,
    DOLO,
    MEDICINES,
    STUDENTS,
    SUPERVISOR,
    ignore,
    names,
    students,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.services.import_report import ImportReport
    from intake_app.storage.unit_of_work import Store
    from tests.conftest import SetClock


@pytest.fixture
def imports(store: Store, clock: SetClock) -> ImportService:
    return ImportService(store, clock)


def counts(report: ImportReport) -> dict[str, tuple[int, list[int]]]:
    return {
        one.reason: (one.count, [line.line_number for line in one.lines]) for one in report.reasons
    }


def test_official_list_is_imported_whole_and_its_faults_are_reported(
    imports: ImportService, store: Store, shared: Path
) -> None:
    folder = shared / "data" / "medicines"
    official = folder / "ref-des-medicaments-cnops-2014.xlsx"
    with (folder / "invalid_codes.csv").open(encoding="utf-8") as file:
        invalid = {row["CODE"] for row in csv.DictReader(file)}

    report = imports.import_medicines(official, SUPERVISOR, ignore)

    assert (report.now.row_count, report.now.rejected_count) == (5917, 0)
    reasons = {one.reason: one for one in report.reasons}
    assert {name: one.count for name, one in reasons.items()} == {
        "code.check_digit": 19,
        "price.zero": 208,
    }
    reported = {line.subject.split()[0] for line in reasons["code.check_digit"].lines}
    assert reported == invalid
    assert not any(one.rejected for one in report.reasons)
    with store.reading() as uow:
        assert all(uow.reference.find_medicine(code) for code in invalid)


def test_official_list_as_text_is_the_same_list(
    imports: ImportService, shared: Path, tmp_path: Path
) -> None:
    official = shared / "data" / "medicines" / "ref-des-medicaments-cnops-2014.xlsx"
    rows = CalamineWorkbook.from_path(str(official)).get_sheet_by_index(0).to_python()
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        shuffled = [list(reversed(row)) for row in rows]
        csv.writer(file, delimiter=";").writerows(
            [
                [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row]
                for row in shuffled
            ]
        )

    from_workbook = imports.import_medicines(official, SUPERVISOR, ignore)
    of_workbook = [imports.find_medicine(str(row[0])) for row in rows[1::97]]
    from_text = imports.import_medicines(path, SUPERVISOR, ignore)

    assert counts(from_text) == counts(from_workbook)
    assert [imports.find_medicine(str(row[0])) for row in rows[1::97]] == of_workbook


def test_same_file_may_be_imported_again(
    imports: ImportService, tmp_path: Path, clock: SetClock
) -> None:
    path = written(tmp_path, MEDICINES + DOLO)
    first = imports.import_medicines(path, SUPERVISOR, ignore)
    clock.advance(3 * 86_400)

    again = imports.import_medicines(path, SUPERVISOR, ignore)

    assert first.previous is None
    assert again.previous == first.now
    assert again.now.row_count == 1
    assert imports.medicines_info() == again.now
    assert first.now.age_days(clock.now()) == 3


def test_new_list_replaces_the_old_one_as_a_whole(
    imports: ImportService, store: Store, tmp_path: Path
) -> None:
    students(imports, tmp_path, AMRANI)
    students(imports, tmp_path, "AB1;TAZI;Omar;;;;\n")

    assert names(store, "JB123456", "AB1") == [None, "TAZI"]


@pytest.mark.parametrize("role", Role)
def test_only_a_supervisor_or_administrator_imports(
    imports: ImportService, tmp_path: Path, role: Role
) -> None:
    path = written(tmp_path, MEDICINES + DOLO)
    operator = Operator("x", "X", role)

    if role is Role.AGENT:
        for act in (imports.import_medicines, imports.import_beneficiaries):
            with pytest.raises(AccessDenied) as denied:
                act(path, operator, ignore)
            assert denied.value.code == "role.supervisor"
        assert imports.medicines_info() is None
    else:
        assert imports.import_medicines(path, operator, ignore).now.row_count == 1


def test_journal_keeps_who_replaced_a_list_and_no_student(
    imports: ImportService, store: Store, tmp_path: Path
) -> None:
    students(imports, tmp_path, AMRANI + ";;;;;;x\n")

    with store.reading() as uow:
        (line,) = uow.audit.lines()
    assert (line.operator, line.action, line.subject) == (
        "amina",
        "reference.import",
        "beneficiaries",
    )
    assert line.details == '{"rejected":"1","rows":"1","source":"list.csv"}'


def test_rejected_and_doubtful_lines_are_counted_by_reason_with_their_numbers(
    imports: ImportService, tmp_path: Path
) -> None:
    report = students(
        imports,
        tmp_path,
        AMRANI
        + ";TAZI;Omar;;;;\n"
        + "AB2;TAZI;Omar;hier;;;\n"
        + "AB3;TAZI;Omar;;2027-09-01;2026-09-01;\n"
        + "AB4;TAZI;;;;;123\n"
        + "AB5;TAZI;Omar;;;;;trop\n"
        + ";;\n",
    )

    assert (report.now.row_count, report.now.rejected_count) == (2, 4)
    assert counts(report) == {
        "identity.missing": (1, [3]),
        "birth_date.malformed": (1, [4]),
        "rights.reversed": (1, [5]),
        "columns.too_many": (1, [7]),
        "student.name_missing": (1, [6]),
        "rib.malformed": (1, [6]),
    }
    assert [one.rejected for one in report.reasons] == [True] * 4 + [False] * 2


def test_report_of_students_names_lines_only(imports: ImportService, tmp_path: Path) -> None:
    report = students(imports, tmp_path, AMRANI + AMRANI + "AB4;TAZI;;;;;123\n;TAZI;;;;;\n")

    assert not any(word in repr(report) for word in ("AMRANI", "JB123456", "TAZI", "AB4"))


def test_of_lines_with_one_identity_number_the_last_holds(
    imports: ImportService, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_kinds, "BATCH_LINES", 3)
    lines = [f"AB{number};NOM{place};Omar;;;;\n" for place, number in enumerate([1, 2, 2, 3, 1, 4])]

    report = students(imports, tmp_path, "".join(lines))

    assert report.now.row_count == 4
    assert counts(report) == {"identity.repeated": (2, [4, 6])}
    assert names(store, "AB1", "AB2", "AB3", "AB4") == ["NOM4", "NOM2", "NOM3", "NOM5"]


def test_lists_are_what_the_rules_look_up(
    imports: ImportService, store: Store, tmp_path: Path
) -> None:
    students(imports, tmp_path, AMRANI)
    imports.import_medicines(written(tmp_path, MEDICINES + DOLO), SUPERVISOR, ignore)

    with store.reading() as uow:
        lists = StoreLists(uow)
        student, medicine = lists.beneficiary("JB123456"), lists.medicine("6119999000015")
    assert lists.medicines_loaded
    assert lists.beneficiaries_loaded
    assert student is not None
    assert student.birth_date == date(2004, 5, 17)
    assert student.is_entitled_on(date(2027, 8, 31))
    assert not student.is_entitled_on(date(2027, 9, 1))
    assert medicine is not None
    assert (medicine.public_price_centimes, medicine.rate_percent) == (4250, 70)


def test_students_of_a_workbook_are_read_with_its_dates(
    imports: ImportService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "students.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    sheet = book.add_worksheet()
    shown = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["Identity number", "Last name", "First name", "Birth date", "Rights to"])
    sheet.write_row(1, 0, ["jb 123456", "EL AMRANI", "Salma"])
    sheet.write_datetime(1, 3, date(2004, 5, 17), shown)
    sheet.write_number(1, 4, 46630 - 1462)  # a bare day number of this calendar
    book.close()

    imports.import_beneficiaries(path, SUPERVISOR, ignore)

    with store.reading() as uow:
        student = StoreLists(uow).beneficiary("JB123456")
    assert student is not None
    assert (student.birth_date, student.rights_to) == (date(2004, 5, 17), date(2027, 8, 31))


def test_progress_rises_once_for_the_lines_and_once_for_the_index(
    imports: ImportService, tmp_path: Path
) -> None:
    told: list[tuple[int, int | None]] = []
    many = "".join(f"AB{number};A;B;;;;\n" for number in range(4_500))

    imports.import_beneficiaries(
        written(tmp_path, STUDENTS + many), SUPERVISOR, lambda *where: told.append(where)
    )

    assert told[0] == (0, None)
    assert told[-1] == (4_500, 4_500)
    assert (2_000, 4_500) in told
    read = told.index((4_500, 4_500))
    for rise in (told[: read + 1], told[read + 1 :]):
        assert [done for done, _total in rise] == sorted(done for done, _total in rise)
    assert told[read + 1] == (2_000, 4_500)


def test_giving_up_on_the_index_keeps_the_list_and_what_is_missing_is_made_up_for(
    imports: ImportService, store: Store, tmp_path: Path
) -> None:
    many = "".join(f"AB{number:05};NOM{number};B;;;;\n" for number in range(4_500))

    def give_up(done: int, total: int | None) -> None:
        told.append((done, total))
        if told[-2:] == [(4_500, 4_500), (2_000, 4_500)]:
            raise KeyboardInterrupt

    told: list[tuple[int, int | None]] = []
    with pytest.raises(KeyboardInterrupt):
        imports.import_beneficiaries(written(tmp_path, STUDENTS + many), SUPERVISOR, give_up)

    assert names(store, "AB04499") == ["NOM4499"]
    assert note_beneficiaries(store) == 2_500
    with store.reading() as uow:
        assert [row.last_name for row in uow.search.beneficiaries(["nom4499"], 5)] == ["NOM4499"]


@pytest.mark.parametrize("code", ["6119999000015", "06119999000015", " 611 9999 000015 "])
def test_medicine_is_found_however_its_code_is_carried(
    imports: ImportService, tmp_path: Path, code: str
) -> None:
    imports.import_medicines(written(tmp_path, MEDICINES + DOLO), SUPERVISOR, ignore)

    medicine = imports.find_medicine(code)

    assert medicine is not None
    assert medicine.name == "DOLO"


def test_looking_up_says_what_is_wrong(imports: ImportService, tmp_path: Path) -> None:
    for code, reason in [
        ("123", "reference.code_malformed"),
        ("6119999000015", "reference.none_loaded"),
    ]:
        with pytest.raises(UnusableInput) as refused:
            imports.find_medicine(code)
        assert refused.value.code == reason
    imports.import_medicines(written(tmp_path, MEDICINES + DOLO), SUPERVISOR, ignore)
    assert imports.find_medicine("6119999000022") is None
    with pytest.raises(UnusableInput) as refused:
        imports.find_medicine("6119999000023")
    assert refused.value.code == "reference.code_check_digit"


def test_age_of_a_list_never_runs_backwards(
    imports: ImportService, tmp_path: Path, clock: SetClock
) -> None:
    info = students(imports, tmp_path, AMRANI).now

    assert info.age_days(clock.now() - timedelta(days=2)) == 0
    assert imports.beneficiaries_info() == info

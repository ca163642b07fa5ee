"""Whatever goes wrong with an import, the old list stays and nobody is kept from working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.services import list_kinds
from intake_app.services.import_reference import ImportService
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

    from intake_app.storage.unit_of_work import Store
    from tests.conftest import SetClock


@pytest.fixture
def imports(store: Store, clock: SetClock) -> ImportService:
    return ImportService(store, clock)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "reference.file_empty"),
        ("CODE;NOM\n1;A\n", "reference.columns_missing"),
        (MEDICINES, "reference.no_lines"),
        (MEDICINES + ";DOLO;1;70%\n", "reference.nothing_usable"),
    ],
)
def test_file_that_cannot_be_used_leaves_the_old_list(
    imports: ImportService, tmp_path: Path, content: str, code: str
) -> None:
    imports.import_medicines(written(tmp_path, MEDICINES + DOLO), SUPERVISOR, ignore)
    before = imports.medicines_info()

    with pytest.raises(UnusableInput) as refused:
        imports.import_medicines(written(tmp_path, content, "new.csv"), SUPERVISOR, ignore)

    assert refused.value.code == code
    assert imports.medicines_info() == before
    assert imports.find_medicine("6119999000015") is not None


def test_list_beyond_the_limit_leaves_the_old_one(
    imports: ImportService, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    students(imports, tmp_path, AMRANI)
    monkeypatch.setattr(list_kinds, "MOST_LINES", 3)

    with pytest.raises(UnusableInput) as refused:
        students(imports, tmp_path, "".join(f"AB{number};A;B;;;;\n" for number in range(4)))

    assert refused.value.code == "reference.too_many_lines"
    assert names(store, "JB123456", "AB1") == ["EL AMRANI", None]


def test_import_that_is_given_up_leaves_the_old_list(
    imports: ImportService, store: Store, tmp_path: Path
) -> None:
    class GivenUp(Exception):
        pass

    def give_up(done: int, _total: int | None) -> None:
        if done:
            raise GivenUp

    students(imports, tmp_path, AMRANI)
    many = "".join(f"AB{number};A;B;;;;\n" for number in range(12_000))

    with pytest.raises(GivenUp):
        imports.import_beneficiaries(written(tmp_path, STUDENTS + many), SUPERVISOR, give_up)

    assert names(store, "JB123456", "AB1") == ["EL AMRANI", None]
    assert students(imports, tmp_path, AMRANI).now.row_count == 1


def test_full_disk_leaves_the_old_list_and_is_said(
    imports: ImportService, store: Store, tmp_path: Path
) -> None:
    students(imports, tmp_path, AMRANI)
    _limit_pages(store)
    many = "".join(f"AB{number};{'A' * 200};B;;;;\n" for number in range(5_000))

    with pytest.raises(EnvironmentFault) as fault:
        students(imports, tmp_path, many)

    assert fault.value.code == "disk.full"
    assert names(store, "JB123456", "AB1") == ["EL AMRANI", None]


def _limit_pages(store: Store) -> None:
    """Make the database refuse to grow, as it does on a full disk."""
    engine = store._engine
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    engine.dispose()

    def limit(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 20}").close()

    event.listen(engine, "connect", limit)


def test_reading_a_file_keeps_nobody_from_writing(
    imports: ImportService, store: Store, tmp_path: Path, clock: SetClock
) -> None:
    written_meanwhile: list[int] = []

    def write(done: int, _total: int | None) -> None:
        if done == 0 or written_meanwhile:
            return
        with store.writing() as uow:
            uow.audit.append(
                at=clock.now(), operator="salma", action="deposit", subject="x", details={}
            )
            uow.commit()
        written_meanwhile.append(done)

    many = "".join(f"AB{number};A;B;;;;\n" for number in range(12_000))
    imports.import_beneficiaries(written(tmp_path, STUDENTS + many), SUPERVISOR, write)

    assert written_meanwhile
    with store.reading() as uow:
        assert [line.action for line in uow.audit.lines()] == ["deposit", "reference.import"]


def test_nothing_of_a_student_lies_readable_in_the_folder(
    imports: ImportService, tmp_path: Path
) -> None:
    source = written(tmp_path, STUDENTS + "ZZ987654;BENSEEDED;Unmistakable;;;;\n" * 50)
    imports.import_beneficiaries(source, SUPERVISOR, ignore)

    kept = [path for path in tmp_path.iterdir() if path != source]
    assert kept
    for path in kept:
        content = path.read_bytes()
        assert b"ZZ987654" not in content
        assert b"BENSEEDED" not in content

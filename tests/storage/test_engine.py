from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from intake_app.errors import EnvironmentFault
from intake_app.storage.engine import is_sound_sqlite, open_engine
from intake_app.storage.schema import HEAD, upgrade_schema
from intake_app.storage.unit_of_work import Store

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))
INDEXES = ("dossier_words", "provider_words", "beneficiary_words")


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.40.1", False),
        ("3.53.4", True),
        ("4.0.0", True),
    ],
)
def test_only_a_library_with_the_wal_fix_is_sound(version: str, sound: bool) -> None:
    assert is_sound_sqlite(version) is sound


def test_start_is_refused_on_a_sqlite_with_the_wal_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlcipher3.sqlite_version", "3.51.2")

    with pytest.raises(EnvironmentFault) as refused:
        open_engine(tmp_path / "store.sqlite", KEY)

    assert refused.value.code == "store.sqlite_too_old"
    assert not (tmp_path / "store.sqlite").exists()


def test_every_connection_is_durable_and_keeps_references(store: Store) -> None:
    with store.reading() as uow:
        pragmas = {
            name: uow.dossiers._session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_wrong_key_opens_nothing_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    engine = open_engine(path, KEY)
    upgrade_schema(engine)
    engine.dispose()
    before = path.read_bytes()

    with pytest.raises(EnvironmentFault) as refused:
        open_engine(path, bytes(32))

    assert refused.value.code == "store.wrong_key"
    assert path.read_bytes() == before


def test_a_file_that_is_no_store_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"not a database" * 1000)

    with pytest.raises(EnvironmentFault) as refused:
        open_engine(path, KEY)

    assert refused.value.code in {"store.wrong_key", "store.damaged"}


def test_store_lies_in_a_file_for_its_owner_alone_and_shows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    engine = open_engine(path, KEY)
    upgrade_schema(engine)
    with Store(engine).writing() as uow:
        uow.settings.write({"office": "SEEDED-NAME-IN-CLEAR"})
        uow.commit()
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    engine.dispose()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"SEEDED-NAME-IN-CLEAR" not in on_disk
    assert b"SQLite format 3" not in on_disk


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "store.sqlite", KEY)
    upgrade_schema(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(EnvironmentFault) as refused:
        upgrade_schema(engine)

    assert refused.value.code == "store.newer_program"
    engine.dispose()


def test_migrations_make_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from intake_app.models import Base

    engine = open_engine(tmp_path / "store.sqlite", KEY)
    upgrade_schema(engine)

    def is_ours(_thing: object, name: str | None, kind: str, *_more: object) -> bool:
        """The tables of FTS5 are made by its own statement, not by a model."""
        return not (kind == "table" and name and name.startswith(INDEXES))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        differences = compare_metadata(context, Base.metadata)
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    engine.dispose()

    assert differences == []
    assert version == HEAD


def test_full_disk_is_said_and_leaves_the_store_as_it_was(store: Store) -> None:
    with store.writing() as uow:
        uow.settings.write({"before": "kept"})
        uow.commit()
    with pytest.raises(EnvironmentFault) as refused, store.writing() as uow:
        pages = uow.dossiers._session.execute(text("PRAGMA page_count")).scalar()
        uow.dossiers._session.execute(text(f"PRAGMA max_page_count={pages}"))
        uow.settings.write({"after": "x" * 1_000_000})
        uow.commit()

    assert refused.value.code == "disk.full"
    with store.reading() as uow:
        assert uow.settings.all() == {"before": "kept"}


def test_leaving_without_commit_keeps_nothing(store: Store) -> None:
    with store.writing() as uow:
        uow.settings.write({"office": "AGA1"})

    with store.reading() as uow:
        assert uow.settings.all() == {}


def test_a_second_writer_waits_for_the_first_and_both_are_kept(store: Store) -> None:
    from threading import Thread

    def take() -> None:
        with store.writing() as uow:
            serials.append(uow.dossiers.take_serial("AGA1", "1A", 2026))
            uow.commit()

    serials: list[int] = []
    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(serials) == [1, 2, 3, 4, 5, 6, 7, 8]

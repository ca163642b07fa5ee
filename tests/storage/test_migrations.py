"""A store of an earlier version, in the middle of its work, goes on under this one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, Table, insert, text

from intake_app.formats.sealed import hash_of
from intake_app.storage.engine import open_engine
from intake_app.storage.schema import HEAD, MIGRATIONS, upgrade_schema
from intake_app.storage.unit_of_work import Store

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

KEY = bytes(range(32))
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BATCH = "01a1f95f4965792cb62cee45831a844d"


def upgraded_to(engine: Engine, version: str) -> Connection:
    """The tables as an earlier program left them."""
    connection = engine.connect()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, version)
    connection.commit()
    return connection


def filled(table: Table, **known: object) -> dict[str, object]:
    """A row with something of the right type wherever something must be."""
    row: dict[str, object] = {}
    for column in table.columns:
        if not column.nullable and column.name not in known:
            kind = column.type.python_type
            row[column.name] = AT if kind is datetime else AT.date() if kind is date else kind(1)
    return row | known


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_sealed_bytes_and_their_hashes_are_untouched_by_migrations(
    tmp_path: Path, version: str
) -> None:
    engine = open_engine(tmp_path / "store.sqlite", KEY)
    body = '{"a":"é","b":1.0,  "not":"canonical"}'.encode()  # whatever they are, they stay
    with upgraded_to(engine, version) as connection:
        # The revision alone matters here, not the dossier that it belongs to.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        table = Table("revision", MetaData(), autoload_with=connection)
        connection.execute(insert(table).values(filled(table, body=body, sha256=hash_of(body))))
        connection.commit()

    upgrade_schema(engine)

    with engine.connect() as connection:
        kept = connection.execute(text("SELECT body, sha256 FROM revision")).one()
    engine.dispose()
    assert (bytes(kept.body), kept.sha256) == (body, hash_of(body))


def test_batches_in_doubt_and_an_enrolment_are_kept_by_the_migration(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "store.sqlite", KEY)
    with upgraded_to(engine, "0001") as connection:
        connection.execute(
            text(
                "INSERT INTO sync_batch (id, payload, signature, created_at, item_count, state, "
                "attempts) VALUES (:id, :payload, :signature, '2026-11-20 09:30:00', 1, "
                "'in_doubt', 3)"
            ),
            {"id": BATCH, "payload": b"the signed bytes", "signature": b"and their signature"},
        )
        connection.execute(
            text(
                "INSERT INTO station (id, station_id, server_url, private_key, certificate, "
                "server_keys, server_epoch, install_epoch, batch_limit, enrolled_at, revoked) "
                "VALUES (1, 'AGA1-1-AAAAAAAA', 'https://r.example', :key, :key, '{}', 'e', 1, 200, "
                "'2026-11-20 09:30:00', 0)"
            ),
            {"key": KEY},
        )
        connection.commit()

    upgrade_schema(engine)

    with Store(engine).reading() as uow:
        (batch,) = uow.outbox.unacknowledged_batches()
        station = uow.stations.find()
        assert (batch.payload, batch.attempts, batch.exported_at) == (b"the signed bytes", 3, None)
        assert station is not None
        assert (station.forgotten_count, station.counted_at) == (0, None)
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    engine.dispose()
    assert version == HEAD

"""A store of an earlier version, in the middle of its work, goes on under this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from intake_app.storage.engine import open_engine
from intake_app.storage.schema import HEAD, MIGRATIONS, upgrade_schema
from intake_app.storage.unit_of_work import Store

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))
BATCH = "01a1f95f4965792cb62cee45831a844d"


def test_batches_in_doubt_and_an_enrolment_are_kept_by_the_migration(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "store.sqlite", KEY)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.commit()
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

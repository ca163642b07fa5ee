"""Bringing the store's tables to what this version of the program needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from intake_app.errors import EnvironmentFault
from intake_app.storage.faults import faults_translated

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD = "0003"
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_schema(engine: Engine) -> None:
    """Run the migrations that the store has not seen; all of one, or none of it.

    Raises:
        EnvironmentFault: `store.newer_program` when a newer version has already written here.
    """
    with faults_translated(), engine.connect() as connection:
        current = _current_revision(connection)
        connection.rollback()
        if current == HEAD:
            return
        if current is not None and current > HEAD:
            raise EnvironmentFault("store.newer_program", version=current)
        _run_migrations(connection)


def _current_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_migrations(connection: Connection) -> None:
    # Imported here: most starts find the tables in order and should not pay for Alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()

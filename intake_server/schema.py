"""Bringing the server's tables into being, and giving its worker no more rights than it needs.

Source: PostgreSQL's documentation of GRANT. The owner of the tables migrates them and gives out
codes; the role that serves counters may insert what arrives and read, and nothing else.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_server.keys import set_up_identity
from intake_server.tables import (
    AlsoHeldRow,
    AuditRow,
    Base,
    BatchReceiptRow,
    BatchRow,
    ConflictRow,
    EnrolmentUseRow,
    ItemRow,
    StateEventRow,
    StationKeyRow,
    StationRow,
    TallyRow,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from intake_server.database import Database

HEAD = "0005"
MIGRATIONS = Path(__file__).parent / "migrations"
INGEST_TABLES = tuple(
    row.__tablename__
    for row in (
        StationRow,
        StationKeyRow,
        EnrolmentUseRow,
        BatchRow,
        BatchReceiptRow,
        ItemRow,
        ConflictRow,
        AlsoHeldRow,
        TallyRow,
        StateEventRow,
        AuditRow,
    )
)
_OWNS = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'item'::regclass"
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def set_up(database: Database, *, ingest_role: str | None = None) -> None:
    """Make or migrate the tables, the first epoch and keys; give the ingest role its rights.

    Raises:
        EnvironmentFault: `server.newer_program`, or `server.encoding` when a PostgreSQL
            database is not in UTF-8.
        UnusableInput: `server.role_wrong`, `server.role_missing`, or `server.owner_needed` when
            this role may not give rights away.
    """
    with database.writing() as connection:
        if database.is_postgres:
            _require_utf8(connection)
        _migrate(connection)
        set_up_identity(connection, datetime.now(UTC))
        if ingest_role is not None:
            _grant(connection, ingest_role)


def require_schema(database: Database) -> None:
    """Refuse to serve on tables of another version.

    Raises:
        EnvironmentFault: `server.not_set_up` or `server.newer_program`.
    """
    with database.reading() as connection:
        version = _version_of(connection)
    if version is None or version < HEAD:
        raise EnvironmentFault("server.not_set_up")
    if version > HEAD:
        raise EnvironmentFault("server.newer_program", version=version)


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    # Imported here: workers find the tables in order and should not pay for Alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    version = _version_of(connection)
    if version is not None and version > HEAD:
        raise EnvironmentFault("server.newer_program", version=version)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _require_utf8(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise EnvironmentFault("server.encoding", encoding=encoding)


def _grant(connection: Connection, role: str) -> None:
    """Take every right away from the role, then give it reading, and inserting what arrives."""
    if not _ROLE.fullmatch(role):
        raise UnusableInput("server.role_wrong", role=role)
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.execute(known, {"role": role}).scalar() is None:
        raise UnusableInput("server.role_missing", role=role)
    if not connection.scalar(text(_OWNS)):  # PostgreSQL would warn, and grant nothing
        raise UnusableInput("server.owner_needed")
    every = ", ".join([*sorted(Base.metadata.tables), "alembic_version"])
    arriving = ", ".join(INGEST_TABLES)
    for statement in (
        f"REVOKE ALL ON {every} FROM {role}",
        f"REVOKE ALL ON {every} FROM PUBLIC",
        f"GRANT SELECT ON {every} TO {role}",
        f"GRANT INSERT ON {arriving} TO {role}",
    ):
        connection.execute(text(statement))

"""The server's database: SQLite for a trial, PostgreSQL in service, the same meaning in both.

Source: PostgreSQL's documentation of `synchronous_commit`, SQLite's of WAL and `synchronous`.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from intake_app.errors import EnvironmentFault
from intake_app.sync.problems import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from intake_server.settings import ServerSettings

_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "temp_store=MEMORY",
)
# A worker that hangs must not hold its twin for ever; a commit means that the disk has it. A
# batch that waited for its station's turn must see what was committed meanwhile.
_POSTGRES_SETTINGS = {
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "20s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
}
_POOL_WAIT_SECONDS = 5.0
_BUSY_AGAIN_SECONDS = 5
_KEY_BYTES = 32


class Database:
    """Hands out transactions; leaving one by an exception rolls it back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writers = engine.execution_options(begin="IMMEDIATE")
        self._readers = self._glancers = engine
        if self.is_postgres:  # SQLite's readers see one moment anyway
            self._readers = engine.execution_options(isolation_level="REPEATABLE READ")
            # Begin and rollback are two more round trips.
            self._glancers = engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def engine(self) -> Engine:
        """The engine, for migrations."""
        return self._engine

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads, and sees one moment: a count and its tally fit.

        Raises:
            Problem: `server.busy` when the database cannot be used now.
        """
        with _unavailable_translated(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """Run one statement that reads, without a transaction around it where that costs more.

        Raises:
            Problem: `server.busy` when the database cannot be used now.
        """
        with _unavailable_translated(), self._glancers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; it commits at the end of the block.

        Raises:
            Problem: `server.busy` when the database cannot be used now, or when it is not
                known whether the commit succeeded.
        """
        with _unavailable_translated(), self._writers.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def open_database(settings: ServerSettings, *, patient: bool = False) -> Database:
    """Open the database that the settings name; connections are made when needed.

    Args:
        settings: Which one, and how many connections.
        patient: For a person's commands: a migration or a count of everything takes its time.
    """
    if settings.is_postgres:
        values = _POSTGRES_SETTINGS | ({"statement_timeout": "0"} if patient else {})
        return Database(_postgres_engine(settings.database, settings.connection_count, values))
    return Database(_sqlite_engine(settings.database, settings.connection_count))


def lock_chain(connection: Connection, name: str) -> None:
    """Wait until no other transaction works under this name; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


def lock_turn(connection: Connection, name: str, *, beside: str) -> None:
    """Wait as `lock_chain` for a name, and for whoever works under another name alone.

    Any number may work beside each other under that second one.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)),"
            " pg_advisory_xact_lock_shared(hashtextextended(%s, 0))",
            (name, beside),
        )


def _postgres_engine(url: URL, pool_size: int, values: Mapping[str, str]) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_SECONDS,
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "application_name": "intake-server"},
    )

    def configure(dbapi_connection: Any, _record: object) -> None:
        with dbapi_connection.cursor() as cursor:
            for name, value in values.items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        dbapi_connection.commit()

    event.listen(engine, "connect", configure)
    return engine


def _sqlite_engine(url: URL, pool_size: int) -> Engine:
    path = Path(url.database or "")
    key = _trial_key(path)
    _create_privately(path)
    engine = create_engine(
        URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path)),
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_SECONDS,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_privately(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise EnvironmentFault("disk.unreachable", path=path.parent) from error


def _trial_key(path: Path) -> bytes:
    """Read or make the key of a trial database, in a file beside it for this user alone.

    Raises:
        EnvironmentFault: `disk.unreachable`, or `server.key_unreadable` for another content.
    """
    key_path = path.with_name(path.name + ".key")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not key_path.exists():
            _write_key(key_path)
        key = bytes.fromhex(key_path.read_text(encoding="ascii"))
    except OSError as error:
        raise EnvironmentFault("disk.unreachable", path=path.parent) from error
    except ValueError as error:
        raise EnvironmentFault("server.key_unreadable", path=key_path) from error
    if len(key) != _KEY_BYTES:
        raise EnvironmentFault("server.key_unreadable", path=key_path)
    return key


def _write_key(key_path: Path) -> None:
    """Write a whole key under a name of its own, then give it the name, unless one is there."""
    temporary = key_path.with_name(f"{key_path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # another process made one at the same moment: use that
        os.link(temporary, key_path)
    temporary.unlink()


def _configure_sqlite(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # SQLAlchemy begins, not the driver
    for pragma in _SQLITE_PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def _unavailable_translated() -> Iterator[None]:
    """Say `server.busy` for whatever may pass: no connection, a lock, a deadlock, a restart."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Problem(ProblemCode.SERVER_BUSY, retry_after_seconds=_BUSY_AGAIN_SECONDS) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Problem(
                ProblemCode.SERVER_BUSY, retry_after_seconds=_BUSY_AGAIN_SECONDS
            ) from error
        raise

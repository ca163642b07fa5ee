"""The encrypted SQLite store, set up so that transactions mean what they say.

Source: SQLite's WAL documentation; WAL with synchronous FULL keeps every acknowledged commit
through a power cut, NORMAL does not.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

import sqlcipher3
from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, text

from intake_app.errors import EnvironmentFault
from intake_app.storage.faults import faults_translated

if TYPE_CHECKING:
    from pathlib import Path

_Bind = TypeVar("_Bind", Engine, Connection)
_PRAGMAS = (
    "cipher_log_level=NONE",  # a wrong key is said by us, not on standard error
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "temp_store=MEMORY",
    "secure_delete=ON",
)
# The write-ahead log of 3.7.0 … 3.51.2 can corrupt when two connections write or checkpoint at
# once; fixed in 3.51.3 and in two older lines.
_FIXED_SINCE = (3, 51, 3)
_FIXED_LINES = {(3, 50): 7, (3, 44): 6}


def is_sound_sqlite(version: str) -> bool:
    """Say whether a SQLite library has the fix of the write-ahead log."""
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    if (major, minor, patch) >= _FIXED_SINCE:
        return True
    fixed_patch = _FIXED_LINES.get((major, minor))
    return fixed_patch is not None and patch >= fixed_patch


def open_engine(path: Path, key: bytes) -> Engine:
    """Open the store with its 32-byte key, creating an empty one if there is no file.

    Raises:
        EnvironmentFault: `store.sqlite_too_old`, `store.wrong_key`, `store.damaged`, or a
            fault of the disk.
    """
    version: str = sqlcipher3.sqlite_version
    if not is_sound_sqlite(version):
        raise EnvironmentFault("store.sqlite_too_old", version=version)
    _create_privately(path)
    url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
    engine = create_engine(url, poolclass=QueuePool, pool_size=8, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    try:
        with faults_translated(), engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    except EnvironmentFault:
        engine.dispose()
        raise
    return engine


def for_writing(bind: _Bind) -> _Bind:
    """Take the write lock at BEGIN, so that no transaction fails half way for a lock."""
    return bind.execution_options(begin="IMMEDIATE")


def _create_privately(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except PermissionError as error:
        raise EnvironmentFault("disk.read_only", path=path) from error
    except OSError as error:
        raise EnvironmentFault("disk.unreachable", path=path) from error


def _configure(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # SQLAlchemy begins, not the driver
    for pragma in _PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin")
    if mode is not None:
        connection.exec_driver_sql(f"BEGIN {mode}")
        return
    # A reader's BEGIN touches no file and cannot fail; straight to the driver it costs a third.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN DEFERRED").close()

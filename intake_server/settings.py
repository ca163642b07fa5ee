"""What the server is told by its environment, and the limits it works under."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from intake_app.errors import UnusableInput
from intake_app.sync.messages import MAX_BATCH_BYTES, MAX_ITEM_BYTES, MAX_ITEMS, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE_VARIABLE = "INTAKE_SERVER_DATABASE"
PROFILES_VARIABLE = "INTAKE_SERVER_PROFILES"
_NUMBERS = {
    "INTAKE_SERVER_POOL": "pool_size",
    "INTAKE_SERVER_RATE": "batches_per_second",
    "INTAKE_SERVER_BURST": "batch_burst",
}
QUICK_THREADS = 2
_POSTGRES = {"postgresql", "postgres", "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Everything one worker needs to know.

    `database` is a SQLAlchemy address: SQLite for a trial on one machine, PostgreSQL in service.
    `profiles` is a folder of scheme profiles; the shipped ones judge when there is none.
    `batches_per_second` and `batch_burst` bound what one station may ask of one worker, the
    others what one address without a key may.
    """

    database: URL = field(repr=False)
    profiles: Path | None = None
    pool_size: int = 8
    batches_per_second: int = 20
    batch_burst: int = 100
    enrolments_per_second: int = 1
    enrolment_burst: int = 30
    max_compressed_bytes: int = 4 * 1024 * 1024
    max_buffered_bytes: int = 128 * 1024 * 1024
    body_idle_seconds: float = 30.0
    body_total_seconds: float = 300.0
    limits: Limits = field(
        default_factory=lambda: Limits(
            max_items=MAX_ITEMS, max_batch_bytes=MAX_BATCH_BYTES, max_item_bytes=MAX_ITEM_BYTES
        )
    )

    @property
    def connection_count(self) -> int:
        """Connections of one worker: one for each thread of both lanes."""
        return self.pool_size + QUICK_THREADS

    @property
    def is_postgres(self) -> bool:
        """Whether the database is PostgreSQL."""
        return self.database.get_backend_name() == "postgresql"


def read_settings(environment: Mapping[str, str] | None = None) -> ServerSettings:
    """Read the settings from environment variables.

    Raises:
        UnusableInput: `server.database_missing`, `server.database_wrong`,
            `server.profiles_missing` or `server.setting_wrong`.
    """
    variables = os.environ if environment is None else environment
    text = variables.get(DATABASE_VARIABLE, "")
    if not text:
        raise UnusableInput("server.database_missing", variable=DATABASE_VARIABLE)
    numbers: dict[str, int] = {}
    for variable, name in _NUMBERS.items():
        if value := variables.get(variable, ""):
            numbers[name] = _whole_number(variable, value)
    return ServerSettings(
        database=parse_database(text),
        profiles=_profiles(variables.get(PROFILES_VARIABLE, "")),
        pool_size=numbers.get("pool_size", 8),
        batches_per_second=numbers.get("batches_per_second", 20),
        batch_burst=numbers.get("batch_burst", 100),
    )


def parse_database(text: str) -> URL:
    """Read where the database is: an address, or the path of a SQLite file.

    Raises:
        UnusableInput: `server.database_wrong`; the text is not repeated, it may hold a password.
    """
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text)))
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise UnusableInput("server.database_wrong") from error
    if url.drivername in _POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return url
    raise UnusableInput("server.database_wrong")


def _profiles(folder: str) -> Path | None:
    """Say where the profiles are; other rules than those meant must not judge unnoticed."""
    if not folder:
        return None
    if not any(Path(folder).glob("*.toml")):
        raise UnusableInput("server.profiles_missing", variable=PROFILES_VARIABLE, folder=folder)
    return Path(folder)


def _whole_number(variable: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise UnusableInput("server.setting_wrong", variable=variable)
    return int(text)

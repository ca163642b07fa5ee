"""Holding sealed items: each id and revision once, whatever else arrives under it.

The insert names its conflict target, so that only the same id and revision are passed over in
silence; any other broken constraint is a bug and fails loudly.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import bindparam, func, inspect, select, tuple_, union_all
from sqlalchemy.dialects import postgresql, sqlite

from intake_server.tables import AlsoHeldRow, BatchRow, ConflictRow, ItemRow, StationRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from intake_server.tables import Base

ItemKey: TypeAlias = tuple[str, int]
"""Id and revision."""

_LOOKUP_CHUNK = 500
_STORE_LETTER = re.compile(r"[A-Z]")

# Arrays in binary: fifteen times less work for this process than quoting them as text. The body
# travels once; PostgreSQL makes both the raw bytes and the JSON from it.
_INSERT_POSTGRES = """
INSERT INTO item (item_id, revision, kind, station_id, batch_id, fund, number, sha256, body,
                  document, quarantine_code, quarantine_path, received_at)
SELECT i.item_id, i.revision, i.kind, %s, %s, %s, i.number, i.sha256,
       coalesce(i.raw, convert_to(i.body, 'UTF8')), i.body::jsonb, i.code, i.path, %s
FROM unnest(%b::uuid[], %b::int[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bytea[],
            %b::text[], %b::text[])
     AS i (item_id, revision, kind, number, sha256, body, raw, code, path)
ON CONFLICT (item_id, revision) DO NOTHING
RETURNING item_id::text, revision
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One item of a batch after its judgement.

    `body` is the text received; `is_sound` says that it is canonical JSON, fit to be stored as
    JSON beside its bytes. `code` and `path` say why it is quarantined.
    """

    kind: str
    item_id: str
    revision: int
    sha256: str
    body: str = field(repr=False)
    is_sound: bool
    number: str | None = None
    code: str | None = None
    path: str | None = None

    @property
    def key(self) -> ItemKey:
        """Its identity."""
        return self.item_id, self.revision


@dataclass(frozen=True, slots=True)
class Origin:
    """From which station and batch items came, and when."""

    station_id: str
    batch_id: str
    fund: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What is already held under an id and revision."""

    sha256: str
    station_id: str
    code: str | None
    path: str | None


def insert_new(connection: Connection, origin: Origin, arrivals: Sequence[Arrival]) -> set[ItemKey]:
    """Insert the items not held yet; return the keys of those that were new.

    Args:
        connection: The open transaction.
        origin: Where they came from.
        arrivals: Sorted by key and without the same key twice, so that two transactions never
            wait for each other in a circle.
    """
    if not arrivals:
        return set()
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql(_INSERT_POSTGRES, _arrays(origin, arrivals))
        return {(item_id, revision) for item_id, revision in rows}
    statement = (
        sqlite.insert(ItemRow)
        .on_conflict_do_nothing(index_elements=[ItemRow.item_id, ItemRow.revision])
        .returning(ItemRow.item_id, ItemRow.revision)
    )
    inserted = connection.execute(statement, [_columns(origin, arrival) for arrival in arrivals])
    return {(item_id, revision) for item_id, revision in inserted}


def find_held(connection: Connection, keys: Sequence[ItemKey]) -> dict[ItemKey, Held]:
    """Read what is held under these keys."""
    held: dict[ItemKey, Held] = {}
    key = tuple_(ItemRow.item_id, ItemRow.revision)
    query = select(
        ItemRow.item_id,
        ItemRow.revision,
        ItemRow.sha256,
        ItemRow.station_id,
        ItemRow.quarantine_code,
        ItemRow.quarantine_path,
    ).where(key.in_(bindparam("keys", expanding=True)))
    for start in range(0, len(keys), _LOOKUP_CHUNK):
        for row in connection.execute(query, {"keys": list(keys[start : start + _LOOKUP_CHUNK])}):
            held[row[0], row[1]] = Held(*row[2:])
    return held


def keep_conflict(connection: Connection, origin: Origin, arrival: Arrival) -> bool:
    """Keep other bytes that came under a key already held, once; return whether they were new."""
    return insert_once(
        connection,
        ConflictRow,
        {
            "item_id": arrival.item_id,
            "revision": arrival.revision,
            "sha256": arrival.sha256,
            "station_id": origin.station_id,
            "batch_id": origin.batch_id,
            "body": arrival.body.encode(),
            "received_at": origin.received_at,
        },
    )


def note_also_held(connection: Connection, origin: Origin, key: ItemKey) -> bool:
    """Note that this station, too, presented an item of another; return whether it is news."""
    return insert_once(
        connection,
        AlsoHeldRow,
        {
            "station_id": origin.station_id,
            "item_id": key[0],
            "revision": key[1],
            "received_at": origin.received_at,
        },
    )


def insert_once(connection: Connection, table: type[Base], values: Mapping[str, object]) -> bool:
    """Insert a row unless its primary key is there; return whether it was inserted.

    A twin that is inserting the same key in another transaction is waited for.
    """
    key = list(inspect(table).primary_key)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=key)
    return connection.execute(statement.returning(key[0])).first() is not None


def put(connection: Connection, table: type[Base], values: Mapping[str, object]) -> None:
    """Insert a row, or write it in the place of the one with its primary key."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values)
    key = list(inspect(table).primary_key)
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=dict(values)))


def held_names(connection: Connection, station_id: str) -> list[tuple[str, int, str]]:
    """Read id, revision and hash of everything held that this station presented."""
    own = select(ItemRow.item_id, ItemRow.revision, ItemRow.sha256).where(
        ItemRow.station_id == station_id
    )
    shared = (
        select(ItemRow.item_id, ItemRow.revision, ItemRow.sha256)
        .join(
            AlsoHeldRow,
            (AlsoHeldRow.item_id == ItemRow.item_id) & (AlsoHeldRow.revision == ItemRow.revision),
        )
        .where(AlsoHeldRow.station_id == station_id)
    )
    conflicts = select(ConflictRow.item_id, ConflictRow.revision, ConflictRow.sha256).where(
        ConflictRow.station_id == station_id
    )
    rows = connection.execute(union_all(own, shared, conflicts))
    return [(item_id, revision, sha256) for item_id, revision, sha256 in rows]


def holds_batch(connection: Connection, station_id: str, batch_id: str) -> bool:
    """Say whether a batch of this station was received in this life of the database."""
    query = select(BatchRow.batch_id).where(
        BatchRow.station_id == station_id, BatchRow.batch_id == batch_id
    )
    return connection.scalar(query) is not None


def latest_letter(connection: Connection, office: str, counter: str) -> str | None:
    """Return the latest store letter in the numbers held of a counter, whichever station sent them.

    A number that is held is of the counter that sent it, so its letter has one place; what stands
    there in a number in quarantine may be anything.
    """
    place = len(f"{office}-{counter}") + 1
    letters = connection.scalars(
        select(func.substr(ItemRow.number, place, 1))
        .distinct()
        .join(StationRow, StationRow.station_id == ItemRow.station_id)
        .where(
            StationRow.office == office,
            StationRow.counter == counter,
            ItemRow.number.is_not(None),
        )
    )
    return max(filter(_STORE_LETTER.fullmatch, letters), default=None)


def _arrays(origin: Origin, arrivals: Sequence[Arrival]) -> tuple[object, ...]:
    return (
        origin.station_id,
        origin.batch_id,
        origin.fund,
        origin.received_at,
        [arrival.item_id for arrival in arrivals],
        [arrival.revision for arrival in arrivals],
        [arrival.kind for arrival in arrivals],
        [arrival.number for arrival in arrivals],
        [arrival.sha256 for arrival in arrivals],
        [arrival.body if arrival.is_sound else None for arrival in arrivals],
        [None if arrival.is_sound else arrival.body.encode() for arrival in arrivals],
        [arrival.code for arrival in arrivals],
        [arrival.path for arrival in arrivals],
    )


def _columns(origin: Origin, arrival: Arrival) -> dict[str, object]:
    return {
        "item_id": arrival.item_id,
        "revision": arrival.revision,
        "kind": arrival.kind,
        "station_id": origin.station_id,
        "batch_id": origin.batch_id,
        "fund": origin.fund,
        "number": arrival.number,
        "sha256": arrival.sha256,
        "body": arrival.body.encode(),
        "document": json.loads(arrival.body) if arrival.is_sound else None,
        "quarantine_code": arrival.code,
        "quarantine_path": arrival.path,
        "received_at": origin.received_at,
    }

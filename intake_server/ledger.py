"""What one batch reads of its station before its items go in, and what it leaves behind them.

Both are one statement on PostgreSQL: beside the items themselves a batch costs a lock, a look, an
entry and a commit. SQLite, which cannot insert in several tables at once, does the same one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, true

from intake_app.sync.messages import is_uuid
from intake_server.audit import FIRST_END, ChainEnd
from intake_server.database import lock_turn
from intake_server.decisions import PAPERS, Awaited, find_awaited
from intake_server.keys import NEWEST_EPOCH, NEWEST_SIGNER, ServerIdentity, identity_of
from intake_server.stations import BY_KEY, Station, find_station
from intake_server.tables import (
    AuditRow,
    BatchReceiptRow,
    BatchRow,
    StationKeyRow,
    StationRow,
    TallyRow,
)
from intake_server.tallies import HeldCounts, current_tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import BindParameter, Connection

_CLOSE_POSTGRES = """
WITH batch_in AS (
  INSERT INTO batch (station_id, batch_id, sha256, signature, install_epoch, fund, item_count, via,
                     received_at)
  VALUES (%(station_id)s, %(batch_id)s, %(sha256)s, %(signature)s, %(install_epoch)s, %(fund)s,
          %(item_count)s, %(via)s, %(received_at)s)
), receipt_in AS (
  INSERT INTO batch_receipt (station_id, batch_id, reply)
  VALUES (%(station_id)s, %(batch_id)s, %(reply)b)
), tally_in AS (
  INSERT INTO tally (station_id, position, item_count, quarantined_count, conflict_count)
  VALUES (%(station_id)s, %(position)s, %(items)s, %(quarantined)s, %(conflicts)s)
), audit_in AS (
  INSERT INTO audit (chain, position, at, actor, action, subject, details, previous_hash,
                     entry_hash)
  VALUES (%(chain)s, %(position)s, %(at)s, %(actor)s, %(action)s, %(subject)s, %(details)s,
          %(previous_hash)s, %(entry_hash)s)
)
SELECT number, item_id::text, state, said_by FROM awaited_paper WHERE number = ANY (%(numbers)s)
"""


_STATION: BindParameter[str] = bindparam("station")
_KEY: BindParameter[str] = bindparam("key")
_BATCH: BindParameter[str] = bindparam("batch")
_CHAIN_END = (
    select(AuditRow.position, AuditRow.entry_hash)
    .where(AuditRow.chain == _STATION)
    .order_by(AuditRow.position.desc())
    .limit(1)
    .subquery("chain_end")
)
_TALLY = current_tally(_STATION).subquery("current_tally")
_EARLIER = (
    select(BatchRow.sha256, BatchReceiptRow.reply)
    .join(
        BatchReceiptRow,
        (BatchReceiptRow.station_id == BatchRow.station_id)
        & (BatchReceiptRow.batch_id == BatchRow.batch_id),
    )
    .where(BatchRow.station_id == _STATION, BatchRow.batch_id == _BATCH)
    .subquery("earlier")
)
_RECALL = (
    BY_KEY.where(StationKeyRow.key_id == _KEY)
    .add_columns(BatchRow.sha256, BatchReceiptRow.reply)
    .outerjoin(
        BatchRow,
        (BatchRow.station_id == StationRow.station_id) & (BatchRow.batch_id == _BATCH),
    )
    .outerjoin(
        BatchReceiptRow,
        (BatchReceiptRow.station_id == BatchRow.station_id)
        & (BatchReceiptRow.batch_id == BatchRow.batch_id),
    )
)
_OPENING = (
    BY_KEY.where(StationKeyRow.key_id == _KEY)
    .add_columns(
        NEWEST_EPOCH.scalar_subquery(),
        NEWEST_SIGNER.scalar_subquery(),
        *_CHAIN_END.c,
        *_TALLY.c,
        *_EARLIER.c,
    )
    .outerjoin(_CHAIN_END, true())
    .outerjoin(_TALLY, true())
    .outerjoin(_EARLIER, true())
)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a station stands as its batch begins; read under the station's lock.

    `earlier` is the hash and the stored reply of a batch that came under the same id;
    `tally` is None when nothing believable says how much is held.
    """

    station: Station
    identity: ServerIdentity | None
    chain_end: ChainEnd
    tally: HeldCounts | None
    earlier: tuple[str, bytes] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a batch leaves: rows by table, and the numbers of the dossiers that were new."""

    batch: Mapping[str, object]
    reply: bytes = field(repr=False)
    line: Mapping[str, object]
    held: HeldCounts
    numbers: Sequence[str] = field(repr=False)


def find_earlier(
    connection: Connection, key_id: str, batch_id: str
) -> tuple[Station | None, tuple[str, bytes] | None]:
    """Read whose key it is, and hash and stored reply of a batch of theirs under this id."""
    if not is_uuid(batch_id):
        return find_station(connection, key_id), None
    row = connection.execute(_RECALL, {"key": key_id, "batch": batch_id}).one_or_none()
    if row is None:
        return None, None
    station, sha256, reply = row[:6], row[6], row[7]
    return Station(*station), None if sha256 is None else (sha256, reply)


def find_opening(
    connection: Connection, *, key_id: str, station_id: str, batch_id: str
) -> Opening | None:
    """Wait for the station's turn and read how it stands; None for a key that nobody knows."""
    lock_turn(connection, f"station {station_id}", beside=PAPERS)
    names = {"key": key_id, "station": station_id, "batch": batch_id}
    row = connection.execute(_OPENING, names).one_or_none()
    if row is None:
        return None
    station, epoch, signing_key, end, tally, earlier = (
        *(row[:6], row[6], row[7]),
        *(row[8:10], row[10:13], row[13:15]),
    )
    return Opening(
        station=Station(*station),
        identity=identity_of(epoch, signing_key),
        chain_end=FIRST_END if end[0] is None else ChainEnd(*end),
        tally=None if tally[0] is None else HeldCounts(*tally),
        earlier=None if earlier[0] is None else (earlier[0], earlier[1]),
    )


def enter(connection: Connection, entry: Entry) -> list[Awaited]:
    """Write what the batch leaves; return what was said already of the papers of its dossiers."""
    key = {name: entry.batch[name] for name in ("station_id", "batch_id")}
    counts = {
        "items": entry.held.items,
        "quarantined": entry.held.quarantined,
        "conflicts": entry.held.conflicts,
    }
    if connection.dialect.name == "postgresql":
        values = {**entry.line, **counts, **entry.batch, "reply": entry.reply}
        values["numbers"] = list(entry.numbers)
        rows = connection.exec_driver_sql(_CLOSE_POSTGRES, values)
        return [Awaited(*row) for row in rows]
    connection.execute(insert(BatchRow).values(**entry.batch))
    connection.execute(insert(BatchReceiptRow).values(**key, reply=entry.reply))
    connection.execute(insert(AuditRow).values(**entry.line))
    tally = {f"{name.removesuffix('s')}_count": count for name, count in counts.items()}
    place = {"station_id": key["station_id"], "position": entry.line["position"]}
    connection.execute(insert(TallyRow).values(**place, **tally))
    return find_awaited(connection, entry.numbers)

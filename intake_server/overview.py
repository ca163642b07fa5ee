"""What the server holds, for the person who looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, null, select
from sqlalchemy.orm import aliased

from intake_server.audit import first_broken
from intake_server.link import require_identity
from intake_server.tables import (
    BatchRow,
    ConflictRow,
    ItemRow,
    RevocationRow,
    StationRow,
)
from intake_server.tallies import count_held, first_wrong

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of everything, and whether the journal is whole.

    `wrong_tally` is the first station whose kept count is not what is held of it.
    """

    epoch: str
    stations: int
    revoked: int
    batches: int
    items: int
    dossiers: int
    transmittals: int
    quarantined: int
    conflicts: int
    last_received_at: datetime | None
    broken_audit_line: str | None
    wrong_tally: str | None


def take_overview(connection: Connection) -> Overview:
    """Count what is held, verify the audit journal, and count again what is kept counted."""
    by_kind = select(ItemRow.kind, func.count()).group_by(ItemRow.kind)
    kinds: dict[str, int] = {row[0]: row[1] for row in connection.execute(by_kind)}
    broken = first_broken(connection)
    quarantined = select(func.count()).where(ItemRow.quarantine_code.is_not(None))
    return Overview(
        epoch=require_identity(connection).epoch,
        stations=_count(connection, StationRow.station_id),
        revoked=_count(connection, RevocationRow.station_id),
        batches=_count(connection, BatchRow.batch_id),
        items=sum(kinds.values()),
        dossiers=kinds.get("dossier", 0),
        transmittals=kinds.get("transmittal", 0),
        quarantined=connection.scalar(quarantined) or 0,
        conflicts=_count(connection, ConflictRow.item_id),
        last_received_at=connection.scalar(select(func.max(BatchRow.received_at))),
        broken_audit_line=f"{broken[0]}:{broken[1]}" if broken else None,
        wrong_tally=first_wrong(connection),
    )


def _count(connection: Connection, column: object) -> int:
    return connection.scalar(select(func.count(column))) or 0  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class StationLine:
    """One station with how much is held of it, as its counter is told."""

    station_id: str
    items: int
    revoked: bool


def list_stations(connection: Connection) -> list[StationLine]:
    """List every station by name."""
    revoked = exists().where(RevocationRow.station_id == StationRow.station_id)
    query = select(StationRow.station_id, revoked).order_by(StationRow.station_id)
    return [
        StationLine(station_id, count_held(connection, station_id).items, is_revoked)
        for station_id, is_revoked in connection.execute(query).all()
    ]


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """An item in quarantine, or other bytes under an id that was held already.

    `code` and `path` say which rule was broken; a conflict has the hash of the other bytes instead.
    """

    state: str
    station_id: str
    number: str | None
    item_id: str
    revision: int
    code: str | None
    path: str | None
    other_sha256: str | None
    received_at: datetime


def list_refused(connection: Connection, limit: int) -> list[RefusedLine]:
    """List what is held apart and no newer revision has put right, the latest first."""
    newer = aliased(ItemRow)
    replaced = (
        select(newer.item_id)
        .where(newer.item_id == ItemRow.item_id, newer.revision > ItemRow.revision)
        .exists()
    )
    quarantined = select(
        literal("quarantined"),
        ItemRow.station_id,
        ItemRow.number,
        ItemRow.item_id,
        ItemRow.revision,
        ItemRow.quarantine_code,
        ItemRow.quarantine_path,
        null(),
        ItemRow.received_at,
    ).where(ItemRow.quarantine_code.is_not(None), ~replaced)
    conflicts = (
        select(
            literal("conflict"),
            ConflictRow.station_id,
            ItemRow.number,
            ConflictRow.item_id,
            ConflictRow.revision,
            null(),
            null(),
            ConflictRow.sha256,
            ConflictRow.received_at,
        )
        .join(
            ItemRow,
            (ItemRow.item_id == ConflictRow.item_id) & (ItemRow.revision == ConflictRow.revision),
        )
        .where(~replaced)
    )
    lines = [
        RefusedLine(*row)
        for query, at in ((quarantined, ItemRow), (conflicts, ConflictRow))
        for row in connection.execute(query.order_by(at.received_at.desc()).limit(limit))
    ]
    return sorted(lines, key=lambda line: line.received_at, reverse=True)[:limit]

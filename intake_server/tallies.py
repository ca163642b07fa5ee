"""How much is held of each station: kept with every batch, and counted anew only to verify.

Counting what a station sent takes longer each year; its counter asks at every hello. So each
batch leaves a tally in its own transaction. A tally is believed while it stands at the station's
last batch; when it does not (tables from before tallies, a worker of before an update), the
items themselves are counted. They are counted once an hour in any case, so that a row that went
without a word shows that day.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from intake_server.tables import AlsoHeldRow, AuditRow, ConflictRow, ItemRow, TallyRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import BindParameter, Connection, Select

BATCH_RECEIVED = "batch.received"
RECOUNT_SECONDS = 3600.0
_MAX_STATIONS = 10_000
_log = logging.getLogger("intake_server")


@dataclass(frozen=True, slots=True)
class HeldCounts:
    """How much is held of one station; `items` counts every state, conflicts included."""

    items: int
    quarantined: int
    conflicts: int

    def __add__(self, other: HeldCounts) -> HeldCounts:
        """Add what a batch brought."""
        return HeldCounts(
            self.items + other.items,
            self.quarantined + other.quarantined,
            self.conflicts + other.conflicts,
        )


def count_held(connection: Connection, station_id: str) -> HeldCounts:
    """Say what is held of one station, by its tally if that is to be believed."""
    return find_tally(connection, station_id) or recount(connection, station_id)


class HourlyCount:
    """Counts a station's items once an hour, and believes its tally between."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._counted_at: dict[str, float] = {}

    def count(self, connection: Connection, station_id: str) -> HeldCounts:
        """Say what is held of one station."""
        now = self._monotonic()
        last = self._counted_at.get(station_id)
        if last is not None and now - last < RECOUNT_SECONDS:
            return count_held(connection, station_id)
        counts, tally = recount(connection, station_id), find_tally(connection, station_id)
        if tally not in {counts, None}:
            _log.error("the tally of %s is %s, held is %s", station_id, tally, counts)
        if len(self._counted_at) >= _MAX_STATIONS:
            self._counted_at.clear()
        self._counted_at[station_id] = now
        return counts


def find_tally(connection: Connection, station_id: str) -> HeldCounts | None:
    """Read the tally of a station's last batch; None when that batch left none."""
    row = connection.execute(_CURRENT, {"station": station_id}).one_or_none()
    return HeldCounts(row[0], row[1], row[2]) if row else None


def recount(connection: Connection, station_id: str) -> HeldCounts:
    """Count the items themselves."""
    own = select(func.count()).where(ItemRow.station_id == station_id)
    shared = select(func.count()).where(AlsoHeldRow.station_id == station_id)
    conflicts = select(func.count()).where(ConflictRow.station_id == station_id)
    quarantined = own.where(ItemRow.quarantine_code.is_not(None))
    row = connection.execute(
        select(*(query.scalar_subquery() for query in (own, shared, conflicts, quarantined)))
    ).one()
    items: int = row[0] + row[1] + row[2]
    return HeldCounts(items=items, quarantined=row[3], conflicts=row[2])


def first_wrong(connection: Connection) -> str | None:
    """Return the first station whose tally is not what is held of it, or None."""
    stations = connection.scalars(
        select(TallyRow.station_id).distinct().order_by(TallyRow.station_id)
    )
    for station_id in stations.all():
        tally = find_tally(connection, station_id)
        if tally is not None and tally != recount(connection, station_id):
            return station_id
    return None


def current_tally(station_id: BindParameter[Any]) -> Select[int, int, int]:
    """Select the tally that stands at the last batch in a station's journal."""
    last_batch = (
        select(AuditRow.position)
        .where(AuditRow.chain == station_id, AuditRow.action == BATCH_RECEIVED)
        .order_by(AuditRow.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(TallyRow.item_count, TallyRow.quarantined_count, TallyRow.conflict_count).where(
        TallyRow.station_id == station_id, TallyRow.position == last_batch
    )


_CURRENT = current_tally(bindparam("station"))

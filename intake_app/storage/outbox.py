"""Named queries on what waits to be sent and on the batches that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import aliased

from intake_app.models.dossier import DossierRow, RevisionRow
from intake_app.models.outbox import OutboxRow, SyncBatchRow
from intake_app.models.transmittal import TransmittalRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

_REFUSED = ("quarantined", "conflict", "corrupt")


def _with_bodies() -> Select[OutboxRow, bytes]:
    """Select queued items with their sealed bytes, whatever their kind."""
    body = func.coalesce(RevisionRow.body, TransmittalRow.body)
    return (
        select(OutboxRow, body)
        .outerjoin(
            RevisionRow,
            (RevisionRow.dossier_id == OutboxRow.item_id)
            & (RevisionRow.revision == OutboxRow.revision),
        )
        .outerjoin(
            TransmittalRow,
            (TransmittalRow.id == OutboxRow.item_id)
            & (TransmittalRow.revision == OutboxRow.revision),
        )
        .where(body.is_not(None))
    )


def _is_open_refusal() -> ColumnElement[bool]:
    """Say which items are refused and have no newer revision that takes their place."""
    newer = aliased(OutboxRow)
    replaced = select(newer.position).where(
        newer.item_id == OutboxRow.item_id, newer.revision > OutboxRow.revision
    )
    return OutboxRow.state.in_(_REFUSED) & ~replaced.exists()


class Outbox:
    """Sealed items in the order in which they were sealed, and their signed batches."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def queue(
        self, *, kind: str, item_id: UUID, revision: int, sha256: str, fund: str, at: datetime
    ) -> None:
        """Queue a sealed item in the same transaction as its seal."""
        self._session.add(
            OutboxRow(
                kind=kind,
                item_id=item_id,
                revision=revision,
                sha256=sha256,
                fund=fund,
                queued_at=at,
            )
        )

    def waiting(self, limit: int) -> list[tuple[OutboxRow, bytes]]:
        """Read the oldest waiting items of one fund, each with its sealed bytes."""
        first = self._session.scalar(
            select(OutboxRow).where(OutboxRow.state == "waiting").order_by(OutboxRow.position)
        )
        if first is None:
            return []
        query = (
            _with_bodies()
            .where(OutboxRow.state == "waiting", OutboxRow.fund == first.fund)
            .order_by(OutboxRow.position)
            .limit(limit)
        )
        return [(row, body) for row, body in self._session.execute(query)]

    def sealed_after(self, position: int, limit: int) -> list[tuple[OutboxRow, bytes]]:
        """Read items of every state from a place in the queue on, each with its sealed bytes."""
        query = _with_bodies().where(OutboxRow.position > position)
        rows = self._session.execute(query.order_by(OutboxRow.position).limit(limit))
        return [(row, body) for row, body in rows]

    def find_at(self, position: int) -> OutboxRow | None:
        """Find the item at a place in the queue."""
        return self._session.get(OutboxRow, position)

    def last_position(self) -> int:
        """Return the place of the item that was sealed last, 0 before the first."""
        return self._session.scalar(select(func.max(OutboxRow.position))) or 0

    def counts(self) -> dict[str, int]:
        """Count items by state."""
        query = select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
        return {row.state: row[1] for row in self._session.execute(query)}

    def oldest_waiting_at(self) -> datetime | None:
        """Return since when the oldest unacknowledged item waits."""
        return self._session.scalar(
            select(func.min(OutboxRow.queued_at)).where(
                OutboxRow.state.in_(("waiting", "in_flight"))
            )
        )

    def add_batch(self, batch: SyncBatchRow, rows: Sequence[OutboxRow]) -> None:
        """Keep a signed batch and mark its items as on their way."""
        self._session.add(batch)
        self._session.flush()
        for row in rows:
            row.batch_id = batch.id
            row.state = "in_flight"

    def unacknowledged_batches(self) -> list[SyncBatchRow]:
        """Read the batches whose receipt is awaited, the oldest first."""
        query = select(SyncBatchRow).where(SyncBatchRow.state.in_(("prepared", "in_doubt")))
        return list(self._session.scalars(query.order_by(SyncBatchRow.created_at)))

    def find_batch(self, batch_id: UUID) -> SyncBatchRow | None:
        """Find one batch."""
        return self._session.get(SyncBatchRow, batch_id)

    def require_batch(self, batch_id: UUID) -> SyncBatchRow:
        """Read one batch that is known to be here."""
        return self._session.get_one(SyncBatchRow, batch_id)

    def last_acknowledged_batch(self) -> UUID | None:
        """Return the id of the last batch for which a receipt is here."""
        query = select(SyncBatchRow.id).where(SyncBatchRow.state == "acknowledged")
        return self._session.scalar(query.order_by(SyncBatchRow.acknowledged_at.desc()).limit(1))

    def items_of(self, batch_id: UUID) -> list[OutboxRow]:
        """Read the items that a batch carries."""
        query = select(OutboxRow).where(OutboxRow.batch_id == batch_id)
        return list(self._session.scalars(query.order_by(OutboxRow.position)))

    def find_item(self, item_id: UUID, revision: int) -> OutboxRow | None:
        """Find one item by its identity."""
        return self._session.scalar(
            select(OutboxRow).where(OutboxRow.item_id == item_id, OutboxRow.revision == revision)
        )

    def show_dossiers(self, batch_id: UUID, state: str, instead_of: str) -> None:
        """Let the dossiers of a batch show another state, where their last revision is in it."""
        carried = select(OutboxRow.item_id).where(
            OutboxRow.batch_id == batch_id,
            OutboxRow.item_id == DossierRow.id,
            OutboxRow.revision == DossierRow.revision,
        )
        self._session.execute(
            update(DossierRow)
            .where(DossierRow.electronic_state == instead_of, carried.exists())
            .values(electronic_state=state)
            .execution_options(synchronize_session=False)
        )

    def requeue(self, item_id: UUID, revision: int) -> bool:
        """Let an item wait again that the server turned out not to hold; False if unknown."""
        row = self.find_item(item_id, revision)
        if row is None:
            return False
        row.state, row.batch_id, row.acknowledged_at = "waiting", None, None
        row.result_code = row.result_path = None
        return True

    def sealed_hashes(self) -> Iterator[tuple[UUID, int, str]]:
        """Read identity and hash of everything ever sealed, in every state."""
        query = select(OutboxRow.item_id, OutboxRow.revision, OutboxRow.sha256)
        rows = self._session.execute(query.order_by(OutboxRow.position))
        yield from rows

    def refused(self) -> list[tuple[OutboxRow, str | None]]:
        """Read the items that somebody must look at, each with the number on its paper."""
        number = func.coalesce(DossierRow.number, TransmittalRow.number)
        query = (
            select(OutboxRow, number)
            .outerjoin(DossierRow, DossierRow.id == OutboxRow.item_id)
            .outerjoin(TransmittalRow, TransmittalRow.id == OutboxRow.item_id)
            .where(_is_open_refusal())
            .order_by(OutboxRow.position)
        )
        return [(row, number) for row, number in self._session.execute(query)]

    def open_refusals(self) -> dict[str, int]:
        """Count by state the items that no newer revision has put right."""
        query = select(OutboxRow.state, func.count()).where(_is_open_refusal())
        return {row[0]: row[1] for row in self._session.execute(query.group_by(OutboxRow.state))}

"""Comparing both sides, and taking later decisions over: what heals a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from intake_app.domain.lifecycle import ElectronicState, PaperState
from intake_app.sync.buckets import digest_all, fill_buckets
from intake_app.sync.messages import ItemKind, ItemName, ReconcileRequest, StatusAxis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store, UnitOfWork
    from intake_app.sync.buckets import Name
    from intake_app.sync.client import ReceptionClient
    from intake_app.sync.messages import StatusEvent

_NAMES_PER_CALL = 5000
_KNOWN_STATES = {
    "electronic": {state.value for state in ElectronicState},
    "paper": {state.value for state in PaperState},
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison found: items to send again, and items the server alone knows."""

    requeued: int
    unknown_here: int


class Reconciliation:
    """Asks the server what it holds and what was decided, and writes it down."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def compare(self, client: ReceptionClient) -> Comparison:
        """Compare everything ever sealed, bucket by bucket; what is missing there waits again.

        Raises:
            LinkFault: If the link fails in between: nothing half done is left behind.
            StationRefused: If the server refuses this station.
        """
        with self._store.reading() as uow:
            buckets = fill_buckets(
                (str(item_id), revision, sha256)
                for item_id, revision, sha256 in uow.outbox.sealed_hashes()
            )
        reply = client.reconcile(ReconcileRequest(digests=digest_all(buckets)))
        missing: list[tuple[str, int]] = []
        unknown_here = 0
        for part in _parts({bucket: buckets.get(bucket, set()) for bucket in reply.differing}):
            answer = client.reconcile(ReconcileRequest(items=part))
            missing += [(key.id, key.revision) for key in answer.missing]
            unknown_here += answer.unknown_count
        return Comparison(self._requeue(missing), unknown_here)

    def take_decisions(self, client: ReceptionClient) -> int:
        """Take over what was decided later about dossiers of this counter; return how many.

        What was told before is passed over: decisions may be read anew from the first.
        """
        count = 0
        more = True
        while more:
            with self._store.reading() as uow:
                station = uow.stations.find()
                cursor = station.status_cursor if station else None
            reply = client.status(cursor)
            with self._store.writing() as uow:
                station = uow.stations.find()
                if station is None:
                    return count
                told = [event for event in reply.events if not _is_known(uow, event)]
                count += sum(_apply(uow, event) for event in told)
                if station.status_cursor == cursor:  # not to be read anew since we asked
                    station.status_cursor = reply.cursor
                uow.commit()
            more = reply.more
        return count

    def _requeue(self, missing: list[tuple[str, int]]) -> int:
        if not missing:
            return 0
        with self._store.writing() as uow:
            requeued = sum(
                uow.outbox.requeue(UUID(item_id), revision) for item_id, revision in missing
            )
            uow.audit.append(
                at=self._clock.now(),
                operator="server",
                action="sync.resend",
                subject="reconciliation",
                details={"items": str(requeued)},
            )
            uow.commit()
        return requeued


def _parts(buckets: Mapping[str, set[Name]]) -> Iterator[dict[str, tuple[ItemName, ...]]]:
    """Name the items of differing buckets, whole buckets at a time, a bounded number a call."""
    part: dict[str, tuple[ItemName, ...]] = {}
    size = 0
    for bucket, names in buckets.items():
        if part and size + len(names) > _NAMES_PER_CALL:
            yield part
            part, size = {}, 0
        part[bucket] = tuple(
            ItemName(id=item_id, revision=revision, sha256=sha256)
            for item_id, revision, sha256 in sorted(names)
        )
        size += len(names)
    if part:
        yield part


def _apply(uow: UnitOfWork, event: StatusEvent) -> bool:
    """Write one decision down; one on an item or of a state unknown here is passed over."""
    if event.state not in _KNOWN_STATES[event.axis.value]:
        return False
    if event.kind is ItemKind.TRANSMITTAL:
        return _apply_to_parcel(uow, event)
    item_id = UUID(event.id)
    if uow.dossiers.find(item_id) is None:
        return False
    note = " ; ".join(f"{reason.code} {reason.text}".strip() for reason in event.reasons)
    uow.dossiers.note_states(
        item_id,
        event.revision,
        {event.axis.value: event.state},
        at=event.at,
        said_by=event.said_by,
        note=note or None,
    )
    return True


def _is_known(uow: UnitOfWork, event: StatusEvent) -> bool:
    """Say whether this was told before: a restored server tells everything once more."""
    said = (event.revision, event.axis.value, event.state, event.at, event.said_by)
    return said in {
        (row.revision, row.axis, row.state, row.at, row.said_by)
        for row in uow.dossiers.states(UUID(event.id))
    }


def _apply_to_parcel(uow: UnitOfWork, event: StatusEvent) -> bool:
    row = uow.transmittals.find(UUID(event.id))
    if row is None or event.axis is not StatusAxis.PAPER or row.paper_state == event.state:
        return False
    row.paper_state = event.state
    return True

"""From the queue to signed batches and back: what is written in the store around each sending.

A batch is signed once and kept byte for byte before anything is sent; its items leave the queue
only on a verified receipt. No transaction is open while the network is in use.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from intake_app.domain.lifecycle import ElectronicState
from intake_app.formats.sealed import hash_of
from intake_app.models.outbox import SyncBatchRow
from intake_app.services.install_epoch import install_epoch_of
from intake_app.services.link import ItemState
from intake_app.sync.batches import BatchLabel, OutgoingItem, SignedBatch, sign_batch
from intake_app.sync.messages import ItemKind, ItemResult, Limits
from intake_app.sync.signatures import Signature, Signer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from intake_app.models.outbox import OutboxRow, StationRow
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store, UnitOfWork
    from intake_app.sync.messages import ReceiptItem
    from intake_app.sync.outcomes import Delivered

SERVER = "server"
_ENVELOPE_BYTES = 400  # of JSON around each body, and more than that around all
_STATE_OF = {
    ItemResult.ACCEPTED: ItemState.RECEIVED,
    ItemResult.DUPLICATE: ItemState.RECEIVED,
    ItemResult.QUARANTINED: ItemState.QUARANTINED,
    ItemResult.CONFLICT: ItemState.CONFLICT,
    ItemResult.CORRUPT: ItemState.WAITING,
}
# Perhaps held before this station said so, under its former name or from another machine: what
# was decided of it since may lie before the place that decisions were read to.
_MAY_BE_OLDER = {ItemResult.DUPLICATE.value, ItemResult.QUARANTINED.value}
_SHOWN_AS = {
    ItemState.RECEIVED: ElectronicState.RECEIVED,
    ItemState.QUARANTINED: ElectronicState.QUARANTINED,
    ItemState.CONFLICT: ElectronicState.CONFLICT,
    ItemState.WAITING: ElectronicState.SEALED,
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs: the station as it stands in the store."""

    station_id: str
    install_epoch: int
    signer: Signer


def sender_of(station: StationRow, store_letter: str) -> Sender:
    """Read who signs: each letter of the store is an install epoch of its own."""
    signer = Signer.load(station.private_key)
    return Sender(station.station_id, install_epoch_of(store_letter), signer)


class Batching:
    """Prepares batches, and writes down what became of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def unsettled(self, sender: Sender) -> list[SignedBatch]:
        """Read the batches whose receipt is awaited, in the bytes that were signed.

        Those that another enrolment signed can never be acknowledged: their items wait again.
        """
        with self._store.writing() as uow:
            kept = []
            for row in uow.outbox.unacknowledged_batches():
                batch = SignedBatch(
                    str(row.id), row.payload, Signature.parse(row.signature.decode("ascii"))
                )
                if batch.signature.key_id == sender.signer.key_id:
                    kept.append(batch)
                else:
                    self._abandon(uow, row)
            uow.commit()
        return kept

    def prepare(self, sender: Sender, size: int, limits: Limits) -> SignedBatch | None:
        """Sign the next batch and keep it, marking its items as on their way; None if none waits.

        Items whose bytes no longer fit their hash, or that no server takes, are set aside.
        """
        with self._store.writing() as uow:
            chosen: list[tuple[OutboxRow, OutgoingItem]] = []
            while not chosen:
                waiting = uow.outbox.waiting(min(size, limits.max_items))
                if not waiting:
                    uow.commit()
                    return None
                chosen = self._choose(waiting, limits)
            batch = self._sign(uow, sender, chosen)
            uow.commit()
        return batch

    def settle(self, batch: SignedBatch, delivered: Delivered) -> Counter[str]:
        """Write a verified receipt down: its items have arrived, each with its result."""
        results: Counter[str] = Counter()
        with self._store.writing() as uow:
            row = uow.outbox.require_batch(UUID(batch.batch_id))
            if row.state == "acknowledged":
                return results
            at = self._clock.now()
            row.state, row.receipt, row.acknowledged_at = "acknowledged", delivered.reply, at
            for result in delivered.receipt.items:
                results[result.result.value] += 1
                self._settle_item(uow, row, result, at)
            if not results.keys().isdisjoint(_MAY_BE_OLDER):
                uow.stations.read_decisions_anew()
            uow.audit.append(
                at=at,
                operator=SERVER,
                action="batch.acknowledged",
                subject=batch.batch_id,
                details={name: str(count) for name, count in sorted(results.items())},
            )
            uow.commit()
        return results

    def doubt(self, batch: SignedBatch) -> int:
        """Note one more try without a receipt; return how many there were."""
        with self._store.writing() as uow:
            row = uow.outbox.require_batch(UUID(batch.batch_id))
            if row.state != "acknowledged":
                row.state = "in_doubt"
            row.attempts += 1
            uow.commit()
            return row.attempts

    def divide(self, batch: SignedBatch, *, alone_code: str | None) -> int:
        """Give a batch up so that its items go into smaller ones; return how many they are.

        An item alone in its batch is set aside under `alone_code`; without a code it stays as it
        is. Giving up is safe at any time: items that did arrive come back as duplicates.
        """
        with self._store.writing() as uow:
            row = uow.outbox.require_batch(UUID(batch.batch_id))
            items = uow.outbox.items_of(row.id)
            if row.state == "acknowledged" or (len(items) == 1 and alone_code is None):
                return max(1, len(items))
            self._abandon(uow, row)
            if len(items) == 1 and alone_code is not None:
                _set_aside(items[0], alone_code)
            uow.commit()
        return len(items)

    def give_new_id(self, batch: SignedBatch, alarm_code: str) -> None:
        """Let the items of a batch go under another id, and leave the alarm in the journal."""
        with self._store.writing() as uow:
            row = uow.outbox.require_batch(UUID(batch.batch_id))
            if row.state == "acknowledged":
                return
            self._abandon(uow, row)
            uow.audit.append(
                at=self._clock.now(),
                operator=SERVER,
                action="alarm",
                subject=batch.batch_id,
                details={"code": alarm_code},
            )
            uow.commit()

    def _choose(
        self, waiting: Sequence[tuple[OutboxRow, bytes]], limits: Limits
    ) -> list[tuple[OutboxRow, OutgoingItem]]:
        """Take items while they fit in one batch."""
        chosen: list[tuple[OutboxRow, OutgoingItem]] = []
        room = limits.max_batch_bytes - 2 * _ENVELOPE_BYTES
        for row, body in waiting:
            if hash_of(body) != row.sha256:
                _set_aside(row, "sync.item_damaged")
                continue
            if len(body) > limits.max_item_bytes:
                _set_aside(row, "sync.item_refused")
                continue
            # Inside a JSON string every quote of the body takes two bytes, a control six.
            room -= 2 * len(body) + _ENVELOPE_BYTES
            if room < 0 and chosen:
                break
            chosen.append((row, _outgoing(row, body)))
        return chosen

    def _sign(
        self, uow: UnitOfWork, sender: Sender, chosen: Sequence[tuple[OutboxRow, OutgoingItem]]
    ) -> SignedBatch:
        now = self._clock.now()
        batch_id = UUID(str(uuid7()))
        label = BatchLabel(
            str(batch_id), sender.station_id, sender.install_epoch, chosen[0][0].fund, now
        )
        batch = sign_batch(label, [item for _row, item in chosen], sender.signer)
        uow.outbox.add_batch(
            SyncBatchRow(
                id=batch_id,
                payload=batch.payload,
                signature=batch.signature.header().encode("ascii"),
                created_at=now,
                item_count=len(chosen),
            ),
            [row for row, _item in chosen],
        )
        uow.outbox.show_dossiers(batch_id, ElectronicState.SENT, ElectronicState.SEALED)
        return batch

    def _settle_item(
        self, uow: UnitOfWork, batch: SyncBatchRow, result: ReceiptItem, at: datetime
    ) -> None:
        row = uow.outbox.find_item(UUID(result.id), result.revision)
        if row is None or row.sha256 != result.sha256:
            return
        if result.result is ItemResult.CORRUPT and row.batch_id != batch.id:
            return  # it has gone another way meanwhile, by network or by bundle
        row.state = _STATE_OF[result.result].value
        row.result_code, row.result_path = result.code, result.path
        if row.state == ItemState.WAITING:
            row.batch_id = None
        else:
            row.acknowledged_at = at
        _show(uow, row, at)

    def _abandon(self, uow: UnitOfWork, row: SyncBatchRow) -> None:
        uow.outbox.show_dossiers(row.id, ElectronicState.SEALED, ElectronicState.SENT)
        for item in uow.outbox.items_of(row.id):
            if item.state == ItemState.IN_FLIGHT:
                item.state, item.batch_id = ItemState.WAITING.value, None
        row.state = "abandoned"


def _outgoing(row: OutboxRow, body: bytes) -> OutgoingItem:
    return OutgoingItem(ItemKind(row.kind), str(row.item_id), row.revision, row.sha256, body)


def _set_aside(row: OutboxRow, code: str) -> None:
    row.state = ItemState.CORRUPT.value
    row.batch_id = None
    row.result_code = code


def _show(uow: UnitOfWork, row: OutboxRow, at: datetime) -> None:
    """Let the dossier's state follow its item's."""
    shown = _SHOWN_AS.get(ItemState(row.state))
    if row.kind != ItemKind.DOSSIER or shown is None:
        return
    uow.dossiers.note_states(
        row.item_id,
        row.revision,
        {"electronic": shown.value},
        at=at,
        said_by=SERVER,
        note=row.result_code,
    )

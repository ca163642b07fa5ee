"""Use case: carry what waits to the fund on a USB stick, and take its receipts back.

The stick carries the very batches that the network would: exported is a tag on them, not a state.
Whichever way brings a receipt first lets go of the items; the other way finds duplicates.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from intake_app.errors import UnusableInput
from intake_app.formats.carried_file import read_carried, write_carried
from intake_app.places import place_for
from intake_app.services.batching import Batching, sender_of
from intake_app.services.station_keys import bundle_key, read_keys, write_keys
from intake_app.sync.batches import ReceiptDoubtful, SignedBatch, verify_receipt
from intake_app.sync.bundle_receipts import MAX_RECEIPTS_BYTES, read_receipts
from intake_app.sync.bundles import BUNDLE_MARK, FILL_CONTENT_BYTES, BundleLabel, write_bundle
from intake_app.sync.messages import MAX_BATCH_BYTES, MAX_ITEM_BYTES, Limits
from intake_app.sync.outcomes import Delivered
from intake_app.sync.problems import ProblemCode
from intake_app.sync.signatures import Signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from intake_app.models.outbox import StationRow
    from intake_app.services.batching import Sender
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store
    from intake_app.sync.bundle_receipts import BatchAnswer, BundleReceipts

_COURIER = "courier"
_DIVIDED = {ProblemCode.BATCH_TOO_LARGE, ProblemCode.MESSAGE_MALFORMED}


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What a bundle carries; nothing was written when `batches` is 0.

    `left_waiting` counts items for which the bundle had no room: export another.
    """

    bundle_id: str
    batches: int
    items: int
    left_waiting: int


@dataclass(frozen=True, slots=True)
class ReceiptsReport:
    """What a file of receipts settled; each number counts batches, `results` items by result.

    `unknown` are batches that this store does not have, `doubtful` receipts that prove nothing.
    """

    settled: int = 0
    known_already: int = 0
    refused: int = 0
    unknown: int = 0
    doubtful: int = 0
    results: Mapping[str, int] = field(default_factory=dict)


class CourierService:
    """Writes bundles and reads what comes back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._batching = Batching(store, clock)

    def export(self, path: Path) -> ExportReport:
        """Write everything that is not acknowledged into one file for the server.

        Raises:
            UnusableInput: `file.in_the_way`, `file.unwritable`, `bundle.not_enrolled`, or
                `bundle.no_key` before the first contact with a server that takes bundles.
            EnvironmentFault: The stick failed; export again.
        """
        station, sender = self._require_sender()
        key = bundle_key(station.server_keys)
        if key is None:
            raise UnusableInput("bundle.no_key")
        place_for(path, BUNDLE_MARK)  # before anything is called under way
        batches = self._collect(sender, station.batch_limit)
        label = BundleLabel(
            bundle_id=str(uuid7()),
            station_id=sender.station_id,
            station_key_id=sender.signer.key_id,
            server_key_id=key[0],
            created_at=self._clock.now(),
            batch_count=len(batches),
        )
        if batches:
            write_carried(path, write_bundle(label, batches, sender.signer, key[1]))
        return self._tag(label, batches)

    def import_receipts(self, path: Path) -> ReceiptsReport:
        """Take over the receipts that the server gave for a bundle; twice is once.

        Raises:
            UnusableInput: The file cannot be read, or is not of our server, or not for this
                station; nothing was changed.
        """
        station, _sender = self._require_sender()
        content = read_carried(path, MAX_RECEIPTS_BYTES)
        receipts = read_receipts(content, read_keys(station.server_keys))
        if receipts.station_id != station.station_id:
            raise UnusableInput("bundle.other_station", theirs=receipts.station_id)
        keys = read_keys(write_keys(receipts.keys))
        outcomes: Counter[str] = Counter()
        results: Counter[str] = Counter()
        for answer in receipts.answers:
            outcome, settled = self._settle(answer, keys)
            outcomes[outcome] += 1
            results += settled
        self._note_contact(receipts)
        return ReceiptsReport(**outcomes, results=dict(results))

    def _require_sender(self) -> tuple[StationRow, Sender]:
        with self._store.reading() as uow:
            station = uow.stations.find()
            letter = uow.settings.store_letter()
        if station is None:
            raise UnusableInput("bundle.not_enrolled")
        return station, sender_of(station, letter)

    def _collect(self, sender: Sender, batch_limit: int) -> list[SignedBatch]:
        """Take the batches in doubt, then sign what waits, as much as one bundle carries."""
        limits = Limits(
            max_items=batch_limit, max_batch_bytes=MAX_BATCH_BYTES, max_item_bytes=MAX_ITEM_BYTES
        )
        room = FILL_CONTENT_BYTES
        batches: list[SignedBatch] = []
        for batch in self._batching.unsettled(sender):
            room -= len(batch.payload)
            if room >= 0 or not batches:
                batches.append(batch)
        while room > 0:
            prepared = self._batching.prepare(sender, batch_limit, limits)
            if prepared is None:
                break
            room -= len(prepared.payload)
            batches.append(prepared)
        return batches

    def _tag(self, label: BundleLabel, batches: Sequence[SignedBatch]) -> ExportReport:
        with self._store.writing() as uow:
            items = 0
            for batch in batches:
                row = uow.outbox.require_batch(UUID(batch.batch_id))
                row.exported_at = label.created_at
                items += row.item_count
            counts = uow.outbox.counts()
            left = counts.get("waiting", 0) + max(0, counts.get("in_flight", 0) - items)
            if batches:
                uow.audit.append(
                    at=label.created_at,
                    operator=_COURIER,
                    action="bundle.exported",
                    subject=label.bundle_id,
                    details={"batches": str(len(batches)), "items": str(items)},
                )
            uow.commit()
        return ExportReport(label.bundle_id, len(batches), items, left)

    def _settle(self, answer: BatchAnswer, keys: Mapping[str, bytes]) -> tuple[str, Counter[str]]:
        """Write one answer down; return what it was and the items it settled."""
        nothing: Counter[str] = Counter()
        with self._store.reading() as uow:
            row = uow.outbox.find_batch(UUID(answer.batch_id))
        if row is None:
            return "unknown", nothing
        if row.state == "acknowledged":
            return "known_already", nothing
        signature = Signature.parse(row.signature.decode("ascii"))
        batch = SignedBatch(answer.batch_id, row.payload, signature)
        if answer.reply is None:
            self._take_refusal(batch, answer.problem, row.state)
            return "refused", nothing
        reply = answer.reply.encode()
        try:
            receipt = verify_receipt(reply, row.payload, keys)
        except ReceiptDoubtful:
            return "doubtful", nothing
        return "settled", self._batching.settle(batch, Delivered(receipt, reply))

    def _take_refusal(self, batch: SignedBatch, problem: str | None, state: str) -> None:
        """Do as the network's answer would have it done."""
        if state == "abandoned":
            return
        if problem in _DIVIDED:
            self._batching.divide(batch, alone_code="sync.item_refused")
        elif problem == ProblemCode.BATCH_KEY_REUSED:
            self._batching.give_new_id(batch, "sync.key_reused")

    def _note_contact(self, receipts: BundleReceipts) -> None:
        """Take over keys and count, unless the network brought newer ones."""
        with self._store.writing() as uow:
            station = uow.stations.find()
            if station is None:
                return
            if station.counted_at is None or receipts.made_at > station.counted_at:
                station.counted_at = receipts.made_at
                station.received_count = receipts.held_count
                station.server_keys = write_keys(receipts.keys)
                station.last_contact_at = self._clock.now()
            uow.audit.append(
                at=self._clock.now(),
                operator=_COURIER,
                action="bundle.receipts",
                subject=receipts.bundle_id,
                details={"batches": str(len(receipts.answers))},
            )
            uow.commit()

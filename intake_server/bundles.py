"""Taking a USB bundle in: the same batches through the same ingest, and a file of receipts back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.sync.batches import parse_batch
from intake_app.sync.bundle_receipts import BatchAnswer, BundleReceipts, write_receipts
from intake_app.sync.bundles import open_bundle, take_apart
from intake_app.sync.problems import Problem, ProblemCode
from intake_server.audit import append_line
from intake_server.ingest import Ingest
from intake_server.keys import all_signers, find_bundle_key, public_keys
from intake_server.link import require_identity
from intake_server.stations import find_station
from intake_server.tallies import recount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from intake_app.sync.batches import SignedBatch
    from intake_app.sync.bundles import ClosedBundle
    from intake_app.sync.messages import Limits
    from intake_server.database import Database
    from intake_server.ingest import Judge
    from intake_server.stations import Station

VIA = "bundle"


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What a bundle brought; `receipts` is the file for its counter.

    `results` counts items by result, for batches that were new; `replayed` are batches held
    before, `refused` those that the contract refuses, by code.
    """

    station_id: str
    bundle_id: str
    taken: int
    replayed: int
    refused: Mapping[str, int]
    results: Mapping[str, int]
    receipts: bytes = field(repr=False)


class BundleReception:
    """Takes bundles in on behalf of the person at the fund who was handed the stick."""

    def __init__(
        self, database: Database, judge: Judge, now: Callable[[], datetime], limits: Limits
    ) -> None:
        self._database = database
        self._now = now
        self._ingest = Ingest(database, judge, now, limits)

    def take(self, content: bytes) -> BundleReport:
        """Take one bundle in; the same again gives the same receipts and holds nothing twice.

        Raises:
            UnusableInput: It is no bundle, damaged, not of a station of ours, or not for this
                server; nothing was kept.
            EnvironmentFault: `server.unavailable` when the database failed half way: what was
                taken in stays, import the same file again.
        """
        bundle = take_apart(content)
        batches = open_bundle(bundle, self._require_key(bundle))
        answers: list[BatchAnswer] = []
        outcomes: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        results: Counter[str] = Counter()
        for batch in batches:
            try:
                _require_same_key(bundle, batch)
                taken = self._ingest.take(batch.payload, batch.signature, via=VIA)
            except Problem as problem:
                if problem.code is ProblemCode.SERVER_BUSY:
                    raise EnvironmentFault("server.unavailable") from problem
                refused[problem.code.value] += 1
                answers += _refusal(batch, problem.code)
                continue
            outcomes["replayed" if taken.replayed else "taken"] += 1
            results.update({result.value: n for result, n in taken.counts.items() if n})
            batch_id = parse_batch(batch.payload).batch_id
            answers.append(BatchAnswer(batch_id=batch_id, reply=taken.reply.decode()))
        return BundleReport(
            station_id=bundle.label.station_id,
            bundle_id=bundle.label.bundle_id,
            taken=outcomes["taken"],
            replayed=outcomes["replayed"],
            refused=dict(refused),
            results=dict(results),
            receipts=self._write_receipts(bundle, answers),
        )

    def _require_key(self, bundle: ClosedBundle) -> bytes:
        """Verify who wrote the bundle, and find the key that opens it."""
        label = bundle.label
        with self._database.reading() as connection:
            station = find_station(connection, label.station_key_id)
            private_key = find_bundle_key(connection, label.server_key_id)
        _require_known(station, label.station_id)
        bundle.require_signed_by(station.public_key if station else b"")
        if private_key is None:
            raise UnusableInput("bundle.other_server")
        return private_key

    def _write_receipts(self, bundle: ClosedBundle, answers: Sequence[BatchAnswer]) -> bytes:
        label = bundle.label
        with self._database.writing() as connection:
            at = self._now()
            append_line(
                connection,
                chain=label.station_id,
                at=at,
                actor=label.station_id,
                action="bundle.received",
                subject=label.bundle_id,
                details={"batches": len(answers)},
            )
            receipts = BundleReceipts(
                bundle_id=label.bundle_id,
                station_id=label.station_id,
                server_epoch=require_identity(connection).epoch,
                made_at=at,
                held_count=recount(connection, label.station_id).items,
                keys=public_keys(connection),
                answers=tuple(answers),
            )
            return write_receipts(receipts, all_signers(connection))


def _require_known(station: Station | None, station_id: str) -> None:
    if station is None or station.station_id != station_id:
        raise UnusableInput("bundle.station_unknown", station=station_id)
    if station.revoked:
        raise UnusableInput("bundle.station_revoked", station=station_id)


def _require_same_key(bundle: ClosedBundle, batch: SignedBatch) -> None:
    """A station carries its own batches only, as on the network."""
    if batch.signature.key_id != bundle.label.station_key_id:
        raise Problem(ProblemCode.STATION_MISMATCH)


def _refusal(batch: SignedBatch, code: ProblemCode) -> list[BatchAnswer]:
    """Answer a batch that the contract refuses, if its id can be read at all."""
    try:
        batch_id = parse_batch(batch.payload).batch_id
    except Problem:
        return []
    return [BatchAnswer(batch_id=batch_id, problem=code.value)]

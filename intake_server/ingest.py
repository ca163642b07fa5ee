"""Taking a batch in: one transaction from its key to its receipt, then the answer.

A batch row is inserted on its key; a twin that is in progress is waited for, and its stored reply
is given. Items are inserted in order of their keys, once each; what was there already is
compared by hash. The receipt is stored, the transaction committed, and only then is anything
said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import insert, select

from intake_app.errors import EnvironmentFault
from intake_app.sync.batches import parse_batch, sign_receipt
from intake_app.sync.messages import ItemResult, ReceiptItem
from intake_app.sync.problems import Problem, ProblemCode
from intake_app.sync.signatures import Purpose, hash_hex, is_signed_by
from intake_server.audit import append_line
from intake_server.database import lock_chain
from intake_server.holdings import Arrival, Origin, insert_once
from intake_server.keys import find_identity
from intake_server.results import hold_items
from intake_server.stations import find_station
from intake_server.tables import BatchReceiptRow, BatchRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from intake_app.sync.messages import Batch, Limits, SealedItem
    from intake_app.sync.signatures import Signature
    from intake_server.database import Database
    from intake_server.stations import Station

Judge: TypeAlias = "Callable[[SealedItem, Batch], Arrival]"
"""Judges one item whose hash fits: sound or not, quarantined or not."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The reply to a batch; `replayed` says that it was stored by an earlier try.

    `counts` has the number of items by result; it is empty for a replay.
    """

    reply: bytes = field(repr=False)
    replayed: bool
    counts: Mapping[ItemResult, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A batch whose signature was verified, with the bytes it came in."""

    batch: Batch
    sha256: str
    signature: Signature
    via: str


class Ingest:
    """Takes signed batches in, by network or from a bundle."""

    def __init__(
        self, database: Database, judge: Judge, now: Callable[[], datetime], limits: Limits
    ) -> None:
        self._database = database
        self._judge = judge
        self._now = now
        self._limits = limits

    def find_speaker(self, key_id: str) -> Station:
        """Find who signs with this key, before anything is read from them.

        Raises:
            Problem: `station.unknown` or `station.revoked`.
        """
        with self._database.reading() as connection:
            return require_station(connection, key_id)

    def take(
        self,
        payload: bytes,
        signature: Signature,
        *,
        batch_key: str | None = None,
        via: str = "network",
    ) -> Taken:
        """Take one batch in, or give the stored reply to one that was.

        Args:
            payload: The exact bytes that the station signed.
            signature: Its signature.
            batch_key: The batch id that stood beside the bytes, if one did.
            via: `network` or `bundle`.

        Raises:
            Problem: As the contract names them; nothing of the batch was kept then, except
                after `server.busy`, when nobody knows and the same bytes are sent again.
        """
        if len(payload) > self._limits.max_batch_bytes:
            raise Problem(ProblemCode.BATCH_TOO_LARGE)
        with self._database.reading() as connection:
            station = require_station(connection, signature.key_id)
            incoming = self.examine(payload, signature, station, batch_key=batch_key, via=via)
            earlier = _find_reply(connection, incoming)
        if earlier is not None:
            return Taken(earlier, replayed=True)
        return self.keep(incoming, self.judge(incoming.batch))

    def examine(
        self,
        payload: bytes,
        signature: Signature,
        station: Station,
        *,
        batch_key: str | None = None,
        via: str = "network",
    ) -> Incoming:
        """Verify that a station signed a batch, and that it is of the contract's form.

        Raises:
            Problem: As `take`.
        """
        if not is_signed_by(station.public_key, Purpose.BATCH, payload, signature.value):
            raise Problem(ProblemCode.SIGNATURE_INVALID)
        batch = parse_batch(payload)
        if batch.station_id != station.station_id:
            raise Problem(ProblemCode.STATION_MISMATCH, path="station_id")
        if batch_key is not None and batch_key != batch.batch_id:
            raise Problem(ProblemCode.MESSAGE_MALFORMED, path="batch_id")
        if len(batch.items) > self._limits.max_items:
            raise Problem(ProblemCode.BATCH_TOO_LARGE, path="items")
        return Incoming(batch, hash_hex(payload), signature, via)

    def judge(self, batch: Batch) -> list[Arrival | None]:
        """Judge every item of a batch, before any transaction is open."""
        return [self._judge_item(item, batch) for item in batch.items]

    def _judge_item(self, item: SealedItem, batch: Batch) -> Arrival | None:
        """Judge an item; None when its hash does not fit."""
        if hash_hex(item.body.encode()) != item.sha256:
            return None
        return self._judge(item, batch)

    def keep(self, incoming: Incoming, arrivals: Sequence[Arrival | None]) -> Taken:
        """Hold a batch and its items in one transaction, and give the receipt it stored."""
        batch = incoming.batch
        with self._database.writing() as connection:
            lock_chain(connection, f"station {batch.station_id}")
            station = require_station(connection, incoming.signature.key_id)
            received_at = self._now()
            if not _insert_batch(connection, incoming, received_at):
                return Taken(_require_reply(connection, incoming), replayed=True)
            origin = Origin(station.station_id, batch.batch_id, batch.fund, received_at)
            results = hold_items(connection, origin, batch.items, arrivals)
            reply = _store_reply(connection, incoming, results, received_at)
            counts = _count(results)
            _write_audit(connection, incoming, counts, received_at)
        return Taken(reply, replayed=False, counts=counts)


def require_station(connection: Connection, key_id: str) -> Station:
    """Find the station of a key.

    Raises:
        Problem: `station.unknown` or `station.revoked`.
    """
    station = find_station(connection, key_id)
    if station is None:
        raise Problem(ProblemCode.STATION_UNKNOWN)
    if station.revoked:
        raise Problem(ProblemCode.STATION_REVOKED)
    return station


def _find_reply(connection: Connection, incoming: Incoming) -> bytes | None:
    """Find the stored reply to this batch.

    Raises:
        Problem: `batch.key_reused` when other bytes came under its id.
    """
    batch = incoming.batch
    row = connection.execute(
        select(BatchRow.sha256, BatchReceiptRow.reply)
        .join(
            BatchReceiptRow,
            (BatchReceiptRow.station_id == BatchRow.station_id)
            & (BatchReceiptRow.batch_id == BatchRow.batch_id),
        )
        .where(BatchRow.station_id == batch.station_id, BatchRow.batch_id == batch.batch_id)
    ).one_or_none()
    if row is None:
        return None
    if row.sha256 != incoming.sha256:
        raise Problem(ProblemCode.BATCH_KEY_REUSED)
    reply: bytes = row.reply
    return reply


def _require_reply(connection: Connection, incoming: Incoming) -> bytes:
    reply = _find_reply(connection, incoming)
    if reply is None:
        raise Problem(ProblemCode.SERVER_BUSY)
    return reply


def _insert_batch(connection: Connection, incoming: Incoming, received_at: datetime) -> bool:
    batch = incoming.batch
    return insert_once(
        connection,
        BatchRow,
        {
            "station_id": batch.station_id,
            "batch_id": batch.batch_id,
            "sha256": incoming.sha256,
            "signature": incoming.signature.header(),
            "install_epoch": batch.install_epoch,
            "fund": batch.fund,
            "item_count": len(batch.items),
            "via": incoming.via,
            "received_at": received_at,
        },
    )


def _store_reply(
    connection: Connection,
    incoming: Incoming,
    results: Sequence[ReceiptItem],
    received_at: datetime,
) -> bytes:
    identity = find_identity(connection)
    if identity is None:
        raise EnvironmentFault("server.not_set_up")
    reply = sign_receipt(
        incoming.batch,
        incoming.sha256,
        results,
        server_epoch=identity.epoch,
        received_at=received_at,
        signer=identity.signer,
    )
    connection.execute(
        insert(BatchReceiptRow).values(
            station_id=incoming.batch.station_id, batch_id=incoming.batch.batch_id, reply=reply
        )
    )
    return reply


def _count(results: Sequence[ReceiptItem]) -> dict[ItemResult, int]:
    counts = dict.fromkeys(ItemResult, 0)
    for result in results:
        counts[result.result] += 1
    return counts


def _write_audit(
    connection: Connection,
    incoming: Incoming,
    counts: Mapping[ItemResult, int],
    received_at: datetime,
) -> None:
    batch = incoming.batch
    append_line(
        connection,
        chain=batch.station_id,
        at=received_at,
        actor=batch.station_id,
        action="batch.received",
        subject=batch.batch_id,
        details={"sha256": incoming.sha256, "via": incoming.via}
        | {result.value: count for result, count in counts.items() if count},
        is_locked=True,
    )

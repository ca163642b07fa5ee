"""Taking a batch in: one transaction from its key to its receipt, then the answer.

A station's batches take turns: a twin that is in progress is waited for, and its stored reply is
given. Items are inserted in order of their keys, once each; what was there already is compared by
hash. The batch on its key and its receipt are stored, the transaction committed, and only then is
anything said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from intake_app.errors import EnvironmentFault
from intake_app.sync.batches import parse_batch, sign_receipt
from intake_app.sync.messages import ItemResult
from intake_app.sync.problems import Problem, ProblemCode
from intake_app.sync.signatures import Purpose, hash_hex, is_signed_by
from intake_server.audit import next_line
from intake_server.decisions import welcome_awaited
from intake_server.holdings import Arrival, Origin
from intake_server.ledger import Entry, enter, find_earlier, find_opening
from intake_server.results import hold_items
from intake_server.stations import find_station
from intake_server.tallies import BATCH_RECEIVED, recount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from intake_app.sync.messages import Batch, Limits, ReceiptItem, SealedItem
    from intake_app.sync.signatures import Signature
    from intake_server.database import Database
    from intake_server.ledger import Opening
    from intake_server.stations import Station

Judge: TypeAlias = "Callable[[SealedItem, Batch, Station], Arrival]"
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
    """A batch whose signature was verified, who sent it, and the hash of the bytes it came in."""

    batch: Batch
    station: Station
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
        with self._database.glancing() as connection:
            return require_station(connection, key_id)

    def recall(self, payload: bytes, signature: Signature, batch_key: str) -> Taken | Station:
        """Give the stored reply to a batch that was taken in already, or say who sends a new one.

        Quick: nothing is read into values, and nothing judged.

        Raises:
            Problem: `station.unknown`, `station.revoked` or `signature.invalid`.
        """
        with self._database.glancing() as connection:
            station, earlier = find_earlier(connection, signature.key_id, batch_key)
        station = _require_admitted(station)
        if earlier is None or earlier[0] != hash_hex(payload):
            return station
        if not is_signed_by(station.public_key, Purpose.BATCH, payload, signature.value):
            raise Problem(ProblemCode.SIGNATURE_INVALID)
        return Taken(earlier[1], replayed=True)

    def take(
        self,
        payload: bytes,
        signature: Signature,
        *,
        station: Station | None = None,
        batch_key: str | None = None,
        via: str = "network",
    ) -> Taken:
        """Take one batch in, or give the stored reply to one that was.

        Args:
            payload: The exact bytes that the station signed.
            signature: Its signature.
            station: Who sends it, when that was just read.
            batch_key: The batch id that stood beside the bytes, if one did.
            via: `network` or `bundle`.

        Raises:
            Problem: As the contract names them; nothing of the batch was kept then, except
                after `server.busy`, when nobody knows and the same bytes are sent again.
        """
        if len(payload) > self._limits.max_batch_bytes:
            raise Problem(ProblemCode.BATCH_TOO_LARGE)
        station = station or self.find_speaker(signature.key_id)
        incoming = self.examine(payload, signature, station, batch_key=batch_key, via=via)
        return self.keep(incoming, self.judge(incoming))

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
        return Incoming(batch, station, hash_hex(payload), signature, via)

    def judge(self, incoming: Incoming) -> list[Arrival | None]:
        """Judge every item of a batch, before any transaction is open."""
        return [self._judge_item(item, incoming) for item in incoming.batch.items]

    def _judge_item(self, item: SealedItem, incoming: Incoming) -> Arrival | None:
        """Judge an item; None when its hash does not fit."""
        if hash_hex(item.body.encode()) != item.sha256:
            return None
        return self._judge(item, incoming.batch, incoming.station)

    def keep(self, incoming: Incoming, arrivals: Sequence[Arrival | None]) -> Taken:
        """Hold a batch and its items in one transaction, and give the receipt it stored."""
        batch = incoming.batch
        with self._database.writing() as connection:
            opening = require_opening(connection, incoming)
            if opening.earlier is not None:
                return Taken(_same_reply(incoming, opening.earlier), replayed=True)
            received_at = self._now()
            origin = Origin(batch.station_id, batch.batch_id, batch.fund, received_at)
            held = opening.tally or recount(connection, batch.station_id)
            holding = hold_items(connection, origin, batch.items, arrivals)
            counts = _count(holding.results)
            entry = Entry(
                batch=_batch_row(incoming, received_at),
                reply=_reply_of(incoming, opening, holding.results, received_at),
                line=_audit_line(incoming, opening, counts, received_at),
                held=held + holding.brought,
                numbers=holding.numbers,
            )
            welcome_awaited(connection, enter(connection, entry), at=received_at)
        return Taken(entry.reply, replayed=False, counts=counts)


def require_station(connection: Connection, key_id: str) -> Station:
    """Find the station of a key.

    Raises:
        Problem: `station.unknown` or `station.revoked`.
    """
    return _require_admitted(find_station(connection, key_id))


def _require_admitted(station: Station | None) -> Station:
    if station is None:
        raise Problem(ProblemCode.STATION_UNKNOWN)
    if station.revoked:
        raise Problem(ProblemCode.STATION_REVOKED)
    return station


def require_opening(connection: Connection, incoming: Incoming) -> Opening:
    """Wait for the station's turn, and look again whether it may speak.

    Raises:
        Problem: `station.unknown` or `station.revoked`.
        EnvironmentFault: `server.not_set_up`.
    """
    opening = find_opening(
        connection,
        key_id=incoming.signature.key_id,
        station_id=incoming.batch.station_id,
        batch_id=incoming.batch.batch_id,
    )
    if opening is None:
        raise Problem(ProblemCode.STATION_UNKNOWN)
    _require_admitted(opening.station)
    return opening


def _same_reply(incoming: Incoming, earlier: tuple[str, bytes]) -> bytes:
    """Return the stored reply.

    Raises:
        Problem: `batch.key_reused` when it was to other bytes.
    """
    sha256, reply = earlier
    if sha256 != incoming.sha256:
        raise Problem(ProblemCode.BATCH_KEY_REUSED)
    return reply


def _batch_row(incoming: Incoming, received_at: datetime) -> dict[str, object]:
    batch = incoming.batch
    return {
        "station_id": batch.station_id,
        "batch_id": batch.batch_id,
        "sha256": incoming.sha256,
        "signature": incoming.signature.header(),
        "install_epoch": batch.install_epoch,
        "fund": batch.fund,
        "item_count": len(batch.items),
        "via": incoming.via,
        "received_at": received_at,
    }


def _reply_of(
    incoming: Incoming, opening: Opening, results: Sequence[ReceiptItem], received_at: datetime
) -> bytes:
    identity = opening.identity
    if identity is None:
        raise EnvironmentFault("server.not_set_up")
    return sign_receipt(
        incoming.batch,
        incoming.sha256,
        results,
        server_epoch=identity.epoch,
        received_at=received_at,
        signer=identity.signer,
    )


def _count(results: Sequence[ReceiptItem]) -> dict[ItemResult, int]:
    counts = dict.fromkeys(ItemResult, 0)
    for result in results:
        counts[result.result] += 1
    return counts


def _audit_line(
    incoming: Incoming,
    opening: Opening,
    counts: Mapping[ItemResult, int],
    received_at: datetime,
) -> dict[str, object]:
    batch = incoming.batch
    return next_line(
        opening.chain_end,
        chain=batch.station_id,
        at=received_at,
        actor=batch.station_id,
        action=BATCH_RECEIVED,
        subject=batch.batch_id,
        details={"sha256": incoming.sha256, "via": incoming.via}
        | {result.value: count for result, count in counts.items() if count},
    )

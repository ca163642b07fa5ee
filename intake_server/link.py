"""The calls beside batches: hello, reconciliation, later decisions. A station sees only its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select, union_all

from intake_app.errors import EnvironmentFault
from intake_app.sync.buckets import bucket_of, differing, digest_all, fill_buckets
from intake_app.sync.messages import (
    PROTOCOL_VERSION,
    HelloReply,
    ItemKey,
    ItemKind,
    ReconcileReply,
    StatusAxis,
    StatusEvent,
    StatusReason,
    StatusReply,
)
from intake_app.sync.problems import Problem, ProblemCode
from intake_app.sync.signatures import Purpose, Signature, is_signed_by, request_content
from intake_server.holdings import held_names, holds_batch
from intake_server.ingest import require_station
from intake_server.keys import find_identity, find_signer, public_keys
from intake_server.tables import AlsoHeldRow, StateEventRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from intake_app.sync.messages import HelloRequest, Limits, ReconcileRequest
    from intake_app.sync.signatures import Signer
    from intake_server.keys import ServerIdentity
    from intake_server.stations import Station
    from intake_server.tallies import HeldCounts

MAX_SKEW_SECONDS = 300
_PAGE = 200
_CURSOR = re.compile(r"e([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request that is not a batch, with what its station signed of it."""

    method: str
    target: str
    created: int
    signature: Signature
    body: bytes = field(repr=False)


def recognise(connection: Connection, request: SignedRequest, now: datetime) -> Station:
    """Find the station that signed this request, just now.

    Raises:
        Problem: `station.unknown`, `station.revoked`, `signature.invalid`, or `request.stale`
            with the server's time: the counter's clock is wrong, or someone plays back.
    """
    station = require_station(connection, request.signature.key_id)
    content = request_content(request.method, request.target, request.created, request.body)
    if not is_signed_by(station.public_key, Purpose.REQUEST, content, request.signature.value):
        raise Problem(ProblemCode.SIGNATURE_INVALID)
    server_time = int(now.timestamp())
    if abs(server_time - request.created) > MAX_SKEW_SECONDS:
        raise Problem(ProblemCode.REQUEST_STALE, server_time=server_time)
    return station


def require_identity(connection: Connection) -> ServerIdentity:
    """Read who the server is.

    Raises:
        EnvironmentFault: `server.not_set_up`.
    """
    identity = find_identity(connection)
    if identity is None:
        raise EnvironmentFault("server.not_set_up")
    return identity


def answer_hello(
    connection: Connection,
    station: Station,
    request: HelloRequest,
    *,
    counts: HeldCounts,
    limits: Limits,
    now: datetime,
) -> tuple[HelloReply, Signer]:
    """Say how the server stands towards a station, under a key that the station trusts."""
    identity = require_identity(connection)
    known = None
    if request.last_batch_id is not None:
        known = holds_batch(connection, station.station_id, request.last_batch_id)
    reply = HelloReply(
        protocol=PROTOCOL_VERSION,
        station_id=station.station_id,
        limits=limits,
        server_epoch=identity.epoch,
        server_time=now,
        keys=public_keys(connection),
        held_count=counts.items,
        quarantined_count=counts.quarantined,
        conflict_count=counts.conflicts,
        last_batch_known=known,
    )
    return reply, find_signer(connection, request.server_key_ids) or identity.signer


def answer_reconcile(
    connection: Connection, station: Station, request: ReconcileRequest
) -> ReconcileReply:
    """Compare what a counter sealed with what is held of it: buckets first, then items."""
    names = held_names(connection, station.station_id)  # the rows themselves, never a tally
    held, held_count = fill_buckets(names), len(names)
    if request.items is None:
        digests = differing(request.digests or {}, digest_all(held))
        return ReconcileReply(held_count=held_count, differing=tuple(digests))
    missing: list[ItemKey] = []
    unknown_count = 0
    for bucket, items in request.items.items():
        named = {
            (item.id, item.revision, item.sha256) for item in items if bucket_of(item.id) == bucket
        }
        held_here = held.get(bucket, set())
        missing += [ItemKey(id=name[0], revision=name[1]) for name in sorted(named - held_here)]
        unknown_count += len(held_here - named)
    return ReconcileReply(
        held_count=held_count, missing=tuple(missing), unknown_count=unknown_count
    )


def answer_status(connection: Connection, station: Station, cursor: str | None) -> StatusReply:
    """Tell later decisions on a station's items.

    Raises:
        Problem: `message.malformed` for a cursor that is not ours.
    """
    after = _parse_cursor(cursor)
    later = select(StateEventRow.__table__).where(StateEventRow.sequence > after)
    own = later.where(StateEventRow.station_id == station.station_id)
    own = own.order_by(StateEventRow.sequence).limit(_PAGE + 1)
    also_held = select(AlsoHeldRow.item_id).where(AlsoHeldRow.station_id == station.station_id)
    shared = later.where(
        StateEventRow.item_id.in_(also_held), StateEventRow.station_id != station.station_id
    ).cte("shared")
    # Apart, or PostgreSQL may walk along everybody's decisions for the sake of their order.
    shared = shared.prefix_with("MATERIALIZED", dialect="postgresql")
    either = union_all(select(own.subquery()), select(shared)).subquery()
    query = select(either).order_by(either.c.sequence).limit(_PAGE + 1)
    rows = connection.execute(query).all()
    page = rows[:_PAGE]
    events = tuple(
        StatusEvent(
            id=row.item_id,
            revision=row.revision,
            kind=ItemKind(row.kind),
            axis=StatusAxis(row.axis),
            state=row.state,
            at=row.at,
            said_by=row.said_by,
            reasons=tuple(StatusReason(**reason) for reason in row.reasons),
        )
        for row in page
    )
    last = page[-1].sequence if page else after
    return StatusReply(events=events, cursor=f"e{last}", more=len(rows) > _PAGE)


def _parse_cursor(cursor: str | None) -> int:
    if not cursor:
        return 0
    match = _CURSOR.fullmatch(cursor)
    if match is None or not cursor.isascii():
        raise Problem(ProblemCode.MESSAGE_MALFORMED, path="cursor")
    return int(match[1])

"""Faults between counter and server: whatever the network does to requests and replies."""

from __future__ import annotations

import gzip
import threading
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import trustme
from uuid6 import uuid7

from intake_app.sync.batches import parse_batch, sign_receipt
from intake_app.sync.endpoint import parse_endpoint
from intake_app.sync.messages import ItemResult, ReceiptItem
from intake_app.sync.outcomes import Delivered
from intake_app.sync.signatures import Signer, hash_hex
from intake_app.sync.transport import LinkFault, Transport
from tests.faults.at_once import at_once
from tests.faults.catalogue import fault
from tests.server.chaos import (
    Answers,
    BlackHole,
    ReplyCut,
    ReplyGarbled,
    RequestCut,
    SlowReply,
    delivered_twice,
    half_closed,
    lost_reply,
    nothing,
    portal,
    redirect,
    reset,
    unharmed,
)
from tests.server.kit import good_items
from tests.sync.tls import pem_of, tls_server

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from tests.faults.bench import Bench
    from tests.server.chaos import ChaosProxy
    from tests.server.chaos import Fault as Weather
    from tests.server.kit import Office
    from tests.sync.counter_kit import Counter

_PATIENCE = threading.Event()  # never set: waiting for it is how long a refused client waits
_LINK_DOWN = [RequestCut(10)] * 6
_CALLS_OF_A_ROUND = 5  # hello, batch, status, hello, reconcile


def require_no_false_receipt(bench: Bench, counter: Counter) -> None:
    """At every instant: what the counter calls received is held, whatever happened on the way."""
    held = bench.served.held()
    with counter.desk.store.reading() as uow:
        for (item_id, revision), sha256 in counter.sealed().items():
            row = uow.outbox.find_item(UUID(item_id), revision)
            assert row is not None
            assert row.state != "received" or held.get((item_id, revision)) == sha256


def through(bench: Bench, weather: Sequence[Weather], *, idle_seconds: float = 10.0) -> None:
    """Deposit and synchronise, with each fault met at a batch and at a call that chance chooses.

    After the one at a batch the link is down: the comparison that would heal a false receipt in
    the same breath cannot hide it.
    """
    counter = bench.counter(idle_seconds=idle_seconds)
    proxy = bench.proxy()
    counter.point_to(proxy.url)
    for harm in weather:
        calm = bench.chance.choice([0, *range(2, _CALLS_OF_A_ROUND)])
        scripts: list[list[Weather]] = [
            [unharmed, harm, *_LINK_DOWN],
            [*[unharmed] * calm, harm],
        ]
        for script in scripts:
            bench.deposit(counter, bench.chance.randint(1, 2))
            proxy.script.extend(script)
            counter.sync.sync_once()
            proxy.script.clear()
            require_no_false_receipt(bench, counter)


@fault("request cut at byte k")
def request_cut(bench: Bench) -> None:
    through(bench, [RequestCut(bench.chance.randint(1, 6000)) for _ in range(3)])


@fault("reply lost after the commit")
def reply_lost(bench: Bench) -> None:
    through(bench, [lost_reply] * 2)


@fault("reply truncated")
def reply_truncated(bench: Bench) -> None:
    through(bench, [ReplyCut(bench.chance.random()) for _ in range(3)])


@fault("reply garbled")
def reply_garbled(bench: Bench) -> None:
    through(bench, [ReplyGarbled(bench.chance.randint(1, 900)) for _ in range(3)])


@fault("portal: 200, redirect, 204")
def captive_portal(bench: Bench) -> None:
    through(bench, [portal, redirect, nothing])


@fault("black hole")
def black_hole(bench: Bench) -> None:
    holes = [BlackHole() for _ in range(2)]
    try:
        through(bench, holes, idle_seconds=0.3)
    finally:
        for hole in holes:
            hole.let_go.set()


@fault("slow link")
def slow_link(bench: Bench) -> None:
    through(bench, [SlowReply(0.003), SlowReply(1.0)], idle_seconds=0.3)


@fault("reset and half close")
def reset_and_half_close(bench: Bench) -> None:
    through(bench, [reset, half_closed])


@fault("late duplicates out of order")
def late_duplicates(bench: Bench) -> None:
    counter = bench.counter()
    proxy = bench.proxy()
    counter.point_to(proxy.url)
    for harm in (lost_reply, delivered_twice, unharmed):
        bench.deposit(counter, 2)
        proxy.script.extend([unharmed, harm])
        counter.sync.sync_once()
    late = proxy.requests.copy()
    bench.chance.shuffle(late)
    for request in late:
        proxy.forward(request)


@fault("one batch from 16 threads")
def one_batch_many_threads(bench: Bench) -> None:
    office = bench.office()
    items = good_items(bench.chance.randint(1, 8))
    bench.ledger.promise(items)
    batch = office.batch(items)
    replies: list[bytes] = []

    def send() -> None:
        outcome = office.client.deliver(batch)
        while not isinstance(outcome, Delivered):
            outcome = office.client.deliver(batch)
        replies.append(outcome.reply)

    at_once([send] * 16)
    assert len(replies) == 16
    assert len(set(replies)) == 1, "one batch, one receipt"


@fault("TLS expired, wrong host, wrong authority")
def tls_of_somebody_else(bench: Bench) -> None:
    ours, other = trustme.CA(), trustme.CA()
    office = bench.office()
    items = good_items(2)
    bench.ledger.promise(items)
    batch = office.batch(items)
    expired = ours.issue_cert(
        "localhost",
        not_before=datetime(2001, 1, 1, tzinfo=UTC),
        not_after=datetime(2002, 1, 1, tzinfo=UTC),
    )
    for certificate, pinned in (
        (expired, ours),
        (ours.issue_cert("elsewhere.example"), ours),
        (other.issue_cert("localhost"), ours),
    ):
        with tls_server(certificate) as server:
            address = f"https://localhost:{server.port}"
            transport = Transport(parse_endpoint(address, pem_of(pinned)), product="test")
            bench.closing.callback(transport.close)
            with pytest.raises(LinkFault, match=r"sync\.certificate"):
                transport.send("POST", "/v1/batches", headers={}, body=batch.payload)
            assert server.heard == b""
    assert isinstance(office.client.deliver(batch), Delivered)


@fault("storms of 413, 429, 503, 500")
def storms(bench: Bench) -> None:
    sorts = [
        Answers("413 Content Too Large"),
        Answers("429 Too Many Requests", b"", {"Retry-After": "1"}),
        Answers("503 Service Unavailable", b"", {"Retry-After": "2"}),
        Answers("500 Internal Server Error"),
    ]
    counter = bench.counter()
    proxy = bench.proxy()
    counter.point_to(proxy.url)
    bench.deposit(counter, 9)
    for sort in bench.chance.sample(sorts, len(sorts)):
        proxy.script.extend([unharmed, sort])
        proxy.script.extend(bench.chance.choices(sorts, k=bench.chance.randint(0, 4)))
        proxy.script.extend(_LINK_DOWN)
        counter.sync.sync_once()
        proxy.script.clear()
        require_no_false_receipt(bench, counter)


@fault("400 counters at once")
def counters_at_once(bench: Bench) -> None:
    """Real clients with keys of their own; 400 of them in the long trial, 60 in the short one."""
    offices = [bench.office() for _ in range(400 if bench.large else 60)]

    def speak(office: Office) -> None:
        for _ in range(2):
            items = good_items(3)
            bench.ledger.promise(items)
            batch = office.batch(items)
            while not isinstance(office.client.deliver(batch), Delivered):
                _PATIENCE.wait(0.05)

    at_once([partial(speak, office) for office in offices])


@fault("receipts forged and replayed")
def forged_receipts(bench: Bench) -> None:
    """Somebody between answers 201 with a receipt of his own making, or with an old one."""
    counter = bench.counter()
    proxy = bench.proxy()
    counter.point_to(proxy.url)
    bench.deposit(counter)
    counter.sync.sync_once()
    with counter.desk.store.reading() as uow:
        last = uow.outbox.last_acknowledged_batch()
        assert last is not None
        old = uow.outbox.require_batch(last).receipt
        assert old is not None
    json_type = {"Content-Type": "application/json"}

    def forge(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        payload = gzip.decompress(request.partition(b"\r\n\r\n")[2])
        Answers("201 Created", false_receipt(payload), json_type)(proxy, client, request)

    harms: list[Weather] = [forge, Answers("201 Created", old, json_type)]
    for harm in harms:
        bench.deposit(counter, 2)
        proxy.script.extend([unharmed, harm, *_LINK_DOWN])
        counter.sync.sync_once()
        proxy.script.clear()
        require_no_false_receipt(bench, counter)


def false_receipt(payload: bytes) -> bytes:
    """A receipt that is right in everything but whose it is."""
    batch = parse_batch(payload)
    items = [
        ReceiptItem(id=i.id, revision=i.revision, sha256=i.sha256, result=ItemResult.ACCEPTED)
        for i in batch.items
    ]
    return sign_receipt(
        batch,
        hash_hex(payload),
        items,
        server_epoch=str(uuid7()),
        received_at=datetime.now(UTC),
        signer=Signer.generate(),
    )

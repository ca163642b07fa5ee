"""Whatever the network does to a batch, its items end up held once, and never let go too soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake_app.sync.outcomes import Delivered, Divisible, InDoubt, Stopped
from intake_app.sync.transport import MAX_REPLY_BYTES
from tests.server.chaos import (
    PORTAL_PAGE,
    Answers,
    BlackHole,
    ReplyCut,
    ReplyGarbled,
    RequestCut,
    chaos_before,
    delivered_twice,
    lost_reply,
    nothing,
    portal,
    redirect,
)
from tests.server.kit import good_items, require_held_once

if TYPE_CHECKING:
    from intake_app.sync.batches import SignedBatch
    from tests.server.chaos import Fault
    from tests.server.kit import Office, Served

PROBLEM = {"Content-Type": "application/problem+json"}


def problem(code: str, status: int) -> bytes:
    return f'{{"type":"x","title":"x","status":{status},"code":"{code}"}}'.encode()


def settle(office: Office, batch: SignedBatch) -> None:
    """Send until it is delivered; a connection that just died may cost one more try."""
    tries = [office.client.deliver(batch)]
    while len(tries) < 3 and not isinstance(tries[-1], Delivered):
        tries.append(office.client.deliver(batch))
    assert isinstance(tries[-1], Delivered), tries


# A flipped bit may leave a readable reply that proves nothing, or one that cannot be read.
GARBLED = "sync.receipt_doubtful sync.garbled"
FAULTS: list[tuple[str, Fault, str]] = [
    ("reply lost after the commit", lost_reply, "sync.cut"),
    ("reply cut in its headers", ReplyCut(0.02), "sync.cut"),
    ("reply cut in its body", ReplyCut(0.6), "sync.cut"),
    ("reply without its last byte", ReplyCut(0.9999), "sync.cut"),
    ("signature garbled", ReplyGarbled(20), GARBLED),
    ("receipt garbled", ReplyGarbled(400), GARBLED),
    ("request cut in its headers", RequestCut(40), "sync.cut"),
    ("request cut in its body", RequestCut(900), "sync.cut"),
    ("portal says 200", portal, "sync.portal"),
    ("portal says 201", Answers("201 Created", b"<html>", PORTAL_PAGE), "sync.garbled"),
    ("portal redirects", redirect, "sync.portal"),
    ("nothing in particular", nothing, "sync.portal"),
    ("network login needed", Answers("511 Network Authentication Required"), "sync.portal"),
    ("not found by another server", Answers("404 Not Found", b"", PORTAL_PAGE), "sync.portal"),
    ("server error", Answers("500 Internal Server Error"), "sync.server_error"),
    ("bad gateway", Answers("502 Bad Gateway", b"", PORTAL_PAGE), "sync.server_error"),
    ("nothing like HTTP", Answers("hello", b"x" * 50), "sync.cut"),
    (
        "an endless reply",
        Answers("201 Created", b"x" * (MAX_REPLY_BYTES + 1)),
        "sync.garbled",
    ),
    (
        "a compressed reply",
        Answers("201 Created", b"x", {"Content-Encoding": "gzip"}),
        "sync.garbled",
    ),
]


@pytest.mark.parametrize(
    ("fault", "code"), [(f, c) for _, f, c in FAULTS], ids=[n for n, *_ in FAULTS]
)
def test_a_batch_stays_in_doubt_until_its_receipt_and_then_is_held_once(
    served: Served, fault: Fault, code: str
) -> None:
    items = good_items(3)
    with chaos_before(served.url) as proxy:
        office = served.keep(served.office().through(proxy.url))
        batch = office.batch(items)
        proxy.script.append(fault)

        doubt = office.client.deliver(batch)
        settle(office, batch)

    assert isinstance(doubt, InDoubt)
    assert doubt.code in code.split()
    require_held_once(served, items)


def test_a_black_hole_ends_after_the_time_without_progress(trial: Served) -> None:
    items = good_items(2)
    hole = BlackHole()
    with chaos_before(trial.url) as proxy:
        office = trial.keep(trial.office().through(proxy.url, idle_seconds=0.2))
        batch = office.batch(items)
        proxy.script.append(hole)

        assert office.client.deliver(batch) == InDoubt("sync.timeout", slow=True)
        hole.let_go.set()
        settle(office, batch)
    require_held_once(trial, items)


def test_late_duplicates_out_of_order_change_nothing(served: Served) -> None:
    office = served.office()
    items = good_items(6)
    with chaos_before(served.url) as proxy:
        through = served.keep(office.through(proxy.url))
        batches = [office.batch(items[n : n + 2]) for n in (0, 2, 4)]
        proxy.script.extend([lost_reply, delivered_twice, lost_reply])
        for batch in batches:
            through.client.deliver(batch)
        for request in reversed(proxy.requests.copy()):
            proxy.forward(request)
        for batch in reversed(batches):
            settle(through, batch)

    require_held_once(served, items)


def test_a_reply_to_another_batch_is_no_receipt(trial: Served) -> None:
    office = trial.office()
    first, second = office.batch(good_items(1)), office.batch(good_items(1))
    receipt = office.client.deliver(first)
    assert isinstance(receipt, Delivered)
    with chaos_before(trial.url) as proxy:
        through = trial.keep(office.through(proxy.url))
        proxy.script.append(
            Answers("201 Created", receipt.reply, {"Content-Type": "application/json"})
        )
        assert through.client.deliver(second) == InDoubt("sync.receipt_doubtful")


def test_a_receipt_of_another_server_is_no_receipt(trial: Served, own_trial: Served) -> None:
    office, elsewhere = trial.office(), own_trial.office()
    batch = office.batch(good_items(1))
    foreign = elsewhere.client.deliver(elsewhere.batch(good_items(1)))
    assert isinstance(foreign, Delivered)
    with chaos_before(trial.url) as proxy:
        through = trial.keep(office.through(proxy.url))
        proxy.script.append(
            Answers("201 Created", foreign.reply, {"Content-Type": "application/json"})
        )
        assert through.client.deliver(batch) == InDoubt("sync.receipt_doubtful")


@pytest.mark.parametrize(
    ("told", "expected"),
    [("7", 7.0), ("0", 0.0), ("soon", None), ("-3", None), ("9" * 40, 999999.0), ("", None)],
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_busy_server_is_waited_for_as_told(
    trial: Served, status: str, told: str, expected: float | None
) -> None:
    with chaos_before(trial.url) as proxy:
        office = trial.keep(trial.office().through(proxy.url))
        proxy.script.append(Answers(status, b"", {"Retry-After": told}))

        assert office.client.deliver(office.batch(good_items(1))) == InDoubt(
            "sync.busy", wait_seconds=expected
        )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answers("403 Forbidden", b"blocked", PORTAL_PAGE), Stopped("sync.refused")),
        (
            Answers("403 Forbidden", problem("station.revoked", 403), PROBLEM),
            Stopped("sync.revoked"),
        ),
        (
            Answers("401 Unauthorized", problem("something.new", 401), PROBLEM),
            Stopped("sync.refused"),
        ),
        (Answers("413 Content Too Large", b"", PORTAL_PAGE), Divisible("sync.too_large")),
        (
            Answers("400 Bad Request", problem("message.malformed", 400), PROBLEM),
            Divisible("sync.batch_refused"),
        ),
        (Answers("400 Bad Request", b"", PORTAL_PAGE), InDoubt("sync.portal")),
        (
            Answers("422 Unprocessable Content", b"", PORTAL_PAGE),
            InDoubt("sync.portal"),
        ),
    ],
)
def test_refusals_say_what_is_to_be_done(trial: Served, answer: Answers, expected: object) -> None:
    with chaos_before(trial.url) as proxy:
        office = trial.keep(trial.office().through(proxy.url))
        proxy.script.append(answer)

        assert office.client.deliver(office.batch(good_items(1))) == expected

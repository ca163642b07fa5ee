"""What takes a millisecond does not wait behind batches that wait for their judgement."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from intake_app.sync.outcomes import Delivered, KeyReused, Stopped
from intake_server.database import lock_chain
from intake_server.stations import revoke
from tests.server.fixtures import settings_for
from tests.server.kit import good_items, now, require_held_once, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.sync.batches import SignedBatch
    from tests.server.kit import Office, Served

_PATIENCE = threading.Event()  # never set


@pytest.fixture
def narrow(postgres_url: str) -> Iterator[Served]:
    """A server with a single thread for batches."""
    with serving(settings_for(postgres_url, pool_size=1)) as running:
        yield running


def wait_until_one_waits(served: Served) -> None:
    for _ in range(1500):
        with served.database.reading() as connection:
            query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            if connection.exec_driver_sql(query).scalar_one():
                return
        _PATIENCE.wait(0.02)
    raise AssertionError("no batch waits")


def test_a_lost_reply_is_given_again_while_every_thread_waits(narrow: Served) -> None:
    slow, office = narrow.office(), narrow.office()
    batch, waiting = office.batch(good_items(3)), slow.batch(good_items(1))
    first = office.client.deliver(batch)
    answers: list[object] = []
    sending = threading.Thread(target=lambda: answers.append(slow.client.deliver(waiting)))
    with narrow.database.writing() as outside:
        lock_chain(outside, f"station {slow.identity.station_id}")
        sending.start()
        wait_until_one_waits(narrow)

        again = office.client.deliver(batch)
        events = office.client.status(None).events
        alive = httpx.get(f"{narrow.url}/healthz").status_code

    sending.join(30)
    assert isinstance(first, Delivered)
    assert again == first
    assert (events, alive) == ((), 200)
    assert isinstance(answers[0], Delivered)


def altered(batch: SignedBatch, office: Office) -> SignedBatch:
    """Bytes of before under a signature that is not of them."""
    other = office.batch(good_items(1))
    return replace(batch, signature=other.signature)


def test_a_stored_reply_is_given_only_for_its_own_bytes_and_signature(served: Served) -> None:
    office = served.office()
    items = good_items(2)
    batch = office.batch(items)
    assert isinstance(office.client.deliver(batch), Delivered)

    assert office.client.deliver(altered(batch, office)) == Stopped("sync.signature_refused")
    assert office.client.deliver(office.batch(good_items(1), batch.batch_id)) == KeyReused()
    require_held_once(served, items)


def test_a_revoked_station_is_not_given_its_stored_reply(served: Served) -> None:
    office = served.office()
    batch = office.batch(good_items(1))
    assert isinstance(office.client.deliver(batch), Delivered)
    with served.database.writing() as connection:
        revoke(connection, office.identity.station_id, at=now(), reason="volé")

    assert office.client.deliver(batch) == Stopped("sync.revoked")

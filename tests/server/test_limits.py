"""What the server does with too much, too deep, too slow, too often; and that others are served."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from intake_app.sync.messages import BATCH_KEY_HEADER, MAX_BATCH_BYTES
from intake_app.sync.outcomes import Delivered, InDoubt
from intake_app.sync.signatures import SIGNATURE_HEADER, Purpose
from tests.server.fixtures import settings_for
from tests.server.kit import ask, good_items, require_held_once, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.kit import Office, Served

JSON = {"Content-Type": "application/json"}
GZIP = {**JSON, "Content-Encoding": "gzip"}


def post(office: Office, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """Send bytes as a batch whose key is known; the signature is made for what they inflate to."""
    signature = office.identity.signer.sign(Purpose.BATCH, body).header()
    named = {SIGNATURE_HEADER: signature, BATCH_KEY_HEADER: "x", **headers}
    return httpx.post(f"{office.url}/v1/batches", content=body, headers=named, timeout=20)


def signed(office: Office, body: bytes) -> httpx.Response:
    """Send bytes as a batch, truly signed and honestly compressed."""
    signature = office.identity.signer.sign(Purpose.BATCH, body).header()
    headers = {SIGNATURE_HEADER: signature, BATCH_KEY_HEADER: "x", **GZIP}
    return httpx.post(f"{office.url}/v1/batches", content=gzip.compress(body), headers=headers)


def code_of(reply: httpx.Response) -> tuple[int, str]:
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == reply.status_code
    return reply.status_code, problem["code"]


def test_a_gzip_bomb_is_refused_where_it_passes_the_limit(trial: Served) -> None:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1024 * 1024)
    bomb = b"".join(compressor.compress(zeros) for _ in range(100)) + compressor.flush()
    assert len(bomb) < 110_000

    assert code_of(post(trial.office(), bomb, GZIP)) == (413, "batch.too_large")


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"x" * (MAX_BATCH_BYTES + 1), JSON, (413, "batch.too_large")),
        (b"\x1f\x8b" + b"x" * (5 * 1024 * 1024), GZIP, (413, "batch.too_large")),
        (b"not gzip", GZIP, (400, "message.malformed")),
        (gzip.compress(b"{}")[:-5], GZIP, (400, "message.malformed")),
        (gzip.compress(b"{}") + b"more", GZIP, (400, "message.malformed")),
        (gzip.compress(b"{}") * 2, GZIP, (400, "message.malformed")),
        (b"{}", {**JSON, "Content-Encoding": "br"}, (415, "media.unsupported")),
    ],
    ids=["huge", "huge and compressed", "not gzip", "cut", "more", "two members", "brotli"],
)
def test_bodies_that_cannot_be_taken_are_refused(
    trial: Served, body: bytes, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert code_of(post(trial.office(), body, headers)) == expected


def test_a_body_that_does_not_say_its_length_is_bounded_too(trial: Served) -> None:
    office = trial.office()
    signature = office.identity.signer.sign(Purpose.BATCH, b"").header()
    pieces = (bytes(1024 * 1024) for _ in range(20))

    reply = httpx.post(
        f"{office.url}/v1/batches", content=pieces, headers={SIGNATURE_HEADER: signature}
    )

    assert code_of(reply) == (413, "batch.too_large")


HEAD = '{"batch_id":"01a1f95f-4965-792c-b62c-ee45831a844d","created_at":"2026-11-20T10:00:00Z",'
HEAD += '"format":"onousc-batch/1","fund":"cnops","install_epoch":1,"items":'


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "[" + ",".join(["0"] * 1_000_000) + "]}",
        HEAD + "[" * 10_000 + "]" * 10_000 + "}",
        "[" * 1_000_000,
        HEAD + "[]}",
        HEAD.replace(":1,", ":1e999,") + "[]}",
        HEAD.replace(":1,", f":{'9' * 5000},") + "[]}",
        HEAD.replace("cnops", "cn\\u0000ops") + "[]}",
        "null",
        "",
    ],
    ids=["10^6 items", "deep", "deeper", "empty", "infinite", "long", "NUL", "null", "nothing"],
)
def test_messages_beyond_all_limits_are_refused(trial: Served, text: str) -> None:
    assert code_of(signed(trial.office(), text.encode())) == (400, "message.malformed")


@pytest.mark.parametrize("count", [10_000, 60_000])
def test_a_reconciliation_of_strange_size_does_no_harm(trial: Served, count: int) -> None:
    office = trial.office()
    names = ",".join(["{}"] * count)
    body = f'{{"items":{{"00":[{names}]}}}}'.encode()

    assert code_of(ask(office, "POST", "/v1/reconcile", body)) == (400, "message.malformed")


def test_a_problem_never_repeats_what_was_sent(trial: Served) -> None:
    reply = signed(trial.office(), (HEAD + '[{"kind":"JB123456","SALMA":1}]}').encode())

    assert reply.status_code == 400
    assert "JB123456" not in reply.text
    assert "SALMA" not in reply.text


def test_slow_clients_do_not_keep_others_waiting(tmp_path: Path) -> None:
    settings = replace(settings_for(str(tmp_path / "r.sqlite")), body_idle_seconds=1.0)
    one_after_the_other = 60 * settings.body_idle_seconds
    with serving(settings) as served:
        office = served.office()
        host, _, port = served.url.removeprefix("http://").rpartition(":")
        signature = office.identity.signer.sign(Purpose.BATCH, b"").header()
        head = (
            f"POST /v1/batches HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100000\r\n"
            f"{SIGNATURE_HEADER}: {signature}\r\n\r\n{{"
        )
        slow = [socket.create_connection((host, int(port)), timeout=20) for _ in range(60)]
        try:
            for connection in slow:
                connection.sendall(head.encode())
            items = good_items(5)
            begun_at = time.monotonic()
            assert isinstance(office.client.deliver(office.batch(items)), Delivered)
            assert time.monotonic() - begun_at < one_after_the_other / 2
            for connection in slow:
                assert connection.recv(4096).startswith(b"HTTP/1.1 408")
        finally:
            for connection in slow:
                connection.close()
        require_held_once(served, items)


def test_a_request_whose_headers_never_end_is_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake_server.serving.HEADER_SECONDS", 0.2)
    with serving(settings_for(str(tmp_path / "r.sqlite"))) as served:
        host, _, port = served.url.removeprefix("http://").rpartition(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(b"POST /v1/batches HTTP/1.1\r\nX: ")

            assert connection.recv(4096) == b""


def test_all_bodies_together_stay_within_their_budget(tmp_path: Path) -> None:
    settings = replace(settings_for(str(tmp_path / "r.sqlite")), max_buffered_bytes=1_500_000)
    with serving(settings) as served:
        office = served.office()
        host, _, port = served.url.removeprefix("http://").rpartition(":")
        signature = office.identity.signer.sign(Purpose.BATCH, b"").header()
        head = (
            f"POST /v1/batches HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000001\r\n"
            f"{SIGNATURE_HEADER}: {signature}\r\n\r\n"
        ).encode()
        with socket.create_connection((host, int(port)), timeout=20) as holding:
            holding.sendall(head + bytes(1_000_000))  # all but its last byte
            refused = _until_busy(office)
        assert refused == (503, "server.busy")
        assert isinstance(office.client.deliver(office.batch(good_items(1))), Delivered)


def _until_busy(office: Office) -> tuple[int, str]:
    """The held body arrives in its own time: try until it counts."""
    reply = post(office, bytes(1_000_000), JSON)
    for _ in range(200):
        if reply.status_code == 503:
            assert int(reply.headers["Retry-After"]) > 0
            break
        reply = post(office, bytes(1_000_000), JSON)
    return code_of(reply)


def test_a_station_that_sends_too_often_waits_and_others_do_not(tmp_path: Path) -> None:
    settings = replace(settings_for(str(tmp_path / "r.sqlite")), batch_burst=3)
    with serving(replace(settings, batches_per_second=1)) as served:
        eager, calm = served.office(), served.office()
        batch = eager.batch(good_items(1))
        deliveries = [eager.client.deliver(batch) for _ in range(3)]
        assert all(isinstance(one, Delivered) for one in deliveries)
        # A slow machine earns another leave meanwhile.
        further = (eager.client.deliver(batch) for _ in range(50))
        busy = next(one for one in further if not isinstance(one, Delivered))
        assert isinstance(busy, InDoubt)
        assert busy.code == "sync.busy"
        assert busy.wait_seconds is not None
        assert busy.wait_seconds >= 1
        assert isinstance(calm.client.deliver(calm.batch(good_items(1))), Delivered)


def test_codes_cannot_be_tried_without_end(tmp_path: Path) -> None:
    settings = replace(settings_for(str(tmp_path / "r.sqlite")), enrolment_burst=3)
    with serving(replace(settings, enrolments_per_second=1)) as served:
        tries = (
            httpx.post(f"{served.url}/v1/enrolments", content=b"{}").status_code for _ in range(50)
        )
        statuses = [next(tries) for _ in range(3)]
        assert statuses == [400, 400, 400]
        assert 429 in tries  # a slow machine earns another leave meanwhile


def test_counters_at_once_are_all_served(served: Served) -> None:
    offices = [served.office() for _ in range(12)]
    items = {office.identity.station_id: good_items(2) for office in offices}
    outcomes: list[object] = []

    def speak(office: Office) -> None:
        own = items[office.identity.station_id]
        outcomes.extend(office.client.deliver(office.batch([item])) for item in own)

    threads = [threading.Thread(target=speak, args=(office,)) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    require_held_once(served, [item for some in items.values() for item in some])


def test_a_body_cut_by_the_counter_costs_nothing(trial: Served) -> None:
    office = trial.office()
    host, _, port = trial.url.removeprefix("http://").rpartition(":")
    signature = office.identity.signer.sign(Purpose.BATCH, b"").header()
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(
            f"POST /v1/batches HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n"
            f"{SIGNATURE_HEADER}: {signature}\r\n\r\n{{".encode()
        )

    assert isinstance(office.client.deliver(office.batch(good_items(1))), Delivered)
    assert json.loads(httpx.get(f"{trial.url}/healthz").text) == {"status": "ok"}

"""The load of `benchmarks.ingest`: processes that sign, compress and send as counters do."""

from __future__ import annotations

import gzip
import http.client
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from uuid6 import uuid7

from intake_app.sync.batches import BatchLabel, OutgoingItem, sign_batch
from intake_app.sync.messages import BATCH_KEY_HEADER, BATCHES_PATH, ItemKind
from intake_app.sync.signatures import SIGNATURE_HEADER, Signer, hash_hex
from tests.server.kit import as_item, sealed_revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from intake_app.sync.batches import SignedBatch

TICKS = os.sysconf("SC_CLK_TCK")
GZIP_LEVEL = 6  # as the counter's transport compresses


@dataclass(frozen=True)
class Load:
    """What one process of counters sends, and for how long."""

    port: int
    counters: Sequence[tuple[str, bytes]]
    batch: int
    seconds: float


@dataclass(frozen=True)
class Sent:
    """Dossiers taken, seconds of each batch, and the sender's own processor seconds."""

    taken: int
    latencies: Sequence[float]
    cpu_seconds: float


def fresh_items() -> Iterator[OutgoingItem]:
    """Make sealed dossiers without end, each with an id of its own."""
    template = as_item(sealed_revision())
    head, tail = template.body.split(template.id.encode())
    while True:
        item_id = str(uuid7())
        body = head + item_id.encode() + tail
        yield OutgoingItem(ItemKind.DOSSIER, item_id, 1, hash_hex(body), body)


def signed_batch(station_id: str, signer: Signer, items: Sequence[OutgoingItem]) -> SignedBatch:
    """Sign a batch as a counter does."""
    label = BatchLabel(str(uuid7()), station_id, 1, "cnops", datetime.now(UTC))
    return sign_batch(label, items, signer)


def send_load(load: Load) -> Sent:
    """Send until time is up."""
    signers = [(name, Signer.load(key)) for name, key in load.counters]
    connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    source = fresh_items()
    taken, latencies, turn = 0, [], 0
    begun_cpu = time.process_time()
    end = time.monotonic() + load.seconds
    while time.monotonic() < end:
        name, signer = signers[turn % len(signers)]
        turn += 1
        batch = signed_batch(name, signer, [next(source) for _ in range(load.batch)])
        body = gzip.compress(batch.payload, GZIP_LEVEL, mtime=0)
        headers = {
            SIGNATURE_HEADER: batch.signature.header(),
            BATCH_KEY_HEADER: batch.batch_id,
            "Content-Encoding": "gzip",
            "Content-Type": "application/json",
        }
        begun_at = time.monotonic()
        connection.request("POST", BATCHES_PATH, body, headers)
        reply = connection.getresponse()
        content = reply.read()
        latencies.append(time.monotonic() - begun_at)
        if reply.status != http.HTTPStatus.CREATED:
            raise SystemExit(f"{reply.status} {content[:300]!r}")
        taken += load.batch
    connection.close()
    return Sent(taken, latencies, time.process_time() - begun_cpu)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and of all below it, ended children included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return 0.0
    own = sum(int(field) for field in fields[11:15]) / TICKS
    return own + sum(cpu_seconds(int(child)) for child in children)

"""How many dossiers a second the reception server takes in, over HTTP, into PostgreSQL.

`python -m benchmarks.ingest` starts a PostgreSQL of its own (with fsync), a server with `--workers`
processes, and counters in processes of their own that sign, compress and send batches of `--batch`
dossiers and verify each receipt's status; it prints one object on one line. Everything runs on
this machine, so the figures include the load itself. `cpu_ms` is processor time a dossier of
the workers, of PostgreSQL and of the counters.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import multiprocessing
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from uuid6 import uuid7

from intake_app.sync.batches import BatchLabel, OutgoingItem, sign_batch
from intake_app.sync.messages import BATCH_KEY_HEADER, BATCHES_PATH, ItemKind
from intake_app.sync.signatures import SIGNATURE_HEADER, Signer, hash_hex
from intake_server.database import open_database
from intake_server.schema import set_up
from intake_server.settings import ServerSettings, parse_database
from tests.server.kit import as_item, good_item, open_office, sealed_revision
from tests.server.postgres import find_binaries, running_cluster

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
POSTGRES_OPTIONS = "-c shared_buffers=256MB -c max_wal_size=4GB -c max_connections=100"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What one process of counters sends, and for how long."""

    port: int
    counters: Sequence[tuple[str, bytes]]
    batch: int
    seconds: float


def send_load(load: Load) -> tuple[int, list[float], float]:
    """Send until time is up; return dossiers taken, seconds of each batch, processor seconds."""
    template = as_item(sealed_revision())
    head, tail = template.body.split(template.id.encode())
    signers = [(name, Signer.load(key)) for name, key in load.counters]
    connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    taken, latencies = 0, []
    begun_cpu = time.process_time()
    end = time.monotonic() + load.seconds
    turn = 0
    while time.monotonic() < end:
        name, signer = signers[turn % len(signers)]
        turn += 1
        items = [_fresh(head, tail) for _ in range(load.batch)]
        label = BatchLabel(str(uuid7()), name, 1, "cnops", datetime.now(UTC))
        batch = sign_batch(label, items, signer)
        body = gzip.compress(batch.payload, 1)
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
    return taken, latencies, time.process_time() - begun_cpu


def _fresh(head: bytes, tail: bytes) -> OutgoingItem:
    item_id = str(uuid7())
    body = head + item_id.encode() + tail
    return OutgoingItem(ItemKind.DOSSIER, item_id, 1, hash_hex(body), body)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and of all below it, ended children included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return 0.0
    own = sum(int(field) for field in fields[11:15]) / TICKS
    return own + sum(cpu_seconds(int(child)) for child in children)


def measure(arguments: argparse.Namespace, url: str, postgres_pid: int) -> dict[str, object]:
    """Serve on this database, send, count."""
    database = open_database(ServerSettings(database=parse_database(url)))
    set_up(database)
    command = [sys.executable, "-m", "intake_app", "server", "run", "--port", "0", "--json"]
    command += ["--workers", str(arguments.workers), "--database", url]
    limits = {"INTAKE_SERVER_RATE": "100000", "INTAKE_SERVER_BURST": "100000"}
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | limits
    )
    try:
        ready = process.stdout.readline() if process.stdout else ""
        address = json.loads(ready)["address"]
        counters = []
        for number in range(arguments.counters):
            office = open_office(database, address, counter=str(number % 99 + 1))
            counters.append((office.identity.station_id, office.identity.signer.private_key()))
            office.close()
        port = int(address.rpartition(":")[2])
        loads = [
            Load(port, counters[n :: arguments.senders], arguments.batch, arguments.seconds)
            for n in range(arguments.senders)
        ]
        before = cpu_seconds(process.pid), cpu_seconds(postgres_pid)
        begun_at = time.monotonic()
        with multiprocessing.get_context("spawn").Pool(arguments.senders) as pool:
            results = pool.map(send_load, loads)
        elapsed = time.monotonic() - begun_at
        after = cpu_seconds(process.pid), cpu_seconds(postgres_pid)
    finally:
        process.terminate()
        process.wait(60)
        database.close()
    taken = sum(result[0] for result in results)
    latencies = [seconds for result in results for seconds in result[1]]
    return {
        "dossiers_per_second": round(taken / arguments.seconds),
        "dossiers": taken,
        "batch": arguments.batch,
        "workers": arguments.workers,
        "counters": arguments.counters,
        "senders": arguments.senders,
        "seconds": round(elapsed, 1),
        "p50_ms": round(quantiles(latencies, n=100)[49] * 1000),
        "p99_ms": round(quantiles(latencies, n=100)[98] * 1000),
        "cpu_ms": {
            "workers": round((after[0] - before[0]) / taken * 1000, 3),
            "postgres": round((after[1] - before[1]) / taken * 1000, 3),
            "counters": round(sum(result[2] for result in results) / taken * 1000, 3),
        },
        "body_bytes": len(good_item().body),
        "cores": os.cpu_count(),
    }


def main() -> int:
    """Measure once with what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--counters", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's programs are not installed")
    with running_cluster(binaries, POSTGRES_OPTIONS) as cluster:
        pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
        url = cluster.url(cluster.create_database())
        print(json.dumps(measure(arguments, url, pid)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

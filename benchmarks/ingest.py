"""How many dossiers a second the reception server takes in, beside raw COPY of the same rows.

`python -m benchmarks.ingest` starts a PostgreSQL of its own (with fsync) and prints one object a
line: the ingest transaction by itself, on batches verified and judged beforehand, and its share
of raw COPY; raw COPY into a table like the one that holds items (with its keys and indexes, and
bare); over HTTP, with signatures and gzip, at each `--batch`, with `--workers` processes and
counters in processes of their own; and what a dossier costs its counter. Everything runs on this
machine, so the figures include the load itself. `cpu_ms` is processor time a dossier: it says
what a quiet machine would do when this one is not.

`--held N` fills the table to N rows of one counter and says on the way what a dossier costs (in
batches of 50) and what a hello of that counter does.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.ingest_load import Load, cpu_seconds, send_load
from benchmarks.ingest_yardstick import copy_rows, counter_cost, fill, hello_ms, take_in
from intake_server.database import open_database
from intake_server.schema import set_up
from intake_server.settings import ServerSettings, parse_database
from tests.server.kit import good_item, open_office
from tests.server.postgres import find_binaries, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.ingest_yardstick import Timed
    from intake_server.database import Database
    from tests.server.kit import Office

ROOT = Path(__file__).parents[1]
POSTGRES_OPTIONS = "-c shared_buffers=256MB -c max_wal_size=4GB -c max_connections=100"
WANTED_OF_COPY = {"transaction": 40.0, "http": 5.0}
WANTED_PER_SECOND = 1500


@dataclass(frozen=True)
class Bench:
    """What a measurement works with."""

    database: Database
    url: str
    postgres_pid: int
    arguments: argparse.Namespace


@contextmanager
def served(bench: Bench) -> Iterator[tuple[str, int]]:
    """Serve the database with workers of their own; give address and process."""
    command = [sys.executable, "-m", "intake_app", "server", "run", "--port", "0", "--json"]
    command += ["--workers", str(bench.arguments.workers), "--database", bench.url]
    limits = {"INTAKE_SERVER_RATE": "100000", "INTAKE_SERVER_BURST": "100000"}
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | limits
    )
    try:
        ready = process.stdout.readline() if process.stdout else ""
        yield json.loads(ready)["address"], process.pid
    finally:
        process.terminate()
        process.wait(60)


def enrolled(bench: Bench, address: str) -> list[tuple[str, bytes]]:
    """Enrol the counters that will send; once, for a server slows whoever enrols too many."""
    counters = []
    for _ in range(bench.arguments.counters):
        office = open_office(bench.database, address)
        counters.append((office.identity.station_id, office.identity.signer.private_key()))
        office.close()
    return counters


def over_http(
    bench: Bench, server: tuple[str, int], counters: list[tuple[str, bytes]], batch: int
) -> dict[str, object]:
    """Send for a while, count, and say what a dossier cost each side."""
    arguments, (address, server_pid) = bench.arguments, server
    port = int(address.rpartition(":")[2])
    loads = [
        Load(port, counters[n :: arguments.senders], batch, arguments.seconds)
        for n in range(arguments.senders)
    ]
    before = cpu_seconds(server_pid), cpu_seconds(bench.postgres_pid)
    with multiprocessing.get_context("spawn").Pool(arguments.senders) as pool:
        results = pool.map(send_load, loads)
    after = cpu_seconds(server_pid), cpu_seconds(bench.postgres_pid)
    taken = sum(sent.taken for sent in results)
    latencies = [seconds for sent in results for seconds in sent.latencies]
    cpu_ms = {
        "workers": round((after[0] - before[0]) / taken * 1000, 3),
        "postgres": round((after[1] - before[1]) / taken * 1000, 3),
        "counters": round(sum(sent.cpu_seconds for sent in results) / taken * 1000, 3),
    }
    return {
        "dossiers_per_second": round(taken / arguments.seconds),
        "batch": batch,
        "dossiers": taken,
        "p50_ms": round(quantiles(latencies, n=100)[49] * 1000),
        "p99_ms": round(quantiles(latencies, n=100)[98] * 1000),
        "cpu_ms": cpu_ms,
        "if_alone_per_second": round((os.cpu_count() or 1) * 1000 / sum(cpu_ms.values())),
    }


def measure(bench: Bench) -> None:
    """Print every figure; the yardsticks come before and after, and their median counts."""
    arguments, pid, rows = bench.arguments, bench.postgres_pid, bench.arguments.rows

    def copied(*, indexed: bool) -> Timed:
        return copy_rows(bench.url, pid, rows, indexed=indexed)

    bare = [copied(indexed=False) for _ in range(arguments.repeat)]
    office = open_office_alone(bench)
    copies: list[Timed] = []
    for batch in arguments.batch:
        alone = []
        for _ in range(arguments.repeat):  # in turn, so that both meet the same weather
            copies.append(copied(indexed=True))
            alone.append(take_in(bench.database, pid, office, rows, batch))
        _print_transaction(batch, alone, copies[-arguments.repeat :])
    copy = _per_second(copies)
    _print(
        what="copy",
        rows_per_second=round(copy),
        cpu_ms=round(_cpu_ms(copies), 3),
        bare_per_second=round(_per_second(bare)),
        rows=rows,
    )
    with served(bench) as server:
        address = server[0]
        counters = enrolled(bench, address)
        for batch in arguments.batch:
            figures = over_http(bench, server, counters, batch)
            share = figures["dossiers_per_second"] / copy * 100  # type: ignore[operator]
            _print(
                what="http",
                percent_of_copy=round(share, 1),
                wanted_percent=WANTED_OF_COPY["http"],
                wanted_per_second=WANTED_PER_SECOND,
                **figures,
            )
        _print(what="counter", **counter_cost(bench.database, address, 200))
    _print(what="machine", cores=os.cpu_count(), load=os.getloadavg()[0], body=_body_bytes())


def measure_growth(bench: Bench) -> None:
    """Print what a dossier and a hello cost with more and more rows held of one counter."""
    office, each = open_office_alone(bench), bench.arguments.rows
    held = 0
    most = bench.arguments.held
    for wanted in sorted({min(10_000, most), min(100_000, most), most}):
        fill(bench.url, office.identity.station_id, wanted - held)
        held = wanted
        alone = [
            take_in(bench.database, bench.postgres_pid, office, each, 50)
            for _ in range(bench.arguments.repeat)
        ]
        held += each * bench.arguments.repeat
        _print(
            what="held",
            rows_held=wanted,
            rows_per_second=round(_per_second(alone)),
            cpu_ms=round(_cpu_ms(alone), 3),
            hello_ms=round(hello_ms(bench.database, office), 2),
        )


def open_office_alone(bench: Bench) -> Office:
    """Enrol one counter through a server of its own."""
    with served(bench) as (address, _pid):
        office = open_office(bench.database, address)
        office.close()
    return office


def _per_second(runs: Sequence[Timed]) -> float:
    return median(run.per_second for run in runs)


def _cpu_ms(runs: Sequence[Timed]) -> float:
    return median(run.cpu_ms for run in runs)


def _print_transaction(batch: int, alone: Sequence[Timed], copies: Sequence[Timed]) -> None:
    _print(
        what="transaction",
        batch=batch,
        rows_per_second=round(_per_second(alone)),
        percent_of_copy=round(_per_second(alone) / _per_second(copies) * 100, 1),
        wanted_percent=WANTED_OF_COPY["transaction"],
        cpu_ms=round(_cpu_ms(alone), 3),
    )


def _print(**members: object) -> None:
    print(json.dumps(members), flush=True)


def _body_bytes() -> int:
    return len(good_item().body)


def main() -> int:
    """Measure once with what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--counters", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--held", type=int, default=0, help="measure with so many rows held instead"
    )
    arguments = parser.parse_args()
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's programs are not installed")
    with running_cluster(binaries, POSTGRES_OPTIONS) as cluster:
        pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
        url = cluster.url(cluster.create_database())
        database = open_database(ServerSettings(database=parse_database(url)))
        try:
            set_up(database)
            bench = Bench(database, url, pid, arguments)
            (measure_growth if arguments.held else measure)(bench)
        finally:
            database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

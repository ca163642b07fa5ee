"""How fast a backlog drains through a bad link, and whether memory stays flat meanwhile.

`python -m benchmarks.drain` gives 40 counters a backlog of signed batches (50,000 dossiers in all),
starts a PostgreSQL of its own (with fsync) and a server with two workers, and lets the counters
send through a proxy that spoils `--faults` of the requests: cut, reply lost, truncated or garbled,
portal, 503, 500. Each batch is sent, the same bytes, until its receipt verifies. It prints one
object: dossiers a second, p50 and p99 of a batch from its first try to its receipt, tries, and
what is lost or doubled, which must be 0. `--minutes N` goes on with new backlogs and prints the
memory of server and counters in each; `growth_percent` compares the last quarter with the second.

The counters are the real client with keys of their own, without stores: `intake server simulate`
has those.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, quantiles
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from uuid6 import uuid7

from intake_app.sync.batches import OutgoingItem
from intake_app.sync.messages import ItemKind
from intake_app.sync.outcomes import Delivered
from intake_app.sync.signatures import hash_hex
from intake_server.database import open_database
from intake_server.schema import set_up
from intake_server.settings import ServerSettings, parse_database
from intake_server.tables import ItemRow
from tests.server.chaos import (
    Answers,
    ReplyCut,
    ReplyGarbled,
    RequestCut,
    chaos_before,
    lost_reply,
    portal,
    unharmed,
)
from tests.server.kit import as_item, open_office, sealed_revision
from tests.server.postgres import find_binaries, running_cluster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.sync.batches import SignedBatch
    from intake_server.database import Database
    from tests.server.chaos import ChaosProxy, Fault
    from tests.server.kit import Office

ROOT = Path(__file__).parents[1]
POSTGRES_OPTIONS = "-c shared_buffers=256MB -c max_wal_size=4GB -c max_connections=100"
WANTED_PER_SECOND, WANTED_P99_MS = 500, 2000
_PATIENCE = threading.Event()  # never set
_RETRY_SECONDS = 0.1


@dataclass
class Weather:
    """A script without end: most requests pass, some meet a fault."""

    chance: random.Random
    share: float
    met: int = 0

    def popleft(self) -> Fault:
        """What the next request meets."""
        if self.chance.random() >= self.share:
            return unharmed
        self.met += 1
        harms: list[Fault] = [
            lost_reply,
            portal,
            RequestCut(self.chance.randint(1, 4000)),
            ReplyCut(self.chance.random()),
            ReplyGarbled(self.chance.randint(1, 400)),
            Answers("503 Service Unavailable", b"", {"Retry-After": "1"}),
            Answers("500 Internal Server Error"),
        ]
        return self.chance.choice(harms)

    def __bool__(self) -> bool:
        return True


@dataclass
class Drained:
    """What all counters together saw."""

    seconds: list[float] = field(default_factory=list)
    tries: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, seconds: float, tries: int) -> None:
        """Note one batch that has its receipt."""
        with self.lock:
            self.seconds.append(seconds)
            self.tries += tries


def drain(office: Office, batches: Sequence[SignedBatch], drained: Drained) -> None:
    """Send each batch until its receipt, one at a time, as a counter does."""
    for batch in batches:
        begun, tries = time.monotonic(), 1
        while not isinstance(office.client.deliver(batch), Delivered):
            tries += 1
            _PATIENCE.wait(random.uniform(0, _RETRY_SECONDS))  # noqa: S311
        drained.note(time.monotonic() - begun, tries)


def backlog(office: Office, count: int, size: int) -> list[SignedBatch]:
    """Seal and sign so many dossiers in batches; not part of what is measured."""
    template = as_item(sealed_revision())
    head, tail = template.body.split(template.id.encode())
    batches = []
    for start in range(0, count, size):
        items = []
        for _ in range(min(size, count - start)):
            item_id = str(uuid7())
            body = head + item_id.encode() + tail
            items.append(OutgoingItem(ItemKind.DOSSIER, item_id, 1, hash_hex(body), body))
        batches.append(office.batch(items))
    return batches


def memory_mb(pid: int) -> float:
    """Resident memory of a process and of all below it."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
    return own + sum(memory_mb(int(child)) for child in children)


def one_drain(
    offices: Sequence[Office], arguments: argparse.Namespace, sealed: int, database: Database
) -> dict[str, object]:
    """Drain one backlog and say how it went."""
    each = arguments.dossiers // len(offices)
    backlogs = [backlog(office, each, arguments.batch) for office in offices]
    drained = Drained()
    begun = time.monotonic()
    with ThreadPoolExecutor(len(offices)) as pool:
        list(pool.map(drain, offices, backlogs, [drained] * len(offices)))
    elapsed = time.monotonic() - begun
    cuts = quantiles(drained.seconds, n=100)
    expected = sealed + each * len(offices)
    with database.reading() as connection:
        held = connection.scalar(select(func.count()).select_from(ItemRow)) or 0
    return {
        "dossiers": each * len(offices),
        "dossiers_per_second": round(each * len(offices) / elapsed),
        "p50_ms": round(cuts[49] * 1000),
        "p99_ms": round(cuts[98] * 1000),
        "batches": len(drained.seconds),
        "tries": drained.tries,
        "lost": max(0, expected - held),
        "doubled": max(0, held - expected),
    }


def measure(url: str, arguments: argparse.Namespace) -> int:
    """Serve, drain once or for as long as asked, and print; return the exit status."""
    database = open_database(ServerSettings(database=parse_database(url)))
    set_up(database)
    command = [sys.executable, "-m", "intake_app", "server", "run", "--port", "0", "--json"]
    limits = {"INTAKE_SERVER_RATE": "100000", "INTAKE_SERVER_BURST": "100000"}
    server = subprocess.Popen(
        [*command, "--workers", "2", "--database", url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | limits,
    )
    offices: list[Office] = []
    try:
        address = json.loads(server.stdout.readline() if server.stdout else "")["address"]
        enrolled = [open_office(database, address) for _ in range(arguments.counters)]
        offices += enrolled
        with chaos_before(address) as proxy:
            chance = random.Random(arguments.seed)  # noqa: S311 - it is to be repeated
            proxy.script = Weather(chance, arguments.faults)  # type: ignore[assignment]
            speaking = [office.through(proxy.url) for office in enrolled]
            offices += speaking
            return drain_and_tell(proxy, speaking, database, server.pid, arguments)
    finally:
        for office in offices:
            office.close()
        server.terminate()
        server.wait(60)
        database.close()


def drain_and_tell(
    proxy: ChaosProxy,
    offices: Sequence[Office],
    database: Database,
    server_pid: int,
    arguments: argparse.Namespace,
) -> int:
    """Drain until the time is up, at least once."""
    end = time.monotonic() + arguments.minutes * 60
    told: list[dict[str, object]] = []
    memory: dict[str, list[float]] = {"server_mb": [], "counters_mb": []}
    sealed = 0
    while not told or time.monotonic() < end:
        told.append(one_drain(offices, arguments, sealed, database))
        proxy.requests.clear()  # the proxy remembers them for tests
        sealed += int(str(told[-1]["dossiers"]))
        memory["server_mb"].append(memory_mb(server_pid))
        memory["counters_mb"].append(memory_mb(os.getpid()) - memory["server_mb"][-1])
        now = {name: round(values[-1], 1) for name, values in memory.items()}
        print(json.dumps(told[-1] | now), flush=True)
    if len(told) >= 8:
        growth = {name: growth_percent(values) for name, values in memory.items()}
        print(json.dumps({"growth_percent": growth, "drains": len(told), "dossiers": sealed}))
    clean = not any(one["lost"] or one["doubled"] for one in told)
    return 0 if clean else 1


def growth_percent(values: Sequence[float]) -> float:
    """The last quarter beside the second: the first one is a program that warms up."""
    quarter = len(values) // 4
    second, last = values[quarter : 2 * quarter], values[-quarter:]
    return round((mean(last) / mean(second) - 1) * 100, 1)


def main() -> int:
    """Measure with what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=50_000)
    parser.add_argument("--counters", type=int, default=40)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--faults", type=float, default=0.1, help="share of spoilt requests")
    parser.add_argument("--minutes", type=float, default=0.0, help="go on for so long")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's programs are not installed")
    wanted = {"wanted_per_second": WANTED_PER_SECOND, "wanted_p99_ms": WANTED_P99_MS}
    print(json.dumps(wanted | {"faults": arguments.faults}))
    with running_cluster(binaries, POSTGRES_OPTIONS) as cluster:
        return measure(cluster.url(cluster.create_database()), arguments)


if __name__ == "__main__":
    sys.exit(main())

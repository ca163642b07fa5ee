"""Where a fault is tried: a real server, real counters with their own stores, and the ledger."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.oracle import Ledger, Verdict, judge
from tests.server.chaos import chaos_before
from tests.server.fixtures import empty, settings_for
from tests.server.kit import serving
from tests.sync.counter_kit import counter_at

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from tests.server.chaos import ChaosProxy
    from tests.server.kit import Office, Served
    from tests.server.postgres import Cluster
    from tests.sync.counter_kit import Counter

_ROUNDS_TO_DRAIN = 8


@dataclass
class Bench:
    """One try of one fault; what it opens is closed at its end.

    `large` asks for the numbers of the long trial. `lost_disk` is set by a fault that takes a
    counter's disk away, so that the server rightly knows more than the counter.
    """

    served: Served
    chance: random.Random
    folder: Path
    new_desk: Path
    cluster: Cluster | None
    large: bool = False
    lost_disk: bool = False
    ledger: Ledger = field(default_factory=Ledger)
    counters: list[Counter] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)
    _names: int = 0

    def new_folder(self) -> Path:
        """The data folder of a counter that was set up and never used."""
        self._names += 1
        return Path(shutil.copytree(self.new_desk, self.folder / f"desk-{self._names}"))

    def open(self, folder: Path, *, idle_seconds: float = 10.0) -> Counter:
        """Open a counter until the end of the try."""
        counter = self.closing.enter_context(counter_at(folder, idle_seconds=idle_seconds))
        self.counters.append(counter)
        return counter

    def counter(self, *, idle_seconds: float = 10.0) -> Counter:
        """A new counter, enrolled at the server."""
        counter = self.open(self.new_folder(), idle_seconds=idle_seconds)
        counter.enrol(self.served)
        return counter

    def close(self, counter: Counter) -> Path:
        """Close a counter before the end; its folder can be opened again."""
        counter.desk.close()
        self.counters.remove(counter)
        return counter.desk.home.folder

    def deposit(self, counter: Counter, count: int = 1) -> None:
        """Deposit dossiers and note each receipt."""
        for deposited in counter.deposit(count):
            self.ledger.print_receipt(counter.desk.home.folder.name, deposited)

    def office(self) -> Office:
        """A counter without a store, for what the network and the server do."""
        return self.served.office()

    def proxy(self) -> ChaosProxy:
        """A proxy before the server, until the end of the try."""
        return self.closing.enter_context(chaos_before(self.served.url))

    def drain(self) -> None:
        """Let every counter reach the server in peace, as often as it takes."""
        for counter in self.counters:
            counter.point_to(self.served.url)
            for _ in range(_ROUNDS_TO_DRAIN):
                counter.sync.sync_once()
                if counter.sync.status().is_green:
                    break

    def verdict(self) -> Verdict:
        """Drain, then ask the oracle."""
        self.drain()
        return judge(self.served, self.ledger, self.counters, lost_disk=self.lost_disk)


@dataclass
class Workshop:
    """What many tries share: a desk to copy, and a server on each kind of database."""

    new_desk: Path
    servers: dict[str, Served]
    cluster: Cluster | None

    @contextmanager
    def bench(self, database: str, chance: random.Random, *, large: bool) -> Iterator[Bench]:
        """An emptied server and a folder of its own."""
        served = self.servers[database]
        empty(served)
        with tempfile.TemporaryDirectory(prefix="fault-") as folder:
            bench = Bench(served, chance, Path(folder), self.new_desk, self.cluster, large=large)
            with bench.closing:
                yield bench
            served.close()

    def try_out(
        self,
        fault: Callable[[Bench], None],
        database: str,
        chance: random.Random,
        *,
        large: bool = False,
    ) -> Verdict:
        """Do the harm, then ask the oracle; a claim that fails on the way is unexpected."""
        with self.bench(database, chance, large=large) as bench:
            fault(bench)
            return bench.verdict()


@contextmanager
def workshop(folder: Path, cluster: Cluster | None) -> Iterator[Workshop]:
    """Set up what tries share."""
    with ExitStack() as stack:
        new_desk = folder / "new-desk"
        with counter_at(new_desk):
            pass
        addresses = {"sqlite": str(folder / "reception.sqlite")}
        if cluster is not None:
            addresses["postgres"] = cluster.url(cluster.create_database())
        servers = {
            name: stack.enter_context(serving(settings_for(address)))
            for name, address in addresses.items()
        }
        yield Workshop(new_desk, servers, cluster)

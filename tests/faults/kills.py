"""The program ended by kill -9, and its system calls made to fail, in the middle of a seal."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from uuid6 import uuid7

from tests.faults.catalogue import fault
from tests.faults.power_cuts import kept_by_counter
from tests.faults.seal_under_trace import order_for
from tests.faults.tracing import CAN_FAIL, CAN_KILL, Plan, Traced
from tests.faults.vfs import Unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.bench import Bench

ROOT = Path(__file__).parents[2]
_NEVER = 10**9


@dataclass
class Sealing:
    """A deposit that was traced: where, under which id, and how it went."""

    folder: Path
    dossier_id: str
    receipt: Path
    seen: Traced

    def require_kept(self) -> None:
        """What was printed is on disk; what was not is there whole, or not at all."""
        kept = {key[0]: key[2] for key in kept_by_counter(self.folder)}
        assert set(kept) <= {self.dossier_id}
        if self.receipt.exists() and (printed := self.receipt.read_text()):
            assert kept.get(self.dossier_id) == printed


@dataclass
class Tracer:
    """The helper process, and the bench that it works for."""

    bench: Bench
    orders: IO[str]
    answers: IO[str]

    def seal(self, plan: Plan) -> Sealing:
        """Deposit one dossier under a plan, at a counter of its own."""
        folder = self.bench.new_folder()
        dossier_id, receipt = str(uuid7()), folder.with_suffix(".receipt")
        order = {
            "folder": str(folder),
            "dossier_id": dossier_id,
            "receipt": str(receipt),
            "plan": asdict(plan),
        }
        print(json.dumps(order), file=self.orders, flush=True)
        answer = self.answers.readline()
        assert answer, "the traced process could not be watched"
        return Sealing(folder, dossier_id, receipt, Traced(**json.loads(answer)))

    def go_on(self, sealing: Sealing) -> None:
        """Start the counter again, deposit the same dossier again, and enrol for the drain."""
        counter = self.bench.open(sealing.folder)
        deposited = counter.desk.deposits.deposit(order_for(counter, sealing.dossier_id))
        self.bench.ledger.print_receipt(sealing.folder.name, deposited)
        assert len(counter.sealed()) == 1
        counter.enrol(self.bench.served)


@contextmanager
def tracer(bench: Bench) -> Iterator[Tracer]:
    """Start the helper; it ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.seal_under_trace"],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Tracer(bench, process.stdin, process.stdout)


@fault("kill -9 at every system call of a seal")
def killed_in_a_seal(bench: Bench) -> None:
    if not CAN_KILL:
        raise Unseen("only Linux lets a process be stopped at its system calls")
    with tracer(bench) as traced:
        calm = traced.seal(Plan())
        assert calm.seen.status == 0
        assert calm.receipt.exists()
        stops = range(1, calm.seen.stops + 1)
        chosen = stops if bench.large else bench.chance.sample(stops, 14)
        sealings = [traced.seal(Plan(kill_at=stop)) for stop in chosen]
        for sealing in sealings:
            sealing.require_kept()
        for sealing in bench.chance.sample(sealings, 3):
            traced.go_on(sealing)


@fault("disk full at every system call of a seal")
def full_in_a_seal(bench: Bench) -> None:
    fail_calls(bench, errno.ENOSPC, _NEVER)


@fault("I/O error at every system call of a seal")
def broken_in_a_seal(bench: Bench) -> None:
    fail_calls(bench, errno.EIO, 1)


def fail_calls(bench: Bench, error: int, count: int) -> None:
    """Let calls that change the disk fail from each place on; then the disk is well again."""
    if not CAN_FAIL:
        raise Unseen("system calls are made to fail on Linux with x86-64 alone")
    with tracer(bench) as traced:
        calls = range(1, traced.seal(Plan()).seen.changing + 1)
        chosen = calls if bench.large else bench.chance.sample(calls, 7)
        sealings = []
        for place in chosen:
            sealing = traced.seal(Plan(fail_from=place, fail_count=count, error=error))
            sealings.append(sealing)
            assert sealing.seen.status == 0, f"no deposit after a fault at call {place}"
            assert len(kept_by_counter(sealing.folder)) == 1
        traced.go_on(bench.chance.choice(sealings))

"""Toutes les pannes, avec d'autres graines, aussi longtemps que demandé (--minutes, --seed).

Every fault of the list, one after another, again and again with new seeds until the time is up; a
table at the end says how often each was done and what was lost, doubled or unexpected. The same
`--seed` gives the same tries; `--only` takes those whose name contains the text; `--large` uses
the large numbers (400 counters, every system call, every write). Exit status 1 when anything was.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tests.faults.bench import workshop
from tests.faults.catalogue import load_all
from tests.faults.vfs import Unseen
from tests.server.postgres import find_binaries, running_cluster

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.faults.bench import Workshop
    from tests.faults.catalogue import Fault


@dataclass
class Line:
    """What came of one fault so far."""

    tries: int = 0
    lost: int = 0
    doubled: int = 0
    unexpected: int = 0
    seconds: float = 0.0
    skipped: str = ""
    complaints: list[str] = field(default_factory=list)


@dataclass
class Trial:
    """All tries of one run."""

    shop: Workshop
    faults: Mapping[str, Fault]
    seed: int
    large: bool
    lines: dict[str, Line] = field(default_factory=dict)

    def run_until(self, end: float) -> None:
        """Go round the list until the time is up; at least once."""
        turn = 0
        while turn == 0 or time.monotonic() < end:
            for name, fault in self.faults.items():
                if turn and time.monotonic() >= end:
                    return
                self.try_once(name, fault, turn)
            turn += 1

    def try_once(self, name: str, fault: Fault, turn: int) -> None:
        """Try one fault with the seed of its turn, on either database in turn."""
        line = self.lines.setdefault(name, Line())
        databases = sorted(self.shop.servers)
        database = databases[turn % len(databases)]
        seed = f"{self.seed} {turn} {name}"
        begun_at = time.monotonic()
        try:
            verdict = self.shop.try_out(fault, database, random.Random(seed), large=self.large)
        except Unseen as why:
            line.skipped = str(why)
            return
        except Exception:  # noqa: BLE001 - whatever it is belongs in the table
            line.unexpected += 1
            line.complaints.append(f"turn {turn}, {database}:\n{traceback.format_exc()}")
        else:
            line.lost += len(verdict.lost)
            line.doubled += len(verdict.doubled)
            line.unexpected += len(verdict.unexpected)
            if not verdict.is_clean:
                line.complaints.append(f"turn {turn}, {database}: {verdict}")
        line.tries += 1
        line.seconds += time.monotonic() - begun_at

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was found."""
        return not any(one.lost or one.doubled or one.unexpected for one in self.lines.values())


def main() -> int:
    """Run the trial that the command line asks for."""
    parser = argparse.ArgumentParser(prog="./test faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="faults whose name contains this")
    parser.add_argument("--large", action="store_true", help="large numbers: much slower")
    arguments = parser.parse_args()
    faults = {name: one for name, one in load_all().items() if arguments.only in name}
    if not faults:
        parser.error(f"no fault is called {arguments.only!r}")
    with ExitStack() as stack:
        binaries = find_binaries()
        cluster = stack.enter_context(running_cluster(binaries)) if binaries else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        shop = stack.enter_context(workshop(folder, cluster))
        trial = Trial(shop, faults, arguments.seed, arguments.large)
        trial.run_until(time.monotonic() + arguments.minutes * 60)
    report(trial)
    return 0 if trial.is_clean else 1


def report(trial: Trial) -> None:
    """Print the table, and below it whatever there is to complain of."""
    table = Table(title=f"seed {trial.seed}", title_justify="left")
    for column in ("fault", "repetitions", "lost", "doubled", "unexpected", "seconds each"):
        table.add_column(column, justify="left" if column == "fault" else "right")
    for name, line in trial.lines.items():
        each = f"{line.seconds / line.tries:.1f}" if line.tries else line.skipped
        counts = (line.tries, line.lost, line.doubled, line.unexpected)
        table.add_row(name, *map(str, counts), each)
    totals = [
        sum(getattr(line, what) for line in trial.lines.values())
        for what in ("tries", "lost", "doubled", "unexpected")
    ]
    table.add_section()
    table.add_row("all", *map(str, totals), "")
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    for name, line in trial.lines.items():
        for complaint in line.complaints[:3]:
            console.print(f"{name}: {complaint}", markup=False)


if __name__ == "__main__":
    sys.exit(main())

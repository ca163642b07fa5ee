"""Nos défauts volontaires : chacun doit faire échouer la suite ; un tableau dit lequel, où.

Each deliberate defect is put into the program and the suite runs against it until its first
failure: the fault that must notice it first, then the tests of its neighbourhood, then the rest of
`tests/sync`, `tests/server`, `tests/storage` and `tests/faults`. One that survives ends with
status 1. `--only TEXT` takes those whose name contains the text; `--list` only names them.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults.mutants import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]
EVERYTHING = ("tests/sync", "tests/server", "tests/storage", "tests/faults")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", re.MULTILINE)


def killer_of(name: str, defect: Mutant) -> str | None:
    """Run the suite against a defect; return the test that failed, or None if none did."""
    chosen = f"test_nothing_is_lost_and_nothing_doubled_by[{defect.noticed}]"
    for paths in (
        (f"tests/faults/test_faults.py::{chosen}",),
        defect.where,
        EVERYTHING,
    ):
        if killer := first_failure(name, paths):
            return killer
    return None


def first_failure(name: str, paths: tuple[str, ...]) -> str | None:
    """Run these tests with the defect in; return the first that failed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "tests.faults.mutant_plugin"]
    command += ["-p", "no:cacheprovider", "-p", "no:randomly", "-m", "not onscreen"]
    command += ["--ignore", "tests/faults/test_mutants.py", *paths]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"INTAKE_MUTANT": name},
        text=True,
        capture_output=True,
        check=False,
    )
    if ended.returncode == 0:
        return None
    found = _FAILED.search(ended.stdout)
    if ended.returncode != 1 or found is None:
        raise SystemExit(f"the suite could not run against « {name} »:\n{ended.stdout[-3000:]}")
    return found.group(1)


def main() -> int:
    """Try each defect and print the table."""
    parser = argparse.ArgumentParser(prog="./test mutants", description=__doc__)
    parser.add_argument("--only", default="", help="defects whose name contains this")
    parser.add_argument("--list", action="store_true", help="name them and do nothing")
    arguments = parser.parse_args()
    chosen = {name: one for name, one in MUTANTS.items() if arguments.only in name}
    table = Table(title=f"{len(chosen)} deliberate defects", title_justify="left")
    for column in ("defect", "noticed by", "seconds"):
        table.add_column(column, justify="right" if column == "seconds" else "left")
    survivors = 0
    for name, defect in chosen.items():
        if arguments.list:
            table.add_row(name, defect.noticed, "")
            continue
        begun_at = time.monotonic()
        killer = killer_of(name, defect)
        survivors += killer is None
        table.add_row(name, killer or "NOBODY", f"{time.monotonic() - begun_at:.0f}")
    console = Console(width=None if sys.stdout.isatty() else 150, markup=False)
    console.print(table)
    if not arguments.list:
        console.print(f"{len(chosen) - survivors} noticed, {survivors} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())

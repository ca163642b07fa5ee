"""One deposit after another, each in a process that is stopped at its system calls.

`python -m tests.faults.seal_under_trace` reads orders from its standard input, an object a line:
`folder` (a counter's data folder), `dossier_id`, `receipt` (the file that says that a receipt came
out), and the members of a plan. It answers with a line for each. It runs by itself because
forking needs a process without threads.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from intake_app.errors import EnvironmentFault
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.services.deposit import DepositOrder
from tests.faults.tracing import Plan, run_traced
from tests.sync.counter_kit import AGENT, counter_at


def order_for(counter: Any, dossier_id: str) -> DepositOrder:
    """The same dossier for the same id, so that a second try is the same deposit."""
    dossier = parse_dossier(load_sample("complete", counter.clock.now().date()))
    return DepositOrder(UUID(dossier_id), dossier, AGENT)


def deposit(folder: Path, dossier_id: str, receipt: Path, mark: Any) -> None:
    """Deposit between two marks, try again after a fault, and let the receipt come out last."""
    with counter_at(folder) as counter:
        order = order_for(counter, dossier_id)
        deposited = None
        mark()
        with suppress(EnvironmentFault):
            deposited = counter.desk.deposits.deposit(order)
        if deposited is not None:
            _print(receipt, deposited.sha256)
        mark()
        again = counter.desk.deposits.deposit(order)  # the disk has room again
        assert deposited is None or again.sha256 == deposited.sha256
        _print(receipt, again.sha256)


def _print(receipt: Path, sha256: str) -> None:
    with suppress(OSError):
        descriptor = os.open(receipt, os.O_CREAT | os.O_WRONLY, 0o600)
        os.write(descriptor, sha256.encode())
        os.close(descriptor)


def main() -> None:
    """Carry out each order."""
    for line in sys.stdin:
        order = json.loads(line)
        folder, receipt = Path(order["folder"]), Path(order["receipt"])
        dossier_id = order["dossier_id"]
        seen = run_traced(
            lambda mark, f=folder, i=dossier_id, r=receipt: deposit(f, i, r, mark),  # type: ignore[misc]
            Plan(**order["plan"]),
        )
        sys.stdout.write(json.dumps(asdict(seen)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

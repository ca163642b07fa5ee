"""Le protocole comme machine d'états : des désordres sans fin (--examples, --steps, --seed).

Hypothesis lets real counters and the real server live through any order of deposits,
synchronisations, weather and disasters, and looks for the shortest that breaks a promise.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.counter_kit import counter_at
from tests.sync.protocol_machine import FOLLOWED, ProtocolMachine


def main() -> int:
    """Run as many examples as asked; an error ends with Hypothesis's account of it."""
    parser = argparse.ArgumentParser(prog="./test protocol", description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun_at = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="protocol-") as folder:
        new_desk = Path(folder) / "desk"
        with counter_at(new_desk):
            pass

        @seed(arguments.seed)
        class Machine(ProtocolMachine):
            def __init__(self) -> None:
                super().__init__(new_desk)

        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=arguments.examples,
                stateful_step_count=arguments.steps,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    seconds = time.monotonic() - begun_at
    sys.stdout.write(f"seed {arguments.seed}: {arguments.examples} examples, {seconds:.0f} s\n")
    for name, count in FOLLOWED.most_common():
        sys.stdout.write(f"  {name:<18} {count:>7}\n")
    sys.stdout.write("nothing lost, nothing doubled\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

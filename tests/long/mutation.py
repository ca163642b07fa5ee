"""De petites fautes dans les règles, une à une : les tests les voient-ils ? (--minutes, --jobs).

`./test mutation [MODULE…] [--minutes N] [--jobs N] [--least PERCENT]` puts small faults into the
modules of `intake_app/domain`, all of them unless some are named (`names`, `rules/acts`), and sees
whether the tests notice. It prints every fault that nobody noticed, and a table; docs/mutation.md
explains those that are known. Exit status 0 when at least PERCENT were noticed, else 1.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tests.long.mutating.faults import faults_of
from tests.long.mutating.trials import ROOT, SURVIVED, Reach, measure_reach, start_trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tests.long.mutating.faults import Fault

DOMAIN = ROOT / "intake_app" / "domain"
LEAST_PERCENT = 90.0
CPU_SECONDS = 120
TOLD_EVERY = 100
_SHOWN_LETTERS = 90


class Outcome(NamedTuple):
    """What became of one fault; `unreached` when no test runs its line at all."""

    fault: Fault
    noticed: bool
    unreached: bool = False


def main(words: Sequence[str] | None = None) -> int:
    """Try the faults and print what was noticed."""
    wanted = _read_words(words)
    faults = [fault for path in _paths(wanted.modules) for fault in _faults_in(path)]
    if not faults:
        print("aucun module de ce nom dans intake_app/domain", file=sys.stderr)
        return 2
    random.Random(wanted.seed).shuffle(faults)  # so that a short run tries every module
    print(f"{len(faults)} fautes ; les tests passent d'abord une fois sans faute…", flush=True)
    started = time.monotonic()
    reach = measure_reach()
    print(f"{len(reach.seconds)} tests en {time.monotonic() - started:.0f} s", flush=True)
    give_up_at = started + wanted.minutes * 60
    outcomes = list(_told(_try_all(faults, reach, wanted.jobs, give_up_at)))
    print("\n".join(report(outcomes, len(faults))))
    return 0 if _percent_noticed(outcomes) >= wanted.least else 1


def _read_words(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./test mutation", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument("--minutes", type=float, default=45, help="s'arrêter après N minutes (45)")
    parser.add_argument("--jobs", type=int, default=2, help="essais en même temps (2)")
    parser.add_argument("--least", type=float, default=LEAST_PERCENT, help="pour cent exigés (90)")
    parser.add_argument("--seed", type=int, default=1, help="ordre des fautes (1)")
    return parser.parse_args(words)


def _paths(names: Sequence[str]) -> list[Path]:
    if names:
        return [path for name in names if (path := DOMAIN / f"{name}.py").is_file()]
    return sorted(DOMAIN.rglob("*.py"))


def _faults_in(path: Path) -> Iterable[Fault]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return faults_of(module, path.read_text(encoding="utf-8"), str(path))


def _path_of(fault: Fault) -> str:
    return str(ROOT.joinpath(*fault.module.split(".")).with_suffix(".py"))


def _try_all(
    faults: Sequence[Fault], reach: Reach, jobs: int, give_up_at: float
) -> Iterator[Outcome]:
    """Try the faults, some at a time, until all are tried or the time is up."""
    running: dict[int, Fault] = {}
    waiting = list(reversed(faults))
    while waiting or running:
        if waiting and time.monotonic() > give_up_at:
            waiting.clear()
        while waiting and len(running) < jobs:
            fault = waiting.pop()
            tests = reach.tests_of(fault, _path_of(fault))
            if not tests:
                yield Outcome(fault, noticed=False, unreached=True)
                continue
            running[start_trial(fault, _path_of(fault), tests, CPU_SECONDS)] = fault
        if running:
            child, status = os.wait()
            yield Outcome(running.pop(child), noticed=status != SURVIVED)


def _told(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Name what is not noticed as it comes up, and say now and then how far it is."""
    unnoticed = 0
    for count, outcome in enumerate(outcomes, 1):
        if not outcome.noticed:
            unnoticed += 1
            print(_in_words(outcome), flush=True)
        if count % TOLD_EVERY == 0:
            print(f"{count} essayées, {unnoticed} inaperçues", flush=True)
        yield outcome


def report(outcomes: Sequence[Outcome], fault_count: int) -> list[str]:
    """Write the survivors, then a line for each module and one for all."""
    in_order = sorted(outcomes, key=lambda one: (one.fault.module, one.fault.line))
    lines = [_in_words(outcome) for outcome in in_order if not outcome.noticed]
    tried = Counter(_short(one.fault.module) for one in outcomes)
    noticed = Counter(_short(one.fault.module) for one in outcomes if one.noticed)
    lines += ["", f"{'module':<24}{'fautes':>8}{'vues':>9}{'':>8}"]
    for module in sorted(tried):
        lines.append(_row(module, tried[module], noticed[module]))
    lines.append(_row("tous", tried.total(), noticed.total()))
    if len(outcomes) < fault_count:
        lines.append(f"temps écoulé : {fault_count - len(outcomes)} fautes non essayées")
    return lines


def _in_words(outcome: Outcome) -> str:
    fault, why = outcome.fault, "  (aucun test n'y passe)" if outcome.unreached else ""
    place = f"{_short(fault.module)}:{fault.line}"
    return f"{place}: {_cut(fault.before)}  →  {_cut(fault.after)}{why}"


def _row(module: str, tried: int, noticed: int) -> str:
    return f"{module:<24}{tried:>8}{noticed:>9}{100 * noticed / tried:>7.1f}%"


def _percent_noticed(outcomes: Sequence[Outcome]) -> float:
    return 100 * sum(one.noticed for one in outcomes) / max(len(outcomes), 1)


def _short(module: str) -> str:
    return module.removeprefix("intake_app.domain.").replace(".", "/")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_LETTERS else f"{text[: _SHOWN_LETTERS - 1]}…"


if __name__ == "__main__":
    sys.exit(main())

"""A campaign: every counter of every office, day after day, and what came of it.

The counters are shared out among a few processes, each with its own; the server is a process of
its own. At the end every counter drains, and what was sealed is compared with what is held.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import quantiles
from typing import TYPE_CHECKING, cast

from intake_app.simulation.counters import Name, SimulatedCounter, open_copy, stretches
from intake_app.simulation.day import OPENS_AT, SHARES
from intake_app.sync.transport import RawReply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from intake_app.sync.transport import Transport

Seal = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is to be simulated; `stretch_minutes` lie between two synchronisations of a counter."""

    names: tuple[Name, ...]
    days: int
    dossiers_a_day: int
    seed: int
    stretch_minutes: int = 15

    @property
    def first_day(self) -> datetime:
        """The midnight from which the days are counted, so that the last one was yesterday."""
        now = datetime.now().astimezone()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Share:
    """The counters of one process, with the server's address and a code for each."""

    campaign: Campaign
    names: tuple[Name, ...]
    codes: Mapping[str, str]
    url: str
    database: str
    template: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Lived:
    """What one process has to tell."""

    sealed: frozenset[Seal]
    round_seconds: tuple[float, ...]
    undrained: tuple[str, ...]
    faults: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the campaign showed; `lost` and `strange` count items, both must be 0."""

    sealed: int
    held: int
    doubled: int
    lost: int
    strange: int
    undrained: tuple[str, ...]
    faults: int
    rounds: int
    p50_ms: int
    p99_ms: int

    @property
    def is_clean(self) -> bool:
        """Whether everything sealed is held once, and nothing else."""
        return not (self.lost or self.strange or self.doubled or self.undrained)


def run(shares: Sequence[Share]) -> list[Lived]:
    """Live through the campaign, each share in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(shares), mp_context=context) as pool:
        return list(pool.map(live, shares))


def live(share: Share) -> Lived:
    """Live through all days with the counters of one share."""
    with ExitStack() as stack:
        counters = [_open(share, name, stack) for name in share.names]
        _enrol(share, counters)
        for day in range(share.campaign.days):
            _live_day(share.campaign, counters, share.campaign.first_day + timedelta(days=day))
        undrained = tuple(one.name.folder for one in counters if not one.drain())
        return Lived(
            frozenset(seal for one in counters for seal in one.sealed_hashes()),
            tuple(seconds for one in counters for seconds in one.rounds),
            undrained,
            sum(one.faults for one in counters),
        )


def judge(lived: Sequence[Lived], held: Sequence[Seal]) -> Outcome:
    """Compare everything sealed with everything held."""
    sealed = frozenset().union(*(one.sealed for one in lived))
    rounds = [seconds for one in lived for seconds in one.round_seconds]
    cuts = quantiles(rounds, n=100) if len(rounds) > 1 else [0.0] * 99
    distinct = frozenset(held)
    return Outcome(
        sealed=len(sealed),
        held=len(held),
        doubled=len(held) - len({(item_id, revision) for item_id, revision, _hash in held}),
        lost=len(sealed - distinct),
        strange=len(distinct - sealed),
        undrained=tuple(name for one in lived for name in one.undrained),
        faults=sum(one.faults for one in lived),
        rounds=len(rounds),
        p50_ms=round(cuts[49] * 1000),
        p99_ms=round(cuts[98] * 1000),
    )


def _open(share: Share, name: Name, stack: ExitStack) -> SimulatedCounter:
    folder = share.folder / name.folder
    counter = open_copy(share.template, folder, name, share.campaign.seed)
    stack.callback(counter.close)
    return counter


def _live_day(campaign: Campaign, counters: Sequence[SimulatedCounter], morning: datetime) -> None:
    for counter in counters:
        counter.begin_day(morning, campaign.dossiers_a_day)
    ends = stretches(morning, OPENS_AT, len(SHARES), campaign.stretch_minutes)
    for begun, end in pairwise(ends):
        for counter in counters:
            counter.live_until(begun, end)


class _Counterside:
    """Hands codes in at the server's own desk: one address may try only few over the network."""

    def __init__(self, database: str) -> None:
        from intake_server.app import server_now  # noqa: PLC0415 - the counter has no server
        from intake_server.database import open_database  # noqa: PLC0415
        from intake_server.judgement import load_judge  # noqa: PLC0415
        from intake_server.reception import Reception  # noqa: PLC0415
        from intake_server.settings import ServerSettings, parse_database  # noqa: PLC0415

        settings = ServerSettings(database=parse_database(database), pool_size=1)
        self.opened = open_database(settings)
        judge_items = load_judge(None)
        self._reception = Reception(self.opened, judge_items, settings.limits, server_now)

    def send(self, _method: str, _target: str, *, headers: object, body: bytes) -> RawReply:
        return RawReply(201, {}, self._reception.enrol(body))

    def close(self) -> None:
        """The database stays open for the next counter."""


def _enrol(share: Share, counters: Sequence[SimulatedCounter]) -> None:
    desk = _Counterside(share.database)
    try:
        for counter in counters:
            code = share.codes[counter.name.folder]
            counter.enrol(share.url, code, lambda _endpoint: cast("Transport", desk))
    finally:
        desk.opened.close()

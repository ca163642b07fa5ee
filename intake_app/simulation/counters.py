"""One simulated counter: the real store, deposits and synchronisation, under an invented clock."""

from __future__ import annotations

import random
import shutil
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from intake_app.app import SystemClock, open_desk
from intake_app.domain.operators import Operator, Role
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.services.deposit import DepositOrder
from intake_app.services.enrolment import EnrolmentOrder, EnrolmentService
from intake_app.services.synchronise import SyncService
from intake_app.settings import Home
from intake_app.simulation.day import DayPlan, plan_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from intake_app.app import Desk
    from intake_app.sync.endpoint import Endpoint
    from intake_app.sync.transport import Transport

AGENT = Operator("simulation", "Simulation", Role.AGENT)
ADMINISTRATOR = replace(AGENT, role=Role.ADMINISTRATOR)
SAMPLES = ("complete", "biology")
_ROUNDS_TO_DRAIN = 20


@dataclass(slots=True)
class InventedClock:
    """The day's clock; it stands where the simulation puts it."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant of the simulation."""
        return self.instant

    def monotonic(self) -> float:
        """Return the machine's own seconds."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Name:
    """Which counter of which office."""

    office: str
    counter: str

    @property
    def folder(self) -> str:
        """The name of its data folder."""
        return f"{self.office}-{self.counter}"


class SimulatedCounter:
    """Lives through days; its store, batches and receipts are the real ones."""

    def __init__(self, name: Name, folder: Path, clock: InventedClock, seed: str) -> None:
        self.name = name
        self._clock = clock
        self._chance = random.Random(seed)  # noqa: S311 - it is to be repeated
        self._desk: Desk = open_desk(Home(folder), clock)
        self._sync = SyncService(self._desk.store, SystemClock())
        self._plan: DayPlan | None = None
        self._students = 0
        self.sealed = 0
        self.rounds: list[float] = []
        self.faults = 0

    def enrol(self, url: str, code: str, connect: Callable[[Endpoint], Transport]) -> None:
        """Make it known to the server under its own office and number."""
        with self._desk.store.writing() as uow:
            uow.settings.write({"office": self.name.office, "counter": self.name.counter})
            uow.commit()
        service = EnrolmentService(
            self._desk.store, SystemClock(), self._desk.settings, open_transport=connect
        )
        service.enrol(EnrolmentOrder(url, code), ADMINISTRATOR)

    def begin_day(self, morning: datetime, dossiers: int) -> None:
        """Draw what will happen today."""
        self._plan = plan_day(morning, dossiers, self._chance)

    def live_until(self, begun: datetime, end: datetime) -> None:
        """Take in who comes in this stretch of the day, then synchronise if the link is there."""
        assert self._plan is not None  # noqa: S101 - a day was begun
        for at in self._plan.arrivals:
            if begun <= at < end:
                self._clock.instant = at
                self._take_in()
        if not self._plan.is_down(end):
            self.synchronise()

    def synchronise(self) -> bool:
        """Synchronise once; return whether both sides agree now."""
        begun = time.monotonic()
        report = self._sync.sync_once()
        self.rounds.append(time.monotonic() - begun)
        self.faults += report.error_code is not None
        return report.link.is_green

    def drain(self) -> bool:
        """Synchronise until both sides agree."""
        return any(self.synchronise() for _ in range(_ROUNDS_TO_DRAIN))

    def sealed_hashes(self) -> Iterator[tuple[str, int, str]]:
        """Everything that was sealed here."""
        with self._desk.store.reading() as uow:
            for item_id, revision, sha256 in uow.outbox.sealed_hashes():
                yield str(item_id), revision, sha256

    def close(self) -> None:
        """Give the store back."""
        self._desk.close()

    def _take_in(self) -> None:
        self._students += 1
        sample = self._chance.choice(SAMPLES)
        dossier = parse_dossier(load_sample(sample, self._clock.instant.date()))
        student = replace(dossier.student, identity_number=f"ZZ{self._students:07}")
        order = DepositOrder(self._desk.drafts.new_id(), replace(dossier, student=student), AGENT)
        self._desk.deposits.deposit(order)
        self.sealed += 1


def make_template(folder: Path) -> None:
    """Set one counter up, to be copied: a password takes longer to hash than a day to begin."""
    from intake_app.services.settings import StationSettings  # noqa: PLC0415 - once

    desk = open_desk(Home(folder))
    desk.set_up(StationSettings("AGA1", "1"), "simulation", "Simulation", "simulation-seule")
    desk.close()


def open_copy(template: Path, folder: Path, name: Name, seed: int) -> SimulatedCounter:
    """Open a counter of its own, copied from the one that was set up."""
    shutil.copytree(template, folder)
    clock = InventedClock(datetime.now(UTC))
    return SimulatedCounter(name, folder, clock, f"{seed} {name.folder}")


def stretches(morning: datetime, first_hour: int, hours: int, minutes: int) -> list[datetime]:
    """Cut a day into stretches of so many minutes; their ends, the first beginning included."""
    begun = morning + timedelta(hours=first_hour)
    count = hours * 60 // minutes
    return [begun + timedelta(minutes=minutes * place) for place in range(count + 1)]

"""A whole counter for tests of the link: its real store and services, enrolled at a real server."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from intake_app.app import Desk, open_desk
from intake_app.domain.operators import Operator, Role
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.services.deposit import Approval, DepositOrder
from intake_app.services.enrolment import EnrolmentOrder, EnrolmentService
from intake_app.services.settings import StationSettings
from intake_app.services.synchronise import SyncService
from intake_app.settings import Home
from intake_app.sync.pace import Pace
from intake_app.sync.transport import Transport
from intake_server.stations import issue_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from intake_app.services.deposit import Deposited
    from intake_app.sync.endpoint import Endpoint
    from tests.server.kit import Served

AGENT = Operator("salma", "Salma Alaoui", Role.AGENT)
ADMINISTRATOR = Operator("amina", "Amina Berrada", Role.ADMINISTRATOR)


@dataclass
class RealClock:
    """The machine's clock, moved by what a test wants it to be wrong by."""

    wrong_by: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.wrong_by

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Counter:
    """One counter with its services."""

    desk: Desk
    clock: RealClock
    enrolment: EnrolmentService
    sync: SyncService
    pace: Pace

    def deposit(self, count: int = 1, sample: str = "complete") -> list[Deposited]:
        dossier = parse_dossier(load_sample(sample, self.clock.now().date()))
        approval = Approval(replace(ADMINISTRATOR, role=Role.SUPERVISOR), "vu")
        order = DepositOrder(self.desk.drafts.new_id(), dossier, AGENT, approval)
        return [
            self.desk.deposits.deposit(replace(order, dossier_id=self.desk.drafts.new_id()))
            for _ in range(count)
        ]

    def enrol(self, served: Served, url: str | None = None, *, replacing: bool = False) -> None:
        with served.database.writing() as connection:
            code = issue_code(connection, "AGA1", "1", at=datetime.now(UTC), hours=1)
        order = EnrolmentOrder(url or served.url, code, replace=replacing)
        self.enrolment.enrol(order, ADMINISTRATOR)

    def point_to(self, url: str) -> None:
        """Let the counter speak through another address from now on."""
        with self.desk.store.writing() as uow:
            station = uow.stations.find()
            assert station is not None
            station.server_url = url
            uow.commit()

    def sealed(self) -> dict[tuple[str, int], str]:
        """Id and revision → hash of everything ever sealed here."""
        with self.desk.store.reading() as uow:
            return {
                (str(item_id), revision): sha256
                for item_id, revision, sha256 in uow.outbox.sealed_hashes()
            }

    def electronic_states(self) -> set[str]:
        """What the dossiers show of how far their data has come."""
        with self.desk.store.reading() as uow:
            dossiers = [uow.dossiers.find(UUID(item_id)) for item_id, _revision in self.sealed()]
        return {dossier.electronic_state for dossier in dossiers if dossier is not None}


@contextmanager
def counter_at(
    folder: Path,
    *,
    number: str = "1",
    idle_seconds: float = 10.0,
    connect: Callable[[Endpoint], Transport] | None = None,
) -> Iterator[Counter]:
    """Open the counter of a data folder, set up when it is new."""
    clock = RealClock()
    desk = open_desk(Home(folder), clock)

    def over_sockets(endpoint: Endpoint) -> Transport:
        return Transport(endpoint, product="test", idle_seconds=idle_seconds)

    connect = connect or over_sockets

    try:
        if desk.settings.find() is None:
            desk.set_up(StationSettings("AGA1", number), "amina", "Amina Berrada", "correct horse")
        pace = Pace(chance=random.Random(1))
        yield Counter(
            desk,
            clock,
            EnrolmentService(desk.store, clock, desk.settings, open_transport=connect),
            SyncService(desk.store, clock, open_transport=connect, pace=pace),
            pace,
        )
    finally:
        desk.close()


def require_both_sides_agree(served: Served, counter: Counter) -> None:
    """The oracle: held is sealed, hash by hash, and the counter's own state says so."""
    assert served.held() == counter.sealed()
    link = counter.sync.status()
    assert link.difference == 0
    assert link.is_green, link

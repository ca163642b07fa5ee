"""The protocol as a machine: real counters and the real server, a network and disasters as rules.

Hypothesis chooses what happens and in which order. After each step no counter may call received
what is not held; at the end, in peace, everything that was promised is held once.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter as Tally
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from intake_app.errors import UnusableInput
from intake_server.keys import add_keys, begin_epoch
from intake_server.stations import revoke
from tests.faults.oracle import Ledger, judge
from tests.sync.counters_hall import Hall
from tests.sync.fake_reception import MOODS, Network, ProgramDied, Reception

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.oracle import Key

COUNTERS = 2
_ROUNDS_TO_DRAIN = 8
which = st.integers(0, COUNTERS - 1)
weather = st.lists(st.sampled_from(sorted(MOODS)), max_size=4)


FOLLOWED: Tally[str] = Tally()
"""How often each rule was followed by this program."""


def told(step: Callable[..., None]) -> Callable[..., None]:
    """Count a rule."""

    @wraps(step)
    def follow(machine: ProtocolMachine, *values: Any, **named: Any) -> None:
        FOLLOWED[step.__name__] += 1
        step(machine, *values, **named)

    return follow


class ProtocolMachine(RuleBasedStateMachine):
    """Two counters and one server, from set-up to the last drain."""

    def __init__(self, new_desk: Path) -> None:
        super().__init__()
        self._closing = ExitStack()
        folder = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="machine-"))
        self._folder = Path(folder)
        self._new_desk = new_desk

    @initialize()
    def set_up(self) -> None:
        """Enrol both counters at a new server."""
        self.ledger = Ledger()
        self.network = Network(Reception(self._folder / "server"))
        self.hall = Hall(self._folder, self.network)
        self.counters = self.hall.counters
        self.backup: Path | None = None
        self.backup_held: dict[Key, str] = {}
        self.was_held: set[Key] = set()
        for number in range(COUNTERS):
            counter = self.hall.furnish(number, self._new_desk)
            counter.enrol(self.network.reception.served)

    @rule(number=which, count=st.integers(1, 3))
    @told
    def deposit(self, number: int, count: int) -> None:
        """Students come."""
        for deposited in self.counters[number].deposit(count):
            self.ledger.print_receipt(f"{number}", deposited)

    @rule(number=which, moods=weather)
    @told
    def synchronise(self, number: int, moods: list[str]) -> None:
        """Synchronise through some weather; the program may die on the way."""
        self.network.moods.extend(moods)
        try:
            self.counters[number].sync.sync_once()
        except ProgramDied:
            self.hall.restart(number)
        self.network.moods.clear()

    @rule()
    @told
    def deliver_late(self) -> None:
        """A request that everybody had given up arrives."""
        self.network.deliver_late()

    @rule(number=which)
    @told
    def kill(self, number: int) -> None:
        """End the program and start it again."""
        self.hall.restart(number)

    @rule(number=which, days=st.sampled_from([-20000, -400, -1, 0, 1, 2, 4000]))
    @told
    def move_clock(self, number: int, days: int) -> None:
        """The counter's clock jumps."""
        self.counters[number].clock.wrong_by = timedelta(days=days)

    @rule(number=which)
    @told
    def image_disk(self, number: int) -> None:
        """Somebody copies the counter's disk."""
        self.hall.image(number)

    @rule(number=which)
    @told
    def roll_disk_back(self, number: int) -> None:
        """The copy comes back; the guard file lies on another disk and stays."""
        if number in self.hall.images:
            self.hall.roll_back(number)

    @rule(number=which, count=st.integers(1, 2), moods=weather)
    @told
    def lose_a_disk(self, number: int, count: int, moods: list[str]) -> None:
        """The whole disaster in one: a copy, dossiers, a synchronisation, the copy again."""
        self.image_disk(number)
        self.deposit(number, count)
        self.synchronise(number, moods)
        self.hall.roll_back(number)

    @rule()
    @told
    def back_up_server(self) -> None:
        """The server is backed up."""
        self.backup = self._folder / "backup"
        self.network.reception.back_up(self.backup)
        self.backup_held = self.network.reception.served.held()

    @rule()
    @told
    def restore_server(self) -> None:
        """The backup comes back, under a new epoch as the runbook says."""
        if self.backup is None:
            return
        server = self.network.reception.folder
        self.network.reception.close()
        shutil.rmtree(server)
        shutil.copytree(self.backup, server)
        self.network.reception = Reception(server)
        with self.network.reception.served.database.writing() as connection:
            begin_epoch(connection, datetime.now(UTC), "restored")
        self.was_held &= self.backup_held.keys()

    @rule(number=which)
    @told
    def lose_the_server(self, number: int) -> None:
        """The whole disaster in one: a backup, a synchronisation, the backup again."""
        self.back_up_server()
        self.deposit(number, 1)
        self.synchronise(number, [])
        self.restore_server()

    @rule()
    @told
    def renew_keys(self) -> None:
        """The server gets new keys."""
        with self.network.reception.served.database.writing() as connection:
            add_keys(connection, datetime.now(UTC))

    @rule(number=which)
    @told
    def revoke_and_enrol(self, number: int) -> None:
        """A station is revoked, hears of it, and is enrolled anew."""
        counter, served = self.counters[number], self.network.reception.served
        station = counter.sync.status().station_id
        with (  # a restored server may never have heard of it
            suppress(UnusableInput),
            served.database.writing() as connection,
        ):
            revoke(connection, str(station), at=datetime.now(UTC), reason="volé")
        counter.sync.sync_once()
        counter.enrol(served, replacing=True)

    @invariant()
    def nothing_is_called_received_that_is_not_held(self) -> None:
        """Except until the first comparison with a restored server, or after an enrolment."""
        held = self.network.reception.served.held()
        epoch = self._epoch()
        for counter in self.counters.values():
            with counter.desk.store.reading() as uow:
                station = uow.stations.find()
                if station is None or station.server_epoch != epoch or not station.reconciled_at:
                    continue
                for key, sha256 in counter.sealed().items():
                    row = uow.outbox.find_item(UUID(key[0]), key[1])
                    assert row is not None
                    assert row.state != "received" or held.get(key) == sha256, key

    @invariant()
    def nothing_is_held_that_was_never_promised(self) -> None:
        """And what a receipt was printed for is held with its hash, if it is held."""
        for key, sha256 in self.network.reception.served.held().items():
            assert sha256 in self.ledger.printed.get(key, set()), key
            self.was_held.add(key)

    def teardown(self) -> None:
        """Peace: everybody synchronises, then the oracle is asked."""
        if not hasattr(self, "network"):
            self._closing.close()
            return
        try:
            self._require_all_is_well()
        finally:
            self.hall.close()
            self.network.reception.close()
            self._closing.close()

    def _require_all_is_well(self) -> None:
        while self.network.delayed:
            self.network.deliver_late()
        for counter in self.counters.values():
            counter.clock.wrong_by = timedelta(0)
            for _ in range(_ROUNDS_TO_DRAIN):
                report = counter.sync.sync_once()
                if report.error_code in {"sync.revoked", "sync.station_unknown"}:
                    # An older disk, or an older server, knows another enrolment.
                    counter.enrol(self.network.reception.served, replacing=True)
                if counter.sync.status().is_green:
                    break
        # What a rolled-back disk took along before it was sent cannot come back from anywhere.
        for key in self.hall.gone_with_a_disk - self.was_held:
            del self.ledger.printed[key]
        lost_disk = bool(self.hall.images)
        served, counters = self.network.reception.served, self.counters.values()
        verdict = judge(served, self.ledger, counters, lost_disk=lost_disk)
        assert verdict.is_clean, str(verdict)

    def _epoch(self) -> str:
        from intake_server.link import require_identity

        with self.network.reception.served.database.reading() as connection:
            return require_identity(connection).epoch

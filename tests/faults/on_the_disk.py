"""Faults of the counter's own machine: its disk, its files, its clock, a second program on it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlcipher3
from sqlalchemy import event
from uuid6 import uuid7

from intake_app.app import open_desk
from intake_app.errors import EnvironmentFault
from intake_app.settings import Home
from tests.faults.at_once import at_once
from tests.faults.catalogue import fault
from tests.faults.disks import read_image
from tests.faults.oracle import damage_of
from tests.faults.power import Cuts, Recording
from tests.faults.power_cuts import kept_by_counter
from tests.faults.seal_under_trace import order_for
from tests.faults.vfs import ERROR_OF, FULL, Change, watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine.interfaces import DBAPIConnection

    from tests.faults.bench import Bench
    from tests.sync.counter_kit import Counter

OLD_STORE = Path(__file__).with_name("store-0001.sql")


@dataclass
class Spoiler:
    """Refuses changes to the files of one folder, from a place on, so many of them."""

    folder: Path
    error_of: Callable[[Change], int]
    seen: int = 0
    refuse_from: int = 0
    refuse_count: int = 0

    def __call__(self, change: Change) -> int | None:
        if Path(change.path).parent != self.folder:
            return None
        self.seen += 1
        if self.refuse_from <= self.seen < self.refuse_from + self.refuse_count:
            return self.error_of(change)
        return None

    def arm(self, place: int, count: int) -> None:
        """Refuse from the place-th change from now on."""
        self.seen, self.refuse_from, self.refuse_count = 0, place, count

    def heal(self) -> None:
        """Refuse nothing any more."""
        self.refuse_count = 0


def spoil_everywhere(bench: Bench, error_of: Callable[[Change], int], count: int) -> None:
    """Spoil a seal, a batch and its acknowledgement at each place, and go on after each."""
    folder = bench.close(bench.counter())
    spoiler = Spoiler(folder, error_of)
    bench.closing.enter_context(watched(spoiler))
    counter = bench.open(folder)
    spoiler.arm(0, 0)
    one_round(bench, counter, spoiler)
    places = range(1, spoiler.seen + 1)
    for place in places if bench.large else bench.chance.sample(places, 10):
        spoiler.arm(place, count)
        one_round(bench, counter, spoiler)
        spoiler.heal()


def one_round(bench: Bench, counter: Counter, spoiler: Spoiler) -> None:
    """Deposit and synchronise; what a fault stopped is done again once the disk is well."""
    order = order_for(counter, str(uuid7()))
    for _ in range(2):
        with suppress(EnvironmentFault):
            deposited = counter.desk.deposits.deposit(order)
            bench.ledger.print_receipt(counter.desk.home.folder.name, deposited)
            break
        spoiler.heal()
    else:
        raise AssertionError("a deposit did not go through on a disk that is well again")
    with suppress(EnvironmentFault):
        counter.sync.sync_once()


@fault("disk full at every write of the store")
def disk_full(bench: Bench) -> None:
    spoil_everywhere(bench, lambda _change: FULL, 10**6)


@fault("I/O error at every write of the store")
def io_errors(bench: Bench) -> None:
    spoil_everywhere(bench, lambda change: ERROR_OF[change.kind], bench.chance.choice([1, 2, 50]))


@fault("locked database")
def locked_database(bench: Bench) -> None:
    """Somebody else holds the write lock for longer than we wait: said, and nothing is lost."""
    counter = bench.counter()
    engine = counter.desk.store._engine
    blocker = engine.raw_connection()

    def be_impatient(connection: DBAPIConnection, *_others: object) -> None:
        connection.cursor().execute("PRAGMA busy_timeout=50")

    event.listen(engine, "checkout", be_impatient)
    for _ in range(3):
        blocker.cursor().execute("BEGIN IMMEDIATE")
        order = order_for(counter, str(uuid7()))
        with pytest.raises(EnvironmentFault, match=r"store\.busy"):
            counter.desk.deposits.deposit(order)
        with pytest.raises(EnvironmentFault, match=r"store\.busy"):
            counter.sync.sync_once()
        blocker.cursor().execute("ROLLBACK")
        deposited = counter.desk.deposits.deposit(order)
        bench.ledger.print_receipt(counter.desk.home.folder.name, deposited)
    event.remove(engine, "checkout", be_impatient)
    blocker.close()


@fault("damaged file")
def damaged_file(bench: Bench) -> None:
    """A flipped byte anywhere in the store is noticed before anything of it is believed."""
    counter = bench.counter()
    bench.deposit(counter, 4)
    counter.sync.sync_once()
    whole = read_image(bench.close(counter))
    for number in range(12 if bench.large else 4):
        folder = bench.folder / f"damaged-{number}"
        shutil.copytree(counter.desk.home.folder, folder)
        content = bytearray(whole["store.sqlite"])
        content[bench.chance.randrange(len(content))] ^= 1 << bench.chance.randrange(8)
        (folder / "store.sqlite").write_bytes(content)
        assert list(complaints(folder)), "the damage was not noticed"
    bench.open(counter.desk.home.folder)


def complaints(folder: Path) -> Iterator[str]:
    """What the program says of a store: a fault by its code, or what its checks found."""
    try:
        desk = open_desk(Home(folder))
    except EnvironmentFault as refused:
        yield refused.code
        return
    try:
        yield from damage_of(desk.store)
    except EnvironmentFault as refused:
        yield refused.code
    finally:
        desk.close()


@fault("disk rolled back")
def disk_rolled_back(bench: Bench) -> None:
    """An older image of the disk comes back; what was sent since is held, and no number twice."""
    counter = bench.counter()
    bench.deposit(counter, 2)
    counter.sync.sync_once()
    bench.deposit(counter, bench.chance.randint(0, 3))
    folder = bench.close(counter)
    image = shutil.copytree(folder, bench.folder / "image")
    later = bench.open(folder)
    bench.deposit(later, bench.chance.randint(1, 3))
    later.sync.sync_once()
    bench.close(later)
    guard = (folder / "store.guard").read_bytes()
    shutil.rmtree(folder)
    shutil.copytree(image, folder)
    (folder / "store.guard").write_bytes(guard)
    bench.lost_disk = True
    bench.deposit(bench.open(folder), 2)


@fault("clock at 1970, 2038, jumping")
def wrong_clock(bench: Bench) -> None:
    counter = bench.counter()
    now = datetime.now(UTC)
    for instant in (
        datetime(1970, 1, 2, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 9, tzinfo=UTC),
        now + timedelta(days=bench.chance.randint(-4000, 4000)),
        now - timedelta(seconds=bench.chance.randint(1, 7200)),
    ):
        counter.clock.wrong_by = instant - datetime.now(UTC)
        bench.deposit(counter)
        counter.sync.sync_once()
    counter.clock.wrong_by = timedelta(0)
    bench.deposit(counter)


@fault("two instances")
def two_instances(bench: Bench) -> None:
    """Window and command line, or two windows, on one folder at the same instant."""
    first = bench.counter()
    second = bench.open(first.desk.home.folder)
    for _ in range(3):
        at_once(
            [
                lambda: bench.deposit(first, 2),
                lambda: bench.deposit(second, 2),
                first.sync.sync_once,
                second.sync.sync_once,
            ]
        )


@fault("upgrade with a full queue")
def upgrade_with_full_queue(bench: Bench) -> None:
    """A store of the first tables, with dossiers that wait; the power goes during its upgrade."""
    folder = bench.folder / "old"
    make_old_store(folder)
    promised = old_receipts(folder)
    for item_id, revision, sha256 in promised:
        bench.ledger.printed[item_id, revision] = {sha256}
    recording = Recording.of(folder)
    recording.promise(promised)
    with watched(recording):
        bench.open(folder)
    cuts = Cuts(recording, kept_by_counter, bench.folder / "cuts")
    cuts.try_all(bench.chance, most=None if bench.large else 6)
    assert not cuts.broken, cuts.broken[:3]
    upgraded = bench.counters[0]
    upgraded.enrol(bench.served)
    bench.deposit(upgraded)


def make_old_store(folder: Path) -> None:
    """Make the store that an older program left, from its dump."""
    folder.mkdir()
    (folder / "store.key").write_text("5a" * 32)
    database = connect(folder)
    database.executescript(OLD_STORE.read_text(encoding="utf-8"))
    database.commit()
    database.close()


def old_receipts(folder: Path) -> set[tuple[str, int, str]]:
    """Read what the older program had sealed, without opening the store with this one."""
    database = connect(folder)
    rows = database.execute("SELECT item_id, revision, sha256 FROM outbox").fetchall()
    database.close()
    assert len(rows) == 4
    return {
        (f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}", revision, sha256)
        for i, revision, sha256 in rows
    }


def connect(folder: Path) -> sqlcipher3.Connection:
    """Open an old store by hand."""
    database = sqlcipher3.connect(str(folder / "store.sqlite"))
    database.execute(f"PRAGMA key=\"x'{'5a' * 32}'\"")
    return database

"""The works during which the power goes: set-up, seals, batches, checkpoints; both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from intake_app.app import open_desk
from intake_app.settings import Home
from intake_app.sync.outcomes import Delivered
from intake_server.audit import first_broken
from intake_server.database import open_database
from intake_server.tables import BatchReceiptRow, ItemRow
from tests.faults.catalogue import fault
from tests.faults.disks import write_image
from tests.faults.oracle import damage_of
from tests.faults.power import Cuts, Recording
from tests.faults.vfs import watched
from tests.server.fixtures import settings_for
from tests.server.kit import good_items, serving
from tests.sync.counter_kit import counter_at

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.bench import Bench
    from tests.faults.power import Promise
    from tests.sync.counter_kit import Counter

_SHORT = 12  # moments of each work in the short trial, beside those of the promises


def kept_by_counter(folder: Path) -> set[Promise]:
    """Open a counter after a cut as the program would, and read what it kept."""
    desk = open_desk(Home(folder))
    try:
        damage = damage_of(desk.store)
        assert not damage, damage
        with desk.store.reading() as uow:
            assert uow.settings.all().get("store_letter", "A") == "A", "taken for an older copy"
            return {(str(i), revision, sha) for i, revision, sha in uow.outbox.sealed_hashes()}
    finally:
        desk.close()


def kept_by_server(folder: Path) -> set[Promise]:
    """Open a reception's trial database after a cut, and read what it holds."""
    database = open_database(settings_for(str(folder / "reception.sqlite")))
    try:
        with database.reading() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert first_broken(connection) is None
            names = connection.execute(select(ItemRow.item_id, ItemRow.revision, ItemRow.sha256))
            replies = connection.execute(select(BatchReceiptRow.batch_id))
            return {(*row,) for row in names} | {(row[0], 0, "receipt") for row in replies}
    finally:
        database.close()


def cut_counter(bench: Bench, recording: Recording) -> None:
    """Cut everywhere, then let some of the counters that are left go on with the real server."""
    most = None if bench.large else _SHORT
    cuts = Cuts(recording, kept_by_counter, bench.folder / f"cuts-{recording.folder.name}")
    images = cuts.try_all(bench.chance, most=most, torn=3 if bench.large else 1)
    assert not cuts.broken, cuts.broken[:3]
    for number, image in enumerate(bench.chance.sample(images, min(2, len(images)))):
        folder = bench.folder / f"after-{recording.folder.name}-{number}"
        write_image(image, folder)
        counter = bench.open(folder)
        if counter.sync.status().station_id is None:
            counter.enrol(bench.served)
        bench.deposit(counter)


def seal(bench: Bench, recording: Recording, counter: Counter, count: int = 1) -> None:
    """Deposit, and note the promise that each receipt is."""
    for _ in range(count):
        deposited = counter.deposit(1)[0]
        recording.promise({(str(deposited.dossier_id), 1, deposited.sha256)})
        bench.ledger.print_receipt(counter.desk.home.folder.name, deposited)


@fault("power cut at every write of a seal")
def power_cut_of_seals(bench: Bench) -> None:
    folder = bench.new_folder()
    recording = Recording.of(folder)
    with watched(recording):
        counter = bench.open(folder)
        seal(bench, recording, counter, 3)
        bench.close(counter)
    cut_counter(bench, recording)
    bench.open(folder).enrol(bench.served)


@fault("power cut at every write of a batch and of its acknowledgement")
def power_cut_of_batches(bench: Bench) -> None:
    folder = bench.close(bench.counter())
    recording = Recording.of(folder)
    with watched(recording):
        counter = bench.open(folder)
        for _ in range(2):
            seal(bench, recording, counter, 2)
            report = counter.sync.sync_once()
            assert report.results == {"accepted": 2}
        bench.close(counter)
    cut_counter(bench, recording)
    bench.lost_disk = True  # the counters that go on are earlier than what the server has seen


@fault("power cut at every write of a checkpoint")
def power_cut_of_checkpoints(bench: Bench) -> None:
    folder = bench.new_folder()
    recording = Recording.of(folder)
    with watched(recording):
        counter = bench.open(folder)
        for mode in ("PASSIVE", "TRUNCATE"):
            seal(bench, recording, counter, 2)
            with counter.desk.store._engine.connect() as connection:
                connection.connection.cursor().execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
        seal(bench, recording, counter)
        bench.close(counter)
    cut_counter(bench, recording)
    bench.open(folder).enrol(bench.served)


@fault("power cut at every write of a set-up and its migrations")
def power_cut_of_set_up(bench: Bench) -> None:
    folder = bench.folder / "first-start"
    home = Home(folder)
    home.create()
    (folder / "store.key").write_bytes((bench.new_desk / "store.key").read_bytes())
    recording = Recording.of(folder)
    with watched(recording):
        counter = bench.open(folder)
        seal(bench, recording, counter)
        bench.close(counter)
    most = None if bench.large else _SHORT // 3
    cuts = Cuts(recording, set_up_again, bench.folder / "cuts")
    cuts.try_all(bench.chance, most=most)
    assert not cuts.broken, cuts.broken[:3]
    bench.open(folder).enrol(bench.served)


def set_up_again(folder: Path) -> set[Promise]:
    """Whatever a cut left of a first start, the next start completes it."""
    with counter_at(folder) as counter:
        assert counter.desk.settings.find() is not None
    return kept_by_counter(folder)


@fault("power cut at every write of the server's batches")
def power_cut_of_server(bench: Bench) -> None:
    folder = bench.folder / "reception"
    with serving(settings_for(str(folder / "reception.sqlite"))):
        pass
    recording = Recording.of(folder)
    with watched(recording), serving(settings_for(str(folder / "reception.sqlite"))) as served:
        office = served.office()
        for _ in range(3):
            items = good_items(3)
            batch = office.batch(items)
            assert isinstance(office.client.deliver(batch), Delivered)
            told = {(item.id, item.revision, item.sha256) for item in items}
            recording.promise(told | {(batch.batch_id, 0, "receipt")})
    cuts = Cuts(recording, kept_by_server, bench.folder / "cuts")
    cuts.try_all(bench.chance, most=None if bench.large else _SHORT)
    assert not cuts.broken, cuts.broken[:3]

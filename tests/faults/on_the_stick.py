"""Faults of what is carried by hand, and the copy that outlives a disk."""

from __future__ import annotations

import errno
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.formats import carried_file
from intake_app.services.courier import CourierService
from intake_app.services.journal_replay import ReplayService
from intake_app.services.second_copy import SecondCopy
from intake_app.storage.recovery_key import read_recovery_key
from intake_server.bundles import BundleReception
from intake_server.judgement import load_judge
from tests.faults.catalogue import fault
from tests.sync.counter_kit import ADMINISTRATOR

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.bench import Bench
    from tests.sync.counter_kit import Counter


class Stick:
    """A stick that may be full, or pulled out before all was written."""

    def __init__(self, folder: Path, bench: Bench) -> None:
        folder.mkdir()
        self.bundle, self.receipts = folder / "guichet.bundle", folder / "guichet.receipts"
        self._bench = bench

    def write_on_full(self, courier: CourierService) -> None:
        """The stick takes some bytes, then no more; the file that was there stays."""
        before = self.bundle.read_bytes() if self.bundle.exists() else None

        def fill_up(path: Path, content: bytes) -> None:
            path.write_bytes(content[: self._bench.chance.randrange(len(content))])
            raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(carried_file, "_write_through", fill_up)
            with pytest.raises(EnvironmentFault, match=r"bundle\.disk_full"):
                courier.export(self.bundle)
        assert (self.bundle.read_bytes() if self.bundle.exists() else None) == before

    def pulled(self, path: Path) -> bytes:
        """What is left of a file when the stick was pulled: a beginning, or a garbled part."""
        content = bytearray(path.read_bytes())
        place = self._bench.chance.randrange(len(content))
        if self._bench.chance.random() < 0.5:
            return bytes(content[:place])
        content[place] ^= 1 << self._bench.chance.randrange(8)
        return bytes(content)


@fault("USB pulled, full, imported twice")
def stick_pulled(bench: Bench) -> None:
    counter = bench.counter()
    bench.deposit(counter)
    counter.sync.sync_once()
    stick = Stick(bench.folder / "stick", bench)
    served = bench.served
    reception = BundleReception(
        served.database, load_judge(), lambda: datetime.now(UTC), served.settings.limits
    )
    for _ in range(3):
        bench.deposit(counter, bench.chance.randint(1, 4))
        courier = CourierService(counter.desk.store, counter.clock)
        stick.write_on_full(courier)
        courier.export(stick.bundle)
        whole, held = stick.bundle.read_bytes(), served.held()
        with pytest.raises(UnusableInput):
            reception.take(stick.pulled(stick.bundle))
        assert served.held() == held, "a damaged stick was taken in part"
        if bench.chance.random() < 0.5:
            counter.sync.sync_once()
        for _ in range(2):
            stick.receipts.write_bytes(reception.take(whole).receipts)
        good = stick.receipts.read_bytes()
        stick.receipts.write_bytes(stick.pulled(stick.receipts))
        with suppress(UnusableInput):
            courier.import_receipts(stick.receipts)
        stick.receipts.write_bytes(good)
        for _ in range(2):
            courier.import_receipts(stick.receipts)


@fault("disk lost, second copy replayed")
def disk_lost(bench: Bench) -> None:
    """The whole data folder is gone; what was sealed and never sent is on the other volume."""
    counter = bench.counter()
    volume = bench.folder / "volume"
    volume.mkdir()
    bench.deposit(counter, bench.chance.randint(0, 2))
    key = read_recovery_key(follow(counter, volume).use(volume, ADMINISTRATOR))
    bench.deposit(counter, bench.chance.randint(1, 3))
    if bench.chance.random() < 0.5:
        counter.sync.sync_once()
    bench.deposit(counter, bench.chance.randint(1, 3))
    shutil.rmtree(bench.close(counter))
    fresh = bench.open(bench.new_folder())
    journal = next(volume.glob("*.journal"))
    desk = fresh.desk
    replay = ReplayService(desk.store, desk.clock, desk.settings)
    for _ in range(2):
        replay.replay(journal, key, ADMINISTRATOR)
    fresh.enrol(bench.served)
    bench.deposit(fresh, 2)


@fault("data folder rolled back with its guard, second copy there")
def folder_rolled_back(bench: Bench) -> None:
    """Nothing on the disk tells: the second copy does, before a number is given."""
    counter = bench.counter()
    volume = bench.folder / "volume"
    volume.mkdir()
    follow(counter, volume).use(volume, ADMINISTRATOR)
    bench.deposit(counter, bench.chance.randint(0, 2))
    if bench.chance.random() < 0.5:
        counter.sync.sync_once()
    image = shutil.copytree(bench.close(counter), bench.folder / "image")
    for _ in range(2):
        later = bench.open(counter.desk.home.folder)
        follow(later, volume)
        bench.deposit(later, bench.chance.randint(1, 3))
        if bench.chance.random() < 0.5:
            later.sync.sync_once()
        bench.deposit(later, bench.chance.randint(0, 2))
        shutil.rmtree(bench.close(later))
        shutil.copytree(image, later.desk.home.folder)
    last = bench.open(counter.desk.home.folder)
    follow(last, volume)
    if bench.chance.random() < 0.5:
        bench.deposit(last)
    desk = last.desk
    replay = ReplayService(desk.store, desk.clock, desk.settings)
    for journal in sorted(volume.glob("*.journal")):
        report = replay.replay(journal, desk.key.value, ADMINISTRATOR)
        assert report.left_out == ()
    bench.deposit(last, 2)


def follow(counter: Counter, volume: Path) -> SecondCopy:
    """Let the counter's seals be followed on a folder that plays another volume."""
    desk = counter.desk
    copy = SecondCopy(
        desk.store,
        desk.clock,
        desk.home.folder,
        desk.key.value,
        volume_of=lambda path: 2 if path == volume else 1,
    )
    desk.__dict__["second_copy"] = copy
    counter.sync._second_copy = copy
    return copy

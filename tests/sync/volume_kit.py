"""A second volume that plays another disk, and the second copy of a counter on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from intake_app.services.journal_replay import ReplayService
from intake_app.services.second_copy import SecondCopy
from intake_app.storage.journal import Journal, JournalKey
from tests.sync.counter_kit import ADMINISTRATOR

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.services.journal_replay import ReplayReport
    from tests.sync.counter_kit import Counter


class Volume:
    """A second volume that can be unplugged: its folder is there or is not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def unplug(self) -> None:
        if self.folder.exists():
            self.folder.rename(self.folder.with_name("unplugged"))

    def plug_in(self) -> None:
        if not self.folder.exists():
            self.folder.with_name("unplugged").rename(self.folder)

    def number_of(self, path: Path) -> int:
        """As `volume_of`, for folders of one disk that play two."""
        os.stat(path)  # noqa: PTH116 - an absent folder fails as the real one does
        return 2 if path == self.folder else 1

    @property
    def journals(self) -> list[Path]:
        return sorted(self.folder.glob("*.journal"))


def follow_on(counter: Counter, volume: Volume) -> SecondCopy:
    """Let this counter's seals be followed on the volume."""
    desk = counter.desk
    copy = SecondCopy(
        desk.store, desk.clock, desk.home.folder, desk.key.value, volume_of=volume.number_of
    )
    desk.__dict__["second_copy"] = copy
    counter.sync._second_copy = copy  # as the composition root gives it
    return copy


def hashes_in(journal: Path, counter: Counter) -> list[str]:
    key = JournalKey.of_store(counter.desk.key.value)
    return [item.sha256 for item in Journal(journal, key).items()]


def replay(counter: Counter, journal: Path, key: bytes) -> ReplayReport:
    desk = counter.desk
    return ReplayService(desk.store, desk.clock, desk.settings).replay(journal, key, ADMINISTRATOR)

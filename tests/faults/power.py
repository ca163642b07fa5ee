"""Power cuts at every write: what was done is recorded once, then every disk is looked at.

A recording is a list of changes with promises between them: a promise is what somebody was told at
that moment, a receipt printed or a batch acknowledged. Every disk that a cut at any later moment
may leave must open, be whole, and hold what was promised before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tests.faults.disks import Disk, Image, name_of, read_image, write_image
from tests.faults.vfs import Change

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

Promise: TypeAlias = "tuple[str, int, str]"
"""Id, revision and hash of what somebody was told is kept."""
Opened: TypeAlias = "Callable[[Path], set[Promise]]"
"""Opens what a cut left, raises or asserts when it is not whole, and tells what is there."""


@dataclass
class Recording:
    """What was done to the files of one folder, and what was promised meanwhile."""

    folder: Path
    start: Image
    events: list[Change | frozenset[Promise]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Recording:
        """Begin with what is on the disk now, all of it certain."""
        return cls(folder, read_image(folder))

    def __call__(self, change: Change) -> None:
        """Take a change in, if it is to this folder."""
        if Path(change.path).parent == self.folder:
            self.events.append(change)

    def promise(self, kept: set[Promise]) -> None:
        """Note what somebody was told from now on."""
        self.events.append(frozenset(kept))

    def moments(self, chance: random.Random, most: int | None) -> set[int]:
        """Choose after how many events the power goes: all, or the promises and some others."""
        every = range(len(self.events) + 1)
        if most is None or most >= len(every):
            return set(every)
        promised = [
            place + 1 for place, event in enumerate(self.events) if not isinstance(event, Change)
        ]
        return {*promised, *chance.sample(every, most)}


@dataclass
class Cuts:
    """The disks of one recording, each opened once; `broken` says what went wrong."""

    recording: Recording
    opened: Opened
    folder: Path
    broken: list[str] = field(default_factory=list)
    images: int = 0
    _known: dict[str, set[Promise] | None] = field(default_factory=dict)

    def try_all(self, chance: random.Random, *, most: int | None, torn: int = 1) -> list[Image]:
        """Cut at each chosen moment; return the disks that were opened."""
        moments = self.recording.moments(chance, most)
        disk, told = Disk(self.recording.start), set[Promise]()
        seen = []
        for place, event in enumerate([None, *self.recording.events]):
            if isinstance(event, Change):
                disk.apply(event)
            elif event is not None:
                told |= event
            if place in moments:
                seen += list(self._look(place, disk.images(chance, torn), told))
        return seen

    def _look(self, place: int, images: Iterator[Image], told: set[Promise]) -> Iterator[Image]:
        for image in images:
            name = name_of(image)
            if name not in self._known:
                self._known[name] = self._open(place, image)
                yield image
            kept = self._known[name]
            if kept is not None and told - kept:
                self.broken.append(f"cut at {place}: lost {sorted(told - kept)}")

    def _open(self, place: int, image: Image) -> set[Promise] | None:
        self.images += 1
        folder = self.folder / f"cut-{self.images}"
        write_image(image, folder)
        try:
            return self.opened(folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, this disk could not be used
            self.broken.append(f"cut at {place}: {type(error).__name__} {error}")
            return None

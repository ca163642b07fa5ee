"""What may be on a disk after the power went: every order and every part of what was not synced.

A write that was not synced may be there, may be missing, or may be there in some of its sectors,
whatever was written after it. A new or deleted name is only certain once its folder was synced,
which SQLite does with the first sync of a new journal. Source: SQLite's "Atomic Commit".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.vfs import Change, Kind

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

SECTOR = 512
Image = dict[str, bytes]
"""Name → content of each file that is there."""


@dataclass
class _File:
    durable: bytes | None  # None: the name itself is not certain
    pending: list[Change] = field(default_factory=list)

    def synced(self) -> None:
        self.durable = _replay(self.durable or b"", self.pending)
        self.pending.clear()


class Disk:
    """The files of one folder, fed with each change in turn."""

    def __init__(self, at_start: Image) -> None:
        self._files = {name: _File(content) for name, content in at_start.items()}
        self._gone: dict[str, _File] = {}

    def apply(self, change: Change) -> None:
        """Take one change in."""
        name = Path(change.path).name
        if change.kind is Kind.OPEN:
            self._files.setdefault(name, _File(None))
        elif change.kind is Kind.DELETE:
            removed = self._files.pop(name, None)
            if removed is not None and not change.durable:
                self._gone[name] = removed
        elif change.kind is Kind.SYNC:
            self._files[name].synced()
            self._gone.clear()  # the sync of a new journal syncs the folder
        else:
            self._files[name].pending.append(change)

    def nothing_unsynced(self) -> Image:
        """The hardest disk: it kept nothing that it was not made to keep."""
        files = self._gone | self._files
        return {name: file.durable for name, file in files.items() if file.durable is not None}

    def everything(self) -> Image:
        """The kindest disk, which is also what a killed program leaves."""
        return {
            name: _replay(file.durable or b"", file.pending) for name, file in self._files.items()
        }

    def some(self, chance: random.Random) -> Image:
        """A disk that kept each sector of what was not synced, or did not."""
        image = {}
        for name, file in (self._gone | self._files).items():
            if file.durable is None and chance.random() < 0.5:
                continue
            if name in self._gone and (file.durable is None or chance.random() < 0.5):
                continue
            kept = [part for change in file.pending for part in _torn(change, chance)]
            image[name] = _replay(file.durable or b"", kept)
        return image

    def images(self, chance: random.Random, torn: int) -> Iterator[Image]:
        """Give the hardest, the kindest and so many torn disks of this moment."""
        yield self.nothing_unsynced()
        yield self.everything()
        for _ in range(torn):
            yield self.some(chance)


def name_of(image: Image) -> str:
    """A short name for what is on a disk, to look at each one once."""
    digest = hashlib.sha256()
    for name in sorted(image):
        digest.update(f"{name} {len(image[name])} ".encode() + image[name])
    return digest.hexdigest()


def write_image(image: Image, folder: Path) -> None:
    """Put a disk's files into an empty folder."""
    folder.mkdir(parents=True)
    for name, content in image.items():
        (folder / name).write_bytes(content)


def read_image(folder: Path, *, but: str = "-shm") -> Image:
    """Read the files of a folder; shared memory does not outlive the power."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and not path.name.endswith(but)
    }


def _torn(change: Change, chance: random.Random) -> Iterator[Change]:
    if change.kind is Kind.TRUNCATE:
        if chance.random() < 0.5:
            yield change
        return
    for start in range(0, len(change.data), SECTOR):
        if chance.random() < 0.5:
            part = change.data[start : start + SECTOR]
            yield Change(Kind.WRITE, change.path, change.offset + start, part)


def _replay(content: bytes, changes: list[Change]) -> bytes:
    grown = bytearray(content)
    for change in changes:
        if change.kind is Kind.TRUNCATE:
            del grown[change.offset :]
            grown.extend(bytes(change.offset - len(grown)))
        else:
            grown.extend(bytes(max(0, change.offset - len(grown))))
            grown[change.offset : change.offset + len(change.data)] = change.data
    return bytes(grown)

"""How far sealing had come, kept in a file outside the store.

A store restored from an older copy has sealed fewer revisions than its guard remembers: numbers
printed since then must never be given again, so such a store takes the next letter.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class GuardRecord:
    """What the guard remembers: revisions sealed under a store letter."""

    store_letter: str
    sealed_count: int


class GuardFile:
    """Reads and writes the guard; writing replaces the file as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self) -> GuardRecord | None:
        """Return what is remembered; None for a new folder or a damaged file."""
        try:
            members = json.loads(self._path.read_text(encoding="utf-8"))
            record = GuardRecord(str(members["store_letter"]), int(members["sealed_count"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return record

    def begin(self, store_letter: str, sealed_count: int) -> None:
        """Remember a store's letter and where it stands."""
        self._path.unlink(missing_ok=True)
        self.note_sealed(store_letter, sealed_count)

    def note_sealed(self, store_letter: str, sealed_count: int) -> None:
        """Remember that so many revisions are sealed under a letter; called after each commit.

        A guard that cannot be written is not worth losing a deposit for: the next one tries again.
        """
        known = self.find()
        if known is not None:  # by a process that ended later
            known_already = (known.store_letter, known.sealed_count)
            store_letter, sealed_count = max((store_letter, sealed_count), known_already)
        text = json.dumps({"store_letter": store_letter, "sealed_count": sealed_count})
        temporary = self._path.with_suffix(".new")
        try:
            descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError:
            with suppress(OSError):  # a disk that became read-only refuses this too
                temporary.unlink(missing_ok=True)

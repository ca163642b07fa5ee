"""The name of a second copy's file: the counter, the letter of its store, its key's own name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"(?P<station>.+-[0-9]+)(?P<letter>[A-Z])-(?P<key>[0-9a-f]{16})\.journal")


@dataclass(frozen=True, slots=True)
class JournalName:
    """`AGA1-1A-0123456789abcdef.journal` taken apart: each life of a store has its own file."""

    station: str
    letter: str
    key: str

    def __str__(self) -> str:
        """Write the file's name."""
        return f"{self.station}{self.letter}-{self.key}.journal"

    @classmethod
    def find(cls, text: str) -> Self | None:
        """Read a file's name; None when it was given by somebody else."""
        match = _NAME.fullmatch(text)
        return cls(**match.groupdict()) if match else None

    def latest_letter_in(self, folder: Path) -> str:
        """Return the latest letter under which this store wrote into a folder; at least its own.

        Raises:
            OSError: If the folder is not there.
        """
        found = (self.find(path.name) for path in folder.iterdir())
        ours = [one for one in found if one and (one.station, one.key) == (self.station, self.key)]
        return max(one.letter for one in [self, *ours])

"""What services need from the outside, as small protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """Tells the time; tests bring their own."""

    def now(self) -> datetime:
        """Return the present instant in the counter's own time zone."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards while the program runs."""
        ...


class SealGuard(Protocol):
    """Remembers outside the store how far sealing had come, to notice a store rolled back."""

    def note_sealed(self, sealed_count: int) -> None:
        """Keep the number of revisions ever sealed."""
        ...

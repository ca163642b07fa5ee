"""What services need from the outside, as small protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from intake_app.storage.unit_of_work import UnitOfWork


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

    def letter_for_number(self, uow: UnitOfWork) -> str:
        """Return the letter under which the next number is given, in the transaction of its seal.

        A store that lies behind what is known outside of it begins its next life first.

        Raises:
            UnusableInput: `setup.letters_used_up`.
        """
        ...

    def note_sealed(self, sealed_count: int) -> None:
        """Keep the number of revisions ever sealed."""
        ...

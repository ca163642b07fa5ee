"""The counter behind the first page: opened while that page is already there and answers.

Reading the tables' modules and the encrypted store takes longer than everything that the first
page needs; nobody should look at nothing meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_app.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.offices import Office
    from intake_app.services.settings import StationSettings
    from intake_app.ui.ports import WindowDesk


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first page is told of a counter that has just been opened."""

    station: StationSettings | None
    offices: tuple[Office, ...]

    def find_office(self) -> Office | None:
        """Return the station's office, if the list of offices still has it."""
        if self.station is None:
            return None
        code = self.station.office
        return next((office for office in self.offices if office.code == code), None)


class CounterDoor:
    """Opens the counter once, and gives it to whoever asks afterwards."""

    def __init__(
        self,
        open_desk: Callable[[], WindowDesk],
        open_with_key: Callable[[str], WindowDesk] | None = None,
    ) -> None:
        self._open_desk = open_desk
        self._open_with_key = open_with_key
        self._desk: WindowDesk | None = None
        self._fault: IntakeError | None = None

    @property
    def is_open(self) -> bool:
        """Whether the counter can be used."""
        return self._desk is not None

    @property
    def takes_key(self) -> bool:
        """Whether a counter whose key is lost can be opened here with the one from paper."""
        return self._open_with_key is not None

    @property
    def fault(self) -> IntakeError | None:
        """Why it could not be opened, the last time it was tried."""
        return self._fault

    @property
    def desk(self) -> WindowDesk:
        """The open counter.

        Raises:
            IntakeError: It could not be opened; the fault says why.
            RuntimeError: Nobody has opened it: a page was there that should not be.
        """
        if self._desk is not None:
            return self._desk
        if self._fault is not None:
            raise self._fault
        raise RuntimeError("the counter is not open")

    def open_with_key(self, recovery_key: str) -> FirstLook:
        """Open a counter whose key is lost with the one from paper; blocks as `open` does.

        Raises:
            IntakeError: As `open`, or that key is not the store's.
        """
        if self._open_with_key is None:
            raise RuntimeError("this counter takes no key")
        give = self._open_with_key
        return self._open(lambda: give(recovery_key))

    def open(self) -> FirstLook:
        """Open the counter, or try it again; blocks, so it belongs on the database lane.

        Raises:
            IntakeError: Folder, key, store or profile cannot be used; `fault` keeps it.
        """
        return self._open(self._open_desk)

    def _open(self, open_desk: Callable[[], WindowDesk]) -> FirstLook:
        self._fault = None
        try:
            desk = self._desk or open_desk()
            look = FirstLook(desk.settings.find(), tuple(desk.settings.offices()))
        except IntakeError as fault:
            self._fault = fault
            raise
        self._desk = desk
        return look

"""Named queries on the station's enrolment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.models.outbox import StationRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

THE_STATION = 1


class Stations:
    """The one enrolment of this counter, if there is one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self) -> StationRow | None:
        """Find the enrolment."""
        return self._session.get(StationRow, THE_STATION)

    def read_decisions_anew(self) -> None:
        """Ask for the server's decisions from the first; those that are known change nothing."""
        station = self.find()
        if station is not None:
            station.status_cursor = None

    def keep(self, row: StationRow) -> None:
        """Store the enrolment, in place of an earlier one of which nothing stays.

        A merge would keep what the new row leaves to its defaults: the other server's counts,
        its cursor, and when it was last compared.
        """
        earlier = self.find()
        if earlier is not None:
            self._session.delete(earlier)
            self._session.flush()
        self._session.add(row)

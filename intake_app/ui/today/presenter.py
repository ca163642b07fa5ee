"""What the list of the day does: reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_app.ui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from intake_app.services.day import DossierLine


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day with the dossiers that were deposited on it, the latest first."""

    day_on: date
    lines: Sequence[DossierLine]


class TodayPresenter(Listing):
    """Reads the day; `listed` carries a `ListedDay`."""

    def _read(self) -> ListedDay:
        day = self._context.today()
        return ListedDay(day, self._context.desk.day.between(day, day))

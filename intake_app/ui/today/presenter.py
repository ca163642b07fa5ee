"""What the list of the day does: reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.ui.listing import Listing

if TYPE_CHECKING:
    from intake_app.services.day import DossierLine


class TodayPresenter(Listing):
    """Reads the day; `listed` carries a tuple of `DossierLine`."""

    def _read(self) -> tuple[DossierLine, ...]:
        return self._context.desk.day.today()

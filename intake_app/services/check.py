"""Use case: judge a dossier with the site's profiles, its lists and its earlier deposits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.check import check_dossier
from intake_app.services.store_lists import KnownMedicines, StoreLists

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.findings import Verdict
    from intake_app.domain.offices import Institution
    from intake_app.domain.profile import Fund, Schemes
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store, UnitOfWork


class CheckService:
    """Checks dossiers against everything this counter knows."""

    def __init__(self, store: Store, schemes: Schemes, clock: Clock) -> None:
        self._store = store
        self._schemes = schemes
        self._clock = clock
        self._known_medicines = KnownMedicines()

    @property
    def institutions(self) -> Mapping[str, Institution]:
        """The categories of institution, by code."""
        return self._schemes.institutions

    def today(self) -> date:
        """Return the day of the counter's clock."""
        return self._clock.now().date()

    def check(
        self,
        dossier: Dossier,
        *,
        deposited_on: date | None = None,
        first_deposited_on: date | None = None,
        dossier_id: UUID | None = None,
    ) -> Verdict:
        """Judge a dossier as if it were deposited on a day, today unless another is given.

        `first_deposited_on` is for a correction: the day of the first deposit keeps the deadline.
        """
        with self._store.reading() as uow:
            return self.check_within(
                uow,
                dossier,
                deposited_on=deposited_on or self.today(),
                first_deposited_on=first_deposited_on,
                dossier_id=dossier_id,
            )

    def check_within(
        self,
        uow: UnitOfWork,
        dossier: Dossier,
        *,
        deposited_on: date,
        first_deposited_on: date | None = None,
        dossier_id: UUID | None = None,
    ) -> Verdict:
        """Judge a dossier inside a transaction that is already open."""
        return check_dossier(
            dossier,
            deposited_on=deposited_on,
            schemes=self._schemes,
            lists=StoreLists(uow, dossier_id, self._known_medicines),
            first_deposited_on=first_deposited_on,
        )

    def fund_named(self, fund_id: str, on: date) -> Fund:
        """Return a fund by its id as of a day; the one in force when no profile knows it."""
        nearest = self._schemes.nearest(on).fund
        known = (profile.fund for profile in self._schemes.profiles)
        return (
            nearest
            if nearest.id == fund_id
            else next((fund for fund in known if fund.id == fund_id), nearest)
        )

    def fund_of(self, verdict: Verdict) -> Fund:
        """Return the fund whose profile the verdict was given by."""
        profile = self._schemes.find(verdict.profile_id)
        if profile is None:  # the site has replaced the profile since
            profile = self._schemes.nearest(verdict.first_act_on or self.today())
        return profile.fund

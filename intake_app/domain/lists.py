"""What a check may look up when a site has loaded it: medicines, beneficiaries, earlier deposits.

Pure look-ups: the store behind them is somebody else's business. Without any list nothing is
looked up and no finding of theirs appears.

Sources: S4 (list of enrolled students), the fund's list of reimbursable medicines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from intake_app.domain.dossier import Act


@dataclass(frozen=True, slots=True)
class MedicineEntry:
    """One medicine of the fund's list; prices in centimes, `rate_percent` what is reimbursed."""

    code: str
    name: str
    public_price_centimes: int | None = None
    base_price_centimes: int | None = None
    rate_percent: int | None = None
    presentation: str = ""


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """One student of the fund's list; a right without a first or last day is open on that side."""

    identity_number: str = field(repr=False)
    last_name: str | None = field(default=None, repr=False)
    first_name: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    massar_code: str | None = field(default=None, repr=False)
    institution: str | None = None
    rights_from: date | None = None
    rights_to: date | None = None
    rib: str | None = field(default=None, repr=False)

    def is_entitled_on(self, day: date) -> bool:
        """Say whether the right is open on a day; its first and last day count."""
        started = self.rights_from is None or self.rights_from <= day
        return started and (self.rights_to is None or day <= self.rights_to)


class Lists(Protocol):
    """The lists of a counter, each of which may not be loaded."""

    @property
    def medicines_loaded(self) -> bool:
        """Say whether a list of medicines is there to compare with."""
        ...

    @property
    def beneficiaries_loaded(self) -> bool:
        """Say whether a list of enrolled students is there to compare with."""
        ...

    def medicine(self, gtin13: str) -> MedicineEntry | None:
        """Look a medicine up by the 13 digits of its box."""
        ...

    def beneficiary(self, identity_number: str) -> Beneficiary | None:
        """Look a student up by identity number, upper case and without spaces."""
        ...

    def duplicates(self, identity_number: str, act: Act) -> str | None:
        """Return the number of an earlier deposit with this act of this student, if any.

        The same act means the same care, date, provider and amount. The revisions of the dossier
        that is being checked are not earlier deposits.
        """
        ...


class _NoLists:
    """A counter on which nothing has been loaded."""

    medicines_loaded = False
    beneficiaries_loaded = False

    def medicine(self, gtin13: str) -> MedicineEntry | None:
        """Know no medicine."""
        return None

    def beneficiary(self, identity_number: str) -> Beneficiary | None:
        """Know no student."""
        return None

    def duplicates(self, identity_number: str, act: Act) -> str | None:
        """Know no earlier deposit."""
        return None


NO_LISTS: Lists = _NoLists()

"""Named queries on the imported lists of medicines and beneficiaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.models.reference import BeneficiaryRow, MedicineReferenceRow, ReferenceImportRow
from intake_app.storage.search import SearchIndex
from intake_app.storage.staging import BENEFICIARIES, MEDICINES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_app.storage.staging import StagedList

__all__ = ["BENEFICIARIES", "MEDICINES", "Reference"]


class Reference:
    """Looks up what a site imported, and replaces it as a whole."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_medicine(self, code: str) -> MedicineReferenceRow | None:
        """Find a medicine by its 13-digit code."""
        return self._session.get(MedicineReferenceRow, code)

    def find_beneficiary(self, identity_number: str) -> BeneficiaryRow | None:
        """Find an enrolled student by identity number, upper case, without spaces."""
        return self._session.get(BeneficiaryRow, identity_number)

    def last_import(self, list_name: str) -> ReferenceImportRow | None:
        """Find the import that filled a list; None when the list was never imported."""
        return self._session.get(ReferenceImportRow, list_name)

    def replace(self, staged: StagedList) -> None:
        """Put a list that was read in aside in the place of the old one."""
        staged.replace_list(self._session)
        if staged.list_name == BENEFICIARIES:
            SearchIndex(self._session).clear_beneficiaries()

    def note_import(self, row: ReferenceImportRow) -> None:
        """Keep the source and counts of the import."""
        self._session.merge(row)
        self._session.flush()

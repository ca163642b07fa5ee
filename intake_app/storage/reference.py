"""Named queries on the imported lists of medicines and beneficiaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from intake_app.models.reference import BeneficiaryRow, MedicineReferenceRow, ReferenceImportRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

MEDICINES = "medicines"
BENEFICIARIES = "beneficiaries"


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

    def clear_medicines(self) -> None:
        """Empty the list of medicines before its replacement, in the same transaction."""
        self._session.execute(delete(MedicineReferenceRow))

    def clear_beneficiaries(self) -> None:
        """Empty the list of beneficiaries before its replacement, in the same transaction."""
        self._session.execute(delete(BeneficiaryRow))

    def add_medicines(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert medicines, given as columns by name."""
        self._session.execute(insert(MedicineReferenceRow), rows)

    def add_beneficiaries(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert beneficiaries, given as columns by name."""
        self._session.execute(insert(BeneficiaryRow), rows)

    def note_import(self, row: ReferenceImportRow) -> None:
        """Keep the source and counts of the import."""
        self._session.merge(row)

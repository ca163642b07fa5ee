"""Named queries on the imported lists of medicines and beneficiaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from intake_app.domain.lists import Beneficiary, MedicineEntry
from intake_app.models.reference import BeneficiaryRow, MedicineReferenceRow, ReferenceImportRow
from intake_app.storage.search import SearchIndex
from intake_app.storage.staging import BENEFICIARIES, MEDICINES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_app.storage.staging import StagedList

__all__ = ["BENEFICIARIES", "MEDICINES", "Reference"]

# Put together once, columns in the order of the value's members, and run without making rows of
# the model: the check looks up every box while the agent types.
_LOADED = "SELECT list_name, imported_at FROM reference_import"
_MEDICINE = select(
    MedicineReferenceRow.code,
    MedicineReferenceRow.name,
    MedicineReferenceRow.public_price_centimes,
    MedicineReferenceRow.base_price_centimes,
    MedicineReferenceRow.rate_percent,
    MedicineReferenceRow.presentation,
).where(MedicineReferenceRow.code == bindparam("code"))
_BENEFICIARY = select(
    BeneficiaryRow.identity_number,
    BeneficiaryRow.last_name,
    BeneficiaryRow.first_name,
    BeneficiaryRow.birth_date,
    BeneficiaryRow.massar_code,
    BeneficiaryRow.institution,
    BeneficiaryRow.rights_from,
    BeneficiaryRow.rights_to,
    BeneficiaryRow.rib,
).where(BeneficiaryRow.identity_number == bindparam("identity_number"))


class Reference:
    """Looks up what a site imported, and replaces it as a whole."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_medicine(self, code: str) -> MedicineReferenceRow | None:
        """Find all that the list says of a medicine, by its 13-digit code."""
        return self._session.get(MedicineReferenceRow, code)

    def medicine(self, code: str) -> MedicineEntry | None:
        """Find what the check needs of a medicine, by its 13-digit code."""
        row = self._session.connection().execute(_MEDICINE, {"code": code}).first()
        return None if row is None else MedicineEntry(*row)

    def beneficiary(self, identity_number: str) -> Beneficiary | None:
        """Find an enrolled student by identity number, upper case, without spaces."""
        wanted = {"identity_number": identity_number}
        row = self._session.connection().execute(_BENEFICIARY, wanted).first()
        return None if row is None else Beneficiary(*row)

    def loaded(self) -> dict[str, str]:
        """Name the lists that were ever imported, each with the mark of its last import.

        Asked with every check: the mark is the instant as it is stored, to compare and not to read.
        """
        rows = self._session.connection().exec_driver_sql(_LOADED)
        return {row[0]: row[1] for row in rows}

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

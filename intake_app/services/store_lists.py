"""The site's lists and earlier deposits, as the rules look them up, inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.lists import Beneficiary, MedicineEntry
from intake_app.domain.name_folding import TITLES, words_by_script
from intake_app.storage.dossiers import ActKey
from intake_app.storage.reference import BENEFICIARIES, MEDICINES

if TYPE_CHECKING:
    from uuid import UUID

    from intake_app.domain.dossier import Act
    from intake_app.models.dossier import ActRow
    from intake_app.models.reference import BeneficiaryRow, MedicineReferenceRow
    from intake_app.storage.unit_of_work import UnitOfWork


class StoreLists:
    """Look-ups in the store; `excluding` is the dossier being checked, no duplicate of itself."""

    def __init__(self, uow: UnitOfWork, excluding: UUID | None = None) -> None:
        self._uow = uow
        self._excluding = excluding
        self.medicines_loaded = uow.reference.last_import(MEDICINES) is not None
        self.beneficiaries_loaded = uow.reference.last_import(BENEFICIARIES) is not None

    def medicine(self, gtin13: str) -> MedicineEntry | None:
        """Look a medicine up by the 13 digits of its box."""
        row = self._uow.reference.find_medicine(gtin13)
        return medicine_entry(row) if row else None

    def beneficiary(self, identity_number: str) -> Beneficiary | None:
        """Look a student up by identity number."""
        row = self._uow.reference.find_beneficiary(identity_number)
        return beneficiary_of(row) if row else None

    def duplicates(self, identity_number: str, act: Act) -> str | None:
        """Return the number of an earlier deposit with this act of this student."""
        if act.performed_on is None or act.amount_centimes is None:
            return None
        key = ActKey(act.care.value, act.performed_on, act.amount_centimes)
        for dossier_id, number, row in self._uow.dossiers.acts_like(identity_number, key):
            if dossier_id != self._excluding and _same_provider(act, row):
                return number
        return None


def _same_provider(act: Act, row: ActRow) -> bool:
    """One provider: the same INPE where both give one, else the same name."""
    provider = act.provider
    if provider.inpe and row.provider_inpe:
        return provider.inpe == row.provider_inpe
    if not provider.name or not row.provider_name:
        return not provider.name and not row.provider_name
    return _same_words(provider.name, row.provider_name)


def _same_words(one: str, other: str) -> bool:
    """The same words in some script, whatever their case, accents, order and titles."""
    ours, theirs = words_by_script(one), words_by_script(other)
    return any(
        sorted(set(ours[script]) - TITLES) == sorted(set(theirs[script]) - TITLES)
        for script in ours.keys() & theirs.keys()
    )


def medicine_entry(row: MedicineReferenceRow) -> MedicineEntry:
    """Show a medicine of the list as the rules know it."""
    return MedicineEntry(
        code=row.code,
        name=row.name,
        public_price_centimes=row.public_price_centimes,
        base_price_centimes=row.base_price_centimes,
        rate_percent=row.rate_percent,
        presentation=row.presentation,
    )


def beneficiary_of(row: BeneficiaryRow) -> Beneficiary:
    """Show an enrolled student as the rules know them."""
    return Beneficiary(
        identity_number=row.identity_number,
        last_name=row.last_name,
        first_name=row.first_name,
        birth_date=row.birth_date,
        massar_code=row.massar_code,
        institution=row.institution,
        rights_from=row.rights_from,
        rights_to=row.rights_to,
        rib=row.rib,
    )

"""The site's lists and earlier deposits, as the rules look them up, inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.lists import Beneficiary
from intake_app.domain.name_folding import TITLES, words_by_script
from intake_app.storage.reference import BENEFICIARIES, MEDICINES

if TYPE_CHECKING:
    from uuid import UUID

    from intake_app.domain.dossier import Act
    from intake_app.domain.lists import MedicineEntry
    from intake_app.models.reference import BeneficiaryRow
    from intake_app.storage.dossiers import EarlierAct
    from intake_app.storage.unit_of_work import UnitOfWork

_MOST_KNOWN = 10_000


class KnownMedicines:
    """Medicines that were looked up already, forgotten when the list is replaced."""

    def __init__(self) -> None:
        self._mark: str | None = None
        self._entries: dict[str, MedicineEntry | None] = {}

    def of_list(self, mark: str | None) -> dict[str, MedicineEntry | None]:
        """Return what is known of the list of that import, to look up in and to add to."""
        if mark != self._mark or len(self._entries) >= _MOST_KNOWN:
            self._mark, self._entries = mark, {}
        return self._entries


class StoreLists:
    """Look-ups in the store; `excluding` is the dossier being checked, no duplicate of itself."""

    def __init__(
        self, uow: UnitOfWork, excluding: UUID | None = None, known: KnownMedicines | None = None
    ) -> None:
        self._uow = uow
        self._excluding = excluding
        loaded = uow.reference.loaded()
        self.medicines_loaded = MEDICINES in loaded
        self.beneficiaries_loaded = BENEFICIARIES in loaded
        self._known = (known or KnownMedicines()).of_list(loaded.get(MEDICINES))
        self._earlier_acts: dict[str, list[EarlierAct]] = {}

    def medicine(self, gtin13: str) -> MedicineEntry | None:
        """Look a medicine up by the 13 digits of its box."""
        if not self.medicines_loaded:
            return None
        if gtin13 not in self._known:
            self._known[gtin13] = self._uow.reference.medicine(gtin13)
        return self._known[gtin13]

    def beneficiary(self, identity_number: str) -> Beneficiary | None:
        """Look a student up by identity number."""
        if not self.beneficiaries_loaded:
            return None
        return self._uow.reference.beneficiary(identity_number)

    def duplicates(self, identity_number: str, act: Act) -> str | None:
        """Return the number of an earlier deposit with this act of this student."""
        if act.performed_on is None or act.amount_centimes is None:
            return None
        wanted = (act.care.value, act.performed_on, act.amount_centimes)
        for earlier in self._acts_of(identity_number):
            same = (earlier.care, earlier.performed_on, earlier.amount_centimes) == wanted
            if same and earlier.dossier_id != self._excluding and _same_provider(act, earlier):
                return earlier.number
        return None

    def _acts_of(self, identity_number: str) -> list[EarlierAct]:
        """Read the acts that a student deposited before, once for all acts of a dossier."""
        if identity_number not in self._earlier_acts:
            self._earlier_acts[identity_number] = self._uow.dossiers.acts_of(identity_number)
        return self._earlier_acts[identity_number]


def _same_provider(act: Act, earlier: EarlierAct) -> bool:
    """One provider: the same INPE where both give one, else the same name."""
    provider = act.provider
    if provider.inpe and earlier.provider_inpe:
        return provider.inpe == earlier.provider_inpe
    if not provider.name or not earlier.provider_name:
        return not provider.name and not earlier.provider_name
    return _same_words(provider.name, earlier.provider_name)


def _same_words(one: str, other: str) -> bool:
    """The same words in some script, whatever their case, accents, order, spacing and titles."""
    ours, theirs = words_by_script(one), words_by_script(other)
    return any(
        _without_order(ours[script]) == _without_order(theirs[script])
        or _without_spaces(ours[script]) == _without_spaces(theirs[script])
        for script in ours.keys() & theirs.keys()
    )


def _without_order(words: list[str]) -> set[str]:
    return set(words) - TITLES


def _without_spaces(words: list[str]) -> str:
    return "".join(word for word in words if word not in TITLES)


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

"""Use case: fill in what is already known: a student, a provider, a medicine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.dossier import IdentityKind, Provider, Student
from intake_app.formats.student_json import parse_student
from intake_app.services.store_lists import StoreLists

if TYPE_CHECKING:
    from intake_app.domain.lists import Beneficiary, MedicineEntry
    from intake_app.storage.unit_of_work import Store


class LookupService:
    """Looks up by exact key, in the site's lists and in earlier dossiers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def student(self, kind: IdentityKind, identity_number: str) -> Student | None:
        """Find a student: the latest dossier of theirs first, else the beneficiaries list."""
        key = "".join(identity_number.split()).upper()
        with self._store.reading() as uow:
            row = uow.dossiers.find_student(kind.value, key)
            if row is not None:
                return parse_student(row.details)
            listed = StoreLists(uow).beneficiary(key)
        return _student_of(listed, kind) if listed else None

    def provider(self, inpe: str) -> Provider | None:
        """Find a provider by INPE in earlier dossiers, as the latest one writes them."""
        with self._store.reading() as uow:
            row = uow.dossiers.find_provider("".join(inpe.split()))
        if row is None:
            return None
        return Provider(
            name=row.provider_name,
            inpe=row.provider_inpe,
            ice=row.provider_ice,
            specialty=row.provider_specialty,
        )

    def medicine(self, gtin13: str) -> MedicineEntry | None:
        """Find a medicine of the reference by the 13 digits of its box."""
        with self._store.reading() as uow:
            return StoreLists(uow).medicine(gtin13)


def _student_of(listed: Beneficiary, kind: IdentityKind) -> Student:
    return Student(
        identity_kind=kind,
        institution=listed.institution or "",
        identity_number=listed.identity_number,
        last_name=listed.last_name,
        first_name=listed.first_name,
        birth_date=listed.birth_date,
        massar_code=listed.massar_code,
        rib=listed.rib,
    )

"""Use case: fill in what is already known: a student, a provider, a medicine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.dossier import Care, IdentityKind, Provider, Student
from intake_app.domain.identifiers import canonical_identity, is_identity_number
from intake_app.formats.student_json import parse_student
from intake_app.services.search import words_to_find
from intake_app.services.store_lists import beneficiary_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.domain.lists import Beneficiary, MedicineEntry
    from intake_app.models.search import ProviderEntryRow
    from intake_app.storage.unit_of_work import Store

MOST_OFFERED = 8
_DOSSIERS_A_STUDENT = 4
_ACTS_LOOKED_AT = 20


class LookupService:
    """Looks up by exact key or part of a name, in the site's lists and in earlier dossiers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def student(self, kind: IdentityKind, identity_number: str) -> Student | None:
        """Find a student: the latest dossier of theirs first, else the beneficiaries list."""
        key = canonical_identity(identity_number)
        with self._store.reading() as uow:
            row = uow.dossiers.find_student(kind.value, key)
            if row is not None:
                return parse_student(row.details)
            listed = uow.reference.beneficiary(key)
        return _student_of(listed, kind) if listed else None

    def students_like(self, text: str, limit: int = MOST_OFFERED) -> tuple[Student, ...]:
        """Find students by any part of their name: earlier dossiers first, then the fund's list."""
        words = words_to_find(text)
        found: dict[str, Student] = {}
        with self._store.reading() as uow:
            # One student may have many dossiers: a few more are read than are shown.
            for row in uow.search.students(words, limit * _DOSSIERS_A_STUDENT):
                if row.identity_number and len(found) < limit:
                    found.setdefault(row.identity_number, parse_student(row.details))
            for listed in uow.search.beneficiaries(words, limit):
                if len(found) < limit:
                    student = _student_of(beneficiary_of(listed), _kind_of(listed.identity_number))
                    found.setdefault(listed.identity_number, student)
        return tuple(found.values())

    def provider(self, inpe: str) -> Provider | None:
        """Find a provider by INPE in earlier dossiers, as the latest one writes them."""
        with self._store.reading() as uow:
            row = uow.search.find_provider("".join(inpe.split()))
        return _provider_of(row) if row else None

    def providers_like(
        self, text: str, care: Care | None = None, limit: int = MOST_OFFERED
    ) -> tuple[Provider, ...]:
        """Find providers by any part of their name or INPE, those of this kind of care first."""
        with self._store.reading() as uow:
            rows = uow.search.providers(words_to_find(text), limit * 4)
        rows.sort(key=lambda row: row.care != (care.value if care else row.care))
        return tuple(_provider_of(row) for row in rows[:limit])

    def usual_providers(self, kind: IdentityKind, identity_number: str) -> Mapping[Care, Provider]:
        """Tell to whom a student went last for each kind of care; empty for a new student."""
        found: dict[Care, Provider] = {}
        with self._store.reading() as uow:
            for row in uow.dossiers.last_acts(kind.value, identity_number, _ACTS_LOOKED_AT):
                if row.provider_inpe:
                    found.setdefault(
                        Care(row.care),
                        Provider(
                            name=row.provider_name,
                            inpe=row.provider_inpe,
                            ice=row.provider_ice,
                            specialty=row.provider_specialty,
                        ),
                    )
        return found

    def medicine(self, gtin13: str) -> MedicineEntry | None:
        """Find a medicine of the reference by the 13 digits of its box."""
        with self._store.reading() as uow:
            return uow.reference.medicine(gtin13)


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


def _kind_of(identity_number: str) -> IdentityKind:
    """Tell the paper by its number: the fund's list does not name it."""
    is_cin = is_identity_number(IdentityKind.CIN, identity_number)
    return IdentityKind.CIN if is_cin else IdentityKind.RESIDENCE_CARD


def _provider_of(row: ProviderEntryRow) -> Provider:
    return Provider(name=row.name, inpe=row.inpe, ice=row.ice, specialty=row.specialty)

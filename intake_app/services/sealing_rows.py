"""The rows that repeat from a sealed revision what lists, duplicates and statistics ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake_app.domain.findings import Severity
from intake_app.formats.student_json import student_bytes
from intake_app.models.dossier import (
    ActRow,
    DossierRow,
    FindingRow,
    MedicineRow,
    OverrideRow,
    PrescriptionRow,
    RevisionRow,
    StudentRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.domain.dossier import Act, Dossier
    from intake_app.formats.sealed import SealedRevision
    from intake_app.models.base import Base
    from intake_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SealedBytes:
    """The canonical bytes of a revision and their hash."""

    body: bytes = field(repr=False)
    sha256: str


def rows_of(uow: UnitOfWork, sealed: SealedRevision, kept: SealedBytes) -> Iterator[Base]:
    """Yield the rows of one revision in an order in which they may be stored."""
    student = _student_row(uow, sealed.dossier)
    yield student
    if sealed.revision == 1:
        yield _dossier_row(sealed, student.id)
    else:
        _move_on(uow, sealed, student.id)
    yield _revision_row(sealed, kept)
    dossier = sealed.dossier
    for place, act in enumerate(dossier.acts):
        yield _act_row(sealed, place, act, student.id)
        yield from _medicine_rows(sealed, place, act)
    for place, prescription in enumerate(dossier.prescriptions):
        yield PrescriptionRow(
            dossier_id=sealed.dossier_id,
            revision=sealed.revision,
            place=place,
            prescriber=prescription.prescriber,
            specialty=prescription.specialty,
            issued_on=prescription.issued_on,
            duration_days=prescription.duration_days,
        )
    yield from _finding_rows(sealed)


def _student_row(uow: UnitOfWork, dossier: Dossier) -> StudentRow:
    """The student as this dossier writes them, in place of what an earlier one wrote."""
    student = dossier.student
    row = uow.dossiers.find_student(student.identity_kind, student.identity_number)
    details = student_bytes(student)
    if row is None:
        return StudentRow(
            identity_kind=student.identity_kind.value,
            identity_number=student.identity_number,
            last_name=student.last_name,
            first_name=student.first_name,
            birth_date=student.birth_date,
            institution=student.institution,
            details=details,
        )
    row.last_name, row.first_name = student.last_name, student.first_name
    row.birth_date, row.institution = student.birth_date, student.institution
    row.details = details
    return row


def _dossier_row(sealed: SealedRevision, student_id: int) -> DossierRow:
    return DossierRow(
        id=sealed.dossier_id,
        number=sealed.number,
        office=sealed.office,
        counter=sealed.counter,
        student_id=student_id,
        first_deposited_on=sealed.first_deposited_on,
        deposited_at=sealed.deposited_at,
    )


def _move_on(uow: UnitOfWork, sealed: SealedRevision, student_id: int) -> None:
    """Let the dossier stand at its new revision; its number and first deposit stay."""
    row = uow.dossiers.require(sealed.dossier_id)
    row.revision, row.student_id = sealed.revision, student_id


def _revision_row(sealed: SealedRevision, kept: SealedBytes) -> RevisionRow:
    dossier, verdict = sealed.dossier, sealed.verdict
    return RevisionRow(
        dossier_id=sealed.dossier_id,
        revision=sealed.revision,
        body=kept.body,
        sha256=kept.sha256,
        sealed_at=sealed.deposited_at,
        deposited_on=sealed.deposited_on,
        operator=sealed.operator,
        sheet_kind=dossier.sheet_kind.value,
        request=dossier.request.value,
        outcome=verdict.outcome.value,
        profile_id=verdict.profile_id,
        profile_version=verdict.profile_version,
        fund=sealed.fund,
        first_act_on=verdict.first_act_on,
        deadline_on=verdict.deadline_on,
        total_centimes=total_centimes(dossier),
        box_count=box_count(dossier),
        warning_count=sum(finding.severity is Severity.WARN for finding in verdict.findings),
        reason=sealed.reason,
    )


def _act_row(sealed: SealedRevision, place: int, act: Act, student_id: int) -> ActRow:
    return ActRow(
        dossier_id=sealed.dossier_id,
        revision=sealed.revision,
        place=place,
        student_id=student_id,
        care=act.care.value,
        performed_on=act.performed_on,
        amount_centimes=act.amount_centimes,
        provider_name=act.provider.name,
        provider_inpe=act.provider.inpe,
        provider_ice=act.provider.ice,
        provider_specialty=act.provider.specialty,
    )


def _medicine_rows(sealed: SealedRevision, act_place: int, act: Act) -> Iterator[MedicineRow]:
    for place, medicine in enumerate(act.medicines):
        yield MedicineRow(
            dossier_id=sealed.dossier_id,
            revision=sealed.revision,
            act_place=act_place,
            place=place,
            barcode=medicine.barcode,
            public_price_centimes=medicine.public_price_centimes,
            quantity=medicine.quantity,
        )


def _finding_rows(sealed: SealedRevision) -> Iterator[FindingRow | OverrideRow]:
    for place, finding in enumerate(sealed.verdict.findings):
        yield FindingRow(
            dossier_id=sealed.dossier_id,
            revision=sealed.revision,
            place=place,
            code=finding.code,
            severity=finding.severity.value,
            path=finding.path,
            source=finding.source,
        )
    if sealed.override is not None:
        yield OverrideRow(
            dossier_id=sealed.dossier_id,
            revision=sealed.revision,
            supervisor=sealed.override.supervisor,
            reason=sealed.override.reason,
        )


def total_centimes(dossier: Dossier) -> int:
    """Add up what the acts claim, in centimes."""
    return sum(act.amount_centimes or 0 for act in dossier.acts)


def box_count(dossier: Dossier) -> int:
    """Count the drug boxes of all acts."""
    return sum(medicine.quantity for act in dossier.acts for medicine in act.medicines)

"""The rows of a closed parcel, and what closing it does to the papers it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from intake_app.domain.dossier import RequestKind
from intake_app.domain.lifecycle import PaperState
from intake_app.domain.numbers import DossierNumber
from intake_app.errors import UnusableInput
from intake_app.formats.sealed_transmittal import SealedLine
from intake_app.models.dossier import DossierRow, RevisionRow, StudentRow
from intake_app.models.transmittal import TransmittalLineRow, TransmittalRow
from intake_app.services.paper import WITHOUT_AMOUNTS

if TYPE_CHECKING:
    from intake_app.formats.sealed_transmittal import SealedTransmittal
    from intake_app.storage.unit_of_work import UnitOfWork

Papers: TypeAlias = tuple[DossierRow, RevisionRow, StudentRow]
"""A dossier with its last revision and its student."""


def line_of(dossier: DossierRow, revision: RevisionRow, student: StudentRow) -> SealedLine:
    """Write the line of one dossier on a slip."""
    asks_money = RequestKind(revision.request) not in WITHOUT_AMOUNTS
    names = (student.last_name, student.first_name)
    return SealedLine(
        dossier_id=dossier.id,
        revision=dossier.revision,
        number=dossier.number,
        sha256=revision.sha256,
        student=" ".join(name for name in names if name),
        deposited_on=revision.deposited_on,
        total_centimes=revision.total_centimes if asks_money else None,
    )


def transmittal_rows(
    sealed: SealedTransmittal, body: bytes, sha256: str
) -> tuple[TransmittalRow, list[TransmittalLineRow]]:
    """Build the rows of a closed parcel from what was sealed."""
    row = TransmittalRow(
        id=sealed.transmittal_id,
        number=sealed.number,
        revision=sealed.revision,
        office=sealed.office,
        counter=sealed.counter,
        fund=sealed.fund,
        closed_at=sealed.closed_at,
        closed_by=sealed.closed_by,
        dossier_count=len(sealed.lines),
        total_centimes=sealed.total_centimes,
        body=body,
        sha256=sha256,
    )
    lines = [
        TransmittalLineRow(
            transmittal_id=sealed.transmittal_id,
            place=place,
            dossier_id=line.dossier_id,
            revision=line.revision,
            number=line.number,
            student=line.student,
            deposited_on=line.deposited_on,
            total_centimes=line.total_centimes,
            sha256=line.sha256,
        )
        for place, line in enumerate(sealed.lines)
    ]
    return row, lines


def put_in_parcel(uow: UnitOfWork, sealed: SealedTransmittal, *, said_by: str) -> None:
    """Let the papers of this counter that a parcel names be in it; others are their counter's."""
    for line in sealed.lines:
        if uow.dossiers.find(line.dossier_id) is not None:
            uow.dossiers.note_states(
                line.dossier_id,
                line.revision,
                {"paper": PaperState.IN_PARCEL},
                at=sealed.closed_at,
                said_by=said_by,
                note=sealed.number,
            )


def read_number(text: str) -> str:
    """Read a dossier's number as typed or scanned.

    Raises:
        UnusableInput: `receipt.number_wrong`.
    """
    try:
        return str(DossierNumber.parse(text))
    except ValueError as error:
        raise UnusableInput("receipt.number_wrong", number=text.strip()[:40]) from error

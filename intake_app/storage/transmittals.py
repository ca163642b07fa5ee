"""Named queries on closed parcels and on the dossiers that may go into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from intake_app.models.dossier import DossierRow, RevisionRow, StudentRow
from intake_app.models.outbox import OutboxRow
from intake_app.models.transmittal import TransmittalLineRow, TransmittalRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session


class Transmittals:
    """The named questions that services ask of parcels."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: TransmittalRow, lines: Sequence[TransmittalLineRow]) -> None:
        """Store a closed parcel with its lines."""
        self._session.add(row)
        self._session.flush()
        self._session.add_all(lines)
        self._session.flush()

    def find(self, transmittal_id: UUID) -> TransmittalRow | None:
        """Find a parcel by its id."""
        return self._session.get(TransmittalRow, transmittal_id)

    def find_by_number(self, number: str) -> TransmittalRow | None:
        """Find a parcel by the number people read."""
        return self._session.scalar(select(TransmittalRow).where(TransmittalRow.number == number))

    def all(self, limit: int) -> list[tuple[TransmittalRow, str]]:
        """Read the latest parcels, the newest first, each with the state of its sending."""
        query = (
            select(TransmittalRow, OutboxRow.state)
            .join(
                OutboxRow,
                (OutboxRow.item_id == TransmittalRow.id)
                & (OutboxRow.revision == TransmittalRow.revision),
            )
            .order_by(TransmittalRow.closed_at.desc(), TransmittalRow.number.desc())
            .limit(limit)
        )
        return [(row, state) for row, state in self._session.execute(query)]

    def lines(self, transmittal_id: UUID) -> list[TransmittalLineRow]:
        """Read the lines of a parcel in the order of its slip."""
        query = select(TransmittalLineRow).where(
            TransmittalLineRow.transmittal_id == transmittal_id
        )
        return list(self._session.scalars(query.order_by(TransmittalLineRow.place)))

    def paper_states(self, transmittal_id: UUID) -> dict[str, str]:
        """Read where the paper of each dossier of this counter in a parcel is: number → state."""
        query = (
            select(DossierRow.number, DossierRow.paper_state)
            .join(TransmittalLineRow, TransmittalLineRow.dossier_id == DossierRow.id)
            .where(TransmittalLineRow.transmittal_id == transmittal_id)
        )
        return {row[0]: row[1] for row in self._session.execute(query)}

    def ready(self, paper_state: str) -> list[tuple[DossierRow, RevisionRow, StudentRow]]:
        """Read the dossiers whose paper is in this state, the oldest deposit first."""
        query = _with_papers().where(
            DossierRow.paper_state == paper_state, DossierRow.cancelled_at.is_(None)
        )
        return [(one, two, three) for one, two, three in self._session.execute(query)]

    def papers_of(self, number: str) -> tuple[DossierRow, RevisionRow, StudentRow] | None:
        """Find one dossier by number, with its last revision and its student."""
        row = self._session.execute(_with_papers().where(DossierRow.number == number)).one_or_none()
        return (row[0], row[1], row[2]) if row else None


def _with_papers() -> Select[DossierRow, RevisionRow, StudentRow]:
    """Select dossiers with their last revision and their student, the oldest deposit first."""
    return (
        select(DossierRow, RevisionRow, StudentRow)
        .join(
            RevisionRow,
            (RevisionRow.dossier_id == DossierRow.id)
            & (RevisionRow.revision == DossierRow.revision),
        )
        .join(StudentRow, StudentRow.id == DossierRow.student_id)
        .order_by(DossierRow.deposited_at, DossierRow.number)
    )

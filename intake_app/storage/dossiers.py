"""Named queries on dossiers, their revisions, receipts and states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from intake_app.models.dossier import (
    ActRow,
    DossierRow,
    OverrideRow,
    ReceiptPrintRow,
    RevisionRow,
    SerialRow,
    StateEventRow,
    StudentRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from intake_app.models.base import Base


class Dossiers:
    """The named questions that services ask of dossiers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, rows: Iterable[Base]) -> None:
        """Store new rows in the order given."""
        for row in rows:
            self._session.add(row)
            self._session.flush()

    def find(self, dossier_id: UUID) -> DossierRow | None:
        """Find a dossier by its id."""
        return self._session.get(DossierRow, dossier_id)

    def find_by_number(self, number: str) -> DossierRow | None:
        """Find a dossier by the number people read."""
        return self._session.scalar(select(DossierRow).where(DossierRow.number == number))

    def find_revision(self, dossier_id: UUID, revision: int) -> RevisionRow | None:
        """Find one sealed revision."""
        return self._session.get(RevisionRow, (dossier_id, revision))

    def find_override(self, dossier_id: UUID, revision: int) -> OverrideRow | None:
        """Find the override that a revision was taken in with."""
        return self._session.get(OverrideRow, (dossier_id, revision))

    def take_serial(self, office: str, counter: str, year: int) -> int:
        """Take the next serial of a counter's store in a year; the first is 1."""
        row = self._session.get(SerialRow, (office, counter, year))
        if row is None:
            row = SerialRow(office=office, counter=counter, year=year, last=0)
            self._session.add(row)
        row.last += 1
        self._session.flush()
        return row.last

    def sealed_count(self) -> int:
        """Count every revision ever sealed here."""
        return self._session.scalar(select(func.count()).select_from(RevisionRow)) or 0

    def last_sealed_at(self) -> datetime | None:
        """Return the instant of the last seal."""
        return self._session.scalar(select(func.max(RevisionRow.sealed_at)))

    def find_student(self, identity_kind: str, identity_number: str | None) -> StudentRow | None:
        """Find a student by the paper that proves who they are."""
        if identity_number is None:
            return None
        return self._session.scalar(
            select(StudentRow).where(
                StudentRow.identity_number == identity_number,
                StudentRow.identity_kind == identity_kind,
            )
        )

    def find_same_act(
        self,
        identity_number: str,
        care: str,
        performed_on: date,
        provider_key: str,
        amount_centimes: int,
        excluding: UUID | None = None,
    ) -> str | None:
        """Find the number of a dossier that already claims this act of this student."""
        query = (
            select(DossierRow.number)
            .join(ActRow, ActRow.dossier_id == DossierRow.id)
            .join(StudentRow, StudentRow.id == ActRow.student_id)
            .where(
                ActRow.revision == DossierRow.revision,
                StudentRow.identity_number == identity_number,
                ActRow.care == care,
                ActRow.performed_on == performed_on,
                ActRow.amount_centimes == amount_centimes,
                ActRow.provider_key == provider_key,
                DossierRow.cancelled_at.is_(None),
            )
            .limit(1)
        )
        if excluding is not None:
            query = query.where(DossierRow.id != excluding)
        return self._session.scalar(query)

    def find_provider(self, inpe: str) -> ActRow | None:
        """Find the latest act of a provider, by INPE."""
        query = select(ActRow).join(DossierRow, DossierRow.id == ActRow.dossier_id)
        return self._session.scalar(
            query.where(ActRow.provider_inpe == inpe)
            .order_by(DossierRow.deposited_at.desc())
            .limit(1)
        )

    def deposited_between(
        self, first_on: date, last_on: date
    ) -> list[tuple[DossierRow, RevisionRow, StudentRow]]:
        """Read the dossiers deposited on these days, the latest first, with their last revision."""
        query = (
            select(DossierRow, RevisionRow, StudentRow)
            .join(
                RevisionRow,
                (RevisionRow.dossier_id == DossierRow.id)
                & (RevisionRow.revision == DossierRow.revision),
            )
            .join(StudentRow, StudentRow.id == DossierRow.student_id)
            .where(RevisionRow.deposited_on.between(first_on, last_on))
            .order_by(DossierRow.deposited_at.desc())
        )
        return [
            (dossier, revision, student)
            for dossier, revision, student in self._session.execute(query)
        ]

    def search(self, number: str, identity: str, limit: int) -> list[DossierRow]:
        """Find dossiers by number or by identity number, the latest first."""
        query = (
            select(DossierRow)
            .join(StudentRow, StudentRow.id == DossierRow.student_id)
            .where(or_(DossierRow.number == number, StudentRow.identity_number == identity))
            .order_by(DossierRow.deposited_at.desc())
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def set_electronic_state(self, dossier_id: UUID, event: StateEventRow) -> None:
        """Move a dossier on its electronic axis and keep who or what said so."""
        row = self._session.get_one(DossierRow, dossier_id)
        if row.electronic_state == event.state and row.revision == event.revision:
            return
        if row.revision == event.revision:
            row.electronic_state = event.state
        self._session.add(event)

    def set_paper_state(self, dossier_id: UUID, event: StateEventRow) -> None:
        """Move a dossier on its paper axis and keep who or what said so."""
        row = self._session.get_one(DossierRow, dossier_id)
        row.paper_state = event.state
        self._session.add(event)

    def states(self, dossier_id: UUID) -> list[StateEventRow]:
        """Read the history of a dossier's states, the oldest first."""
        query = select(StateEventRow).where(StateEventRow.dossier_id == dossier_id)
        return list(self._session.scalars(query.order_by(StateEventRow.position)))

    def note_print(self, dossier_id: UUID, revision: int, *, at: datetime, operator: str) -> int:
        """Count one printing of a receipt; returns 0 for the original, n for duplicate n."""
        query = select(func.count()).where(
            ReceiptPrintRow.dossier_id == dossier_id, ReceiptPrintRow.revision == revision
        )
        copy = self._session.scalar(query) or 0
        self._session.add(
            ReceiptPrintRow(
                dossier_id=dossier_id,
                revision=revision,
                copy=copy,
                printed_at=at,
                operator=operator,
            )
        )
        self._session.flush()
        return copy

    def prints(self, dossier_id: UUID, revision: int) -> int:
        """Count how often a receipt was printed."""
        query = select(func.count()).where(
            ReceiptPrintRow.dossier_id == dossier_id, ReceiptPrintRow.revision == revision
        )
        return self._session.scalar(query) or 0

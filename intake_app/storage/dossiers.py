"""Named queries on dossiers, their revisions, receipts and states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select

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
from intake_app.models.outbox import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from intake_app.models.base import Base

PUT_BACK_BY = "second copy"  # says the first states of what a replay put back


class EarlierAct(NamedTuple):
    """One act of a dossier deposited before, with what two claims of one act have in common."""

    dossier_id: UUID
    number: str
    care: str
    performed_on: date | None
    amount_centimes: int | None
    provider_inpe: str | None
    provider_name: str | None


# Put together once, columns in the order of `EarlierAct`, and run without making rows of the model:
# the check asks it while the agent types.
_ACTS_OF_STUDENT = (
    select(
        DossierRow.id,
        DossierRow.number,
        ActRow.care,
        ActRow.performed_on,
        ActRow.amount_centimes,
        ActRow.provider_inpe,
        ActRow.provider_name,
    )
    .join(ActRow, ActRow.dossier_id == DossierRow.id)
    .join(StudentRow, StudentRow.id == ActRow.student_id)
    .where(
        StudentRow.identity_number == bindparam("identity_number"),
        ActRow.revision == DossierRow.revision,
        DossierRow.cancelled_at.is_(None),
    )
)


class DossierLineRow(NamedTuple):
    """What lists show of a dossier; without bodies, so that a hundred are read in no time."""

    dossier_id: UUID
    number: str
    revision: int
    first_deposited_on: date
    deposited_at: datetime
    cancelled_at: datetime | None
    electronic_state: str
    paper_state: str
    last_name: str | None
    first_name: str | None
    identity_number: str | None
    request: str
    sheet_kind: str
    total_centimes: int
    box_count: int
    outcome: str
    warning_count: int
    deadline_on: date | None
    operator: str


# In the order of `DossierLineRow`.
_LINE = (
    DossierRow.id,
    DossierRow.number,
    DossierRow.revision,
    DossierRow.first_deposited_on,
    DossierRow.deposited_at,
    DossierRow.cancelled_at,
    DossierRow.electronic_state,
    DossierRow.paper_state,
    StudentRow.last_name,
    StudentRow.first_name,
    StudentRow.identity_number,
    RevisionRow.request,
    RevisionRow.sheet_kind,
    RevisionRow.total_centimes,
    RevisionRow.box_count,
    RevisionRow.outcome,
    RevisionRow.warning_count,
    RevisionRow.deadline_on,
    RevisionRow.operator,
)


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

    def require(self, dossier_id: UUID) -> DossierRow:
        """Return a dossier that must be there."""
        return self._session.get_one(DossierRow, dossier_id)

    def find_by_number(self, number: str) -> DossierRow | None:
        """Find a dossier by the number people read."""
        return self._session.scalar(select(DossierRow).where(DossierRow.number == number))

    def find_revision(self, dossier_id: UUID, revision: int) -> RevisionRow | None:
        """Find one sealed revision."""
        return self._session.get(RevisionRow, (dossier_id, revision))

    def require_revision(self, dossier_id: UUID, revision: int) -> RevisionRow:
        """Return a revision that must be there: a dossier is never stored without it."""
        return self._session.get_one(RevisionRow, (dossier_id, revision))

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

    def has_given_numbers(self, office: str, counter: str) -> bool:
        """Say whether a counter's store gave numbers here; those put back by a replay are not."""
        given = select(SerialRow.year).where(
            SerialRow.office == office, SerialRow.counter == counter
        )
        return self._session.scalars(given.limit(1)).first() is not None

    def sealed_count(self) -> int:
        """Count everything ever sealed here: revisions of dossiers, and parcels."""
        return self._session.scalar(select(func.count()).select_from(OutboxRow)) or 0

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

    def acts_of(self, identity_number: str) -> list[EarlierAct]:
        """Read the acts that a student claimed in dossiers that were not cancelled."""
        wanted = {"identity_number": identity_number}
        rows = self._session.connection().execute(_ACTS_OF_STUDENT, wanted)
        return [EarlierAct(*row) for row in rows]

    def last_acts(self, identity_kind: str, identity_number: str, limit: int) -> list[ActRow]:
        """Read the latest acts of a student, the latest dossier first."""
        query = (
            select(ActRow)
            .join(DossierRow, DossierRow.id == ActRow.dossier_id)
            .join(StudentRow, StudentRow.id == DossierRow.student_id)
            .where(
                ActRow.revision == DossierRow.revision,
                StudentRow.identity_kind == identity_kind,
                StudentRow.identity_number == identity_number,
            )
            .order_by(DossierRow.deposited_at.desc(), ActRow.place)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def deposited_between(self, first_on: date, last_on: date) -> list[DossierLineRow]:
        """Read what lists show of the dossiers deposited on these days, the latest first."""
        query = lines().where(RevisionRow.deposited_on.between(first_on, last_on))
        return _read_lines(self._session, query.order_by(DossierRow.deposited_at.desc()))

    def find_line(self, number: str) -> DossierLineRow | None:
        """Find what lists show of the dossier with this number."""
        found = _read_lines(self._session, lines().where(DossierRow.number == number))
        return found[0] if found else None

    def line(self, dossier_id: UUID) -> DossierLineRow | None:
        """Find what lists show of a dossier."""
        found = _read_lines(self._session, lines().where(DossierRow.id == dossier_id))
        return found[0] if found else None

    def revisions(self, dossier_id: UUID) -> list[RevisionRow]:
        """Read all revisions of a dossier, the first one first."""
        query = select(RevisionRow).where(RevisionRow.dossier_id == dossier_id)
        return list(self._session.scalars(query.order_by(RevisionRow.revision)))

    def note_states(
        self,
        dossier_id: UUID,
        revision: int,
        states: Mapping[str, str],
        *,
        at: datetime,
        said_by: str,
        note: str | None = None,
    ) -> None:
        """Move a dossier on its axes (`electronic`, `paper`) and keep who or what said so.

        News of an older revision is kept in the history and moves nothing; news already
        known changes nothing.
        """
        row = self._session.get_one(DossierRow, dossier_id)
        for axis, state in states.items():
            column = f"{axis}_state"
            known = row.revision == revision and getattr(row, column) == state
            if known and self._has_history(dossier_id, revision, axis):
                continue
            if row.revision == revision:
                setattr(row, column, str(state))
            self._session.add(
                StateEventRow(
                    dossier_id=dossier_id,
                    revision=revision,
                    axis=axis,
                    state=str(state),
                    at=at,
                    said_by=said_by,
                    note=note,
                )
            )
        self._session.flush()

    def _has_history(self, dossier_id: UUID, revision: int, axis: str) -> bool:
        query = select(StateEventRow.position).where(
            StateEventRow.dossier_id == dossier_id,
            StateEventRow.revision == revision,
            StateEventRow.axis == axis,
        )
        return self._session.scalar(query.limit(1)) is not None

    def states(self, dossier_id: UUID) -> list[StateEventRow]:
        """Read the history of a dossier's states, the oldest first."""
        query = select(StateEventRow).where(StateEventRow.dossier_id == dossier_id)
        return list(self._session.scalars(query.order_by(StateEventRow.position)))

    def begin_print(
        self, dossier_id: UUID, revision: int, *, at: datetime, operator: str
    ) -> ReceiptPrintRow:
        """Begin the next copy of a receipt, or again the one that was never finished."""
        last = self.last_print(dossier_id, revision)
        if last is not None and not last.finished:
            return last
        row = ReceiptPrintRow(
            dossier_id=dossier_id,
            revision=revision,
            copy=last.copy + 1 if last else 0,
            begun_at=at,
            operator=operator,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def last_print(self, dossier_id: UUID, revision: int) -> ReceiptPrintRow | None:
        """Find the last copy of a receipt that was begun."""
        query = select(ReceiptPrintRow).where(
            ReceiptPrintRow.dossier_id == dossier_id, ReceiptPrintRow.revision == revision
        )
        return self._session.scalar(query.order_by(ReceiptPrintRow.copy.desc()).limit(1))

    def unprinted_on(self, day: date) -> list[str]:
        """Read the numbers of a day's dossiers whose original receipt never came out.

        The first deposited comes first. Each is asked about in its last revision; what is
        cancelled is left out, and what a replay put back, which says nothing of paper.
        """
        came_out = exists().where(
            ReceiptPrintRow.dossier_id == DossierRow.id,
            ReceiptPrintRow.revision == DossierRow.revision,
            ReceiptPrintRow.copy == 0,
            ReceiptPrintRow.finished,
        )
        put_back = exists().where(
            StateEventRow.dossier_id == DossierRow.id,
            StateEventRow.revision == DossierRow.revision,
            StateEventRow.said_by == PUT_BACK_BY,
        )
        query = (
            select(DossierRow.number)
            .join(
                RevisionRow,
                (RevisionRow.dossier_id == DossierRow.id)
                & (RevisionRow.revision == DossierRow.revision),
            )
            .where(
                RevisionRow.deposited_on == day,
                DossierRow.cancelled_at.is_(None),
                ~came_out,
                ~put_back,
            )
        )
        return list(self._session.scalars(query.order_by(RevisionRow.sealed_at, DossierRow.number)))

    def finish_print(self, dossier_id: UUID, revision: int, copy: int) -> None:
        """Note that a copy came out."""
        self._session.get_one(ReceiptPrintRow, (dossier_id, revision, copy)).finished = True


def lines() -> Select[*tuple[Any, ...]]:
    """Begin a query for what lists show of dossiers, each in its last revision."""
    return (
        select(*_LINE)
        .select_from(DossierRow)
        .join(
            RevisionRow,
            (RevisionRow.dossier_id == DossierRow.id)
            & (RevisionRow.revision == DossierRow.revision),
        )
        .join(StudentRow, StudentRow.id == DossierRow.student_id)
    )


def _read_lines(session: Session, query: Select[*tuple[Any, ...]]) -> list[DossierLineRow]:
    return [DossierLineRow(*row) for row in session.execute(query)]

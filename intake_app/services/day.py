"""Use case: what was deposited here today, or between two days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from intake_app.models.dossier import DossierRow, RevisionRow, StudentRow
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier as lists show it, in its latest revision."""

    dossier_id: UUID
    number: str
    revision: int
    deposited_at: datetime
    student_name: str = field(repr=False)
    identity_number: str = field(repr=False)
    request: str
    sheet_kind: str
    total_centimes: int
    box_count: int
    outcome: str
    warning_count: int
    deadline_on: date | None
    electronic_state: str
    paper_state: str
    operator: str


class DayService:
    """Lists the dossiers of a span of days, the latest first."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def today(self) -> tuple[DossierLine, ...]:
        """List what was deposited today by the counter's clock."""
        day = self._clock.now().date()
        return self.between(day, day)

    def between(self, first_on: date, last_on: date) -> tuple[DossierLine, ...]:
        """List what was deposited on these days, both included."""
        with self._store.reading() as uow:
            rows = uow.dossiers.deposited_between(first_on, last_on)
            return tuple(_line(*row) for row in rows)


def _line(dossier: DossierRow, revision: RevisionRow, student: StudentRow) -> DossierLine:
    names = (student.last_name, student.first_name)
    return DossierLine(
        dossier_id=dossier.id,
        number=dossier.number,
        revision=dossier.revision,
        deposited_at=dossier.deposited_at,
        student_name=" ".join(name for name in names if name),
        identity_number=student.identity_number or "",
        request=revision.request,
        sheet_kind=revision.sheet_kind,
        total_centimes=revision.total_centimes,
        box_count=revision.box_count,
        outcome=revision.outcome,
        warning_count=revision.warning_count,
        deadline_on=revision.deadline_on,
        electronic_state=dossier.electronic_state,
        paper_state=dossier.paper_state,
        operator=revision.operator,
    )

"""Use case: what was deposited here today, or between two days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from intake_app.services.ports import Clock
    from intake_app.storage.dossiers import DossierLineRow
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
            return tuple(line_of(row) for row in rows)


def line_of(row: DossierLineRow) -> DossierLine:
    """Show a dossier as lists do."""
    return DossierLine(
        dossier_id=row.dossier_id,
        number=row.number,
        revision=row.revision,
        deposited_at=row.deposited_at,
        student_name=" ".join(name for name in (row.last_name, row.first_name) if name),
        identity_number=row.identity_number or "",
        request=row.request,
        sheet_kind=row.sheet_kind,
        total_centimes=row.total_centimes,
        box_count=row.box_count,
        outcome=row.outcome,
        warning_count=row.warning_count,
        deadline_on=row.deadline_on,
        electronic_state=row.electronic_state,
        paper_state=row.paper_state,
        operator=row.operator,
    )

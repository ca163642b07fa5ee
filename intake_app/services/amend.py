"""Use case: correct a dossier that was deposited, as a new revision of it.

A sealed revision never changes. The correction keeps the dossier's number and the day of its first
deposit, by which the deadline is judged; what lies in the future is judged by its own day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.sealed import SealedRevision, read_sealed
from intake_app.services.dating import DateWord, clock_flags
from intake_app.services.sealing import (
    Approval,
    Deposited,
    deposited,
    keep_revision,
    require_acceptable,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.operators import Operator
    from intake_app.formats.sealed import Depositor
    from intake_app.models.dossier import DossierRow
    from intake_app.services.check import CheckService
    from intake_app.services.ports import Clock, SealGuard
    from intake_app.storage.unit_of_work import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class AmendOrder:
    """All that is needed to correct a dossier.

    `base_revision` is the revision that was corrected, so that two corrections made side by side
    are noticed. `approval` is the supervisor's leave and why the dossier is corrected; where
    blocks are left it is the override as well. `draft_id` is the draft to forget.
    """

    dossier_id: UUID
    base_revision: int
    dossier: Dossier
    operator: Operator
    approval: Approval
    depositor: Depositor | None = None
    draft_id: UUID | None = None
    date_word: DateWord = DateWord.NOBODY_ASKED


@dataclass(frozen=True, slots=True)
class Amendable:
    """A deposited dossier as it stands, to be corrected."""

    dossier_id: UUID
    number: str
    revision: int
    first_deposited_on: date
    dossier: Dossier
    depositor: Depositor | None


class AmendService:
    """Opens deposited dossiers for correction and seals what became of them."""

    def __init__(self, store: Store, check: CheckService, clock: Clock, guard: SealGuard) -> None:
        self._store = store
        self._check = check
        self._clock = clock
        self._guard = guard

    def open(self, dossier_id: UUID) -> Amendable:
        """Read a dossier as its last revision says.

        Raises:
            UnusableInput: `amend.unknown`, `amend.cancelled`.
        """
        with self._store.reading() as uow:
            row = _require_dossier(uow, dossier_id)
            sealed = _last_sealed(uow, row)
        return Amendable(
            dossier_id=dossier_id,
            number=row.number,
            revision=row.revision,
            first_deposited_on=row.first_deposited_on,
            dossier=sealed.dossier,
            depositor=sealed.depositor,
        )

    def amend(self, order: AmendOrder) -> Deposited:
        """Seal a correction as the next revision; asked for twice it is made once.

        Raises:
            RuleViolation: It may not be taken in like this; nothing is stored.
            AccessDenied: `role.supervisor`.
            UnusableInput: `amend.reason_missing`, `amend.unknown`, `amend.cancelled`,
                `amend.unchanged`, `amend.changed_meanwhile`, `deposit.date_in_doubt`.
            DossierFormatError: It says something that nobody could read again.
            EnvironmentFault: The disk or the store failed; ask again.
        """
        _require_leave(order)
        with self._store.writing() as uow:
            row = _require_dossier(uow, order.dossier_id)
            last = _last_sealed(uow, row)
            if _is_made_already(order, last):
                kept = uow.dossiers.require_revision(row.id, row.revision)
                return deposited(last, kept.sha256)
            _require_new(order, last)
            sealed = self._seal(uow, order, last)
            result = deposited(sealed, keep_revision(uow, sealed, action="amend"))
            if order.draft_id is not None:
                uow.drafts.delete(order.draft_id)
            sealed_count = uow.dossiers.sealed_count()
            uow.commit()
        self._guard.note_sealed(sealed_count)
        return result

    def _seal(self, uow: UnitOfWork, order: AmendOrder, last: SealedRevision) -> SealedRevision:
        now = self._clock.now()
        day = now.date()
        taken = require_acceptable(
            uow, self._check, order.dossier, order.approval, day=day, corrected=last
        )
        return replace(
            last,
            revision=last.revision + 1,
            deposited_at=now,
            deposited_on=day,
            operator=order.operator.full_name,
            fund=taken.fund,
            dossier=taken.dossier,
            verdict=taken.verdict,
            override=taken.override,
            depositor=order.depositor,
            flags=clock_flags(uow, now, order.date_word),
            reason=order.approval.reason.strip(),
        )


def _require_leave(order: AmendOrder) -> None:
    if not order.approval.supervisor.may(Action.AMEND):
        raise AccessDenied("role.supervisor")
    if not order.approval.reason.strip():
        raise UnusableInput("amend.reason_missing")


def _require_dossier(uow: UnitOfWork, dossier_id: UUID) -> DossierRow:
    row = uow.dossiers.find(dossier_id)
    if row is None:
        raise UnusableInput("amend.unknown")
    if row.cancelled_at is not None:
        raise UnusableInput("amend.cancelled", number=row.number)
    return row


def _last_sealed(uow: UnitOfWork, row: DossierRow) -> SealedRevision:
    return read_sealed(uow.dossiers.require_revision(row.id, row.revision).body)


def _is_made_already(order: AmendOrder, last: SealedRevision) -> bool:
    """Say whether this very correction is the last revision: it was asked for twice."""
    return (
        last.revision == order.base_revision + 1
        and last.reason == order.approval.reason.strip()
        and _says_the_same(order, last)
    )


def _require_new(order: AmendOrder, last: SealedRevision) -> None:
    if last.revision != order.base_revision:
        raise UnusableInput("amend.changed_meanwhile", number=last.number)
    if _says_the_same(order, last):
        raise UnusableInput("amend.unchanged", number=last.number)


def _says_the_same(order: AmendOrder, last: SealedRevision) -> bool:
    same_day = replace(order.dossier, deposited_on=last.dossier.deposited_on)
    return same_day == last.dossier and order.depositor == last.depositor

"""Use case: take a dossier in over the counter.

Check, number, seal, audit and queue happen in one transaction; the receipt is printed by others,
after the commit. A deposit tried again with the same id gives the same answer and never a second
dossier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake_app.domain.findings import Outcome
from intake_app.domain.lifecycle import ElectronicState, PaperState
from intake_app.domain.numbers import DossierNumber
from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, RuleViolation, UnusableInput
from intake_app.formats.sealed import Override, SealedRevision, hash_of, read_sealed, seal_bytes
from intake_app.services.sealing_rows import SealedBytes, rows_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.findings import Verdict
    from intake_app.domain.operators import Operator
    from intake_app.formats.sealed import Depositor
    from intake_app.services.check import CheckService
    from intake_app.services.ports import Clock, SealGuard
    from intake_app.services.settings import SettingsService, StationSettings
    from intake_app.storage.unit_of_work import Store, UnitOfWork

CLOCK_BEHIND = "clock_behind"


@dataclass(frozen=True, slots=True)
class Approval:
    """A supervisor who has just given their password, and why they take the dossier in."""

    supervisor: Operator
    reason: str


@dataclass(frozen=True, slots=True)
class DepositOrder:
    """All that is needed to take a dossier in.

    `dossier_id` was made with the draft (UUIDv7). `other_day` dates the deposit on another day than
    the counter's clock and needs a supervisor.
    """

    dossier_id: UUID
    dossier: Dossier
    operator: Operator
    approval: Approval | None = None
    depositor: Depositor | None = None
    other_day: date | None = None


@dataclass(frozen=True, slots=True)
class Deposited:
    """A dossier that is on disk and queued for the fund."""

    dossier_id: UUID
    revision: int
    number: str
    sha256: str
    deposited_at: datetime
    verdict: Verdict
    flags: tuple[str, ...]


class DepositService:
    """Takes dossiers in: checks, seals, queues."""

    def __init__(
        self,
        store: Store,
        check: CheckService,
        settings: SettingsService,
        clock: Clock,
        guard: SealGuard,
    ) -> None:
        self._store = store
        self._check = check
        self._settings = settings
        self._clock = clock
        self._guard = guard

    def deposit(self, order: DepositOrder) -> Deposited:
        """Take one dossier in and number it.

        Raises:
            RuleViolation: It may not be taken in as it is; nothing is stored.
            AccessDenied: `role.supervisor` when an override or another day needs one.
            UnusableInput: `override.reason_missing`, `setup.needed`, `deposit.id_taken`.
            EnvironmentFault: The disk or the store failed; deposit again with the same id.
        """
        _require_roles(order)
        station = self._settings.require()
        with self._store.writing() as uow:
            already = uow.dossiers.find_revision(order.dossier_id, 1)
            if already is not None:
                return _same_deposit(order, read_sealed(already.body), already.sha256)
            sealed = self._seal(uow, station, order)
            body = seal_bytes(sealed)
            result = _deposited(sealed, hash_of(body))
            self._keep(uow, sealed, SealedBytes(body, result.sha256))
            sealed_count = uow.dossiers.sealed_count()
            uow.commit()
        self._guard.note_sealed(sealed_count)
        return result

    def _seal(
        self, uow: UnitOfWork, station: StationSettings, order: DepositOrder
    ) -> SealedRevision:
        now = self._clock.now()
        day = order.other_day or now.date()
        dossier = replace(order.dossier, deposited_on=day)
        verdict = self._check.check_within(uow, dossier, deposited_on=day)
        _require_acceptable(verdict, order.approval)
        serial = uow.dossiers.take_serial(station.office, station.counter_code, day.year)
        number = DossierNumber(station.office, station.counter_code, day.year, serial)
        approval = order.approval if verdict.outcome is Outcome.INCOMPLETE else None
        return SealedRevision(
            dossier_id=order.dossier_id,
            revision=1,
            number=str(number),
            office=station.office,
            counter=station.counter_code,
            deposited_at=now,
            deposited_on=day,
            first_deposited_on=day,
            operator=order.operator.full_name,
            fund=self._check.fund_of(verdict).id,
            dossier=dossier,
            verdict=verdict,
            override=_override(approval),
            depositor=order.depositor,
            flags=_clock_flags(uow, now),
        )

    def _keep(self, uow: UnitOfWork, sealed: SealedRevision, kept: SealedBytes) -> None:
        at = sealed.deposited_at
        for row in rows_of(uow, sealed, kept):
            uow.dossiers.add([row])
        uow.dossiers.note_states(
            sealed.dossier_id,
            sealed.revision,
            {"electronic": ElectronicState.SEALED, "paper": PaperState.AT_OFFICE},
            at=at,
            said_by=sealed.operator,
        )
        uow.audit.append(
            at=at,
            operator=sealed.operator,
            action="deposit",
            subject=sealed.number,
            details={
                "id": str(sealed.dossier_id),
                "sha256": kept.sha256,
                "override": "yes" if sealed.override else "no",
            },
        )
        uow.outbox.queue(
            kind="dossier",
            item_id=sealed.dossier_id,
            revision=sealed.revision,
            sha256=kept.sha256,
            fund=sealed.fund,
            at=at,
        )
        uow.drafts.delete(sealed.dossier_id)


def _require_roles(order: DepositOrder) -> None:
    if not order.operator.may(Action.DEPOSIT):
        raise AccessDenied("role.agent")
    if order.approval is not None:
        if not order.approval.supervisor.may(Action.OVERRIDE):
            raise AccessDenied("role.supervisor")
        if not order.approval.reason.strip():
            raise UnusableInput("override.reason_missing")
    if order.other_day is not None:
        allowed_by = order.approval.supervisor if order.approval else order.operator
        if not allowed_by.may(Action.DATE_OTHER_DAY):
            raise AccessDenied("role.supervisor")


def _require_acceptable(verdict: Verdict, approval: Approval | None) -> None:
    if verdict.outcome is Outcome.REFUSED:
        raise RuleViolation(verdict.findings)
    if verdict.outcome is Outcome.INCOMPLETE and approval is None:
        raise RuleViolation(verdict.findings)


def _override(approval: Approval | None) -> Override | None:
    if approval is None:
        return None
    return Override(approval.supervisor.full_name, approval.reason.strip())


def _clock_flags(uow: UnitOfWork, now: datetime) -> tuple[str, ...]:
    """Say that the clock lies before the last seal: sealed all the same, and told."""
    last = uow.dossiers.last_sealed_at()
    return (CLOCK_BEHIND,) if last is not None and now < last else ()


def _same_deposit(order: DepositOrder, sealed: SealedRevision, sha256: str) -> Deposited:
    """Answer a deposit that was already made: the same one twice is one."""
    if replace(order.dossier, deposited_on=sealed.dossier.deposited_on) != sealed.dossier:
        raise UnusableInput("deposit.id_taken", number=sealed.number)
    return _deposited(sealed, sha256)


def _deposited(sealed: SealedRevision, sha256: str) -> Deposited:
    return Deposited(
        dossier_id=sealed.dossier_id,
        revision=sealed.revision,
        number=sealed.number,
        sha256=sha256,
        deposited_at=sealed.deposited_at,
        verdict=sealed.verdict,
        flags=sealed.flags,
    )

"""Use case: take a dossier in over the counter.

Check, number, seal, audit and queue happen in one transaction; the receipt is printed by others,
after the commit. A deposit tried again with the same id gives the same answer and never a second
dossier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake_app.domain.numbers import DossierNumber
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
    require_override,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.operators import Operator
    from intake_app.formats.sealed import Depositor
    from intake_app.services.check import CheckService
    from intake_app.services.ports import Clock, SealGuard
    from intake_app.services.settings import SettingsService, StationSettings
    from intake_app.storage.unit_of_work import Store, UnitOfWork

__all__ = ["Approval", "DateWord", "DepositOrder", "DepositService", "Deposited"]


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
    date_word: DateWord = DateWord.NOBODY_ASKED


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
            UnusableInput: `override.reason_missing`, `setup.needed`, `deposit.id_taken`,
                `deposit.day_to_come`, `deposit.date_in_doubt`.
            DossierFormatError: It says something that nobody could read again.
            EnvironmentFault: The disk or the store failed; deposit again with the same id.
        """
        _require_roles(order)
        station = self._settings.require()
        with self._store.writing() as uow:
            already = uow.dossiers.find_revision(order.dossier_id, 1)
            if already is not None:
                return _same_deposit(order, read_sealed(already.body), already.sha256)
            sealed = self._seal(uow, station, order)
            result = deposited(sealed, keep_revision(uow, sealed, action="deposit"))
            uow.drafts.delete(order.dossier_id)
            sealed_count = uow.dossiers.sealed_count()
            uow.commit()
        self._guard.note_sealed(sealed_count)
        return result

    def _seal(
        self, uow: UnitOfWork, station: StationSettings, order: DepositOrder
    ) -> SealedRevision:
        now = self._clock.now()
        flags = clock_flags(uow, now, order.date_word)
        day = order.other_day or now.date()
        if day > now.date() and not flags:  # a clock that lies behind may well be a day behind
            raise UnusableInput("deposit.day_to_come", day=day)
        taken = require_acceptable(uow, self._check, order.dossier, order.approval, day=day)
        station = replace(station, store_letter=self._guard.letter_for_number(uow))
        serial = uow.dossiers.take_serial(station.office, station.counter_code, day.year)
        number = DossierNumber(station.office, station.counter_code, day.year, serial)
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
            fund=taken.fund,
            dossier=taken.dossier,
            verdict=taken.verdict,
            override=taken.override,
            depositor=order.depositor,
            flags=flags,
        )


def _require_roles(order: DepositOrder) -> None:
    if not order.operator.may(Action.DEPOSIT):
        raise AccessDenied("role.agent")
    require_override(order.approval)
    if order.other_day is not None:
        allowed_by = order.approval.supervisor if order.approval else order.operator
        if not allowed_by.may(Action.DATE_OTHER_DAY):
            raise AccessDenied("role.supervisor")


def _same_deposit(order: DepositOrder, sealed: SealedRevision, sha256: str) -> Deposited:
    """Answer a deposit that was already made: the same one twice is one."""
    if replace(order.dossier, deposited_on=sealed.dossier.deposited_on) != sealed.dossier:
        raise UnusableInput("deposit.id_taken", number=sealed.number)
    return deposited(sealed, sha256)

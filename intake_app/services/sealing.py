"""What a deposit and a correction have in common: who may, and one revision kept as a whole.

Rows, states, audit line, queue row and search index belong to the transaction of the seal: all of
it is kept, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake_app.domain.findings import Outcome
from intake_app.domain.lifecycle import ElectronicState, PaperState
from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, RuleViolation, UnusableInput
from intake_app.formats.sealed import Override, hash_of, seal_readably
from intake_app.services.indexing import note_sealed
from intake_app.services.sealing_rows import SealedBytes, rows_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.findings import Verdict
    from intake_app.domain.operators import Operator
    from intake_app.formats.sealed import SealedRevision
    from intake_app.services.check import CheckService
    from intake_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Approval:
    """A supervisor who has just given their password, and why they take the dossier in."""

    supervisor: Operator
    reason: str


@dataclass(frozen=True, slots=True)
class Deposited:
    """A dossier's revision that is on disk and queued for the fund."""

    dossier_id: UUID
    revision: int
    number: str
    sha256: str
    deposited_at: datetime
    verdict: Verdict
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptable:
    """A dossier that may be sealed: dated, judged, and with the override that it needs."""

    dossier: Dossier
    verdict: Verdict
    fund: str
    override: Override | None


def require_acceptable(
    uow: UnitOfWork,
    check: CheckService,
    dossier: Dossier,
    approval: Approval | None,
    *,
    day: date,
    corrected: SealedRevision | None = None,
) -> Acceptable:
    """Judge a dossier by the day of its deposit, in the transaction of its seal.

    Args:
        uow: The open transaction.
        check: The rules.
        dossier: What was typed.
        approval: A supervisor's leave for the blocks that are left.
        day: The day of this deposit.
        corrected: The revision that this one corrects: its deadline stays, and it is no double.

    Raises:
        RuleViolation: It may not be taken in as it is.
    """
    dated = replace(dossier, deposited_on=day)
    verdict = check.check_within(
        uow,
        dated,
        deposited_on=day,
        first_deposited_on=corrected.first_deposited_on if corrected else None,
        dossier_id=corrected.dossier_id if corrected else None,
    )
    incomplete = verdict.outcome is Outcome.INCOMPLETE
    if verdict.outcome is Outcome.REFUSED or (incomplete and approval is None):
        raise RuleViolation(verdict.findings)
    return Acceptable(
        dossier=dated,
        verdict=verdict,
        fund=check.fund_of(verdict).id,
        override=_override_of(approval) if incomplete else None,
    )


def keep_revision(uow: UnitOfWork, sealed: SealedRevision, *, action: str) -> str:
    """Store a sealed revision with all that belongs to it; return the hash of its bytes.

    Raises:
        DossierFormatError: It could not be opened again; nothing is to be stored.
    """
    body = seal_readably(sealed)
    kept = SealedBytes(body, hash_of(body))
    store_revision(uow, sealed, kept, said_by=sealed.operator)
    uow.audit.append(
        at=sealed.deposited_at,
        operator=sealed.operator,
        action=action,
        subject=sealed.number,
        details={
            "id": str(sealed.dossier_id),
            "revision": str(sealed.revision),
            "sha256": kept.sha256,
            "override": "yes" if sealed.override else "no",
        },
    )
    return kept.sha256


def store_revision(
    uow: UnitOfWork, sealed: SealedRevision, kept: SealedBytes, *, said_by: str
) -> None:
    """Store the rows, states, queue row and index of a revision whose bytes were sealed."""
    at = sealed.deposited_at
    for row in rows_of(uow, sealed, kept):
        uow.dossiers.add([row])
    uow.dossiers.note_states(
        sealed.dossier_id, sealed.revision, _states(uow, sealed), at=at, said_by=said_by
    )
    uow.outbox.queue(
        kind="dossier",
        item_id=sealed.dossier_id,
        revision=sealed.revision,
        sha256=kept.sha256,
        fund=sealed.fund,
        at=at,
    )
    note_sealed(uow, sealed)


def require_override(approval: Approval | None) -> None:
    """Raise unless a supervisor gives leave with a reason; nothing is asked when nobody does."""
    if approval is None:
        return
    if not approval.supervisor.may(Action.OVERRIDE):
        raise AccessDenied("role.supervisor")
    if not approval.reason.strip():
        raise UnusableInput("override.reason_missing")


def _override_of(approval: Approval | None) -> Override | None:
    """Write an approval as it is sealed."""
    if approval is None:
        return None
    return Override(approval.supervisor.full_name, approval.reason.strip())


def deposited(sealed: SealedRevision, sha256: str) -> Deposited:
    """Tell what was sealed."""
    return Deposited(
        dossier_id=sealed.dossier_id,
        revision=sealed.revision,
        number=sealed.number,
        sha256=sha256,
        deposited_at=sealed.deposited_at,
        verdict=sealed.verdict,
        flags=sealed.flags,
    )


def _states(uow: UnitOfWork, sealed: SealedRevision) -> dict[str, str]:
    """Say where data and paper are now: a corrected paper that came back is at the office again."""
    states: dict[str, str] = {"electronic": ElectronicState.SEALED}
    row = uow.dossiers.find(sealed.dossier_id)
    if sealed.revision == 1 or (row is not None and row.paper_state == PaperState.RETURNED):
        states["paper"] = PaperState.AT_OFFICE
    return states

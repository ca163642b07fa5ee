"""Use case: say what a receipt or a missing-items slip shows, and count a receipt's copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_app.domain.findings import Severity
from intake_app.domain.numbers import DossierNumber
from intake_app.domain.operators import Action
from intake_app.domain.paper import SlipContent, mask_identity
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.sealed import read_sealed
from intake_app.services.paper import (
    fund_on_paper,
    office_on_paper,
    person_on_paper,
    receipt_content,
    sentences,
    slip_item,
)
from intake_app.services.sealing_rows import box_count, total_centimes
from intake_app.services.station_keys import read_keys
from intake_app.sync.receipt_proof import ReceiptClaims, VerifiedReceipt, verify_proof, write_proof
from intake_app.sync.signatures import Signer

if TYPE_CHECKING:
    from uuid import UUID

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.findings import Verdict
    from intake_app.domain.operators import Operator
    from intake_app.domain.paper import OfficeOnPaper, ReceiptContent
    from intake_app.formats.sealed import SealedRevision
    from intake_app.models.dossier import DossierRow
    from intake_app.services.check import CheckService
    from intake_app.services.ports import Clock
    from intake_app.services.settings import SettingsService
    from intake_app.storage.unit_of_work import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class BegunReceipt:
    """A copy of a receipt that is about to be printed."""

    content: ReceiptContent
    dossier_id: UUID
    revision: int
    file_name: str


class ReceiptService:
    """Builds what is printed from what was sealed, never from what is on the screen."""

    def __init__(
        self, store: Store, check: CheckService, settings: SettingsService, clock: Clock
    ) -> None:
        self._store = store
        self._check = check
        self._settings = settings
        self._clock = clock

    def begin(self, number: str, operator: Operator) -> BegunReceipt:
        """Begin the next copy of a dossier's receipt.

        Raises:
            UnusableInput: `receipt.number_wrong`, `receipt.unknown`.
            AccessDenied: `role.supervisor` for a duplicate.
        """
        wanted = _read_number(number)
        with self._store.writing() as uow:
            row = uow.dossiers.find_by_number(wanted)
            if row is None:
                raise UnusableInput("receipt.unknown", number=wanted)
            begun = uow.dossiers.begin_print(
                row.id, row.revision, at=self._clock.now(), operator=operator.full_name
            )
            if begun.copy and not operator.may(Action.REPRINT):
                raise AccessDenied("role.supervisor")
            content = self._content(uow, row, begun.copy)
            uow.commit()
        suffix = f"-duplicata-{begun.copy}" if begun.copy else ""
        return BegunReceipt(content, row.id, row.revision, f"recu-{wanted}{suffix}.pdf")

    def finish(self, begun: BegunReceipt, operator: Operator) -> None:
        """Note that a copy came out: the next print is a duplicate."""
        copy = begun.content.duplicate
        with self._store.writing() as uow:
            uow.dossiers.finish_print(begun.dossier_id, begun.revision, copy)
            uow.audit.append(
                at=self._clock.now(),
                operator=operator.username,
                action="receipt.print",
                subject=begun.content.number,
                details={"copy": str(copy)},
            )
            uow.commit()

    def unprinted_today(self) -> tuple[str, ...]:
        """List the numbers deposited or corrected here today whose receipt never came out.

        That is the original of the last revision: the print failed, was cut off, or was never
        begun because the program ended first; it does not matter whether the window or a command
        took the dossier in. One that came out in the very moment the program ended is listed all
        the same: better a paper twice than none. Not listed are cancelled dossiers, deposits
        dated another day, and what the second copy put back, since it does not know of prints.

        A receipt that is being printed now has not come out yet: ask before the first deposit.
        """
        with self._store.reading() as uow:
            return tuple(uow.dossiers.unprinted_on(self._clock.now().date()))

    def slip(self, dossier: Dossier, verdict: Verdict) -> SlipContent:
        """Say what the student must bring back, item by item, or where to go instead."""
        station = self._settings.require()
        with self._store.reading() as uow:
            office = _office(uow, station.office)
        student = dossier.student
        # The last day has a place of its own on the slip.
        findings = [one for one in verdict.findings if not one.code.startswith("deadline.")]
        return SlipContent(
            fund=fund_on_paper(self._check.fund_of(verdict)),
            office=office,
            counter=station.counter_code,
            printed_at=self._clock.now(),
            student=person_on_paper(student) if student.last_name or student.first_name else None,
            request=dossier.request,
            sheet_kind=dossier.sheet_kind,
            items=tuple(
                slip_item(dossier, one) for one in findings if one.severity is Severity.BLOCK
            ),
            advice=sentences(findings, Severity.WARN),
            elsewhere=sentences(findings, Severity.REFUSE),
            last_day_on=verdict.deadline_on,
            days_left=verdict.days_left,
        )

    def verify(self, text: str) -> VerifiedReceipt:
        """Say what a receipt's QR code proves, without any network.

        Raises:
            UnusableInput: `receipt.not_enrolled` on a counter that knows no server yet,
                `receipt.not_ours` when no station of our server signed this text.
        """
        with self._store.reading() as uow:
            station = uow.stations.find()
        if station is None:
            raise UnusableInput("receipt.not_enrolled")
        verified = verify_proof(text.strip(), read_keys(station.server_keys))
        if verified is None:
            raise UnusableInput("receipt.not_ours")
        return verified

    def slip_name(self, content: SlipContent) -> str:
        """Name a slip's file by what it says and its instant: no personal data in file names."""
        kind = "ou-deposer" if content.elsewhere else "pieces-manquantes"
        # On the screen a line may end after a hyphen, but not before a digit.
        return f"{kind}-du-{self._clock.now():%Y%m%d-a-%H%M%S-%f}.pdf"

    def _content(self, uow: UnitOfWork, row: DossierRow, copy: int) -> ReceiptContent:
        kept = uow.dossiers.require_revision(row.id, row.revision)
        sealed = read_sealed(kept.body)
        return receipt_content(
            sealed,
            fund=self._check.fund_of(sealed.verdict),
            office=_office(uow, sealed.office),
            zone=self._clock.now().tzinfo,
            duplicate=copy,
            cancelled=row.cancelled_at is not None,
            proof=_proof(uow, sealed, kept.sha256),
        )


def _proof(uow: UnitOfWork, sealed: SealedRevision, sha256: str) -> str | None:
    """Sign what the receipt claims; None before this counter is enrolled."""
    station = uow.stations.find()
    if station is None:
        return None
    claims = ReceiptClaims(
        number=sealed.number,
        revision=sealed.revision,
        deposited_at=sealed.deposited_at,
        total_centimes=total_centimes(sealed.dossier),
        box_count=box_count(sealed.dossier),
        identity_masked=mask_identity(sealed.dossier.student.identity_number or ""),
        sha256=sha256,
    )
    return write_proof(claims, Signer.load(station.private_key), station.certificate)


def _read_number(text: str) -> str:
    try:
        return str(DossierNumber.parse(text))
    except ValueError as error:
        raise UnusableInput("receipt.number_wrong", number=text) from error


def _office(uow: UnitOfWork, code: str) -> OfficeOnPaper:
    row = uow.settings.find_office(code)
    if row is None:
        raise UnusableInput("setup.office_unknown", office=code, known="")
    return office_on_paper(row)

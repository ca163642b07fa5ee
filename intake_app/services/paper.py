"""What goes on paper, built from sealed values: receipt, slip, fund and office."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from intake_app.domain.dossier import Care, RequestKind
from intake_app.domain.findings import Severity
from intake_app.domain.paper import (
    ActLine,
    Bilingual,
    Corrector,
    FundOnPaper,
    OfficeOnPaper,
    OverrideOnPaper,
    PersonOnPaper,
    ReceiptContent,
    SlipItem,
    corrector_of,
    mask_identity,
)
from intake_app.services.sealing_rows import box_count, total_centimes
from intake_app.wording import as_quoted, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from intake_app.domain.dossier import Act, Dossier, Student
    from intake_app.domain.findings import Finding
    from intake_app.domain.profile import Fund
    from intake_app.formats.sealed import Depositor, Override, SealedRevision
    from intake_app.models.desk import OfficeRow

_Paper = TypeVar("_Paper")
WITHOUT_AMOUNTS = {RequestKind.PRIOR_AGREEMENT, RequestKind.COPAYMENT_WAIVER}


def receipt_content(
    sealed: SealedRevision,
    *,
    fund: Fund,
    office: OfficeOnPaper,
    zone: tzinfo | None,
    duplicate: int,
    cancelled: bool,
    proof: str | None,
) -> ReceiptContent:
    """Say what the receipt of a sealed revision shows; `zone` is the counter's own."""
    dossier, verdict = sealed.dossier, sealed.verdict
    asks_money = dossier.request not in WITHOUT_AMOUNTS
    deadline_on = verdict.deadline_on
    return ReceiptContent(
        fund=fund_on_paper(fund),
        office=office,
        counter=sealed.counter,
        number=sealed.number,
        deposited_at=sealed.deposited_at.astimezone(zone),
        deposited_on=sealed.deposited_on,
        student=person_on_paper(dossier.student),
        depositor=_depositor_on_paper(dossier.student, sealed.depositor),
        request=dossier.request,
        sheet_kind=dossier.sheet_kind,
        acts=tuple(_act_line(act, asks_money=asks_money) for act in dossier.acts),
        total_centimes=total_centimes(dossier) if asks_money else None,
        box_count=box_count(dossier) if asks_money else None,
        piece_count=piece_count(dossier),
        deadline_on=deadline_on,
        deadline_kept=deadline_on is None or sealed.first_deposited_on <= deadline_on,
        remarks=sentences(verdict.findings, Severity.WARN, Severity.BLOCK),
        override=_override_on_paper(sealed.override),
        flags=sealed.flags,
        authorisation=fund.authorisation_number or "",
        qr_payload=proof,
        duplicate=duplicate,
        revision=sealed.revision,
        first_deposited_on=sealed.first_deposited_on,
        cancelled=cancelled,
        agent=sealed.operator,
    )


def piece_count(dossier: Dossier) -> int:
    """Count the papers handed in: sheet, prescriptions, invoices and reports; boxes apart."""
    attached = sum(act.invoice + act.report for act in dossier.acts)
    return 1 + len(dossier.prescriptions) + attached


def fund_on_paper(fund: Fund) -> FundOnPaper:
    """Show the fund as its profile presents it."""
    return FundOnPaper(
        name=Bilingual(fund.name_fr, fund.name_ar),
        address=Bilingual(fund.address_fr, fund.address_ar),
        phone=fund.phone,
        website=fund.website,
        email=fund.email,
        short_name=fund.name,
    )


def office_on_paper(row: OfficeRow) -> OfficeOnPaper:
    """Show an office with its town; two offices of one town have different places."""
    return OfficeOnPaper(
        code=row.code,
        name=Bilingual(f"{row.place_fr}, {row.city_fr}", f"{row.place_ar}، {row.city_ar}"),
        address=Bilingual(row.address_fr, row.address_ar),
    )


def person_on_paper(student: Student) -> PersonOnPaper:
    """Show the student with the identity number masked."""
    names = (student.last_name, student.first_name)
    return PersonOnPaper(
        name=as_quoted(" ".join(name for name in names if name)),
        identity_kind=student.identity_kind,
        identity_masked=mask_identity(student.identity_number or ""),
    )


def sentences(findings: Iterable[Finding], *severities: Severity) -> tuple[Bilingual, ...]:
    """Put the findings of these severities into words, in both languages."""
    return tuple(sentence(finding) for finding in findings if finding.severity in severities)


def sentence(finding: Finding) -> Bilingual:
    """Put one finding into words, in both languages."""
    return Bilingual(describe(finding, "fr"), describe(finding, "ar"))


def slip_item(dossier: Dossier, finding: Finding) -> SlipItem:
    """Say who must put a finding right, and on whose paper it is."""
    act = _at(dossier.acts, finding.path, "acts[")
    paper = _at(dossier.prescriptions, finding.path, "prescriptions[")
    care: Care | None = act.care if act else None
    corrector = corrector_of(finding.code, care)
    about = act.provider.name if act else None
    if paper and corrector is Corrector.DOCTOR:
        about = paper.prescriber
    return SlipItem(corrector, sentence(finding), as_quoted(about or ""))


def _at(papers: Sequence[_Paper], path: str, start: str) -> _Paper | None:
    """Find the paper that a path points into; None when it points elsewhere."""
    place = _place(path, start)
    return papers[place] if place is not None and place < len(papers) else None


def _place(path: str, start: str) -> int | None:
    if not path.startswith(start):
        return None
    digits = path.removeprefix(start).partition("]")[0]
    return int(digits) if digits.isdigit() else None


def _depositor_on_paper(student: Student, depositor: Depositor | None) -> PersonOnPaper | None:
    if depositor is None:
        return None
    return PersonOnPaper(
        depositor.name, student.identity_kind, mask_identity(depositor.identity_number)
    )


def _override_on_paper(override: Override | None) -> OverrideOnPaper | None:
    return OverrideOnPaper(override.supervisor, override.reason) if override else None


def _act_line(act: Act, *, asks_money: bool) -> ActLine:
    return ActLine(
        care=act.care,
        provider=act.provider.name or "",
        performed_on=act.performed_on,
        amount_centimes=act.amount_centimes if asks_money else None,
    )

"""The care sheet (feuille de soins, ورقة العلاجات): what the student wrote and signed.

Sources: S0, S1, S2 (what must be on the sheet, its three kinds), S4 (requests).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.dossier import Care, RequestKind, SheetKind
from intake_app.domain.examination import Fault, in_words
from intake_app.domain.money import in_dirhams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.examination import Examination


def sheet_faults(examination: Examination) -> Iterator[Fault]:
    """Judge the sheet from its heading to its foot."""
    dossier = examination.dossier
    yield from _kind_faults(dossier)
    yield from _heading_faults(dossier)
    yield from _signature_faults(examination)
    yield from _total_faults(dossier)


def _kind_faults(dossier: Dossier) -> Iterator[Fault]:
    """See that sheet, request and acts belong together."""
    kind, request = dossier.sheet_kind, dossier.request
    is_dental = kind is SheetKind.DENTAL
    has_dental_act = any(act.care is Care.DENTAL for act in dossier.acts)
    if is_dental is not has_dental_act:
        problem = "dental_sheet" if is_dental else "dental_act"
        yield Fault("sheet.kind.mismatch", "sheet_kind", (("problem", problem),))
    if (request is RequestKind.COPAYMENT_WAIVER and kind is not SheetKind.LONG_TERM) or (
        request is RequestKind.COSTLY_MEDICINES and is_dental
    ):
        details = (("request_kind", request.value), ("sheet_form", kind.value))
        yield Fault("request.sheet.mismatch", "request", details)
    if kind is SheetKind.LONG_TERM:
        yield from _long_term_faults(dossier)


def _long_term_faults(dossier: Dossier) -> Iterator[Fault]:
    """Ask for both references; one finding, at the first that is missing."""
    references = dossier.long_term
    missing = [
        part for part in ("illness_code", "agreement_number") if not getattr(references, part)
    ]
    if missing:
        part = "both_references" if len(missing) > 1 else missing[0]
        yield Fault("long_term.reference.missing", f"long_term.{missing[0]}", (("part", part),))


def _heading_faults(dossier: Dossier) -> Iterator[Fault]:
    sheet = dossier.sheet
    if not sheet.name:
        yield Fault("sheet.name.missing", "sheet.name")
    if not sheet.identity:
        details = (("identity_kind", dossier.student.identity_kind.value),)
        yield Fault("sheet.identity.missing", "sheet.identity", details)
    if not sheet.address and not dossier.student.rib:
        yield Fault("sheet.address.missing", "sheet.address")


def _signature_faults(examination: Examination) -> Iterator[Fault]:
    sheet = examination.dossier.sheet
    if not sheet.signature:
        yield Fault("sheet.signature.missing", "sheet.signature")
    elif sheet.signed_on is None:
        yield Fault("sheet.signature_date.missing", "sheet.signed_on")
    elif sheet.signed_on > examination.deposited_on:
        details = (
            ("signed_on", in_words(sheet.signed_on)),
            ("deposited_on", in_words(examination.deposited_on)),
        )
        yield Fault("sheet.signature_date.future", "sheet.signed_on", details)


def _total_faults(dossier: Dossier) -> Iterator[Fault]:
    total = dossier.sheet.total_centimes
    amounts = [act.amount_centimes for act in dossier.acts]
    if not total:
        yield Fault("sheet.total.missing", "sheet.total")
        return
    known = [amount for amount in amounts if amount]
    if known and len(known) == len(amounts) and sum(known) != total:
        details = (("total", in_dirhams(total)), ("sum", in_dirhams(sum(known))))
        yield Fault("sheet.total.mismatch", "sheet.total", details)

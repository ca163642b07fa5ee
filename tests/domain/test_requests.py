"""What is neither asked nor judged when no care is being reimbursed yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake_app.domain.catalogue import CODES, NOT_JUDGED
from intake_app.domain.dossier import (
    Act,
    Care,
    LongTerm,
    Medicine,
    RequestKind,
    SheetKind,
    Treatment,
)
from intake_app.domain.profile import Span
from tests.domain.papers import (
    PRESCRIPTION,
    LoadedLists,
    act,
    codes,
    dossier,
    judged,
    profile,
    schemes,
)

UNREIMBURSED = [RequestKind.PRIOR_AGREEMENT, RequestKind.COPAYMENT_WAIVER]
NOT_ASKED = {
    "act.amount.missing",
    "act.date.missing",
    "act.date.future",
    "act.date.before_entitlement",
    "act.invoice.missing",
    "act.report.missing",
    "act.tooth_chart.missing",
    "act.signature_date.early",
    "medicines.none",
    "medicines.total.mismatch",
    "medicine.box.missing",
    "medicine.barcode.missing",
    "medicine.barcode.malformed",
    "medicine.price.missing",
    "medicine.price.differs",
    "medicine.unknown",
    "medicine.not_reimbursable",
    "sheet.total.missing",
    "sheet.total.mismatch",
    "deadline.passed",
    "deadline.near",
    "treatment.end.missing",
    "treatment.end.early",
    "prescription.date.late",
    "dossier.duplicate",
}
WAIVER_TOO = {"acts.none", "long_term.reference.missing"}


def test_the_codes_that_are_not_judged_are_those_of_the_contract() -> None:
    assert NOT_JUDGED[RequestKind.PRIOR_AGREEMENT] == NOT_ASKED
    assert NOT_JUDGED[RequestKind.COPAYMENT_WAIVER] == NOT_ASKED | WAIVER_TOO
    assert set(NOT_JUDGED) == set(RequestKind)
    assert all(codes_left <= CODES for codes_left in NOT_JUDGED.values())


@pytest.mark.parametrize("request_kind", UNREIMBURSED)
def test_nothing_of_a_reimbursement_is_asked_yet(request_kind: RequestKind) -> None:
    bare = Act(
        Care.PHARMACY,
        provider=act().provider,
        stamp=True,
        signature=True,
        signed_on=date(2026, 10, 1),
    )
    papers = dossier(
        bare,
        request=request_kind,
        sheet_kind=SheetKind.LONG_TERM,
        sheet={"total_centimes": None},
    )

    verdict = judged(papers)

    assert verdict.findings == ()
    assert (verdict.first_act_on, verdict.deadline_on, verdict.days_left) == (None, None, None)


@pytest.mark.parametrize("request_kind", UNREIMBURSED)
def test_what_is_written_about_a_reimbursement_is_not_judged(request_kind: RequestKind) -> None:
    wrong = act(
        Care.PHARMACY,
        performed_on=date(2027, 1, 1),
        amount_centimes=1,
        medicines=(Medicine("6118000010051", None), Medicine("6118000010050", 1)),
    )
    papers = dossier(
        wrong,
        request=request_kind,
        sheet_kind=SheetKind.LONG_TERM,
        sheet={"total_centimes": 99},
        student={"entitled_from": date(2027, 2, 1)},
        treatment=Treatment(continuous=True),
        prescriptions=(replace(PRESCRIPTION, issued_on=date(2027, 1, 2)),),
    )
    lists = LoadedLists(medicines=(), deposited={("JB123456", wrong): "AGA1-1A-26-000042-K"})

    assert codes(papers, lists=lists) == []


@pytest.mark.parametrize("request_kind", UNREIMBURSED)
def test_a_late_request_has_no_deadline(request_kind: RequestKind) -> None:
    papers = dossier(request=request_kind, sheet_kind=SheetKind.LONG_TERM)

    verdict = judged(papers, deposited_on=date(2027, 10, 10))

    assert verdict.findings == ()
    assert verdict.first_act_on == date(2026, 10, 10)
    assert (verdict.deadline_on, verdict.days_left) == (None, None)


@pytest.mark.parametrize("request_kind", UNREIMBURSED)
def test_the_rest_of_an_act_is_still_asked(request_kind: RequestKind) -> None:
    papers = dossier(
        Act(Care.BIOLOGY),
        act(Care.DENTAL, signed_on=date(2026, 12, 1)),
        request=request_kind,
        sheet_kind=SheetKind.LONG_TERM,
        prescriptions=(),
    )

    assert codes(papers)[:1] == ["sheet.kind.mismatch"]
    assert codes(papers)[1:] == [
        "act.provider.missing",
        "act.inpe.missing",
        "act.ice.missing",
        "act.stamp.missing",
        "act.signature.missing",
        "prescription.missing",
        "act.signature_date.future",
    ]


def test_only_a_waiver_may_come_without_acts_and_references() -> None:
    bare = dossier(sheet_kind=SheetKind.LONG_TERM, long_term=LongTerm())

    waiver = replace(bare, acts=(), request=RequestKind.COPAYMENT_WAIVER)
    agreement = replace(bare, acts=(), request=RequestKind.PRIOR_AGREEMENT)

    assert codes(waiver) == []
    assert codes(agreement) == ["long_term.reference.missing", "acts.none"]


@pytest.mark.parametrize("request_kind", UNREIMBURSED)
def test_age_and_profile_are_judged_by_the_earliest_date_given(request_kind: RequestKind) -> None:
    papers = dossier(
        request=request_kind,
        sheet_kind=SheetKind.LONG_TERM,
        student={"birth_date": date(1996, 10, 10)},
    )
    ended = schemes(profile(care=Span(None, date(2026, 10, 9))))

    assert codes(papers) == ["student.age.limit"]
    assert "scheme.not_in_force" in codes(papers, schemes=ended)


@pytest.mark.parametrize(
    "request_kind",
    [RequestKind.REIMBURSEMENT, RequestKind.COSTLY_MEDICINES, RequestKind.DIRECT_COVERAGE],
)
def test_every_other_request_is_judged_in_full(request_kind: RequestKind) -> None:
    papers = dossier(act(amount_centimes=None), request=request_kind)

    verdict = judged(papers, deposited_on=date(2027, 10, 10))

    assert {"act.amount.missing", "deadline.passed"} <= {one.code for one in verdict.findings}
    assert verdict.days_left == -305

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake_app.domain.dossier import Care, LongTerm, RequestKind, SheetKind
from intake_app.domain.findings import Outcome
from intake_app.domain.profile import Span
from tests.domain.papers import (
    SCHEMES,
    act,
    codes,
    dossier,
    finding,
    fund,
    judged,
    profile,
    schemes,
)

REFUSING = {"ofppt": "channel.ofppt", "post": "channel.post"}


@pytest.mark.parametrize("institution", SCHEMES.institutions.values(), ids=lambda one: one.code)
def test_each_institution_deposits_through_its_own_channel(institution: object) -> None:
    code = getattr(institution, "code")  # noqa: B009
    channel = SCHEMES.institutions[code].channel
    expected = [REFUSING[channel]] if channel in REFUSING else []

    verdict = judged(dossier(student={"institution": code}))

    assert [found.code for found in verdict.findings] == expected
    assert verdict.outcome is (Outcome.REFUSED if expected else Outcome.COMPLETE)


def test_an_institution_that_is_in_no_table_raises_nothing() -> None:
    assert codes(dossier(student={"institution": "unheard_of"})) == []


def test_a_request_for_direct_coverage_is_sent_to_the_care_establishment() -> None:
    papers = dossier(request=RequestKind.DIRECT_COVERAGE)

    assert codes(papers) == ["channel.direct_coverage"]
    assert finding(papers, "channel.direct_coverage").path == "request"


def test_a_refused_dossier_still_reports_everything_else() -> None:
    verdict = judged(dossier(act(stamp=False), student={"institution": "ofppt"}))

    assert [found.code for found in verdict.findings] == ["channel.ofppt", "act.stamp.missing"]
    assert verdict.outcome is Outcome.REFUSED


def test_a_refusal_says_where_to_go_with_the_funds_own_address() -> None:
    others = schemes(profile())

    found = finding(dossier(student={"institution": "ofppt"}), "channel.ofppt", schemes=others)

    assert dict(found.details)["fund"] == fund().name
    assert dict(found.details)["address_fr"] == fund().address_fr


@pytest.mark.parametrize(
    ("papers", "path"),
    [
        (dossier(act(), act(performed_on=date(2026, 10, 9))), "acts[1].performed_on"),
        (dossier(act(performed_on=None)), "deposited_on"),
    ],
)
def test_without_a_profile_in_force_the_dossier_goes_elsewhere(papers: object, path: str) -> None:
    ended = schemes(profile(care=Span(None, date(2026, 1, 31))))

    found = finding(papers, "scheme.not_in_force", schemes=ended)  # type: ignore[arg-type]

    assert found.severity == "refuse"
    assert found.path == path


@pytest.mark.parametrize(
    ("unwritten", "code"),
    [
        ({"name": False}, "sheet.name.missing"),
        ({"identity": False}, "sheet.identity.missing"),
        ({"address": False}, "sheet.address.missing"),
        ({"signature": False}, "sheet.signature.missing"),
        ({"signed_on": None}, "sheet.signature_date.missing"),
        ({"total_centimes": None}, "sheet.total.missing"),
    ],
)
def test_what_is_not_on_the_sheet_is_asked_for(unwritten: dict[str, object], code: str) -> None:
    assert codes(dossier(sheet=unwritten)) == [code]


@pytest.mark.parametrize(
    ("signed_on", "expected"),
    [(date(2026, 11, 20), []), (date(2026, 11, 21), ["sheet.signature_date.future"])],
)
def test_the_sheet_is_not_signed_after_the_deposit(signed_on: date, expected: list[str]) -> None:
    assert codes(dossier(sheet={"signed_on": signed_on})) == expected


@pytest.mark.parametrize("signed_on", [None, date(2026, 11, 21)])
def test_an_unsigned_sheet_has_no_date_to_judge(signed_on: date | None) -> None:
    unsigned = {"signature": False, "signed_on": signed_on}

    assert codes(dossier(sheet=unsigned)) == ["sheet.signature.missing"]


def test_in_a_later_revision_future_dates_are_judged_by_its_own_day() -> None:
    papers = dossier(act(signed_on=date(2026, 11, 25)), sheet={"signed_on": date(2026, 11, 25)})
    first = {"first_deposited_on": date(2026, 11, 20)}

    assert codes(papers, deposited_on=date(2026, 11, 25), **first) == []
    assert codes(papers, deposited_on=date(2026, 11, 24), **first) == [
        "sheet.signature_date.future",
        "act.signature_date.future",
    ]


@pytest.mark.parametrize(("total", "expected"), [(40000, []), (40001, ["sheet.total.mismatch"])])
def test_the_total_is_the_sum_of_the_acts(total: int, expected: list[str]) -> None:
    assert codes(dossier(act(), act(), sheet={"total_centimes": total})) == expected


def test_the_total_is_not_compared_while_an_amount_is_missing() -> None:
    papers = dossier(act(), act(amount_centimes=None), sheet={"total_centimes": 99900})

    assert codes(papers) == ["act.amount.missing"]


def test_the_total_is_not_compared_without_an_act() -> None:
    papers = replace(dossier(sheet={"total_centimes": 99900}), acts=())

    assert codes(papers) == ["acts.none"]


@pytest.mark.parametrize(
    ("kind", "cares", "fits"),
    [
        (SheetKind.DENTAL, (Care.DENTAL,), True),
        (SheetKind.DENTAL, (Care.DENTAL, Care.RADIOLOGY), True),
        (SheetKind.DENTAL, (Care.RADIOLOGY,), False),
        (SheetKind.ORDINARY, (Care.DENTAL,), False),
        (SheetKind.ORDINARY, (Care.DENTAL, Care.DENTAL), False),
        (SheetKind.LONG_TERM, (Care.CONSULTATION, Care.DENTAL), False),
        (SheetKind.LONG_TERM, (Care.CONSULTATION,), True),
    ],
)
def test_dental_acts_and_dental_sheets_go_together(
    kind: SheetKind,
    cares: tuple[Care, ...],
    fits: bool,
) -> None:
    papers = dossier(*(act(care) for care in cares), sheet_kind=kind)

    assert codes(papers) == ([] if fits else ["sheet.kind.mismatch"])


def test_an_empty_dental_sheet_lacks_its_dental_act_too() -> None:
    papers = replace(dossier(), acts=(), sheet_kind=SheetKind.DENTAL)

    assert codes(papers) == ["sheet.kind.mismatch", "acts.none"]


@pytest.mark.parametrize(
    ("request_kind", "kind", "fits"),
    [
        (RequestKind.COPAYMENT_WAIVER, SheetKind.LONG_TERM, True),
        (RequestKind.COPAYMENT_WAIVER, SheetKind.ORDINARY, False),
        (RequestKind.COPAYMENT_WAIVER, SheetKind.DENTAL, False),
        (RequestKind.COSTLY_MEDICINES, SheetKind.DENTAL, False),
        (RequestKind.COSTLY_MEDICINES, SheetKind.ORDINARY, True),
        (RequestKind.COSTLY_MEDICINES, SheetKind.LONG_TERM, True),
        (RequestKind.REIMBURSEMENT, SheetKind.DENTAL, True),
        (RequestKind.PRIOR_AGREEMENT, SheetKind.DENTAL, True),
    ],
)
def test_requests_and_sheets_go_together(
    request_kind: RequestKind,
    kind: SheetKind,
    fits: bool,
) -> None:
    care = Care.DENTAL if kind is SheetKind.DENTAL else Care.CONSULTATION
    papers = dossier(act(care), sheet_kind=kind, request=request_kind)

    assert codes(papers) == ([] if fits else ["request.sheet.mismatch"])


@pytest.mark.parametrize(
    ("references", "path", "part"),
    [
        (LongTerm(None, "2026/778"), "long_term.illness_code", "illness_code"),
        (LongTerm("ALD-12", None), "long_term.agreement_number", "agreement_number"),
        (LongTerm(), "long_term.illness_code", "both_references"),
    ],
)
def test_a_long_term_sheet_has_both_its_references(
    references: LongTerm, path: str, part: str
) -> None:
    papers = dossier(sheet_kind=SheetKind.LONG_TERM, long_term=references)

    assert codes(papers) == ["long_term.reference.missing"]
    found = finding(papers, "long_term.reference.missing")
    assert (found.path, found.details) == (path, (("part", part),))


def test_other_sheets_need_no_long_term_reference() -> None:
    assert codes(dossier(long_term=LongTerm())) == []

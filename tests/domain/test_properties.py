"""What holds for every dossier that the format can hold."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_app.domain.catalogue import CODES, NOT_JUDGED, UNREIMBURSED
from intake_app.domain.findings import Finding, Outcome, Severity, outcome_of
from intake_app.domain.lists import Beneficiary, MedicineEntry
from intake_app.wording import describe
from tests.domain.any_dossier import acts, days, dossiers, prescriptions
from tests.domain.papers import LoadedLists, dossier, judged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake_app.domain.dossier import Act, Dossier, Prescription
    from intake_app.domain.findings import Verdict

LISTS = LoadedLists(
    medicines=(MedicineEntry("6118000010050", "DOLI 500", 2600, rate_percent=0),),
    beneficiaries=(Beneficiary("JB123456", rights_to=date(2026, 10, 9)),),
)
ORDER = ("student", "channel", "sheet", "acts", "prescriptions", "boxes", "whole")
AREAS = {
    "student": "student",
    "channel": "channel",
    "scheme": "channel",
    "sheet": "sheet",
    "request": "sheet",
    "long_term": "sheet",
    "act": "acts",
    "acts": "acts",
    "medicine": "boxes",
    "medicines": "boxes",
    "prescription": "prescriptions",
    "deadline": "whole",
    "treatment": "whole",
    "dossier": "whole",
}
# Papers and marks whose presence can only take a finding away. Values are not among them: a date
# that is added can lie in the future, an amount can make the total wrong, a name can be another's.
ACT_MARKS = ("stamp", "invoice", "report", "tooth_chart")
PRESCRIPTION_MARKS = ("original", "pharmacist_stamp")
SHEET_MARKS = ("name", "identity", "address")


def found(verdict: Verdict) -> Counter[tuple[str, str]]:
    return Counter((one.code, one.path) for one in verdict.findings)


@given(dossiers, st.dates(), st.none() | st.dates(), st.booleans())
def test_no_dossier_makes_the_check_fail(
    papers: Dossier,
    deposited_on: date,
    first_deposited_on: date | None,
    with_lists: bool,
) -> None:
    verdict = judged(
        papers,
        deposited_on=deposited_on,
        first_deposited_on=first_deposited_on,
        **({"lists": LISTS} if with_lists else {}),
    )

    for one in verdict.findings:
        assert one.code in CODES - NOT_JUDGED[papers.request]
        assert describe(one, "fr")
        assert describe(one, "ar")
    assert (verdict.deadline_on is None) is (verdict.days_left is None)
    if papers.request in UNREIMBURSED:
        assert verdict.deadline_on is None


@settings(max_examples=40)
@given(dossiers)
def test_no_place_is_told_the_same_thing_twice(papers: Dossier) -> None:
    assert not [twice for twice, count in found(judged(papers)).items() if count > 1]


@settings(max_examples=40)
@given(dossiers)
def test_findings_come_in_the_order_in_which_the_paper_is_turned(papers: Dossier) -> None:
    areas = [
        "acts" if one.code == "prescription.missing" else AREAS[one.code.partition(".")[0]]
        for one in judged(papers, lists=LISTS).findings
    ]

    assert areas == sorted(areas, key=ORDER.index)


@settings(max_examples=40)
@given(dossiers)
def test_acts_and_boxes_are_reported_in_their_own_order(papers: Dossier) -> None:
    paths = [one.path for one in judged(papers).findings if one.path.startswith("acts[")]

    for of_boxes in (False, True):
        own = [path for path in paths if (".medicines" in path) is of_boxes]
        indexes = [int(path[5 : path.index("]")]) for path in own]
        assert indexes == sorted(indexes)


@given(st.lists(st.sampled_from(Severity)))
def test_the_outcome_depends_on_the_severities_alone(severities: list[Severity]) -> None:
    findings = [Finding("acts.none", severity, "acts", "S2") for severity in severities]

    outcomes = {outcome_of(some) for some in itertools.islice(itertools.permutations(findings), 24)}

    expected = Outcome.COMPLETE
    if Severity.REFUSE in severities:
        expected = Outcome.REFUSED
    elif Severity.BLOCK in severities:
        expected = Outcome.INCOMPLETE
    assert outcomes == {expected}


@settings(max_examples=40)
@given(dossiers)
def test_the_verdict_says_what_its_findings_say(papers: Dossier) -> None:
    verdict = judged(papers)

    assert verdict.outcome is outcome_of(verdict.findings)


@settings(max_examples=40)
@given(dossiers, days.filter(bool))
def test_the_same_papers_get_the_same_verdict(papers: Dossier, day: date) -> None:
    again = replace(papers, deposited_on=date(2020, 1, 1))

    assert judged(papers, deposited_on=day) == judged(again, deposited_on=day)


def less_or_equal(one: Verdict, other: Verdict) -> bool:
    return not found(one) - found(other)


@pytest.mark.parametrize("mark", ACT_MARKS)
@settings(max_examples=25)
@given(act=acts())
def test_a_paper_added_to_an_act_never_adds_a_finding(mark: str, act: Act) -> None:
    marks: list[dict[str, Any]] = [{mark: there} for there in (False, True)]
    without, with_it = (judged(dossier(replace(act, **one))) for one in marks)

    assert less_or_equal(with_it, without)


@pytest.mark.parametrize("mark", PRESCRIPTION_MARKS)
@settings(max_examples=25)
@given(paper=prescriptions, act=acts())
def test_a_mark_added_to_a_prescription_never_adds_a_finding(
    mark: str, paper: Prescription, act: Act
) -> None:
    without, with_it = (
        judged(dossier(act, prescriptions=(replace(paper, **{mark: there}),)))  # type: ignore[arg-type]
        for there in (False, True)
    )

    assert less_or_equal(with_it, without)


@pytest.mark.parametrize("mark", SHEET_MARKS)
@settings(max_examples=25)
@given(papers=dossiers)
def test_a_line_filled_in_on_the_sheet_never_adds_a_finding(mark: str, papers: Dossier) -> None:
    without, with_it = (
        judged(replace(papers, sheet=replace(papers.sheet, **{mark: there})))  # type: ignore[arg-type]
        for there in (False, True)
    )

    assert less_or_equal(with_it, without)


@settings(max_examples=25)
@given(papers=dossiers)
def test_boxes_put_in_never_add_a_finding(papers: Dossier) -> None:
    def with_boxes(*, there: bool) -> Iterable[Act]:
        for act in papers.acts:
            boxes = tuple(replace(box, attached=there) for box in act.medicines)
            yield replace(act, medicines=boxes)

    without, with_them = (
        judged(replace(papers, acts=tuple(with_boxes(there=there)))) for there in (False, True)
    )

    assert less_or_equal(with_them, without)


@settings(max_examples=25)
@given(papers=dossiers, text=st.sampled_from(("Dr Alaoui", "x")))
def test_a_prescribers_name_or_specialty_never_adds_a_finding(papers: Dossier, text: str) -> None:
    filled = tuple(
        replace(one, prescriber=one.prescriber or text, specialty=one.specialty or text)
        for one in papers.prescriptions
    )

    assert less_or_equal(judged(replace(papers, prescriptions=filled)), judged(papers))

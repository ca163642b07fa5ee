from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake_app.domain.dossier import Care
from intake_app.domain.profile import SeverityLine, Span
from tests.domain.papers import (
    PRESCRIPTION,
    SHIPPED,
    act,
    codes,
    dossier,
    finding,
    judged,
    profile,
    schemes,
)

NEEDING = (Care.PHARMACY, Care.BIOLOGY, Care.RADIOLOGY, Care.OPTICAL, Care.PHYSIOTHERAPY)
NOT_NEEDING = tuple(care for care in Care if care not in NEEDING)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"original": False}, "prescription.copy"),
        ({"patient": None}, "prescription.patient.missing"),
        ({"patient": "EL AMRANI Selma"}, "prescription.patient.close"),
        ({"patient": "EL AMRANI Youssef"}, "prescription.patient.mismatch"),
        ({"prescriber": None}, "prescription.prescriber.missing"),
        ({"specialty": None}, "prescription.specialty.missing"),
        ({"duration_days": None}, "prescription.duration.missing"),
        ({"duration_days": 0}, "prescription.duration.missing"),
        ({"duration_days": -3}, "prescription.duration.missing"),
        ({"issued_on": None}, "prescription.date.missing"),
        ({"pharmacist_stamp": False}, "prescription.pharmacist_stamp.missing"),
    ],
)
def test_what_is_wrong_with_a_prescription_is_reported_once_for_each(
    changes: dict[str, object], code: str
) -> None:
    wrong = replace(PRESCRIPTION, **changes)  # type: ignore[arg-type]

    assert codes(dossier(act(Care.PHARMACY), prescriptions=(wrong,))) == [code]
    assert codes(dossier(act(Care.PHARMACY), prescriptions=(wrong, wrong))) == [code, code]


def test_every_prescription_is_judged_also_when_another_covers_the_act() -> None:
    papers = dossier(
        act(Care.PHARMACY), prescriptions=(PRESCRIPTION, replace(PRESCRIPTION, original=False))
    )

    assert finding(papers, "prescription.copy").path == "prescriptions[1].original"


def test_a_copy_covers_its_act_all_the_same() -> None:
    copy = replace(PRESCRIPTION, original=False)

    assert codes(dossier(act(Care.PHARMACY), prescriptions=(copy,))) == ["prescription.copy"]


def test_each_act_that_needs_a_prescription_and_has_none_is_reported() -> None:
    papers = dossier(*(act(care) for care in Care), prescriptions=())

    verdict = judged(papers)
    found = [one.path for one in verdict.findings if one.code == "prescription.missing"]

    assert found == [f"acts[{list(Care).index(care)}]" for care in NEEDING]


@pytest.mark.parametrize("care", NEEDING)
def test_a_prescription_covers_only_the_care_it_names(care: Care) -> None:
    other = Care.BIOLOGY if care is not Care.BIOLOGY else Care.PHARMACY
    own, others = (replace(PRESCRIPTION, covers=(one,)) for one in (care, other))

    assert codes(dossier(act(care), prescriptions=(own,))) == []
    assert codes(dossier(act(care), prescriptions=(others,))) == ["prescription.missing"]
    assert codes(dossier(act(care), prescriptions=(others, own))) == []


def test_two_acts_of_one_kind_are_covered_by_one_prescription() -> None:
    named = replace(PRESCRIPTION, covers=(Care.BIOLOGY,))

    assert codes(dossier(act(Care.BIOLOGY), act(Care.BIOLOGY), prescriptions=(named,))) == []


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (date(2026, 10, 9), []),
        (date(2026, 10, 10), []),
        (date(2026, 10, 11), ["prescription.date.late"]),
    ],
)
def test_a_prescription_is_not_dated_after_an_act_it_covers(
    issued_on: date, expected: list[str]
) -> None:
    dated = replace(PRESCRIPTION, issued_on=issued_on)
    later = act(Care.BIOLOGY, performed_on=date(2026, 10, 20), signed_on=date(2026, 10, 20))

    assert codes(dossier(later, act(Care.PHARMACY), prescriptions=(dated,))) == expected


def test_a_prescription_may_be_dated_after_acts_that_it_does_not_cover() -> None:
    dated = replace(PRESCRIPTION, issued_on=date(2026, 10, 15), covers=(Care.BIOLOGY,))
    later = act(Care.BIOLOGY, performed_on=date(2026, 10, 20), signed_on=date(2026, 10, 20))

    assert codes(dossier(act(), later, prescriptions=(dated,))) == []


@pytest.mark.parametrize("care", NOT_NEEDING)
def test_an_open_prescription_is_judged_against_the_acts_that_need_one(care: Care) -> None:
    dated = replace(PRESCRIPTION, issued_on=date(2026, 10, 15))

    assert codes(dossier(act(care), prescriptions=(dated,))) == []


def test_a_prescription_that_names_care_is_judged_against_it_also_where_none_is_needed() -> None:
    dated = replace(PRESCRIPTION, issued_on=date(2026, 10, 15), covers=(Care.CONSULTATION,))

    assert codes(dossier(act(), prescriptions=(dated,))) == ["prescription.date.late"]


def test_an_undated_act_cannot_make_a_prescription_late() -> None:
    undated = act(Care.PHARMACY, performed_on=None)

    assert codes(dossier(undated)) == ["act.date.missing"]


def test_acts_without_a_date_do_not_hide_an_earlier_one() -> None:
    dated = replace(PRESCRIPTION, issued_on=date(2026, 10, 11))
    acts = [act(Care.PHARMACY, performed_on=day) for day in (None, date(2026, 10, 10), None)]

    found = codes(dossier(*acts, prescriptions=(dated,)))

    assert found.count("prescription.date.late") == 1


@pytest.mark.parametrize(
    ("covers", "cares", "asked"),
    [
        ((), (Care.PHARMACY,), True),
        ((), (Care.BIOLOGY,), False),
        ((Care.PHARMACY,), (Care.PHARMACY,), True),
        ((Care.PHARMACY, Care.BIOLOGY), (Care.BIOLOGY,), False),
        ((Care.BIOLOGY,), (Care.BIOLOGY, Care.PHARMACY), False),
    ],
)
def test_a_pharmacists_stamp_is_asked_of_a_prescription_that_covers_a_pharmacy_act(
    covers: tuple[Care, ...],
    cares: tuple[Care, ...],
    asked: bool,
) -> None:
    unstamped = replace(PRESCRIPTION, pharmacist_stamp=False, covers=covers)
    whole = replace(PRESCRIPTION, covers=cares)

    found = codes(dossier(*(act(care) for care in cares), prescriptions=(unstamped, whole)))

    assert found == (["prescription.pharmacist_stamp.missing"] if asked else [])


def test_which_acts_need_a_prescription_is_the_profiles_word() -> None:
    lines = (
        *(line for line in SHIPPED.lines if line.code != "prescription.missing"),
        SeverityLine(
            "prescription.missing",
            SHIPPED.lines[0].severity,
            "S2",
            Care.DENTAL,
            Span(date(2026, 10, 1), None),
        ),
    )
    other = schemes(profile(*lines))
    dental, pharmacy = act(Care.DENTAL), act(Care.PHARMACY)

    found = codes(dossier(dental, pharmacy, prescriptions=()), schemes=other)
    late = replace(PRESCRIPTION, issued_on=date(2026, 10, 15), pharmacist_stamp=False)

    assert found == ["prescription.missing"]
    assert codes(dossier(pharmacy, prescriptions=(late,)), schemes=other) == []
    assert codes(dossier(dental, prescriptions=(late,)), schemes=other) == [
        "prescription.date.late"
    ]


def test_a_name_without_any_letter_is_not_compared() -> None:
    papers = dossier(act(Care.PHARMACY), prescriptions=(replace(PRESCRIPTION, patient="---"),))

    assert codes(papers) == []


def test_a_treatment_of_one_day_has_a_duration() -> None:
    one_day = replace(PRESCRIPTION, duration_days=1)

    assert codes(dossier(act(Care.PHARMACY), prescriptions=(one_day,))) == []

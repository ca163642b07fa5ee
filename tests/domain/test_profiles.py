"""Dated severities: lines within a profile, and one profile taking over from another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.dossier import Care
from intake_app.domain.findings import Severity
from intake_app.domain.profile import Profile, SeverityLine, Span
from tests.domain.papers import (
    SCHEMES,
    SHIPPED,
    act,
    codes,
    dossier,
    finding,
    judged,
    profile,
    schemes,
)

HAND_OVER = date(2027, 2, 1)
EVE = HAND_OVER - timedelta(days=1)
days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
sides = st.none() | days


def stamps(*lines: SeverityLine) -> Profile:
    return profile(*lines)


def line(
    severity: Severity | None, care: Care | None = None, span: Span | None = None
) -> SeverityLine:
    return SeverityLine("act.stamp.missing", severity, "S2", care, span or Span())


def taken_over() -> tuple[Profile, Profile]:
    """The shipped fund until the eve; another that only warns of a missing stamp from then on."""
    old = Profile("cnops", "1", SHIPPED.fund, SHIPPED.lines, care=Span(None, EVE))
    softer = [one for one in SHIPPED.lines if one.code != "act.stamp.missing"]
    new = profile(*softer, line(Severity.WARN), profile_id="cnss", care=Span(HAND_OVER, None))
    return old, new


@pytest.mark.parametrize(
    ("performed_on", "profile_id", "severity", "fund"),
    [(EVE, "cnops", Severity.BLOCK, "CNOPS"), (HAND_OVER, "cnss", Severity.WARN, "CNSS")],
)
def test_the_first_act_chooses_the_profile(
    performed_on: date, profile_id: str, severity: Severity, fund: str
) -> None:
    both = schemes(*taken_over())
    papers = dossier(
        act(performed_on=performed_on, signed_on=performed_on, stamp=False),
        student={"institution": "private_vocational"},
        sheet={"signed_on": performed_on},
    )

    verdict = judged(papers, schemes=both, deposited_on=date(2027, 2, 20))

    assert (verdict.profile_id, verdict.profile_version) == (profile_id, "1")
    assert both.find(profile_id) is both.on(performed_on)
    assert {one.code: one.severity for one in verdict.findings} == {
        "channel.post": Severity.REFUSE,
        "act.stamp.missing": severity,
    }
    assert dict(verdict.findings[0].details)["fund"] == fund


def test_the_first_act_chooses_for_the_later_acts_too() -> None:
    later = act(performed_on=HAND_OVER, signed_on=HAND_OVER, stamp=False)

    found = finding(
        dossier(act(), later),
        "act.stamp.missing",
        schemes=schemes(*taken_over()),
        deposited_on=HAND_OVER,
    )

    assert found.severity is Severity.BLOCK


def test_without_a_dated_act_the_deposit_chooses() -> None:
    both = schemes(*taken_over())
    undated = dossier(act(performed_on=None))

    assert judged(undated, schemes=both, deposited_on=EVE).profile_id == "cnops"
    assert judged(undated, schemes=both, deposited_on=HAND_OVER).profile_id == "cnss"
    later = judged(undated, schemes=both, deposited_on=HAND_OVER, first_deposited_on=EVE)
    assert later.profile_id == "cnops"


def test_between_two_profiles_the_nearest_ones_lines_hold() -> None:
    old, new = taken_over()
    gap = schemes(
        Profile("cnops", "1", old.fund, old.lines, care=Span(None, date(2026, 12, 31))), new
    )

    def verdict_on(day: date) -> dict[str, Severity]:
        papers = dossier(
            act(performed_on=day, signed_on=day, stamp=False), sheet={"signed_on": day}
        )
        verdict = judged(papers, schemes=gap, deposited_on=day)
        return {one.code: one.severity for one in verdict.findings}

    assert verdict_on(date(2027, 1, 2)) == {
        "scheme.not_in_force": Severity.REFUSE,
        "act.stamp.missing": Severity.BLOCK,
    }
    assert verdict_on(date(2027, 1, 30)) == {
        "scheme.not_in_force": Severity.REFUSE,
        "act.stamp.missing": Severity.WARN,
    }
    assert gap.on(date(2027, 1, 2)) is None


def test_of_two_profiles_as_near_the_one_named_first_holds() -> None:
    first = profile(profile_id="a", care=Span(None, date(2026, 1, 1)))
    second = profile(profile_id="b", care=Span(date(2026, 1, 3), None))

    assert schemes(first, second).nearest(date(2026, 1, 2)) is first


def test_a_profile_is_found_by_its_id() -> None:
    assert SCHEMES.find("cnops") is SHIPPED
    assert SCHEMES.find("unheard of") is None


@pytest.mark.parametrize(
    ("severity", "codes_found"),
    [(Severity.REFUSE, ["act.stamp.missing"]), (None, [])],
)
def test_a_severity_may_be_off_or_anything_else(
    severity: Severity | None, codes_found: list[str]
) -> None:
    assert codes(dossier(act(stamp=False)), schemes=schemes(stamps(line(severity)))) == codes_found


def test_a_line_that_names_a_care_goes_before_a_line_for_all() -> None:
    mixed = stamps(line(Severity.WARN), line(Severity.BLOCK, Care.DENTAL))
    day = date(2026, 10, 10)

    assert mixed.weigh("act.stamp.missing", day, Care.DENTAL) == (Severity.BLOCK, "S2")
    assert mixed.weigh("act.stamp.missing", day, Care.OTHER) == (Severity.WARN, "S2")


def test_off_for_a_care_hides_the_line_for_all() -> None:
    mixed = stamps(line(Severity.WARN), line(None, Care.DENTAL))

    assert mixed.weigh("act.stamp.missing", date(2026, 10, 10), Care.DENTAL) is None


def test_a_line_for_a_care_that_is_over_gives_way_to_the_line_for_all() -> None:
    over = line(Severity.BLOCK, Care.DENTAL, Span(None, date(2026, 1, 1)))
    mixed = stamps(line(Severity.WARN), over)

    weights = [
        mixed.weigh("act.stamp.missing", day, Care.DENTAL)
        for day in (date(2026, 1, 1), date(2026, 1, 2))
    ]

    assert [weight and weight.severity for weight in weights] == [Severity.BLOCK, Severity.WARN]


def test_each_act_is_judged_by_its_own_day() -> None:
    changing = stamps(
        line(Severity.BLOCK, span=Span(None, date(2026, 10, 9))),
        line(Severity.WARN, span=Span(date(2026, 10, 10), date(2026, 10, 10))),
    )
    acts = [act(performed_on=date(2026, 10, day), stamp=False) for day in (9, 10, 11)]

    verdict = judged(dossier(*acts), schemes=schemes(changing))

    assert [(one.path, one.severity) for one in verdict.findings] == [
        ("acts[0].stamp", Severity.BLOCK),
        ("acts[1].stamp", Severity.WARN),
    ]


def test_a_code_without_a_line_is_not_asked_and_can_be_listed() -> None:
    only = stamps(line(Severity.BLOCK))

    assert codes(dossier(act(signature=False)), schemes=schemes(only)) == []
    assert "act.signature.missing" in only.codes_without_line()
    assert "act.stamp.missing" not in only.codes_without_line()


def test_the_source_of_a_finding_is_that_of_its_line() -> None:
    assert finding(dossier(act(stamp=False)), "act.stamp.missing").source == "S2"
    assert finding(dossier(act(Care.OPTICAL, stamp=False)), "act.stamp.missing").source == "N3"


@given(sides, sides, days)
def test_a_day_lies_in_a_span_when_it_is_no_days_away(
    first: date | None, last: date | None, day: date
) -> None:
    after_first = first is None or first <= day
    before_last = last is None or day <= last
    span = Span(first, last)

    assert (day in span) is (after_first and before_last)
    assert (span.days_away(day) == 0) is (day in span)


@given(sides, sides, sides, sides)
def test_spans_overlap_when_they_share_a_day(
    first: date | None, last: date | None, other_first: date | None, other_last: date | None
) -> None:
    one, other = Span(first, last), Span(other_first, other_last)
    calendar = (date(2025, 12, 31) + timedelta(days=number) for number in range(64))

    shared = any(day in one and day in other for day in calendar)
    if not any(
        span.first_on and span.last_on and span.first_on > span.last_on for span in (one, other)
    ):
        assert one.overlaps(other) is shared
        assert other.overlaps(one) is shared


def test_lines_contradict_on_a_shared_day_for_the_same_code_and_care() -> None:
    first_half, second_half = Span(None, date(2026, 6, 30)), Span(date(2026, 7, 1), None)
    whole = line(Severity.WARN, Care.DENTAL)

    assert whole.contradicts(line(None, Care.DENTAL, first_half))
    assert not whole.contradicts(line(Severity.WARN, Care.OPTICAL))
    assert not whole.contradicts(line(Severity.WARN))
    assert not line(None, None, first_half).contradicts(line(None, None, second_half))
    assert not whole.contradicts(SeverityLine("act.signature.missing", None, "S2", Care.DENTAL))


def test_a_profile_tells_the_days_it_covers() -> None:
    covering = profile(care=Span(date(2026, 1, 1), date(2026, 12, 31)))

    assert (covering.care_from, covering.care_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (SHIPPED.care_from, SHIPPED.care_until, SHIPPED.notices["N5"][:10]) == (
        None,
        None,
        "Loi 54.23,",
    )

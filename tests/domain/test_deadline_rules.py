from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from intake_app.domain.dossier import Care, Provider, Treatment
from intake_app.domain.findings import Severity
from tests.domain.papers import (
    LoadedLists,
    act,
    codes,
    dossier,
    finding,
    judged,
)

LAST_DAY = date(2026, 12, 9)  # 60 days after 10 October


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [
        (8, []),
        (7, ["deadline.near"]),
        (0, ["deadline.near"]),
        (-1, ["deadline.passed"]),
        (-400, ["deadline.passed"]),
    ],
)
def test_a_deposit_on_the_last_day_is_in_time(days_left: int, expected: list[str]) -> None:
    verdict = judged(dossier(), deposited_on=LAST_DAY - timedelta(days=days_left))

    assert (verdict.deadline_on, verdict.days_left) == (LAST_DAY, days_left)
    assert [found.code for found in verdict.findings] == expected


def test_the_earliest_act_starts_the_sixty_days() -> None:
    papers = dossier(
        act(performed_on=date(2026, 10, 12), signed_on=date(2026, 10, 12)),
        act(performed_on=None),
        act(),
    )

    verdict = judged(papers)

    assert verdict.first_act_on == date(2026, 10, 10)
    assert verdict.deadline_on == LAST_DAY


def test_without_a_dated_act_there_is_no_deadline() -> None:
    verdict = judged(dossier(act(performed_on=None)))

    assert (verdict.first_act_on, verdict.deadline_on, verdict.days_left) == (None, None, None)


def test_a_continuous_treatment_runs_from_its_end() -> None:
    papers = dossier(treatment=Treatment(continuous=True, ended_on=date(2026, 10, 31)))

    verdict = judged(papers)

    assert verdict.first_act_on == date(2026, 10, 10)
    assert (verdict.deadline_on, verdict.days_left) == (date(2026, 12, 30), 40)


def test_a_continuous_treatment_without_an_end_has_no_deadline() -> None:
    papers = dossier(treatment=Treatment(continuous=True))

    verdict = judged(papers, deposited_on=date(2028, 1, 1))

    assert [found.code for found in verdict.findings] == ["treatment.end.missing"]
    assert (verdict.deadline_on, verdict.days_left) == (None, None)


def test_the_end_of_a_treatment_that_is_not_continuous_counts_for_nothing() -> None:
    papers = dossier(treatment=Treatment(continuous=False, ended_on=date(2026, 1, 1)))

    verdict = judged(papers)

    assert verdict.findings == ()
    assert verdict.deadline_on == LAST_DAY


@pytest.mark.parametrize(
    ("ended_on", "expected"),
    [
        (date(2026, 10, 11), ["treatment.end.early"]),
        (date(2026, 10, 12), []),
    ],
)
def test_a_treatment_does_not_end_before_its_last_act(ended_on: date, expected: list[str]) -> None:
    papers = dossier(
        act(performed_on=date(2026, 10, 12), signed_on=date(2026, 10, 12)),
        act(),
        treatment=Treatment(continuous=True, ended_on=ended_on),
    )

    assert codes(papers) == expected


def test_the_end_of_a_treatment_gives_a_deadline_also_without_a_dated_act() -> None:
    papers = dossier(
        act(performed_on=None), treatment=Treatment(continuous=True, ended_on=date(2026, 10, 31))
    )

    verdict = judged(papers)

    assert [found.code for found in verdict.findings] == ["act.date.missing"]
    assert verdict.first_act_on is None
    assert verdict.deadline_on == date(2026, 12, 30)


def test_in_a_later_revision_the_first_deposit_keeps_its_right() -> None:
    kept = judged(dossier(), deposited_on=date(2027, 3, 1), first_deposited_on=date(2026, 11, 20))
    lost = judged(dossier(), deposited_on=date(2027, 3, 1))

    assert (kept.findings, kept.days_left) == ((), 19)
    assert [found.code for found in lost.findings] == ["deadline.passed"]


@pytest.mark.parametrize("last_days", range(3))
def test_the_calendars_end_ends_the_window(last_days: int) -> None:
    performed_on = date.max - timedelta(days=last_days)

    assert judged(dossier(act(performed_on=performed_on))).deadline_on == date.max


def test_an_act_that_was_deposited_before_is_told_with_its_number() -> None:
    known = act(Care.BIOLOGY)
    lists = LoadedLists(deposited={("JB123456", known): "AGA1-1A-26-000042-K"})

    found = finding(dossier(act(), known), "dossier.duplicate", lists=lists)

    assert (found.path, found.severity) == ("acts[1]", Severity.WARN)
    details = dict(found.details)
    assert (details["earlier"], details["amount"]) == ("AGA1-1A-26-000042-K", "200,00")


@pytest.mark.parametrize(
    "unknown",
    [
        {"performed_on": None},
        {"amount_centimes": None},
        {"provider": Provider(ice="001561191000066")},
    ],
)
def test_an_act_that_lacks_what_would_tell_it_is_no_duplicate(unknown: dict[str, Any]) -> None:
    doubtful = act(**unknown)
    lists = LoadedLists(deposited={("JB123456", doubtful): "AGA1-1A-26-000042-K"})

    assert "dossier.duplicate" not in codes(dossier(doubtful), lists=lists)


def test_an_act_that_lacks_something_does_not_hide_the_next_one() -> None:
    known = act(Care.BIOLOGY)
    lists = LoadedLists(deposited={("JB123456", known): "AGA1-1A-26-000042-K"})

    found = finding(dossier(act(performed_on=None), known), "dossier.duplicate", lists=lists)

    assert found.path == "acts[1]"


@pytest.mark.parametrize("provider", [Provider("Dr Alaoui"), Provider(None, "015040801")])
def test_a_name_or_an_inpe_is_enough_to_tell_a_provider(provider: Provider) -> None:
    known = act(provider=provider)
    lists = LoadedLists(deposited={("JB123456", known): "AGA1-1A-26-000042-K"})

    assert "dossier.duplicate" in codes(dossier(known), lists=lists)


def test_a_student_without_an_identity_number_has_no_earlier_deposit() -> None:
    known = act()
    lists = LoadedLists(deposited={("", known): "AGA1-1A-26-000042-K"})
    papers = replace(dossier(known), student=replace(dossier().student, identity_number=None))

    assert codes(papers, lists=lists) == ["student.identity.missing"]

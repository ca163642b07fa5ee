"""Simulated days: the pattern of arrivals, and a small campaign through real processes."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from statistics import mean
from typing import TYPE_CHECKING

import pytest

from intake_app.cli import main
from intake_app.simulation.campaign import Lived, judge
from intake_app.simulation.day import OPENS_AT, SHARES, plan_day

if TYPE_CHECKING:
    from collections.abc import Sequence

MORNING = datetime(2026, 11, 20, tzinfo=UTC)


def test_a_day_has_as_many_dossiers_as_asked_and_two_waves() -> None:
    plans = [plan_day(MORNING, 200, random.Random(seed)) for seed in range(60)]
    hours = [at.hour for plan in plans for at in plan.arrivals]

    assert 190 < mean(len(plan.arrivals) for plan in plans) < 210
    assert all(list(plan.arrivals) == sorted(plan.arrivals) for plan in plans)
    assert set(hours) == set(range(OPENS_AT, OPENS_AT + len(SHARES)))
    assert hours.count(10) > hours.count(13) < hours.count(14)


def test_some_counters_are_cut_off_for_hours_and_some_for_the_day() -> None:
    plans = [plan_day(MORNING, 10, random.Random(seed)) for seed in range(300)]
    hours = [(plan.down_until - plan.down_from).total_seconds() / 3600 for plan in plans]

    assert sum(duration == 0 for duration in hours) > 200
    assert any(0 < duration <= 4 for duration in hours)
    assert any(duration == 24 - OPENS_AT for duration in hours)


def seals(*names: str) -> list[tuple[str, int, str]]:
    return [(name, 1, f"hash of {name}") for name in names]


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (seals("a", "b"), (0, 0, 0)),
        (seals("a"), (1, 0, 0)),
        (seals("a", "b", "c"), (0, 0, 1)),
        ([*seals("a", "b"), ("b", 1, "other")], (0, 1, 1)),
    ],
)
def test_what_is_lost_doubled_or_strange_is_counted(
    held: Sequence[tuple[str, int, str]], found: tuple[int, int, int]
) -> None:
    outcome = judge([Lived(frozenset(seals("a", "b")), (0.1, 0.2), (), 0)], held)

    assert (outcome.lost, outcome.doubled, outcome.strange) == found
    assert outcome.is_clean is (found == (0, 0, 0))


def test_a_small_campaign_loses_and_doubles_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["server", "simulate", "--offices", "1", "--counters", "2", "--days", "1"]

    status = main([*words, "--dossiers", "5", "--seed", "3", "--processes", "1", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert status == 0
    assert told["sealed"] == told["held"] > 0
    assert (told["lost"], told["doubled"], told["strange"], told["undrained"]) == (0, 0, 0, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--database", "x.sqlite"], "--server"), (["--offices", "99"], "--offices")],
)
def test_what_cannot_be_simulated_is_said(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["server", "simulate", *words]) == 2
    assert said in capsys.readouterr().err

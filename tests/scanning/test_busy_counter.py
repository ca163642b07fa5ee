"""A drawn queue at the counter, judged box by box: each exactly once, none wrong, none late.

The ten minutes of it are `python -m benchmarks.scanning --no-still --minutes 10`.
"""

from __future__ import annotations

from itertools import chain

import pytest

from benchmarks.busy_counter import SCALE, BusyCounter
from benchmarks.scanning_live import judge, listed_half, watch
from intake_app.scanning.codes import Symbology
from intake_app.scanning.drawn import Placed, draw_code, draw_counter, draw_face, lay, noisy

UNLISTED = "6113603061317"
TWO_SECONDS, SOON = 60, 5  # frames


def test_a_box_is_reported_within_five_frames_of_lying_still_at_any_angle() -> None:
    for seed in range(4):
        counter = BusyCounter(seed)
        verdict = judge(counter, watch(counter.one_by_one(1, 0.4), listed_half).events)

        assert (verdict.missed, verdict.wrong, verdict.twice) == ([], [], [])
        assert max(verdict.late) <= SOON


@pytest.mark.parametrize("turn", [30.2, 59.5, 120.9, 210.5])
def test_an_unlisted_box_is_believed_where_rows_only_just_meet_its_bars(turn: float) -> None:
    picture = draw_counter(101)
    face = draw_face(draw_code(Symbology.EAN13, UNLISTED), 1)
    lay(picture, face, Placed((640, 360), turn, SCALE))
    frames = [noisy(picture, 2.0, number) for number in range(10)]

    assert [text for _, text in watch(frames, listed_half).events] == [UNLISTED]


def test_eight_boxes_laid_at_once_are_all_reported_within_two_seconds() -> None:
    counter = BusyCounter(21)
    frames = chain(counter.at_once(8), counter.empty(2.0))
    verdict = judge(counter, watch(frames, listed_half).events)

    assert verdict.boxes == 8
    assert (verdict.missed, verdict.wrong, verdict.twice) == ([], [], [])
    assert max(verdict.late) <= TWO_SECONDS


def test_a_queue_of_students_gives_each_box_once_and_none_wrong() -> None:
    counter = BusyCounter(5)
    verdict = judge(counter, watch(counter.queue(0.2), listed_half).events)

    assert verdict.boxes >= 8
    assert (verdict.missed, verdict.wrong, verdict.twice) == ([], [], [])


def test_the_judge_tells_missed_wrong_twice_and_late() -> None:
    counter = BusyCounter(3)
    list(counter.at_once(2))
    first, second = (box.text for box in counter.laid)

    verdict = judge(counter, [(4, first), (9, first), (9, "6118000010050")])

    assert verdict.missed == [second]
    assert verdict.wrong == ["6118000010050"]
    assert verdict.twice == [first]
    assert verdict.late == [5]

"""Work cut into pieces: all of it, or as much as there is time for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.scanning.pieces import finish, finish_while

if TYPE_CHECKING:
    from intake_app.scanning.pieces import Pieces


def work(done: list[int]) -> Pieces[str]:
    for piece in range(3):
        done.append(piece)
        yield
    return "result"


def test_all_pieces_give_the_result() -> None:
    done: list[int] = []

    assert finish(work(done)) == "result"
    assert done == [0, 1, 2]


def test_work_that_was_stopped_gives_nothing_and_does_no_further_piece() -> None:
    done: list[int] = []

    assert finish_while(lambda: len(done) < 2, work(done)) is None
    assert done == [0, 1]


def test_work_that_was_finished_in_time_gives_its_result() -> None:
    assert finish_while(lambda: True, work([])) == "result"

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QThread
from shiboken6 import delete

from intake_app.errors import EnvironmentFault, IntakeError
from intake_app.ui.tasks import Lane, TaskRunner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def tasks(qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shut_down()


def test_an_outcome_comes_back_on_the_windows_thread(tasks: TaskRunner, qtbot: QtBot) -> None:
    seen: list[tuple[QThread, QThread]] = []

    tasks.submit(
        Lane.IO,
        QThread.currentThread,
        done=lambda worked_on: seen.append((worked_on, QThread.currentThread())),
    )
    qtbot.waitUntil(lambda: bool(seen))

    worked_on, told_on = seen[0]
    assert told_on is QThread.currentThread()
    assert worked_on is not told_on


def test_an_expected_error_reaches_whoever_asked(tasks: TaskRunner, qtbot: QtBot) -> None:
    errors: list[IntakeError] = []

    def fill_the_disk() -> None:
        raise EnvironmentFault("disk.full")

    tasks.submit(Lane.DATABASE, fill_the_disk, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert errors[0].code == "disk.full"


def test_a_bug_is_raised_on_the_windows_thread(tasks: TaskRunner, qtbot: QtBot) -> None:
    def stumble() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        tasks.submit(Lane.IO, stumble, failed=lambda _error: pytest.fail("not an expected error"))
        qtbot.waitUntil(lambda: bool(caught))

    assert caught[0][0] is ZeroDivisionError


@pytest.mark.parametrize("error", [None, EnvironmentFault("disk.full"), ZeroDivisionError()])
def test_the_end_is_told_first_however_it_ends(
    tasks: TaskRunner, qtbot: QtBot, error: Exception | None
) -> None:
    told: list[str] = []

    def work() -> None:
        if error is not None:
            raise error

    with qtbot.captureExceptions():
        tasks.submit(
            Lane.IO,
            work,
            done=lambda _none: told.append("done"),
            failed=lambda _error: told.append("failed"),
            ended=lambda: told.append("ended"),
        )
        qtbot.waitUntil(lambda: bool(told))

    after = {type(None): ["done"], EnvironmentFault: ["failed"]}.get(type(error), [])
    assert told == ["ended", *after]


def test_the_database_lane_keeps_the_order(tasks: TaskRunner, qtbot: QtBot) -> None:
    order: list[int] = []
    finished: list[bool] = []

    for number in range(50):
        tasks.submit(Lane.DATABASE, partial(order.append, number))
    tasks.submit(Lane.DATABASE, lambda: True, done=finished.append)
    qtbot.waitUntil(lambda: bool(finished))

    assert order == list(range(50))


def test_a_destroyed_screen_hears_nothing_more(tasks: TaskRunner, qtbot: QtBot) -> None:
    owner = QObject()
    later: list[bool] = []
    may_end = threading.Event()

    tasks.submit(Lane.DATABASE, may_end.wait, done=later.append, owner=owner)
    delete(owner)
    may_end.set()
    seen: list[bool] = []
    tasks.submit(Lane.DATABASE, lambda: True, done=seen.append)
    qtbot.waitUntil(lambda: bool(seen))

    assert later == []


def test_shutting_down_finishes_every_write_that_was_asked_for(qapp: object) -> None:
    runner = TaskRunner()
    written: list[int] = []
    may_go = threading.Event()
    runner.submit(Lane.DATABASE, may_go.wait)
    for number in range(5):
        runner.submit(Lane.DATABASE, partial(written.append, number))
    may_go.set()

    runner.shut_down()
    runner.submit(Lane.DATABASE, lambda: written.append(99))

    assert written == [0, 1, 2, 3, 4]
    assert not [thread for thread in threading.enumerate() if "intake-" in thread.name]

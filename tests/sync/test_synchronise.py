"""The counter's queue, its real store, and a real server: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from intake_app.errors import EnvironmentFault
from tests.server.chaos import (
    Answers,
    BlackHole,
    ReplyCut,
    RequestCut,
    chaos_before,
    lost_reply,
    portal,
    unharmed,
)
from tests.sync.counter_kit import (
    Counter,
    counter_at,
    require_both_sides_agree,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.chaos import Fault
    from tests.server.kit import Served

STORM = Answers("503 Service Unavailable", b"", {"Retry-After": "1"})
PROBLEM = {"Content-Type": "application/problem+json"}


def test_what_was_sealed_arrives_and_both_sides_say_so(served: Served, counter: Counter) -> None:
    counter.enrol(served)
    counter.deposit(23)

    report = counter.sync.sync_once()

    assert report.error_code is None
    assert report.results == {"accepted": 23}
    assert report.batches == 2  # 10, then what is left of 20
    require_both_sides_agree(served, counter)
    assert counter.electronic_states() == {"received"}


def test_without_a_server_the_desk_still_does_its_work(counter: Counter) -> None:
    counter.deposit()

    report = counter.sync.sync_once()

    assert report.error_code == report.link.error_code == "sync.no_server"
    assert (report.link.sealed, report.link.waiting, report.link.difference) == (1, 1, None)
    assert not report.link.is_green


def test_a_second_synchronisation_sends_nothing_again(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    counter.deposit(3)
    counter.sync.sync_once()

    report = counter.sync.sync_once()

    assert (report.batches, report.results) == (0, {})
    require_both_sides_agree(trial, counter)


@pytest.mark.parametrize("place", [0, 1])
def test_a_wait_that_the_server_asks_for_is_told_from_one_that_is_drawn(
    trial: Served, counter: Counter, place: int
) -> None:
    counter.enrol(trial)
    counter.deposit(1)
    with chaos_before(trial.url) as proxy:
        counter.point_to(proxy.url)

        proxy.script.extend([unharmed] * place + [STORM])
        busy = counter.sync.sync_once()
        proxy.script.extend([unharmed] * place + [lost_reply])
        cut = counter.sync.sync_once()

        assert (busy.error_code, busy.wait_is_told) == ("sync.busy", True)
        assert (cut.error_code, cut.wait_is_told) == ("sync.cut", False)


def test_a_lost_reply_is_answered_by_the_same_bytes_again(served: Served, counter: Counter) -> None:
    counter.enrol(served)
    counter.deposit(4)
    with chaos_before(served.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.extend([unharmed, lost_reply])

        doubtful = counter.sync.sync_once()
        assert doubtful.error_code == "sync.cut"
        assert doubtful.link.in_flight == 4
        assert doubtful.wait_seconds is not None
        assert counter.electronic_states() == {"sent"}

        settled = counter.sync.sync_once()

        batches = [one for one in proxy.requests if one.startswith(b"POST /v1/batches")]
    assert settled.results == {"accepted": 4}
    assert len(batches) == 2
    assert batches[0].partition(b"\r\n\r\n")[2] == batches[1].partition(b"\r\n\r\n")[2]
    require_both_sides_agree(served, counter)


def test_what_was_in_doubt_when_the_program_ended_goes_first_at_the_next_start(
    trial: Served, folder: Path
) -> None:
    with chaos_before(trial.url) as proxy:
        with counter_at(folder) as before:
            before.enrol(trial)
            before.point_to(proxy.url)
            before.deposit(2)
            proxy.script.extend([unharmed, RequestCut(700)])
            before.sync.sync_once()
        with counter_at(folder) as after:
            after.deposit(1)
            report = after.sync.sync_once()

            assert report.results == {"accepted": 3}
            assert report.batches == 2
            require_both_sides_agree(trial, after)


@pytest.mark.parametrize("seed", range(2))
def test_any_weather_ends_with_everything_held_once(
    served: Served, counter: Counter, seed: int
) -> None:
    weather = random.Random(seed)
    sorts: list[Fault] = [unharmed, lost_reply, portal, ReplyCut(0.5), RequestCut(600), STORM]
    counter.enrol(served)
    with chaos_before(served.url) as proxy:
        counter.point_to(proxy.url)
        for _ in range(12):
            counter.deposit(weather.randrange(3))
            proxy.script.clear()
            proxy.script.extend(weather.choice(sorts) for _ in range(weather.randrange(5)))
            counter.sync.sync_once()
            assert counter.sealed().items() >= served.held().items()
        proxy.script.clear()
        counter.sync.sync_once()
    require_both_sides_agree(served, counter)


def test_a_slow_link_gets_smaller_batches(trial: Served, folder: Path) -> None:
    with (
        counter_at(folder, idle_seconds=0.2) as counter,
        chaos_before(trial.url) as proxy,
    ):
        counter.enrol(trial)
        counter.deposit(9)
        counter.point_to(proxy.url)
        holes = [BlackHole(), BlackHole()]
        for hole in holes:
            proxy.script.extend([unharmed, hole])
            assert counter.sync.sync_once().error_code == "sync.timeout"
            hole.let_go.set()
        assert counter.pace.size == 4

        report = counter.sync.sync_once()

        assert report.results == {"accepted": 9}
        assert report.batches == 2
        require_both_sides_agree(trial, counter)


def test_a_batch_too_large_is_halved_until_it_fits(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    counter.deposit(8)
    with chaos_before(trial.url) as proxy:
        counter.point_to(proxy.url)
        too_large = Answers("413 Content Too Large")
        proxy.script.extend([unharmed, too_large, too_large])

        report = counter.sync.sync_once()

    assert report.results == {"accepted": 8}
    require_both_sides_agree(trial, counter)


def test_an_item_that_no_server_can_read_is_set_aside_and_the_rest_goes_on(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    counter.deposit(3)
    malformed = Answers(
        "400 Bad Request",
        b'{"type":"x","title":"x","status":400,"code":"message.malformed"}',
        PROBLEM,
    )
    with chaos_before(trial.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.extend([unharmed, malformed, malformed, unharmed])
        report = counter.sync.sync_once()

    # Set aside alone in its batch; the comparison then finds it missing and it gets its chance.
    assert report.resent_after_check == 1
    require_both_sides_agree(trial, counter)


def test_a_batch_id_that_was_used_raises_the_alarm_and_gets_a_new_one(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    counter.deposit(2)
    reused = Answers(
        "422 Unprocessable Content",
        b'{"type":"x","title":"x","status":422,"code":"batch.key_reused"}',
        PROBLEM,
    )
    with chaos_before(trial.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.extend([unharmed, reused])
        alarmed = counter.sync.sync_once()
        assert alarmed.error_code == "sync.key_reused"

        assert counter.sync.sync_once().results == {"accepted": 2}

    require_both_sides_agree(trial, counter)
    with counter.desk.store.reading() as uow:
        assert "alarm" in {line.action for line in uow.audit.lines()}


@pytest.mark.parametrize("years", [-56, 12])
def test_a_clock_wrong_by_years_does_not_stop_the_link(
    trial: Served, counter: Counter, years: int
) -> None:
    counter.enrol(trial)
    counter.deposit(2)
    counter.clock.wrong_by = timedelta(days=365 * years)

    report = counter.sync.sync_once()

    assert report.results == {"accepted": 2}
    assert report.error_code == "sync.clock"
    assert trial.held() == counter.sealed()


def test_a_synchronisation_stops_between_batches_when_asked(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    counter.deposit(12)
    asked = iter([False, True, True])

    report = counter.sync.sync_once(lambda: next(asked))

    assert report.results == {"accepted": 10}
    assert report.link.waiting == 2
    assert counter.sync.sync_once().results == {"accepted": 2}


def test_only_one_synchronisation_runs_at_a_time(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    counter.deposit(1)
    hole = BlackHole()
    with chaos_before(trial.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.append(hole)
        running = threading.Thread(target=counter.sync.sync_once)
        running.start()
        proxy.wait_for_requests(1)

        with pytest.raises(EnvironmentFault) as refused:
            counter.sync.sync_once()

        hole.let_go.set()
        running.join()
    assert refused.value.code == "sync.already_running"


def test_a_deposit_never_waits_for_the_network(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    counter.deposit(1)
    hole = BlackHole()
    with chaos_before(trial.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.extend([unharmed, hole])
        running = threading.Thread(target=counter.sync.sync_once)
        running.start()
        proxy.wait_for_requests(2)

        counter.deposit(3)  # while the batch is on its way

        hole.let_go.set()
        running.join()
        counter.sync.sync_once()
    require_both_sides_agree(trial, counter)

"""A counter becomes known to the server, stops being known, and learns new keys."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from intake_app.errors import AccessDenied, UnusableInput
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.sync.problems import Problem, ProblemCode
from intake_server.keys import add_keys
from intake_server.stations import issue_code, revoke
from tests.server.chaos import (
    Answers,
    ReplyCut,
    chaos_before,
    lost_reply,
    unharmed,
)
from tests.sync.counter_kit import (
    ADMINISTRATOR,
    AGENT,
    Counter,
    counter_at,
    require_both_sides_agree,
)

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.server.chaos import ChaosProxy
    from tests.server.kit import Served

STORM = Answers("503 Service Unavailable", b"", {"Retry-After": "1"})
PROBLEM = {"Content-Type": "application/problem+json"}


def test_a_revoked_station_stops_and_keeps_everything(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    counter.deposit(2)
    station_id = counter.sync.status().station_id
    assert station_id is not None
    with trial.database.writing() as connection:
        revoke(connection, station_id, at=datetime.now(UTC), reason="perdu")

    report = counter.sync.sync_once()

    assert report.error_code == "sync.revoked"
    assert report.link.revoked
    assert report.wait_seconds == 900
    assert report.link.waiting == 2
    assert trial.held() == {}


def test_a_station_revoked_in_the_middle_of_its_batches_loses_nothing(
    served: Served, counter: Counter
) -> None:
    counter.enrol(served)
    counter.deposit(25)
    station_id = counter.sync.status().station_id
    assert station_id is not None
    with chaos_before(served.url) as proxy:
        counter.point_to(proxy.url)

        def revoke_now(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
            with served.database.writing() as connection:
                revoke(connection, station_id, at=datetime.now(UTC), reason="volé")
            unharmed(proxy, client, request)

        proxy.script.extend([unharmed, unharmed, revoke_now])
        report = counter.sync.sync_once()
    assert report.error_code == "sync.revoked"
    assert (len(served.held()), report.link.in_flight) == (10, 15)

    counter.enrol(served, replacing=True)
    counter.sync.sync_once()

    require_both_sides_agree(served, counter)


def test_a_new_enrolment_knows_nothing_of_the_earlier_ones_counts(
    trial: Served, own_trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    counter.deposit(2)
    counter.sync.sync_once()
    assert counter.sync.status().is_green

    counter.enrol(own_trial, replacing=True)

    link = counter.sync.status()
    assert (link.received, link.reconciled_at, link.last_contact_at) == (None, None, None)
    assert not link.is_green
    counter.sync.sync_once()
    require_both_sides_agree(own_trial, counter)


def test_new_keys_of_the_server_are_learnt_under_the_old_ones(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    counter.deposit(1)
    with trial.database.writing() as connection:
        add_keys(connection, datetime.now(UTC))

    report = counter.sync.sync_once()

    assert report.error_code is None
    require_both_sides_agree(trial, counter)


def test_an_enrolment_that_lost_its_reply_is_asked_for_again(
    trial: Served, counter: Counter
) -> None:
    with chaos_before(trial.url) as proxy:
        proxy.script.extend([lost_reply, ReplyCut(0.5)])
        counter.enrol(trial, proxy.url)
        counter.deposit(1)

        assert counter.sync.sync_once().results == {"accepted": 1}


def test_a_code_typed_at_the_wrong_counter_stays_good_for_its_own(
    served: Served, counter: Counter, tmp_path: Path
) -> None:
    with served.database.writing() as connection:
        code = issue_code(connection, "AGA1", "2", at=datetime.now(UTC), hours=1)
    order = EnrolmentOrder(served.url, code)

    with pytest.raises(UnusableInput) as elsewhere:
        counter.enrolment.enrol(order, ADMINISTRATOR)

    assert elsewhere.value.code == "sync.enrolment_other_counter"
    assert elsewhere.value.details == {"theirs": "AGA1-2", "ours": "AGA1-1"}
    assert counter.sync.status().station_id is None
    with counter_at(tmp_path / "second", number="2") as second:
        assert second.enrolment.enrol(order, ADMINISTRATOR).station_id.startswith("AGA1-2-")


def test_a_program_that_does_not_say_where_it_is_enrols_as_before(served: Served) -> None:
    assert served.office().identity.station_id.startswith("AGA1-")


def test_a_server_that_does_not_know_where_counters_say_they_are_is_asked_the_old_way(
    trial: Served, counter: Counter
) -> None:
    older = Problem(ProblemCode.MESSAGE_MALFORMED, path="counter")
    body = json.dumps(older.members()).encode()
    with chaos_before(trial.url) as proxy:
        proxy.script.append(Answers("400 Bad Request", body, PROBLEM))
        counter.enrol(trial, proxy.url)

        first, second = (request.partition(b"\r\n\r\n")[2] for request in proxy.requests[:2])

    assert (b'"office"' in first, b'"office"' in second) == (True, False)
    assert counter.sync.status().station_id is not None


def test_enrolment_asks_for_an_administrator_and_for_this_counters_code(
    trial: Served, counter: Counter
) -> None:
    with trial.database.writing() as connection:
        other = issue_code(connection, "RAB1", "4", at=datetime.now(UTC), hours=1)

    with pytest.raises(AccessDenied) as agent:
        counter.enrolment.enrol(EnrolmentOrder(trial.url, other), AGENT)
    with pytest.raises(UnusableInput) as elsewhere:
        counter.enrolment.enrol(EnrolmentOrder(trial.url, other), ADMINISTRATOR)
    with pytest.raises(AccessDenied) as unknown:
        counter.enrolment.enrol(EnrolmentOrder(trial.url, "AAAA-BBBB"), ADMINISTRATOR)
    with pytest.raises(AccessDenied) as nonsense:
        counter.enrolment.enrol(EnrolmentOrder(trial.url, "é' OR 1"), ADMINISTRATOR)
    counter.enrol(trial)
    with pytest.raises(UnusableInput) as twice:
        counter.enrol(trial)

    assert agent.value.code == "role.administrator"
    assert elsewhere.value.code == "sync.enrolment_other_counter"
    assert unknown.value.code == nonsense.value.code == "sync.enrolment_refused"
    assert twice.value.code == "sync.enrolled_already"

"""A new store of a counter that the server knows gives no number that another one gave."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from intake_app.domain.numbers import DossierNumber
from intake_app.errors import UnusableInput
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.sync.messages import ENROLMENTS_PATH
from intake_app.sync.transport import RawReply, Transport
from intake_server.stations import issue_code
from tests.server.kit import as_item, sealed_revision
from tests.sync.counter_kit import ADMINISTRATOR, counter_at, require_both_sides_agree
from tests.sync.volume_kit import follow_on, replay

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from intake_app.sync.endpoint import Endpoint
    from tests.server.kit import Served
    from tests.sync.counter_kit import Counter
    from tests.sync.volume_kit import Volume


def give_number(counter: Counter) -> DossierNumber:
    return DossierNumber.parse(counter.deposit()[0].number)


def lose_one(served: Served, folder: Path, letter: str = "A", number: str = "1") -> DossierNumber:
    """Run a counter until the server holds its dossier, and never open it again."""
    with counter_at(folder, number=number) as counter:
        with served.database.writing() as connection:
            code = issue_code(connection, "AGA1", number, at=datetime.now(UTC), hours=1)
        counter.enrolment.enrol(EnrolmentOrder(served.url, code), ADMINISTRATOR)
        use_letter(counter, letter)
        given = give_number(counter)
        counter.sync.sync_once()
    return given


def use_letter(counter: Counter, letter: str) -> None:
    with counter.desk.store.writing() as uow:
        uow.settings.write({"store_letter": letter})
        uow.commit()


def test_a_new_store_of_a_known_counter_takes_the_next_letter(
    served: Served, counter: Counter, tmp_path: Path
) -> None:
    lost = lose_one(served, tmp_path / "lost")

    counter.enrol(served)
    given = give_number(counter)
    report = counter.sync.sync_once()

    assert (lost.counter, given.counter) == ("1A", "1B")
    assert report.error_code is None
    assert report.link.put_back_at is None, "nothing was put back here"
    with counter.desk.store.reading() as uow:
        (line,) = [one for one in uow.audit.lines() if one.action == "station.enrolled"]
        assert json.loads(line.details) == {"server": served.url, "letter": "B"}
        station = uow.stations.find()
        assert station is not None
        assert station.install_epoch == 2


def test_the_letter_follows_the_latest_life_of_the_lost_counter(
    served: Served, counter: Counter, tmp_path: Path
) -> None:
    lose_one(served, tmp_path / "third", "C")
    lose_one(served, tmp_path / "neighbour", "F", number="12")

    counter.enrol(served)

    assert give_number(counter).counter == "1D"


def test_a_first_enrolment_after_deposits_takes_the_next_letter_too(
    trial: Served, counter: Counter, tmp_path: Path
) -> None:
    lost = lose_one(trial, tmp_path / "lost")
    assert give_number(counter) == lost, "nobody could know"

    counter.enrol(trial)

    assert give_number(counter).counter == "1B"


def test_a_living_store_that_is_enrolled_anew_keeps_its_letter(
    served: Served, folder: Path
) -> None:
    with counter_at(folder) as counter:
        counter.enrol(served)
        counter.deposit(2)
        counter.sync.sync_once()

        counter.enrol(served, replacing=True)

        assert give_number(counter).counter == "1A"
        counter.sync.sync_once()
        require_both_sides_agree(served, counter)
    with counter_at(folder) as counter:
        assert give_number(counter).serial == 4


def test_a_store_enrolled_anew_after_another_took_its_place_takes_the_next_letter(
    trial: Served, counter: Counter, tmp_path: Path
) -> None:
    counter.enrol(trial)
    counter.deposit()
    counter.sync.sync_once()
    lose_one(trial, tmp_path / "replacement", "B")

    counter.enrol(trial, replacing=True)

    assert give_number(counter).counter == "1C"


def test_a_counter_of_which_nothing_is_held_begins_at_a(
    trial: Served, counter: Counter, tmp_path: Path
) -> None:
    lose_one(trial, tmp_path / "neighbour", "C", number="2")

    counter.enrol(trial)

    assert give_number(counter).counter == "1A"


def test_a_store_filled_by_a_replay_keeps_what_the_replay_decided(
    trial: Served, counter: Counter, volume: Volume, tmp_path: Path
) -> None:
    with counter_at(tmp_path / "lost") as lost:
        lost.enrol(trial)
        follow_on(lost, volume).use(volume.folder, ADMINISTRATOR)
        lost.deposit(2)
        lost.sync.sync_once()
        key = lost.desk.key.value
    assert replay(counter, volume.journals[0], key).store_letter == "B"

    counter.enrol(trial)

    assert give_number(counter).counter == "1B"
    counter.sync.sync_once()
    counter.enrol(trial, replacing=True)
    assert give_number(counter).counter == "1B"
    counter.sync.sync_once()
    require_both_sides_agree(trial, counter)


def test_a_replay_of_one_life_gives_no_number_of_a_later_one(
    trial: Served, counter: Counter, volume: Volume, tmp_path: Path
) -> None:
    with counter_at(tmp_path / "lost") as lost:
        follow_on(lost, volume).use(volume.folder, ADMINISTRATOR)
        lost.deposit()
        key = lost.desk.key.value
    lose_one(trial, tmp_path / "second", "B")
    assert replay(counter, volume.journals[0], key).store_letter == "B"

    counter.enrol(trial)

    assert give_number(counter).counter == "1C"


def test_a_counter_whose_letters_are_used_up_is_refused_and_stays_as_it_is(
    trial: Served, counter: Counter, tmp_path: Path
) -> None:
    lose_one(trial, tmp_path / "last", "Z")

    with pytest.raises(UnusableInput) as refused:
        counter.enrol(trial)

    assert refused.value.code == "setup.letters_used_up"
    link = counter.sync.status()
    assert (link.station_id, link.store_letter) == (None, "A")


def test_a_number_that_has_no_letter_in_its_place_is_passed_over(
    served: Served, counter: Counter
) -> None:
    office = served.office()
    numbers = ("AGA1-1A-26-000001-K", "AGA1-1z-26-000001-K", "AGA1-1\u2068-26-000001-K")
    sealed = [replace(sealed_revision(), number=number) for number in numbers]
    office.client.deliver(office.batch([as_item(one) for one in sealed]))
    assert len(served.held()) == 3

    counter.enrol(served)

    assert give_number(counter).counter == "1B"


class OlderServer(Transport):
    """A server of before enrolment told of letters."""

    def send(
        self, method: str, target: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> RawReply:
        reply = super().send(method, target, headers=headers, body=body)
        if target != ENROLMENTS_PATH:
            return reply
        members = json.loads(reply.body)
        del members["latest_letter"]
        return replace(reply, body=json.dumps(members).encode())


def test_an_older_server_that_names_no_letter_enrols_as_before(
    trial: Served, folder: Path, tmp_path: Path
) -> None:
    lose_one(trial, tmp_path / "lost")

    def connect(endpoint: Endpoint) -> Transport:
        return OlderServer(endpoint, product="test")

    with counter_at(folder, connect=connect) as counter:
        counter.enrol(trial)

        assert counter.sync.status().store_letter == "A"

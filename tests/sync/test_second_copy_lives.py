"""A second copy ahead of its store: an older copy of the disk took the store's place."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intake_app.domain.operators import Role
from intake_app.errors import UnusableInput
from intake_app.storage.journal import Journal
from tests.sync.counter_kit import (
    ADMINISTRATOR,
    AGENT,
    Counter,
    counter_at,
    require_both_sides_agree,
)
from tests.sync.volume_kit import Volume, follow_on, hashes_in, replay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.server.kit import Served

SUPERVISOR = replace(AGENT, role=Role.SUPERVISOR)


@contextmanager
def copied_at(folder: Path, volume: Volume, *, number: str = "1") -> Iterator[Counter]:
    """Open a counter whose seals are followed on the volume; begin the copy when it is new."""
    with counter_at(folder, number=number) as counter:
        copy = follow_on(counter, volume)
        if not copy.state().is_wanted:
            copy.use(volume.folder, ADMINISTRATOR)
        yield counter


def image_of(folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(folder, tmp_path / "image")


def put_back(folder: Path, image: Path, *, but: str = "") -> None:
    """Bring the whole folder of then back, its guard file too; `but` names a file that stays."""
    kept = (folder / but).read_bytes() if but else b""
    shutil.rmtree(folder)
    shutil.copytree(image, folder)
    if but:
        (folder / but).write_bytes(kept)


def lives_noted(counter: Counter) -> list[str]:
    with counter.desk.store.reading() as uow:
        return [line.subject for line in uow.audit.lines() if line.action == "store.put_back"]


def test_a_folder_put_back_with_its_guard_gives_no_number_of_its_second_copy_again(
    served: Served, folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(folder, volume) as counter:
        counter.enrol(served)
        first = counter.deposit(1)
        counter.sync.sync_once()
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        forgotten = counter.deposit(2)
    put_back(folder, image)

    with copied_at(folder, volume) as counter:
        newer = counter.deposit(1)
        link = counter.sync.status()
        old, new = volume.journals
        in_new = hashes_in(new, counter)
        report = replay(counter, old, counter.desk.key.value)
        counter.sync.sync_once()
        require_both_sides_agree(served, counter)
        noted, in_new_at_last = lives_noted(counter), hashes_in(new, counter)

    assert newer[0].number.startswith("AGA1-1B-")
    assert (link.store_letter, link.copy_fault) == ("B", None)
    assert link.put_back_at is not None
    assert noted == ["B"]
    assert in_new == [one.sha256 for one in first + newer]
    assert (report.replayed, report.known_already, report.left_out) == (2, 1, ())
    assert in_new_at_last == [one.sha256 for one in first + newer + forgotten]
    assert len({one.number for one in first + forgotten + newer}) == 4


def test_a_put_back_after_a_put_back_takes_a_letter_that_none_had(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    image = image_of(folder, tmp_path)
    numbers = []
    for but in ("", "store.guard", "store.guard", ""):
        with copied_at(folder, volume) as counter:
            numbers += [one.number for one in counter.deposit(1)]
        put_back(folder, image, but=but)
    with copied_at(folder, volume) as counter:
        numbers += [one.number for one in counter.deposit(1)]

    assert [number.split("-")[1] for number in numbers] == ["1A", "1B", "1C", "1D", "1E"]


def test_the_guard_learns_the_letter_of_a_life_that_began_while_the_window_is_open(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    put_back(folder, image)
    with copied_at(folder, volume) as counter:
        second = counter.deposit(1)[0].number
    put_back(folder, image, but="store.guard")
    volume.unplug()

    with copied_at(folder, volume) as counter:
        third = counter.deposit(1)[0].number

    assert [number.split("-")[1] for number in (second, third)] == ["1B", "1C"]


def test_a_put_back_while_the_volume_is_away_is_noticed_when_it_is_back(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    """Nobody could know meanwhile; what has a number of its own comes back, the rest is told."""
    with copied_at(folder, volume) as counter:
        first = counter.deposit(1)
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        forgotten = counter.deposit(2)
    put_back(folder, image)
    volume.unplug()

    with copied_at(folder, volume) as counter:
        while_away = counter.deposit(1)
        assert counter.sync.status().put_back_at is None
        volume.plug_in()
        counter.sync.sync_once()
        link = counter.sync.status()
        old, new = volume.journals
        in_new = hashes_in(new, counter)
        report = replay(counter, old, counter.desk.key.value)
        sealed = counter.sealed().values()

    assert while_away[0].number == forgotten[0].number
    assert (link.store_letter, link.copy_fault) == ("B", None)
    assert link.put_back_at is not None
    assert in_new == [one.sha256 for one in first + while_away]
    assert (report.replayed, report.known_already) == (1, 1)
    assert [(one.number, one.code) for one in report.left_out] == [
        (forgotten[0].number, "journal.number_taken")
    ]
    assert forgotten[1].sha256 in sealed


def test_a_second_copy_begun_again_after_a_put_back_knows_its_store(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    """The copy of the disk is older than the setting: the journal is there all the same."""
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        counter.deposit(2)
    key = counter.desk.key.value
    put_back(folder, image, but="store.key")

    with copied_at(folder, volume) as counter:
        assert counter.desk.key.value == key
        assert counter.sync.status().store_letter == "B"
        assert len(volume.journals) == 2


def test_a_record_cut_short_that_the_store_never_sealed_tells_of_a_put_back(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    """The stick was pulled in the middle of a record, its receipt printed all the same."""
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    with volume.journals[0].open("r+b") as file:
        file.truncate(volume.journals[0].stat().st_size - 9)
    put_back(folder, image)

    with copied_at(folder, volume) as counter:
        assert counter.deposit(1)[0].number.startswith("AGA1-1B-")


def test_a_parcel_after_a_put_back_takes_the_next_letter_too(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        forgotten = counter.desk.transmittals.close(SUPERVISOR)
    put_back(folder, image)

    with copied_at(folder, volume) as counter:
        closed = counter.desk.transmittals.close(SUPERVISOR)
        report = replay(counter, volume.journals[0], counter.desk.key.value)

    assert forgotten[0].number.startswith("AGA1-1A-")
    assert closed[0].number.startswith("AGA1-1B-")
    assert (report.replayed, report.known_already) == (1, 1)


def test_a_parcel_whose_number_another_has_is_told_and_the_rest_is_put_back(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        forgotten = counter.desk.transmittals.close(SUPERVISOR)
        counter.deposit(1)
    put_back(folder, image)
    volume.unplug()

    with copied_at(folder, volume) as counter:
        counter.desk.transmittals.close(SUPERVISOR)
        volume.plug_in()
        report = replay(counter, volume.journals[0], counter.desk.key.value)

    assert [(one.number, one.code) for one in report.left_out] == [
        (forgotten[0].number, "journal.number_taken")
    ]
    assert (report.replayed, report.known_already) == (1, 1)


def test_no_number_is_given_when_the_letters_are_used_up(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(folder, volume) as counter:
        with counter.desk.store.writing() as uow:
            uow.settings.write({"store_letter": "Z"})
            uow.commit()
        counter.deposit(1)
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    put_back(folder, image)

    with copied_at(folder, volume) as counter:
        with pytest.raises(UnusableInput) as refused:
            counter.deposit(1)
        assert refused.value.code == "setup.letters_used_up"
        assert len(counter.sealed()) == 1


def test_the_second_copy_of_another_counter_says_nothing_of_this_one(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(tmp_path / "other", volume, number="2") as other:
        other.deposit(2)
    with copied_at(tmp_path / "namesake", volume) as namesake:  # a lost machine's, another key
        namesake.deposit(2)

    with copied_at(folder, volume) as counter:
        counter.deposit(1)
        assert counter.sync.status().put_back_at is None
        assert counter.sync.status().store_letter == "A"
    assert len(volume.journals) == 3


MOVES = ("deposit", "parcel", "pull", "plug", "cut", "start", "beside", "sync", "begin again")


@given(moves=st.lists(st.sampled_from(MOVES), max_size=12))
@example(moves=["deposit", "pull", "deposit", "start", "deposit", "plug", "start", "sync"])
@example(moves=["deposit", "cut", "start", "deposit", "cut", "pull", "deposit", "plug", "deposit"])
@example(moves=["beside", "deposit", "beside", "cut", "beside", "parcel", "begin again", "cut"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_happens_at_a_counter_is_never_taken_for_a_put_back(
    new_desk: Path, tmp_path_factory: pytest.TempPathFactory, moves: list[str]
) -> None:
    """The volume comes and goes, records are cut short, a second process writes beside."""
    place = tmp_path_factory.mktemp("moves")
    folder = shutil.copytree(new_desk, place / "desk")
    volume = Volume(place / "volume")
    for stretch in _between_starts(moves):
        with copied_at(folder, volume) as counter:
            for move in stretch:
                _make(move, counter, volume)
    volume.plug_in()

    with copied_at(folder, volume) as counter:
        counter.deposit(1)
        assert lives_noted(counter) == []
        assert len(volume.journals) == 1
        assert hashes_in(volume.journals[0], counter) == list(counter.sealed().values())


def _between_starts(moves: list[str]) -> Iterator[list[str]]:
    """Cut the moves where the program ends and starts again."""
    while "start" in moves:
        place = moves.index("start")
        yield moves[:place]
        moves = moves[place + 1 :]
    yield moves


def _make(move: str, counter: Counter, volume: Volume) -> None:
    def close_parcel() -> None:
        counter.deposit(1)
        counter.desk.transmittals.close(SUPERVISOR)

    def deposit_beside() -> None:
        with copied_at(counter.desk.home.folder, volume) as other:
            other.deposit(1)

    def begin_again() -> None:
        if volume.folder.exists():
            counter.desk.second_copy.use(volume.folder, ADMINISTRATOR)

    moves: dict[str, Callable[[], object]] = {
        "deposit": counter.deposit,
        "parcel": close_parcel,
        "pull": volume.unplug,
        "plug": volume.plug_in,
        "cut": lambda: _cut_last_record(volume),
        "beside": deposit_beside,
        "sync": counter.sync.sync_once,
        "begin again": begin_again,
    }
    moves[move]()


def _cut_last_record(volume: Volume) -> None:
    """As the power leaves it in the middle of an append: the store's commit was before."""
    for journal in volume.journals:
        size = journal.stat().st_size
        if size > len(b"OJOURNAL1") + 8:
            with journal.open("r+b") as file:
                file.truncate(size - 9)


def test_a_journal_is_looked_at_without_being_made(counter: Counter, volume: Volume) -> None:
    copy = follow_on(counter, volume)

    assert Journal(volume.folder / "none.journal", copy._key).find_end() is None
    assert volume.journals == []


def test_the_guard_says_what_the_store_says_after_such_a_life(
    folder: Path, volume: Volume, tmp_path: Path
) -> None:
    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    image = image_of(folder, tmp_path)
    with copied_at(folder, volume) as counter:
        counter.deposit(2)
    put_back(folder, image)

    with copied_at(folder, volume) as counter:
        counter.deposit(1)
    members = json.loads((folder / "store.guard").read_text(encoding="utf-8"))

    assert members == {"store_letter": "B", "sealed_count": 2}

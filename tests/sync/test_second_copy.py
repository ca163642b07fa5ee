"""The second copy: every seal is in it, and a lost store is filled from it."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake_app.domain.operators import Role
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.services.amend import AmendOrder
from intake_app.services.deposit import Approval
from intake_app.storage.recovery_key import read_recovery_key, write_recovery_key
from tests.sync.counter_kit import (
    ADMINISTRATOR,
    AGENT,
    Counter,
    counter_at,
    require_both_sides_agree,
)
from tests.sync.volume_kit import Volume, follow_on, hashes_in, replay

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.kit import Served


def test_every_seal_is_in_the_journal_before_anything_is_printed(
    copied: Counter, volume: Volume
) -> None:
    for _ in range(3):
        deposited = copied.deposit(1)[0]
        assert hashes_in(volume.journals[0], copied)[-1] == deposited.sha256

    link = copied.sync.status()
    assert (link.copy_folder, link.copy_fault) == (str(volume.folder), None)


def test_what_was_sealed_before_is_in_the_journal_too(counter: Counter, volume: Volume) -> None:
    earlier = counter.deposit(2)

    follow_on(counter, volume).use(volume.folder, ADMINISTRATOR)

    assert hashes_in(volume.journals[0], counter) == [one.sha256 for one in earlier]


def test_a_missing_volume_stops_no_deposit_and_is_said_and_caught_up(
    copied: Counter, volume: Volume
) -> None:
    copied.deposit(1)
    volume.unplug()

    while_away = copied.deposit(2)
    assert copied.sync.status().copy_fault == "journal.missing"
    volume.plug_in()
    copied.sync.sync_once()

    assert copied.sync.status().copy_fault is None
    assert hashes_in(volume.journals[0], copied)[1:] == [one.sha256 for one in while_away]


def test_an_empty_folder_left_by_an_unplugged_volume_is_no_second_copy(
    copied: Counter, volume: Volume
) -> None:
    volume.unplug()
    volume.folder.mkdir()
    volume.number_of = lambda path: path.stat().st_dev  # type: ignore[method-assign]
    follow_on(copied, volume)

    copied.deposit(1)

    assert copied.sync.status().copy_fault == "journal.missing"
    assert volume.journals == []


def test_the_journal_shows_nothing_to_who_takes_the_stick(copied: Counter, volume: Volume) -> None:
    number = copied.deposit(1)[0].number

    content = volume.journals[0].read_bytes()

    assert number.encode() not in content
    assert b"onousc-sealed" not in content
    assert b"dossier" not in content
    if os.name == "posix":
        assert volume.journals[0].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", [1, 4, 5, 40, 600])
def test_a_record_cut_short_is_written_anew(copied: Counter, volume: Volume, cut: int) -> None:
    hashes = [one.sha256 for one in copied.deposit(3)]
    journal = volume.journals[0]
    with journal.open("r+b") as file:
        file.truncate(journal.stat().st_size - cut)
    assert hashes_in(journal, copied) == hashes[:2]
    follow_on(copied, volume)  # as after a start

    hashes.append(copied.deposit(1)[0].sha256)

    assert hashes_in(journal, copied) == hashes


def test_a_store_that_was_lost_is_filled_from_its_second_copy(
    served: Served, folder: Path, volume: Volume
) -> None:
    with counter_at(folder) as counter:
        counter.enrol(served)
        key = read_recovery_key(follow_on(counter, volume).use(volume.folder, ADMINISTRATOR))
        counter.deposit(3)
        counter.sync.sync_once()
        lost = counter.deposit(2)
        sealed = counter.sealed()
    shutil.rmtree(folder)

    with counter_at(folder) as counter:
        report = replay(counter, volume.journals[0], key)
        again = replay(counter, volume.journals[0], key)
        assert counter.sealed() == sealed
        assert counter.desk.prints.unprinted_today() == (), "nobody knows what was printed"
        counter.enrol(served)
        synchronised = counter.sync.sync_once()
        newer = counter.deposit(1)[0].number
        counter.sync.sync_once()
        require_both_sides_agree(served, counter)
        with counter.desk.store.reading() as uow:
            assert uow.audit.first_broken() is None
            back = uow.dossiers.find_by_number(lost[0].number)
            assert back is not None
            assert back.paper_state == "at_office"

    assert (report.replayed, report.known_already, report.store_letter) == (5, 0, "B")
    assert (again.replayed, again.known_already) == (0, 5)
    assert synchronised.results == {"duplicate": 3, "accepted": 2}
    assert newer.startswith("AGA1-1B-")


def test_a_correction_comes_back_as_the_last_revision(
    copied: Counter, volume: Volume, tmp_path: Path
) -> None:
    deposited = copied.deposit(1)[0]
    opened = copied.desk.amend.open(deposited.dossier_id)
    corrected = replace(opened.dossier, student=replace(opened.dossier.student, phone="0612345678"))
    approval = Approval(replace(AGENT, role=Role.SUPERVISOR), "téléphone")
    order = AmendOrder(deposited.dossier_id, 1, corrected, AGENT, approval)
    assert copied.desk.amend.amend(order).revision == 2

    with counter_at(tmp_path / "new") as fresh:
        assert replay(fresh, volume.journals[0], copied.desk.key.value).replayed == 2
        back = fresh.desk.amend.open(deposited.dossier_id)
        assert fresh.sealed() == copied.sealed()

    assert (back.revision, back.dossier.student.phone) == (2, "0612345678")


def test_a_disk_rolled_back_gets_what_it_forgot_from_its_own_journal(
    served: Served, folder: Path, volume: Volume
) -> None:
    with counter_at(folder) as counter:
        counter.enrol(served)
        follow_on(counter, volume).use(volume.folder, ADMINISTRATOR)
        counter.deposit(2)
        counter.sync.sync_once()
    shutil.copytree(folder, folder.with_name("image"))
    with counter_at(folder) as counter:
        follow_on(counter, volume)
        counter.deposit(2)
        counter.sync.sync_once()
    guard = (folder / "store.guard").read_bytes()
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("image"), folder)
    (folder / "store.guard").write_bytes(guard)

    with counter_at(folder) as counter:
        assert counter.sync.sync_once().link.forgotten == 2
        report = replay(counter, volume.journals[0], counter.desk.key.value)
        healed = counter.sync.sync_once()
        assert report.replayed == 2
        assert (healed.link.forgotten, healed.link.difference) == (0, 0)
        require_both_sides_agree(served, counter)


def test_a_journal_of_another_key_or_counter_or_kind_is_refused(
    copied: Counter, volume: Volume, tmp_path: Path
) -> None:
    copied.deposit(1)
    stranger = tmp_path / "stranger.journal"
    stranger.write_bytes(b"%PDF-1.7")
    key = copied.desk.key.value

    for journal, store_key, code in (
        (volume.journals[0], bytes(32), "journal.wrong_key"),
        (stranger, key, "journal.not_a_journal"),
        (tmp_path / "missing", key, "journal.unreadable"),
        (tmp_path, key, "journal.unreadable"),
    ):
        with pytest.raises(UnusableInput) as refused:
            replay(copied, journal, store_key)
        assert refused.value.code == code


def test_a_new_store_that_gave_the_same_numbers_is_told_so_and_takes_the_rest(
    copied: Counter, volume: Volume, tmp_path: Path
) -> None:
    first, second = copied.deposit(2)

    with counter_at(tmp_path / "new") as fresh:
        fresh.deposit(1)
        report = replay(fresh, volume.journals[0], copied.desk.key.value)
        assert len(fresh.sealed()) == 2
        assert second.sha256 in fresh.sealed().values()
        assert fresh.deposit(1)[0].number.startswith("AGA1-1B-")

    assert (report.replayed, report.known_already, report.store_letter) == (1, 0, "B")
    assert [(one.number, one.revision, one.code) for one in report.left_out] == [
        (first.number, 1, "journal.number_taken")
    ]


def test_only_an_administrator_sets_the_second_copy_up(counter: Counter, volume: Volume) -> None:
    copy = follow_on(counter, volume)
    supervisor = replace(AGENT, role=Role.SUPERVISOR)

    for attempt in (
        lambda: copy.use(volume.folder, supervisor),
        lambda: copy.stop(supervisor),
        lambda: counter.desk.replays.replay(volume.folder, b"", supervisor),
    ):
        with pytest.raises(AccessDenied):
            attempt()


def test_a_folder_of_the_stores_own_disk_is_no_second_volume(
    counter: Counter, volume: Volume, tmp_path: Path
) -> None:
    copy = counter.desk.second_copy

    for folder, code in (
        (volume.folder, "journal.same_volume"),
        (tmp_path / "missing", "journal.folder_missing"),
    ):
        with pytest.raises(UnusableInput) as refused:
            copy.use(folder, ADMINISTRATOR)
        assert refused.value.code == code


def test_a_second_copy_that_was_ended_is_followed_no_more(copied: Counter, volume: Volume) -> None:
    copied.deposit(1)
    size = volume.journals[0].stat().st_size

    copied.desk.second_copy.stop(ADMINISTRATOR)
    copied.deposit(1)

    assert volume.journals[0].stat().st_size == size
    assert copied.sync.status().copy_folder == ""


@given(key=st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_a_recovery_key_is_read_as_it_was_written(key: bytes) -> None:
    text = write_recovery_key(key)

    assert [len(group) for group in text.split("-")] == [5] * 11
    assert read_recovery_key(text.lower().replace("-", " ").replace("o", "0")) == key


@given(key=st.binary(min_size=32, max_size=32), place=st.integers(0, 54))
@example(key=bytes(30) + b"\x03\x00", place=54)
@settings(max_examples=50)
def test_one_wrong_letter_of_a_recovery_key_is_noticed(key: bytes, place: int) -> None:
    letters = list(write_recovery_key(key).replace("-", ""))
    letters[place] = "C" if letters[place] == "A" else "A"

    with pytest.raises(UnusableInput) as refused:
        read_recovery_key("".join(letters))
    assert refused.value.code == "store.recovery_key_wrong"

"""Damage in a second copy: what is whole comes back, and what is not is told."""

from __future__ import annotations

import shutil
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from intake_app.domain.operators import Role
from intake_app.errors import UnusableInput
from intake_app.services.amend import AmendOrder
from intake_app.services.deposit import Approval
from intake_app.storage.journal import Journal, JournalKey
from tests.sync.counter_kit import ADMINISTRATOR, AGENT, Counter, counter_at
from tests.sync.volume_kit import Volume, follow_on, hashes_in, replay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from intake_app.services.deposit import Deposited

HEAD_BYTES = 9 + 8
LENGTH_BYTES = 4


def records_of(content: bytes) -> list[tuple[int, int]]:
    """Where the records of a journal lie, and how long each is without its two lengths."""
    found, at = [], HEAD_BYTES
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        found.append((at, length))
        at += length + 2 * LENGTH_BYTES
    return found


def spoil(journal: Path, record: int, place: int, bit: int = 1) -> None:
    """Flip one bit, the lowest unless told, of a byte counted from a record's first length."""
    content = bytearray(journal.read_bytes())
    content[records_of(bytes(content))[record - 1][0] + place] ^= bit
    journal.write_bytes(content)


def cut(journal: Path) -> None:
    """Let the journal end in the middle of its last record."""
    with journal.open("r+b") as file:
        file.truncate(journal.stat().st_size - 7)


def add_zeros(journal: Path) -> None:
    """Let zeros follow, as where the length of a file was written before its content."""
    with journal.open("ab") as file:
        file.write(bytes(100))


def cut_and_add_zeros(journal: Path) -> None:
    cut(journal)
    add_zeros(journal)


def nothing_more(_: Path) -> None:
    """Leave the end of the journal as it is."""


ENDINGS = pytest.mark.parametrize("end_badly", [cut, add_zeros, cut_and_add_zeros])


def seal_while_away(counter: Counter, volume: Volume) -> str:
    """Seal one more dossier that the copy does not hold yet; return its hash."""
    volume.unplug()
    (deposited,) = counter.deposit(1)
    volume.plug_in()
    return deposited.sha256


def correct(counter: Counter, deposited: Deposited, phone: str) -> str:
    """Seal a correction of a dossier; return its hash."""
    opened = counter.desk.amend.open(deposited.dossier_id)
    corrected = replace(opened.dossier, student=replace(opened.dossier.student, phone=phone))
    approval = Approval(replace(AGENT, role=Role.SUPERVISOR), "téléphone")
    order = AmendOrder(deposited.dossier_id, opened.revision, corrected, AGENT, approval)
    return counter.desk.amend.amend(order).sha256


@pytest.mark.parametrize("record", [1, 5, 9])
@pytest.mark.parametrize(
    "place", [LENGTH_BYTES - 1, LENGTH_BYTES + 50, -1], ids=["length", "body", "length behind"]
)
def test_what_precedes_a_damaged_record_is_back_and_the_record_is_named(
    copied: Counter, volume: Volume, tmp_path: Path, record: int, place: int
) -> None:
    hashes = [one.sha256 for one in copied.deposit(9)]
    (journal,) = volume.journals
    length = records_of(journal.read_bytes())[record - 1][1]
    spoil(journal, record, place if place > 0 else length + 2 * LENGTH_BYTES + place)

    with counter_at(tmp_path / "new") as fresh:
        report = replay(fresh, journal, copied.desk.key.value)
        assert list(fresh.sealed().values()) == hashes[: record - 1]

    assert report.replayed == record - 1
    if (record, place) == (9, -1):  # the last one's length behind it: as if it were cut
        assert (report.damaged_record, report.cut_short) == (None, True)
    else:
        assert (report.damaged_record, report.cut_short) == (record, False)


@pytest.mark.parametrize("count", [100, 101])
def test_nothing_is_dropped_where_a_piece_of_the_replay_ends(
    copied: Counter, volume: Volume, tmp_path: Path, count: int
) -> None:
    copied.deposit(102)
    (journal,) = volume.journals
    spoil(journal, count + 1, LENGTH_BYTES + 50)

    with counter_at(tmp_path / "new") as fresh:
        report = replay(fresh, journal, copied.desk.key.value)
        assert len(fresh.sealed()) == count

    assert (report.replayed, report.damaged_record) == (count, count + 1)


def test_who_replays_a_journal_that_was_cut_short_is_told(
    copied: Counter, volume: Volume, tmp_path: Path
) -> None:
    copied.deposit(3)
    (journal,) = volume.journals
    cut(journal)

    with counter_at(tmp_path / "new") as fresh:
        report = replay(fresh, journal, copied.desk.key.value)

    assert (report.replayed, report.damaged_record, report.cut_short) == (2, None, True)


@ENDINGS
@pytest.mark.parametrize(
    ("record", "place", "bit"),
    [
        pytest.param(2, LENGTH_BYTES - 1, 1, id="another length"),
        pytest.param(2, 1, 2, id="a far longer one"),
        pytest.param(2, 0, 0x80, id="an impossible one"),
        pytest.param(2, -1, 1, id="the length behind"),
        pytest.param(5, 1, 2, id="the last whole one's length"),
    ],
)
def test_damage_before_a_piece_at_the_end_is_told_as_damage(
    copied: Counter,
    volume: Volume,
    tmp_path: Path,
    end_badly: Callable[[Path], None],
    record: int,
    place: int,
    bit: int,
) -> None:
    copied.deposit(6)
    (journal,) = volume.journals
    length = records_of(journal.read_bytes())[record - 1][1]
    spoil(journal, record, place if place >= 0 else length + 2 * LENGTH_BYTES + place, bit)
    end_badly(journal)

    with counter_at(tmp_path / "new") as fresh:
        report = replay(fresh, journal, copied.desk.key.value)

    assert report.replayed == record - 1
    assert (report.damaged_record, report.cut_short) == (record, False)


@ENDINGS
def test_a_counter_writes_over_no_record_behind_damage_before_a_piece_at_the_end(
    copied: Counter, volume: Volume, end_badly: Callable[[Path], None]
) -> None:
    copied.deposit(6)
    (journal,) = volume.journals
    spoil(journal, 2, LENGTH_BYTES - 1)
    end_badly(journal)
    content = journal.read_bytes()
    follow_on(copied, volume)  # as after a start

    copied.deposit(1)

    assert copied.sync.status().copy_fault == "journal.copy_damaged"
    assert copied.sync.status().put_back_at is None
    assert journal.read_bytes() == content


@ENDINGS
def test_a_counter_goes_on_behind_the_piece_that_a_power_cut_left(
    copied: Counter, volume: Volume, end_badly: Callable[[Path], None]
) -> None:
    hashes = [one.sha256 for one in copied.deposit(3)]
    (journal,) = volume.journals
    end_badly(journal)
    hashes.append(seal_while_away(copied, volume))
    follow_on(copied, volume)  # as after a start

    copied.sync.sync_once()
    hashes.append(copied.deposit(1)[0].sha256)

    assert copied.sync.status().copy_fault is None
    assert copied.sync.status().put_back_at is None
    assert volume.journals == [journal]
    assert hashes_in(journal, copied) == hashes


@pytest.mark.parametrize("end_badly", [cut, add_zeros, nothing_more])
def test_a_damaged_copy_still_tells_that_an_older_disk_took_the_place_of_this_one(
    volume: Volume, tmp_path: Path, end_badly: Callable[[Path], None]
) -> None:
    folder, image = tmp_path / "home", tmp_path / "image"
    with counter_at(folder) as counter:
        follow_on(counter, volume).use(volume.folder, ADMINISTRATOR)
        counter.deposit(3)
    shutil.copytree(folder, image)
    with counter_at(folder) as counter:
        follow_on(counter, volume)
        counter.deposit(3)
    (journal,) = volume.journals
    spoil(journal, 2, LENGTH_BYTES - 1)
    end_badly(journal)
    content = journal.read_bytes()
    shutil.rmtree(folder)
    shutil.copytree(image, folder)

    with counter_at(folder) as counter:
        follow_on(counter, volume)
        newer = counter.deposit(1)[0].number

    assert newer.startswith("AGA1-1B-")
    assert journal.read_bytes() == content


def test_a_damaged_copy_is_not_begun_again_as_if_all_were_well(
    copied: Counter, volume: Volume
) -> None:
    copied.deposit(4)
    (journal,) = volume.journals
    spoil(journal, 2, LENGTH_BYTES - 1)
    content = journal.read_bytes()
    copy = follow_on(copied, volume)  # as after a start
    copied.sync.sync_once()
    assert copy.state().fault == "journal.copy_damaged"

    with pytest.raises(UnusableInput) as refused:
        copy.use(volume.folder, ADMINISTRATOR)

    assert refused.value.code == "journal.copy_damaged"
    assert copy.state().fault == "journal.copy_damaged"
    assert journal.read_bytes() == content


def test_a_counter_notices_a_length_that_hides_what_is_behind_it(
    copied: Counter, volume: Volume
) -> None:
    """It adds nothing to such a copy, says so until it is set aside, and then writes all anew."""
    hashes = [one.sha256 for one in copied.deposit(4)]
    (journal,) = volume.journals
    spoil(journal, 2, LENGTH_BYTES - 1)
    size = journal.stat().st_size
    follow_on(copied, volume)  # as after a start

    copied.sync.sync_once()
    assert copied.sync.status().copy_fault == "journal.copy_damaged"
    hashes.append(copied.deposit(1)[0].sha256)
    assert copied.sync.status().copy_fault == "journal.copy_damaged"
    assert journal.stat().st_size == size
    assert copied.sync.status().put_back_at is None

    journal.rename(journal.with_suffix(".aside"))
    copied.sync.sync_once()
    assert copied.sync.status().copy_fault is None
    assert hashes_in(journal, copied) == hashes


def test_an_item_whose_bytes_do_not_fit_its_hash_is_left_out_and_told(
    copied: Counter, volume: Volume, tmp_path: Path
) -> None:
    copied.deposit(3)
    key = JournalKey.of_store(copied.desk.key.value)
    one, two, three = Journal(volume.journals[0], key).items()
    journal = Journal(tmp_path / "copy", key)
    journal.append([one, replace(two, body=three.body), three])

    with counter_at(tmp_path / "new") as fresh:
        report = replay(fresh, tmp_path / "copy", copied.desk.key.value)
        assert list(fresh.sealed().values()) == [one.sha256, three.sha256]

    assert [(left.position, left.number, left.code) for left in report.left_out] == [
        (2, None, "journal.body_damaged")
    ]


def test_a_revision_that_this_store_sealed_otherwise_is_told(
    copied: Counter, volume: Volume, tmp_path: Path
) -> None:
    (deposited,) = copied.deposit(1)
    key = copied.desk.key.value
    with counter_at(tmp_path / "new") as fresh:
        replay(fresh, volume.journals[0], key)
        here = correct(fresh, deposited, "0612345678")
        there = correct(copied, deposited, "0687654321")

        report = replay(fresh, volume.journals[0], key)
        assert list(fresh.sealed().values()) == [deposited.sha256, here]

    assert here != there
    assert (report.replayed, report.known_already) == (0, 1)
    assert [(left.number, left.revision, left.code) for left in report.left_out] == [
        (deposited.number, 2, "journal.revision_taken")
    ]


def test_a_replay_gives_no_number_that_a_later_journal_beside_it_holds(
    copied: Counter, volume: Volume, tmp_path: Path
) -> None:
    copied.deposit(1)
    with copied.desk.store.writing() as uow:
        uow.settings.write({"store_letter": "B"})
        uow.commit()
    later = copied.deposit(1)[0]
    old, new = volume.journals
    key = copied.desk.key.value

    with counter_at(tmp_path / "new") as fresh:
        first = replay(fresh, old, key)
        newer = fresh.deposit(1)[0]
        second = replay(fresh, new, key)

    assert (first.store_letter, second.store_letter) == ("C", "C")
    assert (second.replayed, second.left_out) == (1, ())
    assert later.number.startswith("AGA1-1B-")
    assert newer.number.startswith("AGA1-1C-")

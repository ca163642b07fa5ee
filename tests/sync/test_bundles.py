"""The USB courier: what goes by stick arrives once, whatever else goes by network."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.formats import carried_file
from intake_app.sync.batches import BatchLabel, sign_batch
from intake_app.sync.bundle_receipts import RECEIPTS_MARK
from intake_app.sync.bundles import BundleLabel, take_apart, write_bundle
from intake_app.sync.signatures import Signer, key_id_of
from intake_server.keys import add_keys
from tests.server.kit import good_items
from tests.sync.bundle_kit import reception_of
from tests.sync.counter_kit import require_both_sides_agree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.kit import Served
    from tests.sync.bundle_kit import Stick


def test_what_goes_by_stick_is_held_and_its_receipts_let_go_of_it(
    served: Served, stick: Stick
) -> None:
    stick.counter.enrol(served)
    stick.counter.deposit(25)
    with stick.counter.desk.store.writing() as uow:
        station = uow.stations.find()
        assert station is not None
        station.batch_limit = 20
        uow.commit()

    exported = stick.courier.export(stick.bundle)
    taken = stick.carry_to(served)
    back = stick.carry_back()

    assert (exported.batches, exported.items, exported.left_waiting) == (2, 25, 0)
    assert (taken.taken, taken.results) == (2, {"accepted": 25})
    assert (back.settled, back.results) == (2, {"accepted": 25})
    require_both_sides_agree(served, stick.counter)


def test_exported_is_no_state_the_network_goes_on_with_the_same_batches(
    trial: Served, stick: Stick
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(12)
    stick.courier.export(stick.bundle)
    assert stick.counter.sync.status().in_flight == 12

    report = stick.counter.sync.sync_once()
    replayed = stick.carry_to(trial)
    back = stick.carry_back()

    assert report.results == {"accepted": 12}
    assert (replayed.taken, replayed.replayed) == (0, 1)
    assert (back.settled, back.known_already) == (0, 1)
    require_both_sides_agree(trial, stick.counter)


def test_a_stick_imported_twice_on_both_sides_changes_nothing(trial: Served, stick: Stick) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(3)
    stick.courier.export(stick.bundle)
    first = stick.carry_to(trial)
    again = stick.carry_to(trial)

    settled, known = stick.carry_back(), stick.carry_back()

    assert (first.taken, again.taken, again.replayed) == (1, 0, 1)
    assert (settled.settled, known.settled, known.known_already) == (1, 0, 1)
    require_both_sides_agree(trial, stick.counter)


def test_a_bundle_takes_the_place_of_an_older_one_and_of_nothing_else(
    trial: Served, stick: Stick
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    stick.bundle.write_text("photographs", encoding="utf-8")
    with pytest.raises(UnusableInput) as refused:
        stick.courier.export(stick.bundle)
    assert refused.value.code == "file.in_the_way"
    assert stick.counter.sync.status().in_flight == 0, "nothing is called under way"
    assert stick.bundle.read_text(encoding="utf-8") == "photographs"

    stick.bundle.unlink()
    assert stick.courier.export(stick.bundle).items == 1
    stick.counter.deposit(1)
    assert stick.courier.export(stick.bundle).items == 2
    receipts = reception_of(trial).take(stick.bundle.read_bytes()).receipts
    assert receipts.startswith(RECEIPTS_MARK)


def test_a_stick_that_was_lost_is_written_again_with_what_came_since(
    trial: Served, stick: Stick
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(2)
    stick.courier.export(stick.bundle)
    stick.bundle.unlink()
    stick.counter.deposit(1)

    exported = stick.courier.export(stick.bundle)

    assert exported.items == 3
    stick.carry_to(trial)
    stick.carry_back()
    require_both_sides_agree(trial, stick.counter)


def test_a_counter_that_was_away_while_keys_changed_learns_them_from_the_stick(
    trial: Served, stick: Stick
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(2)
    stick.courier.export(stick.bundle)
    with trial.database.writing() as connection:
        add_keys(connection, datetime.now(UTC))

    stick.carry_to(trial)

    assert stick.carry_back().settled == 1
    require_both_sides_agree(trial, stick.counter)


def test_nothing_on_the_stick_can_be_read_without_the_servers_key(
    trial: Served, stick: Stick
) -> None:
    stick.counter.enrol(trial)
    deposited = stick.counter.deposit(2)
    stick.courier.export(stick.bundle)

    content = stick.bundle.read_bytes()

    assert deposited[0].number.encode() not in content
    assert str(deposited[0].dossier_id).encode() not in content
    assert b"onousc-sealed" not in content
    if os.name == "posix":
        assert stick.bundle.stat().st_mode & 0o777 == 0o600


def test_a_count_from_a_stick_is_of_this_counter_alone(trial: Served, stick: Stick) -> None:
    stick.counter.enrol(trial)
    office = trial.office()
    office.client.deliver(office.batch(good_items(1)))
    stick.counter.deposit(2)
    stick.courier.export(stick.bundle)

    stick.carry_to(trial)
    stick.carry_back()

    assert stick.counter.sync.status().received == 2
    assert stick.counter.sync.status().is_green


def test_an_older_count_from_a_stick_never_replaces_a_newer_one(
    trial: Served, stick: Stick
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    stick.courier.export(stick.bundle)
    stick.carry_to(trial)
    stick.counter.deposit(1)
    stick.counter.sync.sync_once()
    assert stick.counter.sync.status().received == 2

    stick.carry_back()

    require_both_sides_agree(trial, stick.counter)


def test_nothing_is_written_when_nothing_waits(trial: Served, stick: Stick) -> None:
    stick.counter.enrol(trial)

    assert stick.courier.export(stick.bundle).batches == 0
    assert not stick.bundle.exists()


def test_without_a_server_there_is_nobody_to_seal_for(stick: Stick) -> None:
    with pytest.raises(UnusableInput) as refused:
        stick.courier.export(stick.bundle)

    assert refused.value.code == "bundle.not_enrolled"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "bundle.disk_full"), (errno.EIO, "bundle.write_failed")],
)
def test_a_stick_that_fails_leaves_the_last_file_and_everything_waiting(
    trial: Served, stick: Stick, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    stick.courier.export(stick.bundle)
    before = stick.bundle.read_bytes()

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(EnvironmentFault) as refused:
            stick.courier.export(stick.bundle)

    assert refused.value.code == code
    assert stick.bundle.read_bytes() == before
    assert [path.name for path in stick.folder.iterdir()] == [stick.bundle.name]
    stick.counter.sync.sync_once()
    require_both_sides_agree(trial, stick.counter)


def test_a_stick_that_gives_back_something_else_is_not_finished(
    trial: Served, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    monkeypatch.setattr(carried_file, "_read_from_disk", lambda path: path.read_bytes()[:-1])

    with pytest.raises(EnvironmentFault) as refused:
        stick.courier.export(stick.bundle)

    assert refused.value.code == "bundle.read_back"
    assert not stick.bundle.exists()


def test_a_file_that_is_none_is_not_read(stick: Stick, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UnusableInput) as refused:
            carried_file.read_carried(path, 10)
        assert refused.value.code == "file.unreadable"
    (tmp_path / "big").write_bytes(b"x" * 11)
    with pytest.raises(UnusableInput) as too_large:
        carried_file.read_carried(tmp_path / "big", 10)
    assert too_large.value.code == "bundle.too_large"


def test_a_bundle_names_the_key_it_is_sealed_to() -> None:
    signer = Signer.generate()
    label = BatchLabel(str(uuid7()), "AGA1-1-AAAAAAAA", 1, "cnops", datetime.now(UTC))
    batch = sign_batch(label, good_items(1), signer)
    public_key = bytes.fromhex("09" + "00" * 31)
    bundle = BundleLabel(
        bundle_id=str(uuid7()),
        station_id="AGA1-1-AAAAAAAA",
        station_key_id=signer.key_id,
        server_key_id=key_id_of(public_key),
        created_at=datetime.now(UTC),
        batch_count=1,
    )

    closed = take_apart(write_bundle(bundle, [batch], signer, public_key))

    closed.require_signed_by(signer.public_key)
    assert closed.label.server_key_id == key_id_of(public_key)

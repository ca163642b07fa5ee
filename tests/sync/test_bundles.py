"""The USB courier: what goes by stick arrives once, whatever else goes by network."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from intake_app.errors import EnvironmentFault, IntakeError, UnusableInput
from intake_app.formats import carried_file
from intake_app.services.courier import CourierService
from intake_app.services.station_keys import read_keys, write_keys
from intake_app.sync.batches import BatchLabel, sign_batch
from intake_app.sync.bundle_receipts import read_receipts
from intake_app.sync.bundles import BundleLabel, take_apart, write_bundle
from intake_app.sync.signatures import Signer, decode_bytes, key_id_of
from intake_server.bundles import BundleReception
from intake_server.judgement import load_judge
from intake_server.keys import add_keys, public_keys
from intake_server.stations import revoke
from tests.server.fixtures import settings_for
from tests.server.kit import good_items, serving
from tests.sync.counter_kit import counter_at, require_both_sides_agree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from intake_app.services.courier import ReceiptsReport
    from intake_server.bundles import BundleReport
    from tests.server.kit import Office, Served
    from tests.sync.counter_kit import Counter

JUDGE = load_judge()


def reception_of(served: Served) -> BundleReception:
    now = lambda: datetime.now(UTC)  # noqa: E731
    return BundleReception(served.database, JUDGE, now, served.settings.limits)


@dataclass
class Stick:
    """A stick between one counter and one server."""

    counter: Counter
    folder: Path

    @property
    def bundle(self) -> Path:
        return self.folder / "guichet.bundle"

    @property
    def receipts(self) -> Path:
        return self.folder / "guichet.receipts"

    @property
    def courier(self) -> CourierService:
        return CourierService(self.counter.desk.store, self.counter.clock)

    def carry_to(self, served: Served) -> BundleReport:
        report = reception_of(served).take(self.bundle.read_bytes())
        self.receipts.write_bytes(report.receipts)
        return report

    def carry_back(self) -> ReceiptsReport:
        return self.courier.import_receipts(self.receipts)


@pytest.fixture
def stick(counter: Counter, tmp_path: Path) -> Stick:
    folder = tmp_path / "stick"
    folder.mkdir()
    return Stick(counter, folder)


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


# --- hostile, damaged and misdirected files ---------------------------------------------------


def require_refused(served: Served, content: bytes, code: str) -> None:
    before = served.held()
    with pytest.raises(UnusableInput) as refused:
        reception_of(served).take(content)
    assert refused.value.code == code
    assert served.held() == before


def test_a_bundle_altered_anywhere_is_refused_whole(trial: Served, stick: Stick) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    stick.courier.export(stick.bundle)
    content = stick.bundle.read_bytes()

    for place in (20, 60, len(content) // 2, len(content) - 70, len(content) - 1):
        altered = bytearray(content)
        altered[place] ^= 1
        with pytest.raises(UnusableInput):
            reception_of(trial).take(bytes(altered))
    require_refused(trial, content[:-1], "bundle.damaged")
    require_refused(trial, content[:10], "bundle.damaged")
    require_refused(trial, b"PK\x03\x04 a zip", "bundle.not_a_bundle")
    require_refused(trial, b"", "bundle.not_a_bundle")
    assert trial.held() == {}


@given(content=st.binary(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_bytes_behind_the_sign_are_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(IntakeError):
        take_apart(b"OBUNDLE1" + content)


def test_a_bundle_for_another_server_is_said_to_be_so(
    trial: Served, own_trial: Served, stick: Stick
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    stick.courier.export(stick.bundle)

    require_refused(own_trial, stick.bundle.read_bytes(), "bundle.station_unknown")


def test_a_revoked_stations_stick_is_refused(trial: Served, stick: Stick) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    stick.courier.export(stick.bundle)
    station_id = stick.counter.sync.status().station_id
    assert station_id is not None
    with trial.database.writing() as connection:
        revoke(connection, station_id, at=datetime.now(UTC), reason="lost")

    require_refused(trial, stick.bundle.read_bytes(), "bundle.station_revoked")


def unchanged(label: BundleLabel) -> BundleLabel:
    return label


def forged(
    served: Served,
    change: Callable[[BundleLabel], BundleLabel] = unchanged,
    carried_for: Office | None = None,
) -> bytes:
    """A bundle signed by a true station whose label, or whose batch, is of somebody else."""
    office = served.office()
    signer = office.identity.signer
    with served.database.reading() as connection:
        key = next(one for one in public_keys(connection) if one.use.value == "bundles")
    public_key = decode_bytes(key.public_key)
    label = BundleLabel(
        bundle_id=str(uuid7()),
        station_id=office.identity.station_id,
        station_key_id=signer.key_id,
        server_key_id=key.key_id,
        created_at=datetime.now(UTC),
        batch_count=1,
    )
    batch = (carried_for or office).batch(good_items(1))
    return write_bundle(change(label), [batch], signer, public_key)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("server_key_id", "0" * 16, "bundle.other_server"),
        ("batch_count", 2, "bundle.damaged"),
        ("station_id", "AGA1-1-AAAAAAAA", "bundle.station_unknown"),
        ("station_key_id", "0" * 16, "bundle.station_unknown"),
    ],
)
def test_a_label_that_lies_is_refused(trial: Served, member: str, value: object, code: str) -> None:
    content = forged(trial, lambda label: label.model_copy(update={member: value}))

    require_refused(trial, content, code)


def test_a_true_label_is_taken(trial: Served) -> None:
    report = reception_of(trial).take(forged(trial))

    assert report.results == {"accepted": 1}


def test_a_station_cannot_bring_the_batches_of_another(trial: Served) -> None:
    report = reception_of(trial).take(forged(trial, carried_for=trial.office()))

    assert report.refused == {"station.mismatch": 1}
    assert trial.held() == {}


def test_a_bundle_that_inflates_without_end_is_refused(
    trial: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake_app.sync.bundles.MAX_CONTENT_BYTES", 500)

    require_refused(trial, forged(trial), "bundle.too_large")


def test_a_batch_that_the_contract_refuses_comes_back_divided(
    trial: Served, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(4)
    stick.courier.export(stick.bundle)
    small = trial.settings.limits.model_copy(update={"max_items": 3})
    monkeypatch.setattr(trial, "settings", settings_for("x.sqlite"))
    object.__setattr__(trial.settings, "limits", small)

    report = stick.carry_to(trial)
    back = stick.carry_back()

    assert report.refused == {"batch.too_large": 1}
    assert back.refused == 1
    link = stick.counter.sync.status()
    assert (link.waiting, link.in_flight) == (4, 0)


# --- receipts that are not ours ---------------------------------------------------------------


def test_receipts_that_no_known_key_signed_count_for_nothing(
    trial: Served, stick: Stick, tmp_path: Path
) -> None:
    with serving(settings_for(str(tmp_path / "other.sqlite"))) as other:
        stick.counter.enrol(other)
        stick.counter.deposit(1)
        stick.courier.export(stick.bundle)
        report = stick.carry_to(other)
        other.close()
    stick.counter.enrol(trial, replacing=True)

    with pytest.raises(UnusableInput) as refused:
        stick.carry_back()

    assert report.taken == 1
    assert refused.value.code == "bundle.receipts_doubtful"
    assert stick.counter.sync.status().received is None


def test_receipts_altered_or_of_another_kind_are_refused(trial: Served, stick: Stick) -> None:
    stick.counter.enrol(trial)
    stick.counter.deposit(1)
    stick.courier.export(stick.bundle)
    stick.carry_to(trial)
    members = json.loads(stick.receipts.read_bytes())
    members["content"] = members["content"].replace("accepted", "rejected")
    altered = json.dumps(members).encode()

    for content, code in (
        (altered, "bundle.receipts_doubtful"),
        (b"{}", "bundle.not_receipts"),
        (b"\xff\xfe", "bundle.not_receipts"),
        (stick.bundle.read_bytes(), "bundle.not_receipts"),
    ):
        stick.receipts.write_bytes(content)
        with pytest.raises(UnusableInput) as refused:
            stick.carry_back()
        assert refused.value.code == code
    assert stick.counter.sync.status().in_flight == 1


def test_another_counters_receipts_are_refused(trial: Served, stick: Stick, tmp_path: Path) -> None:
    stick.counter.enrol(trial)
    with counter_at(tmp_path / "neighbour") as neighbour:
        neighbour.enrol(trial)
        neighbour.deposit(1)
        theirs = Stick(neighbour, tmp_path)
        theirs.courier.export(theirs.bundle)
        theirs.carry_to(trial)
        stick.receipts.write_bytes(theirs.receipts.read_bytes())

    with pytest.raises(UnusableInput) as refused:
        stick.carry_back()

    assert refused.value.code == "bundle.other_station"


# --- the stick itself --------------------------------------------------------------------------


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


CHANGE = given(place=st.integers(0, 10**6), cut=st.integers(0, 40), put=st.binary(max_size=40))
SLOWLY = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def changed(content: bytes, place: int, cut: int, put: bytes) -> bytes:
    begin = place % len(content)
    return content[:begin] + put + content[begin + cut :]


def code_of(call: Callable[[], object]) -> str:
    """The code under which something is refused; empty when it is taken."""
    try:
        call()
    except IntakeError as error:
        return error.code
    return ""


@CHANGE
@SLOWLY
def test_a_bundle_changed_in_any_way_is_taken_as_it_was_or_refused(
    trial: Served, place: int, cut: int, put: bytes
) -> None:
    content = forged(trial)
    other = changed(content, place, cut, put)

    code = code_of(lambda: reception_of(trial).take(other))

    assert code.startswith("bundle.") == (other != content)


@CHANGE
@SLOWLY
def test_receipts_changed_in_any_way_say_the_same_or_are_refused(
    trial: Served, place: int, cut: int, put: bytes
) -> None:
    with trial.database.reading() as connection:
        keys = read_keys(write_keys(public_keys(connection)))
    content = reception_of(trial).take(forged(trial)).receipts
    other = changed(content, place, cut, put)

    code = code_of(lambda: read_receipts(other, keys))

    assert code in {"", "bundle.not_receipts", "bundle.receipts_doubtful"}
    if not code:
        assert read_receipts(other, keys) == read_receipts(content, keys)

"""The file that comes back on the stick: only what our server signed for this counter counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from intake_app.errors import UnusableInput
from intake_app.services.station_keys import read_keys, write_keys
from intake_app.sync.bundle_receipts import read_receipts
from intake_server.keys import public_keys
from tests.server.fixtures import settings_for
from tests.server.kit import serving
from tests.sync.bundle_kit import CHANGE, SLOWLY, Stick, changed, code_of, forged, reception_of
from tests.sync.counter_kit import counter_at

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.kit import Served


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

"""Bundles that are hostile, damaged or for somebody else are refused whole, in plain words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_app.errors import IntakeError, UnusableInput
from intake_app.sync.bundles import take_apart
from intake_server.stations import revoke
from tests.server.fixtures import settings_for
from tests.sync.bundle_kit import (
    CHANGE,
    SLOWLY,
    Stick,
    changed,
    code_of,
    forged,
    reception_of,
    require_refused,
)

if TYPE_CHECKING:
    from tests.server.kit import Served


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


def test_dossiers_of_another_counter_are_quarantined_from_a_stick_too(trial: Served) -> None:
    report = reception_of(trial).take(forged(trial, by=trial.office("FES1", "13")))

    assert report.results == {"quarantined": 1}


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


@CHANGE
@SLOWLY
def test_a_bundle_changed_in_any_way_is_taken_as_it_was_or_refused(
    trial: Served, place: int, cut: int, put: bytes
) -> None:
    content = forged(trial)
    other = changed(content, place, cut, put)

    code = code_of(lambda: reception_of(trial).take(other))

    assert code.startswith("bundle.") == (other != content)

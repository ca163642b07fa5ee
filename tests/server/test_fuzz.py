"""Whatever a station says, the server answers with a problem of its contract, never with a bug."""

from __future__ import annotations

import base64
import copy
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intake_app.sync.batches import OutgoingItem
from intake_app.sync.messages import ReconcileRequest, parse_message
from intake_app.sync.problems import Problem
from intake_app.sync.signatures import Purpose, encode_bytes, hash_hex
from intake_server.ingest import Ingest
from intake_server.judgement import ItemJudge, load_judge
from intake_server.link import answer_reconcile, answer_status
from intake_server.stations import find_station
from tests.server.fixtures import settings_for
from tests.server.kit import good_item, now, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.kit import Office, Served

ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["", "\0", "\ud800", "0" * 64, "cnops", "2026-11-20", [], {}, [[]], {"a": 1}])
)
FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, the inner ones too."""
    found = [path]
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for name, member in inner:
            found += places(member, (*path, name))
    return found


def altered(value: Any, data: st.DataObject) -> Any:
    """The value with something odd in one of its places, or with a member gone or added."""
    changed = copy.deepcopy(value)
    path = data.draw(st.sampled_from(places(value)[1:]))
    target = changed
    for name in path[:-1]:
        target = target[name]
    if data.draw(st.booleans()) or isinstance(target, list):
        target[path[-1]] = data.draw(ODD)
    elif data.draw(st.booleans()):
        del target[path[-1]]
    else:
        target["stranger"] = data.draw(ODD)
    return changed


@pytest.fixture(scope="module")
def judge() -> ItemJudge:
    return load_judge()


@pytest.fixture
def office(trial: Served) -> Office:
    """One counter for all examples of a test."""
    return trial.office()


@pytest.fixture
def served_office(served: Served) -> Office:
    """One counter for all examples of a test, on either database."""
    return served.office()


@FEW
@given(data=st.data())
def test_an_altered_batch_is_taken_or_refused_by_the_contract(
    trial: Served, office: Office, judge: ItemJudge, data: st.DataObject
) -> None:
    ingest = Ingest(trial.database, judge, now, trial.settings.limits)
    batch = json.loads(office.batch([good_item(), good_item()]).payload)
    payload = json.dumps(altered(batch, data)).encode()
    with suppress(Problem):
        ingest.take(payload, office.identity.signer.sign(Purpose.BATCH, payload))


@FEW
@given(data=st.data())
def test_an_altered_body_is_held_whatever_it_says(
    served: Served, served_office: Office, judge: ItemJudge, data: st.DataObject
) -> None:
    ingest = Ingest(served.database, judge, now, served.settings.limits)
    whole = good_item()
    odd = altered(json.loads(whole.body), data)
    body = json.dumps(odd, sort_keys=True, separators=(",", ":")).encode()
    item = OutgoingItem(whole.kind, whole.id, 1, hash_hex(body), body)
    batch = served_office.batch([item])

    taken = ingest.take(batch.payload, batch.signature)

    assert sum(taken.counts.values()) == 1
    assert served.held()[whole.id, 1] == item.sha256


@FEW
@given(data=st.data())
def test_odd_reconciliations_are_answered_or_refused(
    trial: Served, office: Office, data: st.DataObject
) -> None:
    named = {"id": good_item().id, "revision": 1, "sha256": "0" * 64}
    message = data.draw(
        st.sampled_from(
            [
                {"digests": {"00": {"count": 1, "sha256": "0" * 64}}},
                {"items": {"00": [named], "ff": [named, named]}},
            ]
        )
    )
    body = json.dumps(altered(message, data)).encode()
    with trial.database.reading() as connection:
        station = find_station(connection, office.identity.signer.key_id)
        assert station is not None
        with suppress(Problem):
            request = parse_message(ReconcileRequest, body)
            assert answer_reconcile(connection, station, request).held_count == 0


@FEW
@given(cursor=st.text(max_size=30))
def test_any_cursor_is_answered_or_refused(trial: Served, office: Office, cursor: str) -> None:
    with trial.database.reading() as connection:
        station = find_station(connection, office.identity.signer.key_id)
        assert station is not None
        with suppress(Problem):
            assert answer_status(connection, station, cursor).events == ()


KEY_LETTERS = st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True)
PROOF_LETTERS = st.from_regex(r"[A-Za-z0-9_-]{86}", fullmatch=True)


@FEW
@given(key=KEY_LETTERS, proof=PROOF_LETTERS)
@example(key="A" * 42 + "B", proof="A" * 86)
@example(key="A" * 43, proof="A" * 85 + "B")
def test_any_key_of_a_stranger_who_enrols_is_refused_in_order(
    trial: Served, key: str, proof: str
) -> None:
    message = {"code": "AAAA-AAAA", "public_key": key, "proof": proof, "product": "x"}

    reply = httpx.post(f"{trial.url}/v1/enrolments", json=message)

    path = "public_key" if is_spare(key) else "proof" if is_spare(proof) else None
    expected = (400, "message.malformed") if path else (403, "enrolment.refused")
    assert (reply.status_code, reply.json()["code"]) == expected
    assert reply.json().get("path") == path


def is_spare(letters: str) -> bool:
    """Whether the last letter has bits to spare: a second spelling of the same bytes."""
    return encode_bytes(base64.urlsafe_b64decode(letters + "==")) != letters


@FEW
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]),
    path=st.sampled_from(["/v1/batches", "/v1/hello", "/v1/enrolments", "/v1/status", "/", "/v1"]),
    body=st.binary(max_size=200),
    headers=st.dictionaries(
        st.sampled_from(
            ["Intake-Signature", "Intake-Created", "Idempotency-Key", "Content-Encoding"]
        ),
        st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=120),
    ),
)
def test_any_request_of_a_stranger_is_refused_in_order(
    trial: Served, method: str, path: str, body: bytes, headers: dict[str, str]
) -> None:
    reply = httpx.request(method, trial.url + path, content=body, headers=headers)

    assert 400 <= reply.status_code < 500
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_bug_is_answered_without_trace_and_logged_without_what_was_sent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, item: object, batch: object, station: object) -> None:
        raise ValueError("EL AMRANI Salma JB123456")

    with serving(settings_for(str(tmp_path / "reception.sqlite"))) as served:
        office = served.office()
        batch = office.batch([good_item()])
        with monkeypatch.context() as patch:
            patch.setattr(ItemJudge, "__call__", broken)
            headers = {
                "Intake-Signature": batch.signature.header(),
                "Idempotency-Key": batch.batch_id,
            }
            reply = httpx.post(f"{served.url}/v1/batches", content=batch.payload, headers=headers)
            assert served.held() == {}
        office.client.deliver(batch)
        assert len(served.held()) == 1

    assert (reply.status_code, reply.json()["code"]) == (500, "server.error")
    assert "AMRANI" not in reply.text
    assert "ValueError" in caplog.text
    assert "AMRANI" not in caplog.text

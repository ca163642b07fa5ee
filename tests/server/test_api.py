"""Who may ask what, what a stranger learns, and that the written contract is the served one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import event, insert

from intake_app.domain.lifecycle import PaperState
from intake_app.errors import AccessDenied
from intake_app.sync.buckets import bucket_of, digest_all, fill_buckets
from intake_app.sync.certificates import verify_certificate
from intake_app.sync.client import StationRefused, enrol
from intake_app.sync.endpoint import parse_endpoint
from intake_app.sync.messages import (
    HelloReply,
    HelloRequest,
    ItemName,
    ReconcileRequest,
)
from intake_app.sync.outcomes import Delivered, Stopped
from intake_app.sync.signatures import (
    CREATED_HEADER,
    SIGNATURE_HEADER,
    Signer,
)
from intake_app.sync.transport import LinkFault, Transport
from intake_server.app import create_app
from intake_server.decisions import Decision, HeldItem, write_decisions
from intake_server.keys import add_keys
from intake_server.link import answer_status
from intake_server.stations import find_station, issue_code, revoke
from intake_server.tables import StateEventRow
from tests.server.fixtures import empty, settings_for
from tests.server.kit import ask, good_items, incomplete_item, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.sync.batches import OutgoingItem
    from tests.server.kit import Office, Served

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi.json"


def hello(office: Office, **members: object) -> HelloReply:
    request = HelloRequest(
        protocol=1,
        product="test",
        install_epoch=1,
        clock=now(),
        sealed_count=0,
        pending_count=0,
        server_key_ids=tuple(office.identity.server_keys),
    )
    return office.client.hello(request.model_copy(update=members))


def names_of(items: list[OutgoingItem]) -> list[tuple[str, int, str]]:
    return [(item.id, item.revision, item.sha256) for item in items]


@pytest.fixture
def transport(trial: Served) -> Iterator[Transport]:
    opened = Transport(parse_endpoint(trial.url), product="test")
    yield opened
    opened.close()


def code_for(served: Served, *, at: datetime | None = None, hours: int = 1) -> str:
    with served.database.writing() as connection:
        return issue_code(connection, "AGA1", "1", at=at or now(), hours=hours)


def test_hello_tells_how_the_server_stands(served: Served) -> None:
    office = served.office()
    batch = office.batch([*good_items(3), incomplete_item()])
    office.client.deliver(batch)

    reply = hello(office, last_batch_id=batch.batch_id)

    assert (reply.held_count, reply.quarantined_count, reply.conflict_count) == (4, 1, 0)
    assert reply.last_batch_known is True
    assert reply.limits.max_items == 200
    assert abs(reply.server_time - now()) < timedelta(minutes=1)
    unknown = hello(office, last_batch_id="01a1f95f-4965-792c-b62c-ee45831a844d")
    assert unknown.last_batch_known is False


def test_reconciliation_names_what_is_missing_and_counts_what_is_strange(served: Served) -> None:
    office = served.office()
    items = good_items(20)
    office.client.deliver(office.batch(items))
    ours = names_of([*items[:-1], *good_items(1)])

    digests = office.client.reconcile(ReconcileRequest(digests=digest_all(fill_buckets(ours))))
    buckets = {
        bucket: tuple(
            ItemName(id=name[0], revision=name[1], sha256=name[2])
            for name in ours
            if bucket_of(name[0]) == bucket
        )
        for bucket in digests.differing
    }
    answer = office.client.reconcile(ReconcileRequest(items=buckets))

    assert set(digests.differing) == {bucket_of(items[-1].id), bucket_of(ours[-1][0])}
    assert [(key.id, key.revision) for key in answer.missing] == [ours[-1][:2]]
    assert answer.unknown_count == 1
    assert answer.held_count == 20


def test_a_station_sees_and_reconciles_only_its_own(served: Served) -> None:
    own, foreign = served.office(), served.office()
    items = good_items(5)
    own.client.deliver(own.batch(items))
    with served.database.writing() as connection:
        connection.execute(
            insert(StateEventRow).values(
                station_id=own.identity.station_id,
                item_id=items[0].id,
                revision=1,
                kind="dossier",
                axis="paper",
                state="settled",
                at=now(),
                said_by="reception",
                reasons=[],
            )
        )

    assert len(own.client.status(None).events) == 1
    assert foreign.client.status(None).events == ()
    assert hello(foreign).held_count == 0
    named = {
        bucket: tuple(ItemName(id=i, revision=r, sha256=s) for i, r, s in names)
        for bucket, names in fill_buckets(names_of(items)).items()
    }
    answer = foreign.client.reconcile(ReconcileRequest(items=named))
    assert len(answer.missing) == 5  # as if nobody had them
    assert answer.held_count == 0


def test_the_decisions_on_others_are_not_looked_at(postgres_server: Served) -> None:
    served = postgres_server
    empty(served)
    own, foreign = served.office(), served.office()
    mine, shared = good_items(2)
    foreign.client.deliver(foreign.batch([shared]))
    own.client.deliver(own.batch([mine, shared]))
    number = "AGA1-1A-26-000001-K"
    held = [HeldItem(one.id, 1, "dossier", number, now()) for one in (mine, shared)]
    decisions = [Decision(item, PaperState.SETTLED) for item in held]
    with served.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO state_event (station_id, item_id, revision, kind, axis, state, at,"
            " said_by, reasons) SELECT %s, gen_random_uuid(), 1, 'dossier', 'paper', 'settled',"
            " now(), 'reception', '[]' FROM generate_series(1, 3000)",
            (foreign.identity.station_id,),
        )
        write_decisions(connection, decisions, at=now(), said_by="reception")
        connection.exec_driver_sql("ANALYZE state_event, also_held")
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "state_event" in statement:
            asked.append((statement, parameters))

    event.listen(served.database.engine, "before_cursor_execute", note)
    with served.database.reading() as connection:
        station = find_station(connection, own.identity.signer.key_id)
        assert station is not None
        reply = answer_status(connection, station, None)
    event.remove(served.database.engine, "before_cursor_execute", note)

    assert [one.id for one in reply.events] == [mine.id, shared.id]
    (statement, parameters) = asked[0]
    with served.database.reading() as connection:
        explained = connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
        ).scalar_one()
    assert rows_read(explained[0]["Plan"]) < 20
    served.close()


def rows_read(plan: dict[str, Any]) -> int:
    """Rows of decisions that a plan looks at, those that it drops included."""
    below = sum(rows_read(part) for part in plan.get("Plans", ()))
    if plan.get("Relation Name") != "state_event":
        return below
    looked_at = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    return below + int(looked_at * plan["Actual Loops"])


def test_a_revoked_station_may_ask_nothing(served: Served) -> None:
    office = served.office()
    with served.database.writing() as connection:
        revoke(connection, office.identity.station_id, at=now(), reason="perdu")

    for call in (
        lambda: hello(office),
        lambda: office.client.status(None),
        lambda: office.client.reconcile(ReconcileRequest(digests={})),
    ):
        with pytest.raises(StationRefused) as refused:
            call()
        assert refused.value.code == "sync.revoked"
    assert office.client.deliver(office.batch(good_items(1))) == Stopped("sync.revoked")


@pytest.mark.parametrize(
    "other",
    [
        {"sent_body": b'{"digests":{"00":{"count":1,"sha256":"' + b"0" * 64 + b'"}}}'},
        {"sent_to": "/v1/hello"},
        {"sent_to": "/v1/reconcile?x=1"},
    ],
)
def test_a_signature_is_for_one_request_only(trial: Served, other: dict[str, Any]) -> None:
    office = trial.office()
    assert ask(office, "POST", "/v1/reconcile", b'{"digests":{}}').status_code == 200

    reply = ask(office, "POST", "/v1/reconcile", b'{"digests":{}}', **other)

    assert reply.status_code == 401
    assert reply.json()["code"] == "signature.invalid"


@pytest.mark.parametrize("late_by", [-400, 400])
def test_an_old_request_cannot_be_played_back(trial: Served, late_by: int) -> None:
    created = int(now().timestamp()) + late_by

    reply = ask(trial.office(), "GET", "/v1/status", b"", created=created)

    assert reply.status_code == 401
    assert reply.json()["code"] == "request.stale"
    assert abs(reply.json()["server_time"] - now().timestamp()) < 60


@pytest.mark.parametrize("cursor", ["x", "e", "e-1", "e1'", "e" + "9" * 30, "e١"])
def test_a_cursor_that_is_not_ours_is_refused(trial: Served, cursor: str) -> None:
    with pytest.raises(LinkFault) as refused:
        trial.office().client.status(cursor)

    assert refused.value.code == "sync.not_understood"


@pytest.mark.parametrize("path", ["/v1/batches", "/v1/hello", "/v1/reconcile", "/v1/status"])
@pytest.mark.parametrize("signature", ["", "nonsense", "0" * 16 + "." + "A" * 86])
def test_a_stranger_learns_nothing(trial: Served, path: str, signature: str) -> None:
    method = "GET" if path == "/v1/status" else "POST"
    headers = {SIGNATURE_HEADER: signature, CREATED_HEADER: "1"}

    reply = httpx.request(method, trial.url + path, headers=headers)

    assert reply.status_code == 401
    assert set(reply.json()) == {"type", "title", "status", "code"}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", (404, "route.not_found")),
        ("GET", "/docs", (404, "route.not_found")),
        ("GET", "/v1/batches", (405, "route.method_not_allowed")),
        ("DELETE", "/v1/status", (405, "route.method_not_allowed")),
        ("POST", "/v1/batches/../hello", (401, "signature.invalid")),
        ("POST", "/v1/hello/", (404, "route.not_found")),
    ],
)
def test_other_addresses_answer_with_problem_details(
    trial: Served, method: str, path: str, expected: tuple[int, str]
) -> None:
    reply = httpx.request(method, trial.url + path)

    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status_code, reply.json()["code"]) == expected


def test_a_batch_key_that_is_not_the_batchs_is_refused(trial: Served) -> None:
    office = trial.office()
    batch = office.batch(good_items(1))
    headers = {SIGNATURE_HEADER: batch.signature.header(), "Idempotency-Key": "another"}

    reply = httpx.post(f"{trial.url}/v1/batches", content=batch.payload, headers=headers)

    assert (reply.status_code, reply.json()["path"]) == (400, "batch_id")
    assert trial.held() == {}


def test_a_code_serves_one_key_once(served: Served) -> None:
    code, transport = code_for(served), Transport(parse_endpoint(served.url), product="test")
    signer, other = Signer.generate(), Signer.generate()
    try:
        first = enrol(transport, code, signer, "test")
        again = enrol(transport, code, signer, "test")
        with pytest.raises(AccessDenied) as refused:
            enrol(transport, code, other, "test")
        with pytest.raises(AccessDenied):
            enrol(transport, code_for(served), signer, "test")  # the key has its station
    finally:
        transport.close()

    assert first.station_id == again.station_id
    assert first.certificate == again.certificate
    assert refused.value.code == "sync.enrolment_refused"


def test_a_code_expires(trial: Served, transport: Transport) -> None:
    late = code_for(trial, at=now() - timedelta(hours=2), hours=1)

    with pytest.raises(AccessDenied):
        enrol(transport, late, Signer.generate(), "test")


def test_a_key_must_be_proved_to_be_held(trial: Served, transport: Transport) -> None:
    shown = replace(Signer.generate(), public_key=Signer.generate().public_key)

    with pytest.raises(AccessDenied):
        enrol(transport, code_for(trial), shown, "test")


def test_the_certificate_of_a_station_is_the_servers_word(served: Served) -> None:
    office = served.office()

    certificate = verify_certificate(office.certificate, office.identity.server_keys)

    assert certificate is not None
    assert certificate.station_id == office.identity.station_id
    assert certificate.public_key == office.identity.signer.public_key
    assert certificate.issued_on == datetime.now(UTC).date()


def test_old_receipts_stay_valid_when_the_server_gets_new_keys(served: Served) -> None:
    office = served.office()
    batch = office.batch(good_items(1))
    office.client.deliver(batch)
    with served.database.writing() as connection:
        add_keys(connection, now())

    assert isinstance(office.client.deliver(batch), Delivered)  # replayed, under the old key
    assert {key.key_id for key in hello(office).keys} > set(office.identity.server_keys)


def test_figures_count_results_and_name_nobody(trial: Served) -> None:
    office = trial.office()
    office.client.deliver(office.batch(good_items(2)))

    page = httpx.get(f"{trial.url}/metrics").text

    assert 'intake_items_total{result="accepted"}' in page
    assert "intake_batch_seconds_bucket" in page
    assert office.identity.station_id not in page


def test_the_written_contract_is_the_served_one(trial: Served) -> None:
    written = json.loads(OPENAPI.read_text(encoding="utf-8"))

    assert httpx.get(f"{trial.url}/openapi.json").json() == written
    assert written == create_app(settings_for("unused.sqlite")).openapi()

"""The description that the server serves holds every call of the contract, and each is answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from intake_app.sync import messages
from intake_app.sync.problems import MEDIA_TYPE, STATUS_OF, ProblemCode
from intake_app.sync.signatures import CREATED_HEADER, REPLY_SIGNATURE_HEADER, SIGNATURE_HEADER
from intake_server.contract import REPLAY_HEADER
from intake_server.database import open_database
from tests.server.fixtures import settings_for

if TYPE_CHECKING:
    from tests.server.kit import Served

OPENAPI: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8")
)

# The table "Messages" of the contract: call, success, request, reply, and who signs.
CALLS = {
    ("post", "/v1/enrolments"): (201, "EnrolmentRequest", "EnrolmentReply", "nobody"),
    ("post", "/v1/hello"): (200, "HelloRequest", "HelloReply", "both"),
    ("post", "/v1/batches"): (201, "Batch", "SignedReceipt", "batch"),
    ("get", "/v1/status"): (200, None, "StatusReply", "both"),
    ("post", "/v1/reconcile"): (200, "ReconcileRequest", "ReconcileReply", "both"),
    ("get", "/healthz"): (200, None, None, "nobody"),
    ("get", "/metrics"): (200, None, None, "nobody"),
}
HEADERS = {
    "nobody": set(),
    "both": {SIGNATURE_HEADER, CREATED_HEADER},
    "batch": {SIGNATURE_HEADER, messages.BATCH_KEY_HEADER},
}


def test_exactly_the_calls_of_the_contract_are_described() -> None:
    described = {
        (method, path) for path, operations in OPENAPI["paths"].items() for method in operations
    }

    assert described == set(CALLS)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_call_is_described_with_its_messages_headers_and_problems(method: str, path: str) -> None:
    success, request, reply, signed = CALLS[method, path]
    operation = OPENAPI["paths"][path][method]
    headers = {one["name"] for one in operation.get("parameters", []) if one["in"] == "header"}
    queries = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
    answer = operation["responses"][str(success)]

    assert headers == HEADERS[signed]
    assert queries == ({"cursor"} if path == "/v1/status" else set())
    assert _named(operation.get("requestBody", {})) == request
    assert _named(answer) == reply
    assert (REPLY_SIGNATURE_HEADER in answer.get("headers", {})) == (signed == "both")
    problems = operation["responses"]["default"]
    assert problems["content"][MEDIA_TYPE]["schema"]["$ref"].endswith("/ProblemDetails")
    unrouted = {ProblemCode.NOT_FOUND, ProblemCode.METHOD_NOT_ALLOWED}
    for code in set(ProblemCode) - unrouted:
        assert str(STATUS_OF[code]) in problems["description"], code


def _named(part: dict[str, Any]) -> str | None:
    schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema["$ref"]).rpartition("/")[2] if "$ref" in schema else None


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_is_there_and_asks_a_stranger_who_they_are(
    trial: Served, method: str, path: str
) -> None:
    reply = httpx.request(method.upper(), trial.url + path, content=b"{}")

    expected = {"nobody": {200, 400}, "both": {401}, "batch": {401}}[CALLS[method, path][3]]
    assert reply.status_code in expected
    described = OPENAPI["paths"][path][method]["responses"]
    answer = described.get(str(reply.status_code), described["default"])
    assert reply.headers["content-type"].partition(";")[0] in answer["content"]


def test_the_headers_of_replies_are_described() -> None:
    responses = OPENAPI["paths"]["/v1/batches"]["post"]["responses"]

    assert set(responses["201"]["headers"]) == {REPLAY_HEADER}
    assert set(responses["default"]["headers"]) == {"Retry-After"}


def test_what_the_limits_say_is_what_the_messages_take() -> None:
    schemas = OPENAPI["components"]["schemas"]

    assert schemas["Batch"]["properties"]["items"]["maxItems"] == messages.MAX_ITEMS == 200
    assert schemas["SealedItem"]["properties"]["body"]["maxLength"] == messages.MAX_ITEM_BYTES
    assert schemas["Batch"]["additionalProperties"] is False
    assert set(schemas["ItemResult"]["enum"]) == {
        "accepted",
        "duplicate",
        "quarantined",
        "conflict",
        "corrupt",
    }


def test_every_connection_commits_to_the_disk(postgres_server: Served) -> None:
    database = open_database(settings_for(str(postgres_server.settings.database)))
    try:
        for open_transaction in (database.reading, database.writing, database.glancing):
            with open_transaction() as connection:
                shown = connection.exec_driver_sql("SHOW synchronous_commit").scalar()
            assert shown == "on"
    finally:
        database.close()

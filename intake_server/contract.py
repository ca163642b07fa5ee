"""The contract as OpenAPI says it; `docs/openapi.json` is written from here and compared by a test.

Routes read raw bytes, for signatures are over bytes; so their messages are declared here and not
by their parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from intake_app.sync.messages import (
    BATCH_KEY_HEADER,
    Batch,
    EnrolmentRequest,
    HelloRequest,
    Receipt,
    ReconcileRequest,
)
from intake_app.sync.problems import MEDIA_TYPE, ProblemDetails
from intake_app.sync.signatures import CREATED_HEADER, REPLY_SIGNATURE_HEADER, SIGNATURE_HEADER

if TYPE_CHECKING:
    from fastapi import FastAPI
    from pydantic import BaseModel

TITLE = "Réception des dossiers de maladie des étudiants"
VERSION = "1"
REPLAY_HEADER = "Idempotent-Replay"
_REQUESTS = (EnrolmentRequest, HelloRequest, Batch, ReconcileRequest, Receipt, ProblemDetails)
_REF = "#/components/schemas/{model}"
_PROBLEM_STATUSES = (400, 401, 403, 408, 413, 415, 422, 429, 500, 503)


def describe(
    request: type[BaseModel] | None,
    reply: type[BaseModel] | None,
    *,
    status: int = 200,
    signed: bool = False,
    batch: bool = False,
    cursor: bool = False,
) -> dict[str, Any]:
    """Write what a route's decorator needs: its messages, headers and problems."""
    parameters = []
    if signed or batch:
        parameters.append(_header(SIGNATURE_HEADER, "Key id, a point, the signature in base64url"))
    if signed:
        parameters.append(_header(CREATED_HEADER, "Seconds since 1970, by the server's clock"))
    if batch:
        parameters.append(_header(BATCH_KEY_HEADER, "The batch id"))
    if cursor:
        parameters.append({"name": "cursor", "in": "query", "schema": {"type": "string"}})
    extra: dict[str, Any] = {"parameters": parameters} if parameters else {}
    if request is not None:
        extra["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(request)}},
        }
    return {
        "status_code": status,
        "response_model": None,
        "openapi_extra": extra,
        "responses": {
            status: _reply(reply, signed=signed, batch=batch),
            "default": {
                "description": "Problem details, RFC 9457: "
                + ", ".join(str(problem) for problem in _PROBLEM_STATUSES),
                "content": {MEDIA_TYPE: {"schema": _ref(ProblemDetails)}},
                "headers": {"Retry-After": _said("Seconds to wait, with 429 and 503", "integer")},
            },
        },
    }


def write_openapi(app: FastAPI) -> dict[str, Any]:
    """Write the whole contract."""
    if app.openapi_schema is None:
        document = get_openapi(title=TITLE, version=VERSION, routes=app.routes)
        modes = [(model, "validation") for model in _REQUESTS]
        _names, schemas = models_json_schema(modes, ref_template=_REF)  # type: ignore[arg-type]
        components = document.setdefault("components", {}).setdefault("schemas", {})
        components.update(schemas["$defs"])
        components.pop("HTTPValidationError", None)
        components.pop("ValidationError", None)
        app.openapi_schema = document
    return app.openapi_schema


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _header(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
    }


def _said(description: str, kind: str = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}


def _reply(reply: type[BaseModel] | None, *, signed: bool, batch: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"description": "Done"}
    if reply is not None:
        described["model"] = reply
    if signed:
        told = _said("The server's signature of this reply to this request")
        described["headers"] = {REPLY_SIGNATURE_HEADER: told}
    if batch:
        told = _said("`true` when this is the reply to an earlier try, byte for byte")
        described["headers"] = {REPLAY_HEADER: told}
    return described

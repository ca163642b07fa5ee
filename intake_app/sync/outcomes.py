"""What a reply to a batch means for its items; only a verified receipt lets go of them.

Everything that is not status 201 with a receipt that verifies, names this batch and these hashes
leaves the batch in doubt: its bytes are sent again. A portal answers 200 to anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from intake_app.sync.batches import ReceiptDoubtful, verify_receipt
from intake_app.sync.problems import MEDIA_TYPE, ProblemCode, ProblemDetails

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.sync.messages import Receipt
    from intake_app.sync.transport import RawReply

_CREATED = 201
_BAD_REQUEST, _UNAUTHORISED, _FORBIDDEN, _TOO_LARGE, _REUSED = 400, 401, 403, 413, 422
_TOO_MANY, _UNAVAILABLE = 429, 503
_NETWORK_LOGIN_NEEDED, _REQUEST_TIMEOUT = 511, 408
_FIRST_SERVER_ERROR = 500
_STOP_CODES = {
    ProblemCode.STATION_REVOKED: "sync.revoked",
    ProblemCode.STATION_UNKNOWN: "sync.station_unknown",
    ProblemCode.STATION_MISMATCH: "sync.station_unknown",
    ProblemCode.SIGNATURE_INVALID: "sync.signature_refused",
}


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server holds the batch, and signed so; `reply` is kept as the proof."""

    receipt: Receipt
    reply: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether it arrived: the same bytes again, after the wait if one was told."""

    code: str
    slow: bool = False
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The server refuses this station: keep everything, tell a person."""

    code: str


@dataclass(frozen=True, slots=True)
class Divisible:
    """The server cannot take the batch as it is: its items go into smaller ones."""

    code: str


@dataclass(frozen=True, slots=True)
class KeyReused:
    """Other bytes were sent under this batch id before: an alarm, and a new id."""

    code: str = "sync.key_reused"


Delivery: TypeAlias = Delivered | InDoubt | Stopped | Divisible | KeyReused


def judge_delivery(reply: RawReply, payload: bytes, server_keys: Mapping[str, bytes]) -> Delivery:
    """Say what the reply to a batch means."""
    if reply.status == _CREATED:
        try:
            return Delivered(verify_receipt(reply.body, payload, server_keys), reply.body)
        except ReceiptDoubtful as error:
            foreign = error.reason == "unreadable"
            return InDoubt("sync.garbled" if foreign else "sync.receipt_doubtful")
    problem = find_problem(reply)
    if reply.status in {_BAD_REQUEST, _TOO_LARGE} and (problem or reply.status == _TOO_LARGE):
        return Divisible("sync.too_large" if reply.status == _TOO_LARGE else "sync.batch_refused")
    if reply.status == _REUSED and problem is not None:
        return KeyReused()
    if reply.status in {_UNAUTHORISED, _FORBIDDEN}:
        return Stopped(stop_code(problem))
    return doubt_of(reply)


def doubt_of(reply: RawReply) -> InDoubt:
    """Say what a reply that settles nothing looks like, and how long it asks to wait."""
    if reply.status in {_TOO_MANY, _UNAVAILABLE}:
        return InDoubt("sync.busy", wait_seconds=_told_wait(reply))
    if reply.status == _REQUEST_TIMEOUT:
        return InDoubt("sync.timeout", slow=True)
    if reply.status >= _FIRST_SERVER_ERROR and reply.status != _NETWORK_LOGIN_NEEDED:
        return InDoubt("sync.server_error")
    if find_problem(reply) is not None:
        return InDoubt("sync.not_understood")
    return InDoubt("sync.portal")


def find_problem(reply: RawReply) -> ProblemDetails | None:
    """Read the server's problem details; None when something else answered."""
    if not reply.headers.get("content-type", "").startswith(MEDIA_TYPE):
        return None
    try:
        return ProblemDetails.model_validate_json(reply.body)
    except ValidationError:
        return None


def stop_code(problem: ProblemDetails | None) -> str:
    """Choose the words for a refusal; one that is not from our server is called so."""
    if problem is None:
        return "sync.refused"
    return _STOP_CODES.get(_known(problem.code), "sync.refused")


def _known(code: str) -> ProblemCode:
    try:
        return ProblemCode(code)
    except ValueError:
        return ProblemCode.SERVER_ERROR


def _told_wait(reply: RawReply) -> float | None:
    """Read Retry-After, in seconds or as a date; nonsense counts as not given."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:6])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())

"""The counter's side of the contract: every call, signed, and every reply, verified.

The counter's clock may be wrong by years. Requests are signed with the server's time, which is
learnt from its first reply; nothing else depends on either clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from intake_app.errors import AccessDenied, EnvironmentFault, UnusableInput
from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import (
    BATCH_KEY_HEADER,
    BATCHES_PATH,
    ENROLMENTS_PATH,
    HELLO_PATH,
    RECONCILE_PATH,
    STATUS_PATH,
    EnrolmentReply,
    HelloReply,
    HelloRequest,
    ReconcileReply,
    ReconcileRequest,
    StatusReply,
)
from intake_app.sync.outcomes import (
    Delivery,
    InDoubt,
    doubt_of,
    find_problem,
    judge_delivery,
    stop_code,
)
from intake_app.sync.problems import ProblemCode
from intake_app.sync.signatures import (
    CREATED_HEADER,
    REPLY_SIGNATURE_HEADER,
    SIGNATURE_HEADER,
    Purpose,
    Signature,
    Signer,
    encode_bytes,
    is_signed_by,
    reply_content,
    request_content,
)
from intake_app.sync.transport import LinkFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from intake_app.sync.batches import SignedBatch
    from intake_app.sync.problems import ProblemDetails
    from intake_app.sync.transport import RawReply, Transport

_OK, _CREATED = 200, 201
_UNAUTHORISED, _FORBIDDEN = 401, 403
_PLACE = ("office", "counter")
AnyReply = TypeVar("AnyReply", bound=BaseModel)


class StationRefused(EnvironmentFault):
    """The server refuses this station; only a person can change that."""


class ServerBusy(LinkFault):
    """The server asks to come back later, after `wait_seconds` if it said so."""

    def __init__(self, wait_seconds: float | None) -> None:
        super().__init__("sync.busy")
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class StationIdentity:
    """Who this counter is to the server, and which of its keys are trusted."""

    station_id: str
    signer: Signer
    server_keys: Mapping[str, bytes]


class ReceptionClient:
    """Speaks for one enrolled station; `clock_offset_seconds` is server time minus ours."""

    def __init__(
        self, transport: Transport, identity: StationIdentity, now: Callable[[], datetime]
    ) -> None:
        self._transport = transport
        self._identity = identity
        self._now = now
        self.clock_offset_seconds = 0

    def hello(self, request: HelloRequest) -> HelloReply:
        """Say how this counter stands and learn how the server does.

        Raises:
            LinkFault: If no reply of our server came.
            StationRefused: If it refuses this station.
        """
        reply = self._call("POST", HELLO_PATH, _body(request), HelloReply)
        self._learn_time(int(reply.server_time.timestamp()))
        return reply

    def reconcile(self, request: ReconcileRequest) -> ReconcileReply:
        """Compare what was sealed with what is held; errors as for `hello`."""
        return self._call("POST", RECONCILE_PATH, _body(request), ReconcileReply)

    def status(self, cursor: str | None) -> StatusReply:
        """Ask for decisions after a cursor; errors as for `hello`."""
        query = f"?cursor={quote(cursor, safe='')}" if cursor else ""
        return self._call("GET", STATUS_PATH + query, b"", StatusReply)

    def trust(self, server_keys: Mapping[str, bytes]) -> None:
        """Take the server's keys over, as a verified reply told them."""
        self._identity = replace(self._identity, server_keys=server_keys)

    def deliver(self, batch: SignedBatch) -> Delivery:
        """Send a signed batch once and say what became of it; never raises for the link."""
        headers = {BATCH_KEY_HEADER: batch.batch_id, SIGNATURE_HEADER: batch.signature.header()}
        try:
            reply = self._transport.send("POST", BATCHES_PATH, headers=headers, body=batch.payload)
        except LinkFault as error:
            return InDoubt(error.code, slow=error.slow)
        return judge_delivery(reply, batch.payload, self._identity.server_keys)

    def _call(self, method: str, target: str, body: bytes, kind: type[AnyReply]) -> AnyReply:
        reply, signature = self._send_signed(method, target, body)
        told = _server_time_of(reply)
        if told is not None:
            self._learn_time(told)
            reply, signature = self._send_signed(method, target, body)
        if reply.status in {_UNAUTHORISED, _FORBIDDEN}:
            raise StationRefused(stop_code(find_problem(reply)))
        if reply.status != _OK:
            _raise_doubt(reply)
        self._require_answer_to(signature, reply)
        return _read(kind, reply.body)

    def _send_signed(self, method: str, target: str, body: bytes) -> tuple[RawReply, str]:
        created = int(self._now().timestamp()) + self.clock_offset_seconds
        content = request_content(method, target, created, body)
        signature = self._identity.signer.sign(Purpose.REQUEST, content).header()
        headers = {SIGNATURE_HEADER: signature, CREATED_HEADER: str(created)}
        return self._transport.send(method, target, headers=headers, body=body), signature

    def _learn_time(self, server_time: int) -> None:
        self.clock_offset_seconds = server_time - int(self._now().timestamp())

    def _require_answer_to(self, request_signature: str, reply: RawReply) -> None:
        """Let nothing pass that a known key of the server did not sign for this request."""
        try:
            signature = Signature.parse(reply.headers.get(REPLY_SIGNATURE_HEADER.lower(), ""))
        except ValueError as error:
            raise LinkFault(doubt_of(reply).code) from error
        key = self._identity.server_keys.get(signature.key_id)
        content = reply_content(request_signature, reply.status, reply.body)
        if key is None or not is_signed_by(key, Purpose.REPLY, content, signature.value):
            raise LinkFault("sync.garbled")


def enrol(
    transport: Transport,
    code: str,
    signer: Signer,
    product: str,
    place: tuple[str, str] | None = None,
) -> EnrolmentReply:
    """Present a one-time code with a new key; the same again gives the same reply.

    Args:
        transport: The way to the server.
        code: The code in capitals.
        signer: The key that the code is spent on.
        product: Name and version of this program.
        place: Office and counter that present it: a code for another is refused and stays good.

    Raises:
        AccessDenied: `sync.enrolment_refused` when the code is unknown, used or expired.
        UnusableInput: `sync.enrolment_other_counter`; the code was not spent.
        LinkFault: If no reply of a reception server came: try again with the same key.
    """
    public_key = encode_bytes(signer.public_key)
    proof = signer.sign(Purpose.ENROLMENT, f"{code}\n{public_key}".encode()).value
    request = {
        "code": code,
        "public_key": public_key,
        "proof": encode_bytes(proof),
        "product": product,
    }
    if place is not None:
        request |= {"office": place[0], "counter": place[1]}
    reply = transport.send("POST", ENROLMENTS_PATH, headers={}, body=canonical_bytes(request))
    problem = find_problem(reply)
    if problem is not None:
        if place is not None and _is_about_place(problem):
            return enrol(transport, code, signer, product)
        _raise_refusal(problem, place)
    if reply.status != _CREATED:
        _raise_doubt(reply)
    return _read(EnrolmentReply, reply.body)


def _is_about_place(problem: ProblemDetails) -> bool:
    """A server of before the counter said where it is knows no such members."""
    return problem.code == ProblemCode.MESSAGE_MALFORMED and problem.path in _PLACE


def _raise_refusal(problem: ProblemDetails, place: tuple[str, str] | None) -> None:
    """Raise what a person can do something about; everything else is doubt."""
    if problem.code in {ProblemCode.ENROLMENT_REFUSED, ProblemCode.MESSAGE_MALFORMED}:
        raise AccessDenied("sync.enrolment_refused")
    if problem.code == ProblemCode.ENROLMENT_OTHER_COUNTER and place is not None:
        raise UnusableInput(
            "sync.enrolment_other_counter", theirs=problem.counter or "?", ours="-".join(place)
        )


def _body(request: BaseModel) -> bytes:
    return canonical_bytes(request.model_dump(mode="json"))


def _read(kind: type[AnyReply], body: bytes) -> AnyReply:
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        # The cause would carry parts of the reply into a log.
        raise LinkFault("sync.garbled") from None


def _raise_doubt(reply: RawReply) -> None:
    doubt = doubt_of(reply)
    if doubt.code == "sync.busy":
        raise ServerBusy(doubt.wait_seconds)
    raise LinkFault(doubt.code, slow=doubt.slow)


def _server_time_of(reply: RawReply) -> int | None:
    """Return the time the server told when our request was signed for another."""
    problem = find_problem(reply) if reply.status == _UNAUTHORISED else None
    if problem is None or problem.code != ProblemCode.REQUEST_STALE:
        return None
    return problem.server_time

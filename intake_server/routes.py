"""The routes of the contract: headers in, bytes out; what they mean is in `reception`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette._utils import get_route_path

from intake_app.sync.messages import (
    BATCH_KEY_HEADER,
    BATCHES_PATH,
    ENROLMENTS_PATH,
    HELLO_PATH,
    MAX_REQUEST_BYTES,
    RECONCILE_PATH,
    STATUS_PATH,
    Batch,
    EnrolmentReply,
    EnrolmentRequest,
    HelloReply,
    HelloRequest,
    ReconcileReply,
    ReconcileRequest,
    SignedReceipt,
    StatusReply,
)
from intake_app.sync.problems import Problem, ProblemCode
from intake_app.sync.signatures import (
    CREATED_HEADER,
    REPLY_SIGNATURE_HEADER,
    SIGNATURE_HEADER,
    Signature,
)
from intake_server.contract import REPLAY_HEADER, describe
from intake_server.ingest import Taken
from intake_server.link import SignedRequest

if TYPE_CHECKING:
    from intake_server.reception import SignedReply
    from intake_server.worker import Worker

router = APIRouter()
_JSON = "application/json"
_MAX_ENROLMENT_BYTES = 16 * 1024
_MAX_CREATED_DIGITS = 12


@router.post(ENROLMENTS_PATH, **describe(EnrolmentRequest, EnrolmentReply, status=201))
async def enrol(request: Request) -> Response:
    """One-time code and public key: becomes a station, and learns the server's keys and limits."""
    worker = _worker(request)
    worker.admit_stranger(request.client.host if request.client else "")
    body = await _read(request, _MAX_ENROLMENT_BYTES)
    return Response(await worker.run(worker.reception.enrol, body), 201, media_type=_JSON)


@router.post(HELLO_PATH, **describe(HelloRequest, HelloReply, signed=True))
async def hello(request: Request) -> Response:
    """How the counter stands, and how the server does: limits, epoch, time, what is held."""
    signed = await _read_signed(request)
    worker = _worker(request)
    return _respond(await worker.run_quickly(worker.reception.hello, signed))


@router.post(BATCHES_PATH, **describe(Batch, SignedReceipt, status=201, batch=True))
async def take_batch(request: Request) -> Response:
    """1 to 200 sealed items in the bytes that the station signed; answers with a signed receipt."""
    worker = _worker(request)
    signature = _signature_of(request)
    await worker.admit(signature)
    payload = await _read(request, None)
    begun_at, reception, key = time.perf_counter(), worker.reception, _batch_key(request)
    known = await worker.run_quickly(reception.recall_batch, payload, signature, key)
    if isinstance(known, Taken):
        taken = known
    else:
        taken = await worker.run(reception.take_batch, payload, signature, key, known)
    seconds = time.perf_counter() - begun_at
    worker.figures.count_batch(taken.counts, replayed=taken.replayed, seconds=seconds)
    headers = {REPLAY_HEADER: "true"} if taken.replayed else {}
    return Response(taken.reply, 201, headers, media_type=_JSON)


@router.get(STATUS_PATH, **describe(None, StatusReply, signed=True, cursor=True))
async def status(request: Request) -> Response:
    """Later decisions on this station's items, after a cursor."""
    signed = await _read_signed(request)
    worker = _worker(request)
    cursor = request.query_params.get("cursor")
    return _respond(await worker.run_quickly(worker.reception.status, signed, cursor))


@router.post(RECONCILE_PATH, **describe(ReconcileRequest, ReconcileReply, signed=True))
async def reconcile(request: Request) -> Response:
    """Counts and hashes by bucket, then the items of buckets that differ: what to send again."""
    signed = await _read_signed(request)
    worker = _worker(request)
    return _respond(await worker.run(worker.reception.reconcile, signed))


@router.get("/healthz", **describe(None, None))
async def healthz(request: Request) -> Response:
    """Whether this worker and its database answer."""
    worker = _worker(request)
    await worker.run_quickly(worker.reception.require_ready)
    return Response('{"status":"ok"}', media_type=_JSON)


@router.get("/metrics", response_class=PlainTextResponse, **describe(None, None))
async def metrics(request: Request) -> Response:
    """Figures for Prometheus; nobody is named in them."""
    return Response(_worker(request).figures.page(), media_type=CONTENT_TYPE_LATEST)


def _worker(request: Request) -> Worker:
    worker: Worker = request.app.state.worker
    return worker


def _signature_of(request: Request) -> Signature:
    try:
        return Signature.parse(request.headers.get(SIGNATURE_HEADER, ""))
    except ValueError as error:
        raise Problem(ProblemCode.SIGNATURE_INVALID) from error


def _batch_key(request: Request) -> str:
    """Return the batch id that stands in the header; it must be that of the batch."""
    return request.headers.get(BATCH_KEY_HEADER, "").strip().strip('"').lower()


async def _read_signed(request: Request) -> SignedRequest:
    signature = _signature_of(request)
    await _worker(request).admit(signature)
    created = request.headers.get(CREATED_HEADER, "")
    if not (created.isascii() and created.isdigit() and len(created) <= _MAX_CREATED_DIGITS):
        raise Problem(ProblemCode.SIGNATURE_INVALID)
    query = request.scope["query_string"].decode("latin-1")
    target = get_route_path(request.scope) + (f"?{query}" if query else "")
    body = await _read(request, MAX_REQUEST_BYTES)
    return SignedRequest(request.method, target, int(created), signature, body)


async def _read(request: Request, limit: int | None) -> bytes:
    """Read a body; the layer around bounds it to what a batch may be, `limit` further."""
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if limit is not None and size > limit:
            raise Problem(ProblemCode.BATCH_TOO_LARGE)
        pieces.append(piece)
    return b"".join(pieces)


def _respond(reply: SignedReply) -> Response:
    headers = {REPLY_SIGNATURE_HEADER: reply.signature}
    return Response(reply.body, 200, headers, media_type=_JSON)

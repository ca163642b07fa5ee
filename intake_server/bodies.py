"""The ASGI layer that reads bodies: bounded, inflated, in time, or refused.

Nothing is read before a route asks for it, so that a stranger's megabytes are never kept. gzip is
inflated piece by piece up to the limit. All bodies in memory share one budget.
"""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from intake_app.sync.problems import Problem, ProblemCode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_GZIP_WINDOW = 31
_BUSY_AGAIN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What a body may cost; sizes in bytes, before and after inflation, and for all together."""

    compressed_bytes: int
    inflated_bytes: int
    buffered_bytes: int
    idle_seconds: float
    total_seconds: float


class BoundedBodies:
    """Wraps an application so that every body it asks for stays within the limits."""

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self._app = app
        self._limits = limits
        self._buffered_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, Headers(scope=scope), self._limits)

        async def bounded_receive() -> Message:
            message = await body.receive(self._limits.buffered_bytes - self._buffered_bytes)
            self._buffered_bytes += body.take_growth()
            return message

        try:
            await self._app(scope, bounded_receive, send)
        finally:
            self._buffered_bytes -= body.kept_bytes


class _Body:
    """One body on its way in."""

    def __init__(self, receive: Receive, headers: Headers, limits: BodyLimits) -> None:
        self._receive = receive
        self._headers = headers
        self._limits = limits
        self._inflater: zlib._Decompress | None = None
        self._begun_at: float | None = None
        self._received_bytes = 0
        self._ended = False
        self._grown_bytes = 0
        self.kept_bytes = 0

    async def receive(self, free_bytes: int) -> Message:
        """Return the next piece of the body, inflated.

        Raises:
            Problem: `batch.too_large`, `body.timeout`, `media.unsupported`, `message.malformed`,
                or `server.busy` when all bodies together fill their budget.
        """
        if self._begun_at is None:
            self._begin()
        message = await self._next_message()
        if message["type"] != "http.request":
            return message
        piece = self._inflate(message.get("body", b""))
        if self._inflater is not None and self._ended and not self._inflater.eof:
            raise Problem(ProblemCode.MESSAGE_MALFORMED)
        if len(piece) > free_bytes:
            raise Problem(ProblemCode.SERVER_BUSY, retry_after_seconds=_BUSY_AGAIN_SECONDS)
        self._grown_bytes += len(piece)
        self.kept_bytes += len(piece)
        return {"type": "http.request", "body": piece, "more_body": not self._ended}

    def take_growth(self) -> int:
        """Return the bytes kept since the last call."""
        grown, self._grown_bytes = self._grown_bytes, 0
        return grown

    def _begin(self) -> None:
        self._begun_at = asyncio.get_running_loop().time()
        encoding = self._headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip"}:
            raise Problem(ProblemCode.MEDIA_UNSUPPORTED)
        if encoding == "gzip":
            self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        declared = self._headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > self._wire_limit():
            raise Problem(ProblemCode.BATCH_TOO_LARGE)

    def _wire_limit(self) -> int:
        compressed = self._inflater is not None
        return self._limits.compressed_bytes if compressed else self._limits.inflated_bytes

    async def _next_message(self) -> Message:
        loop = asyncio.get_running_loop()
        elapsed = loop.time() - (self._begun_at if self._begun_at is not None else loop.time())
        patience = min(self._limits.idle_seconds, self._limits.total_seconds - elapsed)
        try:
            async with asyncio.timeout(max(0.0, patience)):
                message = await self._receive()
        except TimeoutError as error:
            raise Problem(ProblemCode.BODY_TIMEOUT) from error
        self._ended = message["type"] != "http.request" or not message.get("more_body", False)
        self._received_bytes += len(message.get("body", b""))
        return message

    def _inflate(self, piece: bytes) -> bytes:
        if self._received_bytes > self._wire_limit():
            raise Problem(ProblemCode.BATCH_TOO_LARGE)
        if self._inflater is None:
            return piece
        room = self._limits.inflated_bytes - self.kept_bytes
        try:
            inflated = self._inflater.decompress(piece, room + 1)
        except zlib.error as error:
            raise Problem(ProblemCode.MESSAGE_MALFORMED) from error
        if len(inflated) > room:
            raise Problem(ProblemCode.BATCH_TOO_LARGE)
        if self._inflater.unused_data:  # a second member, or rubbish after the first
            raise Problem(ProblemCode.MESSAGE_MALFORMED)
        return inflated

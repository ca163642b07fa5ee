"""The real server code without a socket, and a network that does what it is told.

Requests go from the real client to the real application in this process; between them lies a
network made of a list of moods, one for each request.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intake_app.sync.transport import LinkFault, RawReply
from intake_server.app import create_app
from intake_server.database import open_database
from intake_server.schema import set_up
from tests.server.fixtures import settings_for
from tests.server.kit import Served

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ADDRESS = "http://127.0.0.1:9"


class ProgramDied(BaseException):
    """The counter's program ended in the middle of a call, as by kill -9."""


@dataclass(frozen=True)
class Request:
    """One request as it left the counter."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Reception:
    """One life of the server: from a database file to its end."""

    def __init__(self, folder: Path) -> None:
        self._settings = settings_for(str(folder / "reception.sqlite"))
        self.folder = folder
        database = open_database(self._settings)
        set_up(database)
        self.served = Served(ADDRESS, database, self._settings)
        self._loop = asyncio.new_event_loop()
        self._app = create_app(self._settings)
        self._life = self._app.router.lifespan_context(self._app)
        self._loop.run_until_complete(self._life.__aenter__())

    def close(self) -> None:
        """End this life; the database stays."""
        self._loop.run_until_complete(self._life.__aexit__(None, None, None))
        self._loop.close()
        self.served.database.close()

    def back_up(self, to: Path) -> None:
        """Copy the database while nobody writes."""
        with self.served.database.engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to)

    def answer(self, request: Request) -> RawReply:
        """Let the application answer one request."""
        return self._loop.run_until_complete(self._answer(request))

    async def _answer(self, request: Request) -> RawReply:
        path, _, query = request.target.partition("?")
        headers = {"host": "127.0.0.1:9", "content-length": str(len(request.body))}
        headers |= {name.lower(): value for name, value in request.headers.items()}
        if request.body:
            headers["content-type"] = "application/json"
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 5),
            "server": ("127.0.0.1", 9),
        }
        said = deque([{"type": "http.request", "body": request.body, "more_body": False}])
        heard: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return said.popleft() if said else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            heard.append(message)

        await self._app(scope, receive, send)
        start = heard[0]
        named = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        body = b"".join(message.get("body", b"") for message in heard[1:])
        return RawReply(start["status"], named, body)


@dataclass
class Network:
    """What lies between all counters and the server of the moment."""

    reception: Reception
    moods: deque[str] = field(default_factory=deque)
    delayed: deque[Request] = field(default_factory=deque)

    def deliver_late(self) -> None:
        """Let the oldest delayed request arrive after all; nobody waits for its reply."""
        if self.delayed:
            self.reception.answer(self.delayed.popleft())

    def carry(self, request: Request) -> RawReply:
        """Bring a request over, or not, as the next mood says."""
        mood = self.moods.popleft() if self.moods else "calm"
        return MOODS[mood](self, request)


@dataclass
class Wire:
    """The transport of one counter, in place of the one over sockets."""

    network: Network

    def send(
        self, method: str, target: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> RawReply:
        """Send one request."""
        return self.network.carry(Request(method, target, dict(headers), body))

    def close(self) -> None:
        """Nothing is open."""


def _calm(network: Network, request: Request) -> RawReply:
    return network.reception.answer(request)


def _request_lost(_network: Network, _request: Request) -> RawReply:
    raise LinkFault("sync.cut")


def _reply_lost(network: Network, request: Request) -> RawReply:
    network.reception.answer(request)
    raise LinkFault("sync.timeout", slow=True)


def _delayed(network: Network, request: Request) -> RawReply:
    network.delayed.append(request)
    raise LinkFault("sync.timeout", slow=True)


def _twice(network: Network, request: Request) -> RawReply:
    network.reception.answer(request)
    return network.reception.answer(request)


def _garbled_request(network: Network, request: Request) -> RawReply:
    body = request.body.replace(b"2026", b"2027", 1)
    return network.reception.answer(Request(request.method, request.target, request.headers, body))


def _garbled_reply(network: Network, request: Request) -> RawReply:
    reply = network.reception.answer(request)
    body = bytearray(reply.body)
    if body:
        body[len(body) // 2] ^= 1
    return RawReply(reply.status, reply.headers, bytes(body))


def _portal(_network: Network, _request: Request) -> RawReply:
    return RawReply(200, {"content-type": "text/html"}, b"<html>")


def _status(code: int) -> Callable[[Network, Request], RawReply]:
    return lambda _network, _request: RawReply(code, {"retry-after": "1"}, b"")


def _dies_before(_network: Network, _request: Request) -> RawReply:
    raise ProgramDied


def _dies_after(network: Network, request: Request) -> RawReply:
    network.reception.answer(request)
    raise ProgramDied


MOODS: dict[str, Callable[[Network, Request], RawReply]] = {
    "calm": _calm,
    "request lost": _request_lost,
    "reply lost": _reply_lost,
    "delayed": _delayed,
    "twice": _twice,
    "garbled request": _garbled_request,
    "garbled reply": _garbled_reply,
    "portal": _portal,
    "too large": _status(413),
    "busy": _status(503),
    "broken": _status(500),
    "dies before": _dies_before,
    "dies after": _dies_after,
}

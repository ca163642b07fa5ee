"""A proxy between counter and server that does to each request what a test says."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 65536


class Fault(Protocol):
    """What happens to one request; `forward` sends bytes to the server and returns its reply.

    A fault that leaves the reply unfinished hangs up; after a whole one the connection stays, as
    the reply says it does: the next request would meet a closed door by chance.
    """

    def __call__(self, proxy: ChaosProxy, client: socket.socket, request: bytes) -> None: ...


def unharmed(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
    """Both ways open."""
    client.sendall(proxy.forward(request))


def lost_reply(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
    """The server did its work; the counter never hears of it."""
    proxy.forward(request)
    _hang_up(client)


def delivered_twice(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
    """The network repeats itself."""
    proxy.forward(request)
    client.sendall(proxy.forward(request))


@dataclass
class RequestCut:
    """The request breaks off after so many bytes, headers included."""

    at: int

    def __call__(self, proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        proxy.forward(request[: self.at], whole=False)
        _hang_up(client)


@dataclass
class ReplyCut:
    """The reply breaks off after this part of it, from 0 to 1."""

    part: float

    def __call__(self, proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        reply = proxy.forward(request)
        client.sendall(reply[: int(len(reply) * self.part)])
        _hang_up(client)


@dataclass
class ReplyGarbled:
    """One byte of the reply, perhaps of its length, is another one; `place` counts from its end."""

    place: int

    def __call__(self, proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        reply = bytearray(proxy.forward(request))
        reply[-min(self.place, len(reply))] ^= 1
        client.sendall(reply)
        _hang_up(client)


@dataclass
class Answers:
    """Something else answers, and the server hears nothing."""

    status: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        lines = [f"HTTP/1.1 {self.status}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        client.sendall("\r\n".join([*lines, "", ""]).encode() + self.body)


PORTAL_PAGE = {"Content-Type": "text/html"}
portal = Answers("200 OK", b"<html>Wi-Fi: please log in</html>", PORTAL_PAGE)
redirect = Answers("302 Found", b"", {"Location": "http://127.0.0.1:9/login"})
nothing = Answers("204 No Content")


@dataclass
class BlackHole:
    """Nothing comes back until the test lets go."""

    let_go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        self.let_go.wait(30)
        _hang_up(client)


@dataclass
class SlowReply:
    """The reply comes in small pieces, `pause` seconds apart."""

    pause: float
    piece: int = 200

    def __call__(self, proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        reply = proxy.forward(request)
        for start in range(0, len(reply), self.piece):
            client.sendall(reply[start : start + self.piece])
            proxy.stopping.wait(self.pause)


def reset(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
    """The server did its work; the connection ends by a reset."""
    proxy.forward(request)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def half_closed(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
    """Nothing more will come from there, though it goes on listening."""
    proxy.forward(request)
    client.shutdown(socket.SHUT_WR)
    client.recv(_CHUNK)


class ChaosProxy:
    """Applies the faults of its script in turn, one a request, and lets the rest through."""

    def __init__(self, upstream: tuple[str, int]) -> None:
        self._upstream = upstream
        self.script: deque[Fault] = deque()
        self.requests: list[bytes] = []
        self.stopping = threading.Event()
        self._heard = threading.Condition()
        self._open: set[socket.socket] = set()
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                proxy._open.add(self.request)
                with suppress(OSError):
                    while request := _read_request(self.request):
                        with proxy._heard:
                            proxy.requests.append(request)
                            proxy._heard.notify_all()
                        fault = proxy.script.popleft() if proxy.script else unharmed
                        fault(proxy, self.request, request)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)

    def wait_for_requests(self, count: int) -> None:
        """Wait until so many requests have come."""
        with self._heard:
            assert self._heard.wait_for(lambda: len(self.requests) >= count, 30)

    def hang_up(self) -> None:
        """End the connections that a counter keeps open between requests."""
        for connection in self._open:
            _hang_up(connection)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def forward(self, request: bytes, *, whole: bool = True) -> bytes:
        """Send bytes to the server on a connection of their own; return the whole reply."""
        with socket.create_connection(self._upstream, timeout=30) as upstream:
            upstream.sendall(request)
            if not whole:
                return b""
            return _read_message(upstream)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _read_message(source: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = source.recv(_CHUNK)
        if not piece:
            return b""
        head += piece
    headers, _, body = head.partition(b"\r\n\r\n")
    length = 0
    for line in headers.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        piece = source.recv(_CHUNK)
        if not piece:
            return b""
        body += piece
    return headers + b"\r\n\r\n" + body


_read_request = _read_message


@contextmanager
def chaos_before(url: str) -> Iterator[ChaosProxy]:
    """Put a proxy before a served server until the end of the block."""
    host, _, port = url.removeprefix("http://").rpartition(":")
    proxy = ChaosProxy((host, int(port)))
    thread = threading.Thread(target=proxy.server.serve_forever, args=(0.02,), name="chaos")
    thread.start()
    try:
        yield proxy
    finally:
        proxy.stopping.set()
        proxy.server.shutdown()
        thread.join()
        proxy.hang_up()
        proxy.server.server_close()

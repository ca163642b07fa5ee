"""A telephone's camera on the network, as IP camera programs serve it: JPEG after JPEG."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import cv2

from tests.scanning.live_scenes import DOLIPRANE, lying

if TYPE_CHECKING:
    from collections.abc import Iterator


class Telephone(ThreadingHTTPServer):
    """Sends `frames` pictures of a box to whoever asks, then hangs up; on loopback."""

    def __init__(self, frames: int, code: str = DOLIPRANE) -> None:
        super().__init__(("127.0.0.1", 0), _Pictures)
        self.frames = frames
        (picture,) = lying(code, 1)
        self.picture = cv2.imencode(".jpg", picture)[1].tobytes()

    @property
    def link(self) -> str:
        """The address to watch."""
        return f"http://127.0.0.1:{self.server_port}/video"


class _Pictures(BaseHTTPRequestHandler):
    server: Telephone

    def do_GET(self) -> None:
        picture = self.server.picture
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        sent = 0
        try:
            while sent < self.server.frames:
                self.wfile.write(head.encode() + picture + b"\r\n")
                sent += 1
        except OSError:
            return

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def telephone(frames: int, code: str = DOLIPRANE) -> Iterator[Telephone]:
    """A camera that answers until the end of the block."""
    with Telephone(frames, code) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.frames = 0
            server.shutdown()
            thread.join()

"""A TLS server that answers one request and remembers every byte that came."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import trustme

REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class TlsServer:
    """Answers one request over TLS, and remembers every byte of it."""

    def __init__(self, certificate: trustme.LeafCert, versions: ssl.TLSVersion | None) -> None:
        self.heard = b""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self._context)
        if versions is not None:
            self._context.minimum_version = versions
            self._context.maximum_version = versions
            self._context.set_ciphers("ALL:@SECLEVEL=0")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="tls")
        self._thread.start()

    def _serve(self) -> None:
        try:
            plain, _ = self._listener.accept()
        except OSError:
            return
        try:
            with plain, self._context.wrap_socket(plain, server_side=True) as connection:
                while b"secret" not in self.heard:
                    piece = connection.recv(4096)
                    if not piece:
                        return
                    self.heard += piece
                connection.sendall(REPLY)
        except OSError:
            return

    def close(self) -> None:
        with socket.socket() as knock:  # wakes an accept that nobody answered
            knock.connect_ex(("127.0.0.1", self.port))
        self._thread.join()
        self._listener.close()


@contextmanager
def tls_server(
    certificate: trustme.LeafCert, versions: ssl.TLSVersion | None = None
) -> Iterator[TlsServer]:
    server = TlsServer(certificate, versions)
    try:
        yield server
    finally:
        server.close()


def pem_of(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode("ascii")

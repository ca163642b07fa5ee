"""Carrying one request to the server and its reply back, or saying plainly why not.

A try ends after 30 seconds without a byte of progress, after ten minutes in all, or when the
reply grows beyond what any reply of ours can be. No redirect is followed.
"""

from __future__ import annotations

import errno
import gzip
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault
from intake_app.sync.http_library import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from intake_app.sync.endpoint import Endpoint

IDLE_SECONDS = 30.0
TOTAL_SECONDS = 600.0
MAX_REPLY_BYTES = 4 * 1024 * 1024
_COMPRESS_FROM_BYTES = 1024
_NOT_YET_VALID, _EXPIRED, _WRONG_HOST = 9, 10, 62  # OpenSSL's X509_V_ERR_ numbers
_BY_VERIFY_CODE = {
    _NOT_YET_VALID: "sync.clock",
    _EXPIRED: "sync.certificate_expired",
    _WRONG_HOST: "sync.certificate_host",
}
# The deepest cause is named first: a connection error of the library may hide any of them.
_BY_CAUSE: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, "sync.certificate"),
    (socket.gaierror, "sync.no_network"),
    (ConnectionRefusedError, "sync.no_answer"),
    (ConnectionError, "sync.cut"),
    (httpx.ProxyError, "sync.proxy"),
)
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


class LinkFault(EnvironmentFault):
    """No whole reply came: whatever was sent is in doubt. `slow` says that time ran out."""

    def __init__(self, code: str, *, slow: bool = False) -> None:
        super().__init__(code)
        self.slow = slow


@dataclass(frozen=True, slots=True)
class RawReply:
    """A whole reply, not judged yet; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Transport:
    """One connection, kept open between requests, to one server."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        product: str,
        idle_seconds: float = IDLE_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._base_url = endpoint.base_url
        self._total_seconds = total_seconds
        self._client = httpx.Client(
            verify=endpoint.tls_context(),
            proxy=endpoint.proxy(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(idle_seconds),
            headers={"User-Agent": product, "Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def send(
        self, method: str, target: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> RawReply:
        """Send one request, compressed when that helps, and return its whole reply.

        Args:
            method: `GET` or `POST`.
            target: Path and query, from `/v1` on.
            headers: What is to be said beside the body.
            body: The exact bytes, before compression.

        Raises:
            LinkFault: If no whole reply came.
        """
        sent_headers = dict(headers)
        if body:
            sent_headers["Content-Type"] = "application/json"
        if len(body) >= _COMPRESS_FROM_BYTES:
            sent_headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, compresslevel=6, mtime=0)
        try:
            with self._client.stream(
                method, self._base_url + target, headers=sent_headers, content=body
            ) as response:
                content = _read_bounded(response.iter_raw(), self._total_seconds)
                return RawReply(response.status_code, _lower(response.headers), content)
        except httpx.TimeoutException as error:
            slow = not isinstance(error, httpx.ConnectTimeout)
            raise LinkFault("sync.timeout" if slow else "sync.no_answer", slow=slow) from error
        except httpx.HTTPError as error:
            raise LinkFault(_code_of(error)) from error


def _read_bounded(chunks: Iterator[bytes], total_seconds: float) -> bytes:
    content = bytearray()
    last_call = time.monotonic() + total_seconds
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_REPLY_BYTES:
            raise LinkFault("sync.garbled")
        if time.monotonic() > last_call:
            raise LinkFault("sync.timeout", slow=True)
    return bytes(content)


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _code_of(error: httpx.HTTPError) -> str:
    """Find what lies behind the library's error: a name, a route, a certificate, a cut."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _BY_VERIFY_CODE.get(cause.verify_code, "sync.certificate")
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
            return "sync.no_network"
        for kind, code in _BY_CAUSE:
            if isinstance(cause, kind):
                return code
    return "sync.cut"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk from the error to what first went wrong, the deepest first."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    return reversed(chain)

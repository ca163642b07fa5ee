"""Where the reception server is, and what the link to it must be before a byte of body is sent.

TLS 1.2 or later, the host's name checked, certificates judged by the operating system's store
or by the one private authority that enrolment pinned. There is no switch to ignore any of it.
Plain HTTP goes to this very machine only.
"""

from __future__ import annotations

import ipaddress
import ssl
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

import truststore

from intake_app.errors import UnusableInput


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a reception server; `pinned_ca` is a certificate authority in PEM."""

    base_url: str
    pinned_ca: str | None = None

    @property
    def is_secure(self) -> bool:
        """Whether the link is TLS; otherwise it does not leave this machine."""
        return self.base_url.startswith("https://")

    def tls_context(self) -> ssl.SSLContext:
        """Return what judges the server's certificate.

        Raises:
            UnusableInput: `sync.ca_wrong` when the pinned authority cannot be read.
        """
        if self.pinned_ca is None:
            context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        else:
            context = _pinned_context(self.pinned_ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def proxy(self) -> str | None:
        """Return the proxy of this machine's settings; only TLS passes through one."""
        host = urlsplit(self.base_url).hostname or ""
        if not self.is_secure or is_loopback(host) or urllib.request.proxy_bypass(host):
            return None
        return urllib.request.getproxies().get("https")


def parse_endpoint(url: str, pinned_ca: str | None = None) -> Endpoint:
    """Read the address of a reception server as an administrator types it.

    Raises:
        UnusableInput: `sync.url_wrong`, or `sync.url_plain` for plain HTTP to another machine.
    """
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise UnusableInput("sync.url_wrong", url=url) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise UnusableInput("sync.url_wrong", url=url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UnusableInput("sync.url_wrong", url=parts.hostname or "")
    if parts.scheme == "http" and not is_loopback(host):
        raise UnusableInput("sync.url_plain", url=url)
    return Endpoint(f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/"), pinned_ca)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine, by its name or its address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _pinned_context(pem: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks the host's name by default
    try:
        context.load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError) as error:
        raise UnusableInput("sync.ca_wrong") from error
    return context

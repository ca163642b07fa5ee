"""What the link must be before a byte of body is sent: TLS, the right host, the right authority."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime

import pytest
import trustme

from intake_app.errors import UnusableInput
from intake_app.sync.endpoint import Endpoint, is_loopback, parse_endpoint
from intake_app.sync.transport import LinkFault, Transport
from tests.sync.tls import pem_of, tls_server


def send(endpoint: Endpoint) -> int:
    transport = Transport(endpoint, product="test", idle_seconds=5)
    try:
        return transport.send("POST", "/v1/batches", headers={}, body=b"secret").status
    finally:
        transport.close()


def test_a_pinned_private_authority_is_trusted() -> None:
    authority = trustme.CA()
    with tls_server(authority.issue_cert("localhost")) as server:
        endpoint = parse_endpoint(f"https://localhost:{server.port}", pem_of(authority))

        assert send(endpoint) == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("another authority", "sync.certificate"),
        ("no authority at all", "sync.certificate"),
        ("another host", "sync.certificate_host"),
        ("expired", "sync.certificate_expired"),
        ("not yet valid", "sync.clock"),
        ("old TLS", "sync.certificate"),
    ],
)
def test_not_a_byte_of_body_goes_to_a_server_that_is_not_ours(case: str, code: str) -> None:
    authority, other = trustme.CA(), trustme.CA()
    names = ["elsewhere.example"] if case == "another host" else ["localhost"]
    first, last = {"expired": (2001, 2002), "not yet valid": (2150, 2151)}.get(case, (2001, 2150))
    certificate = authority.issue_cert(
        *names,
        not_before=datetime(first, 1, 1, tzinfo=UTC),
        not_after=datetime(last, 1, 1, tzinfo=UTC),
    )
    pinned = {"another authority": pem_of(other), "no authority at all": None}
    versions = ssl.TLSVersion.TLSv1_1 if case == "old TLS" else None
    with tls_server(certificate, versions) as server:
        endpoint = parse_endpoint(
            f"https://localhost:{server.port}", pinned.get(case, pem_of(authority))
        )
        with pytest.raises(LinkFault) as refused:
            send(endpoint)

        assert refused.value.code == code
        assert server.heard == b""


def test_a_pinned_authority_must_be_readable() -> None:
    with pytest.raises(UnusableInput) as refused:
        Transport(parse_endpoint("https://localhost", "not a certificate"), product="test")

    assert refused.value.code == "sync.ca_wrong"


@pytest.mark.parametrize(
    "url", ["http://reception.example", "http://192.168.1.4:8400", "http://127.0.0.1.example"]
)
def test_plain_http_leaves_this_machine_never(url: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        parse_endpoint(url)

    assert refused.value.code == "sync.url_plain"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "reception.example",
        "ftp://reception.example",
        "https://",
        "https://user:word@reception.example",
        "https://reception.example/?a=b",
        "https://reception.example/#part",
        "https://reception.example:port",
        "https://[::1",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        parse_endpoint(url)

    assert refused.value.code == "sync.url_wrong"


def test_an_address_keeps_its_path_and_loses_its_last_slash() -> None:
    assert parse_endpoint(" https://h.example/intake/ ").base_url == "https://h.example/intake"
    assert parse_endpoint("http://[::1]:84").base_url == "http://[::1]:84"


def test_this_machine_has_several_names() -> None:
    assert [is_loopback(h) for h in ("localhost", "127.8.0.1", "::1", "10.0.0.1", "local")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_proxy_of_the_environment_never_sees_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")

    assert parse_endpoint("http://127.0.0.1:1").proxy() is None
    assert parse_endpoint("https://localhost").proxy() is None
    assert parse_endpoint("https://r.example").proxy() == "http://proxy.example:3128"


def test_a_name_that_nobody_knows_means_no_network() -> None:
    with pytest.raises(LinkFault) as failed:
        send(parse_endpoint("https://reception.invalid"))

    assert failed.value.code == "sync.no_network"


def test_a_port_that_nobody_opens_means_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(LinkFault) as failed:
            send(parse_endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}"))

    assert failed.value.code == "sync.no_answer"

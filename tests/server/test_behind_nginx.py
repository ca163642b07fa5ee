"""The shipped nginx site before the real server, and the real client before both."""

from __future__ import annotations

import gzip
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from intake_app.services.enrolment import EnrolmentOrder
from intake_app.sync.client import ReceptionClient
from intake_app.sync.endpoint import parse_endpoint
from intake_app.sync.messages import BATCH_KEY_HEADER, BATCHES_PATH, MAX_BATCH_BYTES
from intake_app.sync.outcomes import Delivered, Divisible
from intake_app.sync.signatures import SIGNATURE_HEADER
from intake_app.sync.transport import LinkFault, Transport
from intake_server.bundles import BundleReception
from intake_server.database import open_database
from intake_server.judgement import load_judge
from intake_server.schema import set_up
from intake_server.stations import issue_code
from tests.server.fixtures import settings_for
from tests.server.kit import good_items, item_of_body, now, open_office
from tests.server.nginx import nginx_before
from tests.server.processes import server_process
from tests.sync.counter_kit import ADMINISTRATOR, counter_at
from tests.sync.tls import pem_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from intake_server.database import Database
    from tests.server.kit import Office
    from tests.server.nginx import Proxied

AUTHORITY = trustme.CA()
HOST = AUTHORITY.issue_cert("localhost")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("proxied") / "r.sqlite"
    opened = open_database(settings_for(str(path)))
    set_up(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def proxied(database: Database) -> Iterator[Proxied]:
    """nginx before a server in a process of its own, which trusts it to tell addresses."""
    address = str(database.engine.url.database)
    with (
        server_process(address, "--behind-proxy") as running,
        nginx_before(running.address, HOST) as serving,
    ):
        yield serving


@pytest.fixture
def office(database: Database, proxied: Proxied) -> Iterator[Office]:
    """A counter that speaks through nginx, with the authority that its administrator gave it."""
    transport = Transport(parse_endpoint(proxied.url, pem_of(AUTHORITY)), product="test")
    yield replace(open_office(database, "", over=transport), url=proxied.url)
    transport.close()


def through(proxied: Proxied) -> httpx.Client:
    import ssl

    context = ssl.create_default_context(cadata=pem_of(AUTHORITY))
    return httpx.Client(base_url=proxied.url, verify=context)


def test_a_whole_counter_enrols_sends_compares_and_is_green(
    database: Database, proxied: Proxied, tmp_path: Path
) -> None:
    with counter_at(tmp_path / "desk") as counter:
        with database.writing() as connection:
            code = issue_code(connection, "AGA1", "1", at=now(), hours=1)
        order = EnrolmentOrder(proxied.url, code, pinned_ca=pem_of(AUTHORITY))
        counter.enrolment.enrol(order, ADMINISTRATOR)
        counter.deposit(12)

        report = counter.sync.sync_once(compare=True)

        assert report.results == {"accepted": 12}
        assert report.link.is_green


def test_a_stick_and_the_proxy_carry_the_same_batches(
    database: Database, proxied: Proxied, tmp_path: Path
) -> None:
    with counter_at(tmp_path / "desk", number="3") as counter:
        with database.writing() as connection:
            code = issue_code(connection, "AGA1", "3", at=now(), hours=1)
        order = EnrolmentOrder(proxied.url, code, pinned_ca=pem_of(AUTHORITY))
        counter.enrolment.enrol(order, ADMINISTRATOR)
        counter.deposit(3)
        bundle = tmp_path / "guichet.bundle"
        counter.desk.courier.export(bundle)
        reception = BundleReception(
            database, load_judge(), now, settings_for("unused.sqlite").limits
        )
        assert reception.take(bundle.read_bytes()).results == {"accepted": 3}

        report = counter.sync.sync_once()

        assert report.error_code is None
        assert report.link.is_green


def test_a_compressed_batch_passes_and_stays_off_the_proxys_disk(
    office: Office, proxied: Proxied
) -> None:
    incompressible = [item_of_body(os.urandom(20_000).hex().encode()) for _ in range(12)]
    batch = office.batch([*good_items(100), *incompressible])
    assert len(gzip.compress(batch.payload)) > 200_000

    assert isinstance(office.client.deliver(batch), Delivered)

    assert "temporary file" not in proxied.log


def test_too_much_is_413_from_the_server_and_from_the_proxy(
    office: Office, proxied: Proxied
) -> None:
    too_large = office.batch([item_of_body(b"x" * 500_000) for _ in range(17)])
    assert len(too_large.payload) > MAX_BATCH_BYTES

    assert office.client.deliver(too_large) == Divisible("sync.too_large")
    headers = {
        SIGNATURE_HEADER: too_large.signature.header(),
        BATCH_KEY_HEADER: too_large.batch_id,
        "Content-Type": "application/json",
    }
    with through(proxied) as client:
        by_server = client.post(BATCHES_PATH, content=too_large.payload, headers=headers)
        by_proxy = client.post(BATCHES_PATH, content=b"x" * 10_000_000, headers=headers)
    assert (by_server.status_code, by_server.json()["code"]) == (413, "batch.too_large")
    assert by_proxy.status_code == 413


def test_only_the_contract_is_in_the_open(proxied: Proxied) -> None:
    with through(proxied) as client:
        statuses = {
            path: client.get(path).status_code
            for path in ("/openapi.json", "/healthz", "/metrics", "/", "/docs", "/v1/nothing")
        }
        assert client.get("/v1/nothing").json()["code"] == "route.not_found"
    assert statuses == dict.fromkeys(statuses, 404) | {"/openapi.json": 200}
    plain = httpx.post(f"{proxied.plain_url}{BATCHES_PATH}", content=b"{}")
    assert (plain.status_code, plain.has_redirect_location) == (404, False)


def test_a_counter_that_does_not_know_the_authority_sends_nothing(
    office: Office, proxied: Proxied
) -> None:
    stranger = Transport(parse_endpoint(proxied.url, pem_of(trustme.CA())), product="test")
    client = ReceptionClient(stranger, office.identity, now)

    with pytest.raises(LinkFault) as refused:
        client.status(None)
    stranger.close()

    assert refused.value.code == "sync.certificate"

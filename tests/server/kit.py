"""Building blocks of the reception server's tests: sealed items, stations, a served server."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import httpx
import uvicorn
from sqlalchemy import select
from uuid6 import uuid7

from intake_app.domain.check import check_dossier
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.profile_toml import load_schemes
from intake_app.formats.samples import load_sample
from intake_app.formats.sealed import Override, SealedRevision, hash_of, seal_bytes
from intake_app.sync.batches import BatchLabel, OutgoingItem, SignedBatch, sign_batch
from intake_app.sync.client import ReceptionClient, StationIdentity, enrol
from intake_app.sync.endpoint import parse_endpoint
from intake_app.sync.messages import ItemKind, ServerKeyUse
from intake_app.sync.signatures import (
    CREATED_HEADER,
    SIGNATURE_HEADER,
    Purpose,
    Signer,
    decode_bytes,
    request_content,
)
from intake_app.sync.transport import Transport
from intake_server.app import LastResort, create_app, server_now
from intake_server.database import Database, open_database
from intake_server.schema import set_up
from intake_server.serving import PatientProtocol
from intake_server.stations import issue_code
from intake_server.tables import ItemRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from intake_server.settings import ServerSettings

SCHEMES = load_schemes()
TODAY = date(2026, 11, 20)
FUND = "cnops"


def now() -> datetime:
    return datetime.now(UTC)


def sealed_revision(sample: str = "complete", *, counter: str = "1A") -> SealedRevision:
    """A sample dossier as a counter would have sealed it, with an id of its own."""
    dossier = parse_dossier(load_sample(sample, TODAY))
    verdict = check_dossier(dossier, deposited_on=TODAY, schemes=SCHEMES)
    return SealedRevision(
        dossier_id=UUID(str(uuid7())),
        revision=1,
        number="AGA1-1A-26-000001-K",
        office="AGA1",
        counter=counter,
        deposited_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        deposited_on=TODAY,
        first_deposited_on=TODAY,
        operator="agent",
        fund=SCHEMES.nearest(TODAY).fund.id,
        dossier=dossier,
        verdict=verdict,
    )


def as_item(sealed: SealedRevision) -> OutgoingItem:
    body = seal_bytes(sealed)
    return OutgoingItem(
        ItemKind.DOSSIER, str(sealed.dossier_id), sealed.revision, hash_of(body), body
    )


_TEMPLATE = sealed_revision()


def good_item() -> OutgoingItem:
    return as_item(replace(_TEMPLATE, dossier_id=UUID(str(uuid7()))))


def good_items(count: int) -> list[OutgoingItem]:
    return [good_item() for _ in range(count)]


def incomplete_item(*, override: Override | None = None) -> OutgoingItem:
    return as_item(replace(sealed_revision("incomplete"), override=override))


def item_of_body(body: bytes, item_id: str | None = None) -> OutgoingItem:
    """An item whose envelope is right, whatever its body is."""
    return OutgoingItem(ItemKind.DOSSIER, item_id or str(uuid7()), 1, hash_of(body), body)


@dataclass
class Office:
    """One enrolled counter, as a test drives it: real keys, real transport, no store."""

    url: str
    identity: StationIdentity
    transport: Transport
    certificate: bytes
    server_epoch: str
    clock: Callable[[], datetime] = now
    install_epoch: int = 1
    fund: str = FUND

    @property
    def client(self) -> ReceptionClient:
        return ReceptionClient(self.transport, self.identity, self.clock)

    def label(self, batch_id: str | None = None, station_id: str | None = None) -> BatchLabel:
        return BatchLabel(
            batch_id or str(uuid7()),
            station_id or self.identity.station_id,
            self.install_epoch,
            self.fund,
            now(),
        )

    def batch(self, items: Sequence[OutgoingItem], batch_id: str | None = None) -> SignedBatch:
        return sign_batch(self.label(batch_id), items, self.identity.signer)

    def through(self, url: str, **timeouts: float) -> Office:
        """The same counter, speaking through another address."""
        transport = Transport(parse_endpoint(url), product="test", **timeouts)
        return replace(self, url=url, transport=transport)

    def close(self) -> None:
        self.transport.close()


def trusted_keys(keys: object) -> dict[str, bytes]:
    return {
        key.key_id: decode_bytes(key.public_key)
        for key in keys  # type: ignore[attr-defined]
        if key.use is ServerKeyUse.RECEIPTS
    }


def open_office(
    database: Database,
    url: str,
    office: str = "AGA1",
    counter: str = "1",
    over: Transport | None = None,
) -> Office:
    """Enrol a counter with a fresh code."""
    with database.writing() as connection:
        code = issue_code(connection, office, counter, at=now(), hours=1)
    signer = Signer.generate()
    transport = over or Transport(parse_endpoint(url), product="test")
    reply = enrol(transport, code, signer, "test")
    identity = StationIdentity(reply.station_id, signer, trusted_keys(reply.keys))
    return Office(url, identity, transport, decode_bytes(reply.certificate), reply.server_epoch)


@dataclass
class Served:
    """A reception server answering on a port of its own, in a thread of this process."""

    url: str
    database: Database
    settings: ServerSettings
    _offices: list[Office] = field(default_factory=list)

    def office(self, office: str = "AGA1", counter: str = "1") -> Office:
        """A newly enrolled station, of the counter whose dossiers this kit seals if not told."""
        opened = open_office(self.database, self.url, office, counter)
        self._offices.append(opened)
        return opened

    def keep(self, office: Office) -> Office:
        """Close this counter's transport with the server."""
        self._offices.append(office)
        return office

    def held(self) -> dict[tuple[str, int], str]:
        """Id and revision → hash of everything that the server holds."""
        with self.database.reading() as connection:
            rows = connection.execute(select(ItemRow.item_id, ItemRow.revision, ItemRow.sha256))
            return {(row[0], row[1]): row[2] for row in rows}

    def close(self) -> None:
        while self._offices:
            self._offices.pop().close()


def ask(
    office: Office,
    method: str,
    target: str,
    body: bytes,
    *,
    created: int | None = None,
    sent_to: str | None = None,
    sent_body: bytes | None = None,
) -> httpx.Response:
    """Sign a request and send it as it is, or to another target, or with another body."""
    at = int(now().timestamp()) if created is None else created
    content = request_content(method, target, at, body)
    signature = office.identity.signer.sign(Purpose.REQUEST, content).header()
    headers = {SIGNATURE_HEADER: signature, CREATED_HEADER: str(at)}
    sent = body if sent_body is None else sent_body
    return httpx.request(method, office.url + (sent_to or target), content=sent, headers=headers)


def require_held_once(served: Served, sealed: Sequence[OutgoingItem]) -> None:
    """The oracle: every sealed item is held once with its hash and bytes, and nothing else is."""
    assert served.held() == {(item.id, item.revision): item.sha256 for item in sealed}
    with served.database.reading() as connection:
        for item_id, body in connection.execute(select(ItemRow.item_id, ItemRow.body)):
            assert hash_of(bytes(body)) in {item.sha256 for item in sealed if item.id == item_id}


@contextmanager
def serving(
    settings: ServerSettings, *, prepare: bool = True, now: Callable[[], datetime] = server_now
) -> Iterator[Served]:
    """Set the database up and serve it until the end of the block."""
    database = open_database(settings)
    if prepare:
        set_up(database)
    config = uvicorn.Config(
        LastResort(create_app(settings, now)),
        port=0,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    listener = config.bind_socket()
    server = _SignallingServer(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="reception")
    thread.start()
    served = Served(f"http://127.0.0.1:{listener.getsockname()[1]}", database, settings)
    try:
        assert server.up.wait(30), "the server did not start"
        yield served
    finally:
        served.close()
        server.should_exit = True
        thread.join()
        listener.close()
        database.close()


class _SignallingServer(uvicorn.Server):
    """A server that can be waited for."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: object = None) -> None:
        await super().startup(sockets)  # type: ignore[arg-type]
        self.up.set()

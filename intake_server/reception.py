"""The reception desk of the server: every call of the contract, without HTTP around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import (
    EnrolmentReply,
    EnrolmentRequest,
    HelloRequest,
    ReconcileRequest,
    parse_message,
)
from intake_app.sync.signatures import Purpose, Signature, encode_bytes, reply_content
from intake_server.holdings import latest_letter
from intake_server.ingest import Ingest
from intake_server.keys import public_keys
from intake_server.link import (
    answer_hello,
    answer_reconcile,
    answer_status,
    recognise,
    require_identity,
)
from intake_server.stations import enrol
from intake_server.tallies import HourlyCount

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pydantic import BaseModel

    from intake_app.sync.messages import Limits
    from intake_app.sync.signatures import Signer
    from intake_server.database import Database
    from intake_server.ingest import Judge, Taken
    from intake_server.link import SignedRequest
    from intake_server.stations import Station


@dataclass(frozen=True, slots=True)
class SignedReply:
    """A reply with the header by which the station knows that the server meant it."""

    body: bytes = field(repr=False)
    signature: str


class Reception:
    """Answers stations; each call is one or two transactions and blocks its thread."""

    def __init__(
        self, database: Database, judge: Judge, limits: Limits, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._limits = limits
        self._now = now
        self._counts = HourlyCount()
        self.ingest = Ingest(database, judge, now, limits)

    def enrol(self, body: bytes) -> bytes:
        """Spend a one-time code.

        Raises:
            Problem: `enrolment.refused` or `message.malformed`.
        """
        request = parse_message(EnrolmentRequest, body)
        with self._database.writing() as connection:
            now = self._now()
            identity = require_identity(connection)
            station = enrol(connection, request, at=now, signer=identity.signer)
            reply = EnrolmentReply(
                station_id=station.station_id,
                office=station.office,
                counter=station.counter,
                certificate=encode_bytes(station.certificate),
                server_epoch=identity.epoch,
                server_time=now,
                keys=public_keys(connection),
                limits=self._limits,
                latest_letter=latest_letter(connection, station.office, station.counter),
            )
        return _bytes_of(reply)

    def check_speaker(self, signature: Signature) -> str:
        """Return the id of the station whose key is named, before its body is read.

        Raises:
            Problem: `station.unknown` or `station.revoked`.
        """
        return self.ingest.find_speaker(signature.key_id).station_id

    def recall_batch(self, payload: bytes, signature: Signature, batch_key: str) -> Taken | Station:
        """Give the stored reply to a batch, or who sends a new one; see `Ingest.recall`."""
        return self.ingest.recall(payload, signature, batch_key)

    def take_batch(
        self, payload: bytes, signature: Signature, batch_key: str, station: Station
    ) -> Taken:
        """Take a batch in that came under this key; see `Ingest.take`."""
        return self.ingest.take(payload, signature, station=station, batch_key=batch_key)

    def hello(self, request: SignedRequest) -> SignedReply:
        """Say how the server stands towards a station."""
        with self._database.reading() as connection:
            now = self._now()
            station = recognise(connection, request, now)
            message = parse_message(HelloRequest, request.body)
            reply, signer = answer_hello(
                connection,
                station,
                message,
                counts=self._counts.count(connection, station.station_id),
                limits=self._limits,
                now=now,
            )
        return _sign(request, reply, signer)

    def reconcile(self, request: SignedRequest) -> SignedReply:
        """Compare what a station sealed with what is held of it."""
        with self._database.reading() as connection:
            station = recognise(connection, request, self._now())
            message = parse_message(ReconcileRequest, request.body)
            reply = answer_reconcile(connection, station, message)
            signer = require_identity(connection).signer
        return _sign(request, reply, signer)

    def status(self, request: SignedRequest, cursor: str | None) -> SignedReply:
        """Tell later decisions on a station's items."""
        with self._database.reading() as connection:
            station = recognise(connection, request, self._now())
            reply = answer_status(connection, station, cursor)
            signer = require_identity(connection).signer
        return _sign(request, reply, signer)

    def require_ready(self) -> None:
        """Do nothing when the database answers and is set up.

        Raises:
            Problem: `server.busy`.
            EnvironmentFault: `server.not_set_up`.
        """
        with self._database.reading() as connection:
            require_identity(connection)


def _bytes_of(reply: BaseModel) -> bytes:
    return canonical_bytes(reply.model_dump(mode="json"))


def _sign(request: SignedRequest, reply: BaseModel, signer: Signer) -> SignedReply:
    body = _bytes_of(reply)
    content = reply_content(request.signature.header(), 200, body)
    return SignedReply(body, signer.sign(Purpose.REPLY, content).header())

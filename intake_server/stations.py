"""Stations: one-time codes, enrolment, the keys they sign with, and revocation."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, exists, insert, select

from intake_app.errors import UnusableInput
from intake_app.sync.certificates import issue_certificate
from intake_app.sync.problems import Problem, ProblemCode
from intake_app.sync.signatures import (
    Purpose,
    decode_bytes,
    hash_hex,
    is_signed_by,
    key_id_of,
)
from intake_server.audit import SERVER_CHAIN, append_line
from intake_server.database import lock_chain
from intake_server.tables import (
    EnrolmentCodeRow,
    EnrolmentUseRow,
    RevocationRow,
    StationKeyRow,
    StationRow,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from intake_app.sync.messages import EnrolmentRequest
    from intake_app.sync.signatures import Signer

CODE_BYTES = 10  # 80 bits: not to be guessed within the life of a code
DEFAULT_CODE_HOURS = 72
_GROUP = 4
_OFFICE = re.compile(r"[A-Z]{2,5}[0-9]{1,2}")
_COUNTER = re.compile(r"[1-9][0-9]?")
_RANDOM_BYTES = 5  # 8 characters of base 32


@dataclass(frozen=True, slots=True)
class Station:
    """A counter as the server knows it by one of its keys."""

    station_id: str
    office: str
    counter: str
    public_key: bytes
    certificate: bytes
    revoked: bool


def issue_code(
    connection: Connection, office: str, counter: str, *, at: datetime, hours: int
) -> str:
    """Make a one-time code for one counter and keep its hash; the code is shown once.

    Raises:
        UnusableInput: `server.office_wrong` or `server.counter_wrong`.
    """
    if not _OFFICE.fullmatch(office):
        raise UnusableInput("server.office_wrong", office=office)
    if not _COUNTER.fullmatch(counter):
        raise UnusableInput("server.counter_wrong", counter=counter)
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii")
    connection.execute(
        insert(EnrolmentCodeRow).values(
            code_hash=_hash_of_code(letters),
            office=office,
            counter=counter,
            created_at=at,
            expires_at=at + timedelta(hours=hours),
        )
    )
    append_line(
        connection,
        chain=SERVER_CHAIN,
        at=at,
        actor="operator",
        action="code.issued",
        subject=f"{office}-{counter}",
        details={"hours": hours},
    )
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def enrol(
    connection: Connection, request: EnrolmentRequest, *, at: datetime, signer: Signer
) -> Station:
    """Spend a code on a station's key; the same code and key again give the same station.

    Raises:
        Problem: `enrolment.refused`, the same for a code that is unknown, spent or expired, and
            for a key that the counter cannot prove to hold; `enrolment.other_counter` for a good
            code at the wrong counter, where it is not spent; `message.malformed` for a key or a
            proof that has the letters of base64url and is none.
    """
    public_key = _read_bytes(request.public_key, "public_key")
    proof = _read_bytes(request.proof, "proof")
    proved = f"{request.code}\n{request.public_key}".encode()
    if not is_signed_by(public_key, Purpose.ENROLMENT, proved, proof):
        raise Problem(ProblemCode.ENROLMENT_REFUSED)
    code_hash, key_id = _hash_of_code(request.code), key_id_of(public_key)
    lock_chain(connection, f"code {code_hash}")
    code = connection.execute(
        select(EnrolmentCodeRow.__table__, EnrolmentUseRow.key_id)
        .outerjoin(EnrolmentUseRow, EnrolmentUseRow.code_hash == EnrolmentCodeRow.code_hash)
        .where(EnrolmentCodeRow.code_hash == code_hash)
    ).one_or_none()
    known = find_station(connection, key_id)
    if code is None or (code.key_id or key_id) != key_id:
        raise Problem(ProblemCode.ENROLMENT_REFUSED)
    if code.key_id is not None and known is not None:
        return known  # the reply was lost, and the counter asks again
    if known is not None or code.expires_at <= at:
        raise Problem(ProblemCode.ENROLMENT_REFUSED)
    if request.office is not None and (request.office, request.counter) != (
        code.office,
        code.counter,
    ):
        theirs = f"{code.office}-{code.counter}"
        raise Problem(ProblemCode.ENROLMENT_OTHER_COUNTER, counter=theirs)
    return _add_station(connection, code, public_key, at=at, signer=signer)


def find_station(connection: Connection, key_id: str) -> Station | None:
    """Find the station that a key belongs to, revoked or not."""
    row = connection.execute(BY_KEY.where(StationKeyRow.key_id == key_id)).one_or_none()
    return Station(*row) if row else None


def revoke(connection: Connection, station_id: str, *, at: datetime, reason: str) -> None:
    """Refuse a station from now on; what it sent stays.

    Raises:
        UnusableInput: `server.station_unknown` or `server.station_revoked_already`.
    """
    known = select(StationRow.station_id).where(StationRow.station_id == station_id)
    if connection.scalar(known) is None:
        raise UnusableInput("server.station_unknown", station=station_id)
    revoked = select(RevocationRow.station_id).where(RevocationRow.station_id == station_id)
    if connection.scalar(revoked) is not None:
        raise UnusableInput("server.station_revoked_already", station=station_id)
    connection.execute(
        insert(RevocationRow).values(station_id=station_id, revoked_at=at, reason=reason)
    )
    append_line(
        connection,
        chain=SERVER_CHAIN,
        at=at,
        actor="operator",
        action="station.revoked",
        subject=station_id,
        details={"reason": reason},
    )


BY_KEY = select(
    StationRow.station_id,
    StationRow.office,
    StationRow.counter,
    StationKeyRow.public_key,
    StationKeyRow.certificate,
    exists().where(RevocationRow.station_id == StationRow.station_id),
).join(StationKeyRow, StationKeyRow.station_id == StationRow.station_id)


def _add_station(
    connection: Connection,
    code: Row[Any],
    public_key: bytes,
    *,
    at: datetime,
    signer: Signer,
) -> Station:
    ending = base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode("ascii")
    station_id = f"{code.office}-{code.counter}-{ending}"
    certificate = issue_certificate(station_id, public_key, at.date(), signer)
    key_id = key_id_of(public_key)
    connection.execute(
        insert(StationRow).values(
            station_id=station_id, office=code.office, counter=code.counter, enrolled_at=at
        )
    )
    connection.execute(
        insert(StationKeyRow).values(
            key_id=key_id,
            station_id=station_id,
            public_key=public_key,
            certificate=certificate,
            added_at=at,
        )
    )
    connection.execute(
        insert(EnrolmentUseRow).values(code_hash=code.code_hash, key_id=key_id, used_at=at)
    )
    append_line(
        connection,
        chain=SERVER_CHAIN,
        at=at,
        actor=station_id,
        action="station.enrolled",
        subject=station_id,
        details={"key": key_id},
    )
    return Station(station_id, code.office, code.counter, public_key, certificate, revoked=False)


def _read_bytes(text: str, path: str) -> bytes:
    try:
        return decode_bytes(text)
    except ValueError as error:
        raise Problem(ProblemCode.MESSAGE_MALFORMED, path=path) from error


def _hash_of_code(code: str) -> str:
    return hash_hex(code.replace("-", "").encode("ascii"))

"""The proof in the QR code of a receipt: any enrolled counter verifies it without a network.

`OR1:` and base64url of: 2 bytes of length, that many bytes of a JSON array (number, revision,
deposit in UTC to the minute, total in centimes, boxes, masked identity number, SHA-256 of the
sealed bytes), 64 bytes of the station's signature over the array, and the station's certificate,
which the server signed.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from intake_app.domain.numbers import DossierNumber
from intake_app.sync.certificates import verify_certificate
from intake_app.sync.signatures import (
    SIGNATURE_BYTES,
    Purpose,
    decode_bytes,
    encode_bytes,
    is_signed_by,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.sync.certificates import StationCertificate
    from intake_app.sync.signatures import Signer

PREFIX = "OR1:"
_LENGTH = struct.Struct(">H")


@dataclass(frozen=True, slots=True)
class ReceiptClaims:
    """What a receipt claims: the values that must stand on the paper beside the code."""

    number: str
    revision: int
    deposited_at: datetime
    total_centimes: int
    box_count: int
    identity_masked: str
    sha256: str


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """Claims that a station of our server signed, and which station."""

    claims: ReceiptClaims
    station: StationCertificate


def write_proof(claims: ReceiptClaims, signer: Signer, certificate: bytes) -> str:
    """Sign the claims and write the text of the QR code."""
    members = [
        claims.number,
        claims.revision,
        int(claims.deposited_at.timestamp()) // 60,
        claims.total_centimes,
        claims.box_count,
        claims.identity_masked,
        claims.sha256,
    ]
    content = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
    signature = signer.sign(Purpose.PAPER, content).value
    return PREFIX + encode_bytes(_LENGTH.pack(len(content)) + content + signature + certificate)


def verify_proof(text: str, server_keys: Mapping[str, bytes]) -> VerifiedReceipt | None:
    """Read the text of a QR code; None unless a station of our server signed exactly this.

    The station must be of the office and counter that the number names.
    """
    try:
        content, signature, certificate = _take_apart(text)
        claims = _read_claims(content)
    except (ValueError, struct.error, TypeError, OverflowError):
        return None
    station = verify_certificate(certificate, server_keys)
    if station is None:
        return None
    if not is_signed_by(station.public_key, Purpose.PAPER, content, signature):
        return None
    return VerifiedReceipt(claims, station) if _is_of(claims.number, station) else None


def _is_of(number: str, station: StationCertificate) -> bool:
    try:
        parts = DossierNumber.parse(number)
    except ValueError:
        return False
    return (parts.office, parts.counter[:-1]) == (station.office, station.counter)


def _take_apart(text: str) -> tuple[bytes, bytes, bytes]:
    if not text.startswith(PREFIX):
        raise ValueError("not the code of a receipt")
    packed = decode_bytes(text.removeprefix(PREFIX))
    (length,) = _LENGTH.unpack_from(packed)
    content = packed[_LENGTH.size : _LENGTH.size + length]
    rest = packed[_LENGTH.size + length :]
    return content, rest[:SIGNATURE_BYTES], rest[SIGNATURE_BYTES:]


def _read_claims(content: bytes) -> ReceiptClaims:
    number, revision, minutes, total, boxes, identity, sha256 = json.loads(content)
    return ReceiptClaims(
        number=str(number),
        revision=int(revision),
        deposited_at=datetime.fromtimestamp(int(minutes) * 60, UTC),
        total_centimes=int(total),
        box_count=int(boxes),
        identity_masked=str(identity),
        sha256=str(sha256),
    )

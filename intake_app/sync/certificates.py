"""The certificate of a station: the server's word that a key belongs to a counter.

It stands in the QR code of receipts, so that any counter can verify one offline. It is therefore
small: 1 byte of version (1), 8 bytes naming the server's key, 2 bytes of the day of issue (days
since 1970), the station's id with 1 byte of length before it, 32 bytes of public key, 64 bytes
of signature over all that precedes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from intake_app.sync.signatures import KEY_BYTES, SIGNATURE_BYTES, Purpose, is_signed_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.sync.signatures import Signer

_VERSION = 1
_HEAD = struct.Struct(">B8sHB")
_FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class StationCertificate:
    """What a verified certificate says; `station_id` begins with office and counter."""

    station_id: str
    public_key: bytes
    issued_on: date
    server_key_id: str

    @property
    def office(self) -> str:
        """The office of the station."""
        return self.station_id.split("-")[0]

    @property
    def counter(self) -> str:
        """The number of the station's counter."""
        return self.station_id.split("-")[1]


def issue_certificate(station_id: str, public_key: bytes, issued_on: date, signer: Signer) -> bytes:
    """Write and sign the certificate of a station."""
    name = station_id.encode("ascii")
    days = (issued_on - _FIRST_DAY).days
    content = _HEAD.pack(_VERSION, bytes.fromhex(signer.key_id), days, len(name))
    content += name + public_key
    return content + signer.sign(Purpose.CERTIFICATE, content).value


def verify_certificate(
    certificate: bytes, server_keys: Mapping[str, bytes]
) -> StationCertificate | None:
    """Read a certificate; None unless a known key of the server signed exactly these bytes."""
    content, signature = certificate[:-SIGNATURE_BYTES], certificate[-SIGNATURE_BYTES:]
    try:
        version, key_name, days, length = _HEAD.unpack_from(content)
        station_id = content[_HEAD.size : _HEAD.size + length].decode("ascii")
    except (struct.error, UnicodeDecodeError):
        return None
    public_key = content[_HEAD.size + length :]
    server_key = server_keys.get(key_name.hex())
    if version != _VERSION or len(public_key) != KEY_BYTES or station_id.count("-") != 2:  # noqa: PLR2004
        return None
    if server_key is None or not is_signed_by(server_key, Purpose.CERTIFICATE, content, signature):
        return None
    return StationCertificate(
        station_id, public_key, _FIRST_DAY + timedelta(days=days), key_name.hex()
    )

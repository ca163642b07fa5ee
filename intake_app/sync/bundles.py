"""USB bundles: the same signed batches in one file, and the file of receipts that comes back.

A bundle is `OBUNDLE1`; 4 bytes of length and that many of a label in canonical JSON; the batches,
compressed and sealed to the server's key; 64 bytes of the station's signature over all of it.
Source of the sealing: RFC 9180 (HPKE: X25519, HKDF-SHA256, ChaCha20-Poly1305), bound to the label.
Within, each batch is 4 bytes of length, its signature as in the header, a line feed, its payload.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from pydantic import Field, ValidationError

from intake_app.errors import UnusableInput
from intake_app.sync.batches import SignedBatch
from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import Count, Instant, KeyId, Request, StationId, Uuid
from intake_app.sync.signatures import (
    SIGNATURE_BYTES,
    Purpose,
    Signature,
    Signer,
    is_signed_by,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_BUNDLE_BYTES = 64 * 1024**2  # of the file
MAX_CONTENT_BYTES = 96 * 1024**2  # of the batches within, before compression
FILL_CONTENT_BYTES = 64 * 1024**2  # a counter begins another bundle beyond this
BUNDLE_MARK = b"OBUNDLE1"
_LENGTH = struct.Struct(">I")
_MAX_LABEL_BYTES = 4096
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class BundleLabel(Request):
    """What a bundle says of itself in the clear: no person, no dossier."""

    format: str = Field(default="onousc-bundle/1", pattern="^onousc-bundle/1$")
    bundle_id: Uuid
    station_id: StationId
    station_key_id: KeyId
    server_key_id: KeyId
    created_at: Instant
    batch_count: Count


@dataclass(frozen=True, slots=True)
class ClosedBundle:
    """A bundle taken apart, neither verified nor opened yet."""

    label: BundleLabel
    label_bytes: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def require_signed_by(self, public_key: bytes) -> None:
        """Refuse a bundle that its station did not write exactly so.

        Raises:
            UnusableInput: `bundle.damaged`.
        """
        content = _head(self.label_bytes) + self.sealed
        if not is_signed_by(public_key, Purpose.BUNDLE, content, self.signature):
            raise UnusableInput("bundle.damaged")


def write_bundle(
    label: BundleLabel, batches: Sequence[SignedBatch], signer: Signer, server_key: bytes
) -> bytes:
    """Write a bundle of signed batches for one server.

    Args:
        label: What stands on it; it names station, keys and the number of batches.
        batches: What it carries, in the bytes that were signed.
        signer: The station's key.
        server_key: The server's public X25519 key for bundles.
    """
    label_bytes = canonical_bytes(label.model_dump(mode="json"))
    packed = zlib.compress(b"".join(_pack(batch) for batch in batches))
    sealed = _SUITE.encrypt(packed, X25519PublicKey.from_public_bytes(server_key), label_bytes)
    content = _head(label_bytes) + sealed
    return content + signer.sign(Purpose.BUNDLE, content).value


def take_apart(content: bytes) -> ClosedBundle:
    """Read the label of a bundle; nothing in it is believed yet.

    Raises:
        UnusableInput: `bundle.not_a_bundle`, or `bundle.damaged` when it is cut short.
    """
    if not content.startswith(BUNDLE_MARK):
        raise UnusableInput("bundle.not_a_bundle")
    begin = len(BUNDLE_MARK) + _LENGTH.size
    try:
        (length,) = _LENGTH.unpack_from(content, len(BUNDLE_MARK))
        label_bytes = content[begin : begin + length]
        sealed, signature = content[begin + length : -SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]
        _require(sealed and length <= _MAX_LABEL_BYTES and len(label_bytes) == length)
        label = BundleLabel.model_validate_json(label_bytes)
    except (struct.error, ValidationError, ValueError):
        # The cause would carry parts of the file into a log.
        raise UnusableInput("bundle.damaged") from None
    return ClosedBundle(label, label_bytes, sealed, signature)


def open_bundle(bundle: ClosedBundle, private_key: bytes) -> tuple[SignedBatch, ...]:
    """Open a bundle whose signature was verified.

    The ids of its batches are not read here: the receiver takes them from the signed bytes.

    Raises:
        UnusableInput: `bundle.damaged`, or `bundle.too_large` for one that grows beyond all bounds.
    """
    key = X25519PrivateKey.from_private_bytes(private_key)
    try:
        packed = _SUITE.decrypt(bundle.sealed, key, bundle.label_bytes)
        inflater = zlib.decompressobj()
        content = inflater.decompress(packed, MAX_CONTENT_BYTES)
    except (InvalidTag, ValueError, zlib.error) as error:
        raise UnusableInput("bundle.damaged") from error
    if inflater.unconsumed_tail:
        raise UnusableInput("bundle.too_large", limit=MAX_CONTENT_BYTES // 1024**2)
    batches = tuple(_unpack(content))
    if not inflater.eof or len(batches) != bundle.label.batch_count:
        raise UnusableInput("bundle.damaged")
    return batches


def _require(whole: object) -> None:
    if not whole:
        raise ValueError("cut short")


def _head(label_bytes: bytes) -> bytes:
    return BUNDLE_MARK + _LENGTH.pack(len(label_bytes)) + label_bytes


def _pack(batch: SignedBatch) -> bytes:
    record = batch.signature.header().encode("ascii") + b"\n" + batch.payload
    return _LENGTH.pack(len(record)) + record


def _unpack(content: bytes) -> Iterator[SignedBatch]:
    place = 0
    while place < len(content):
        try:
            (length,) = _LENGTH.unpack_from(content, place)
            record = content[place + _LENGTH.size : place + _LENGTH.size + length]
            _require(len(record) == length)
            header, _, payload = record.partition(b"\n")
            yield SignedBatch("", payload, Signature.parse(header.decode("ascii")))
        except (struct.error, ValueError) as error:
            raise UnusableInput("bundle.damaged") from error
        place += _LENGTH.size + length

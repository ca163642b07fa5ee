"""Signatures of stations and of the server: Ed25519 over the hash of exact bytes.

What is signed is a purpose, a line feed and the SHA-256 of the bytes in hexadecimal. The purpose
keeps a signature made for one kind of message from being worth anything on another. A key is
named by the first half of its own hash, so that keys can be replaced without guessing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

KEY_BYTES = 32
SIGNATURE_BYTES = 64
SIGNATURE_HEADER = "Intake-Signature"
CREATED_HEADER = "Intake-Created"
REPLY_SIGNATURE_HEADER = "Intake-Reply-Signature"
_HEADER = re.compile(r"([0-9a-f]{16})\.([A-Za-z0-9_-]{86})")


class Purpose(StrEnum):
    """What a signature was made for."""

    BATCH = "onousc-batch/1"
    RECEIPT = "onousc-receipt/1"
    REQUEST = "onousc-request/1"
    REPLY = "onousc-reply/1"
    ENROLMENT = "onousc-enrolment/1"
    CERTIFICATE = "onousc-station/1"
    PAPER = "onousc-paper/1"
    BUNDLE = "onousc-bundle/1"
    BUNDLE_RECEIPTS = "onousc-bundle-receipts/1"


def hash_hex(content: bytes) -> str:
    """Return the SHA-256 of bytes in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def key_id_of(public_key: bytes) -> str:
    """Name a public key: 16 hexadecimal digits of its hash."""
    return hash_hex(public_key)[:16]


def encode_bytes(content: bytes) -> str:
    """Write bytes as text for a header or a message: base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decode_bytes(text: str) -> bytes:
    """Read bytes from their text.

    Raises:
        ValueError: If it is not base64url.
    """
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64url") from error
    if encode_bytes(content) != text:  # bits left over at the end: one meaning, one spelling
        raise ValueError("not base64url")
    return content


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the name of the key that made it."""

    key_id: str
    value: bytes

    def header(self) -> str:
        """Write it as it stands in a header."""
        return f"{self.key_id}.{encode_bytes(self.value)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it from a header.

        Raises:
            ValueError: If it is something else.
        """
        match = _HEADER.fullmatch(text)
        if match is None:
            raise ValueError("not a signature")
        return cls(match[1], decode_bytes(match[2]))


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key at work; it never shows in logs."""

    _key: Ed25519PrivateKey = field(repr=False)
    public_key: bytes
    key_id: str

    @classmethod
    def generate(cls) -> Self:
        """Make a new key."""
        return cls._of(Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, private_key: bytes) -> Self:
        """Take up a kept key of 32 bytes.

        Raises:
            ValueError: If it has another length.
        """
        return cls._of(Ed25519PrivateKey.from_private_bytes(private_key))

    @classmethod
    def _of(cls, key: Ed25519PrivateKey) -> Self:
        public_key = key.public_key().public_bytes_raw()
        return cls(key, public_key, key_id_of(public_key))

    def private_key(self) -> bytes:
        """Give the 32 bytes to keep."""
        return self._key.private_bytes_raw()

    def sign(self, purpose: Purpose, content: bytes) -> Signature:
        """Sign bytes for one purpose."""
        return Signature(self.key_id, self._key.sign(_signed(purpose, content)))


def is_signed_by(public_key: bytes, purpose: Purpose, content: bytes, signature: bytes) -> bool:
    """Say whether these bytes were signed for this purpose by the owner of the key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _signed(purpose, content))
    except (InvalidSignature, ValueError):
        return False
    return True


def request_content(method: str, target: str, created: int, body: bytes) -> bytes:
    """Write what a station signs of a request that is not a batch.

    `target` is the path with its query as sent, from `/v1` on; `created` is in seconds of
    the server's clock since 1970.
    """
    return f"{method}\n{target}\n{created}\n{hash_hex(body)}".encode()


def reply_content(request_signature: str, status: int, body: bytes) -> bytes:
    """Write what the server signs of a reply: it answers this request and no other."""
    return f"{request_signature}\n{status}\n{hash_hex(body)}".encode()


def _signed(purpose: Purpose, content: bytes) -> bytes:
    return f"{purpose.value}\n{hash_hex(content)}".encode("ascii")

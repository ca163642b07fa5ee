"""The file of receipts that answers a USB bundle.

A JSON object with the exact text of what is said and signatures over it, one by each signing key
the server ever had: a counter that was away while keys changed finds one that it trusts, and
learns the new keys from the file. No person and no dossier's content is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from intake_app.errors import UnusableInput
from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import (
    Count,
    Instant,
    KeyId,
    Reply,
    ServerKey,
    SignatureText,
    StationId,
    Uuid,
)
from intake_app.sync.signatures import Purpose, decode_bytes, encode_bytes, is_signed_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from intake_app.sync.signatures import Signer

MAX_RECEIPTS_BYTES = 64 * 1024**2
_FORMAT = "onousc-bundle-receipts/1"
RECEIPTS_MARK = b'{"conten'  # how the file begins, its members being in the order of their names


class BatchAnswer(Reply):
    """The receipt of one batch, as the network would have brought it, or why there is none."""

    batch_id: Uuid
    reply: str | None = None
    problem: str | None = None


class BundleReceipts(Reply):
    """All that the server says about one bundle; `held_count` is its count at `made_at`."""

    bundle_id: Uuid
    station_id: StationId
    server_epoch: Uuid
    made_at: Instant
    held_count: Count
    keys: tuple[ServerKey, ...]
    answers: tuple[BatchAnswer, ...]


class _FileSignature(Reply):
    key_id: KeyId
    signature: SignatureText


class _ReceiptsFile(Reply):
    format: str = Field(pattern=f"^{_FORMAT}$")
    content: str
    signatures: tuple[_FileSignature, ...]


def write_receipts(receipts: BundleReceipts, signers: Iterable[Signer]) -> bytes:
    """Write the file, signed by each of the server's keys."""
    content = canonical_bytes(receipts.model_dump(mode="json"))
    made = [signer.sign(Purpose.BUNDLE_RECEIPTS, content) for signer in signers]
    signatures = [{"key_id": one.key_id, "signature": encode_bytes(one.value)} for one in made]
    return canonical_bytes(
        {"format": _FORMAT, "content": content.decode(), "signatures": signatures}
    )


def read_receipts(content: bytes, server_keys: Mapping[str, bytes]) -> BundleReceipts:
    """Read the file, if a key that the counter trusts signed it.

    Raises:
        UnusableInput: `bundle.not_receipts`, or `bundle.receipts_doubtful` when it is damaged
            or of another server.
    """
    try:
        file = _ReceiptsFile.model_validate_json(content)
    except ValidationError:
        raise UnusableInput("bundle.not_receipts") from None
    text = file.content.encode(errors="surrogatepass")
    if not any(_is_true(one, text, server_keys) for one in file.signatures):
        raise UnusableInput("bundle.receipts_doubtful")
    try:
        return BundleReceipts.model_validate_json(text)
    except ValidationError:
        raise UnusableInput("bundle.receipts_doubtful") from None


def _is_true(one: _FileSignature, content: bytes, server_keys: Mapping[str, bytes]) -> bool:
    key = server_keys.get(one.key_id)
    if key is None:
        return False
    try:
        signature = decode_bytes(one.signature)
    except ValueError:
        return False
    return is_signed_by(key, Purpose.BUNDLE_RECEIPTS, content, signature)

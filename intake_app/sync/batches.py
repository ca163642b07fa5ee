"""Batches as stations sign them and receipts as the server signs them.

A batch is canonical JSON; its signature lies beside it, never inside, so that the same bytes and
the same signature travel by network or on a USB stick. A receipt names the batch, the hash of
its bytes, and every item with its hash and result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import (
    Batch,
    Receipt,
    ReceiptItem,
    SignedReceipt,
    instant_text,
    parse_message,
)
from intake_app.sync.signatures import (
    Purpose,
    Signature,
    Signer,
    decode_bytes,
    encode_bytes,
    hash_hex,
    is_signed_by,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from intake_app.sync.messages import ItemKind

_BATCH_FORMAT = "onousc-batch/1"
_RECEIPT_FORMAT = "onousc-receipt/1"


class ReceiptDoubtful(ValueError):
    """A reply that is no proof; `reason` is `unreadable`, `key`, `signature` or `other_batch`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OutgoingItem:
    """A sealed item taken from the queue; `body` are the bytes that were sealed."""

    kind: ItemKind
    id: str
    revision: int
    sha256: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """The bytes to send until a receipt is verified, with the station's signature."""

    batch_id: str
    payload: bytes = field(repr=False)
    signature: Signature


@dataclass(frozen=True, slots=True)
class BatchLabel:
    """What a batch says of itself beside its items."""

    batch_id: str
    station_id: str
    install_epoch: int
    fund: str
    created_at: datetime


def sign_batch(label: BatchLabel, items: Sequence[OutgoingItem], signer: Signer) -> SignedBatch:
    """Write the canonical bytes of a batch and sign them.

    Raises:
        UnicodeDecodeError: If a body is not UTF-8; sealed bodies always are.
    """
    payload = canonical_bytes(
        {
            "format": _BATCH_FORMAT,
            "batch_id": label.batch_id,
            "station_id": label.station_id,
            "install_epoch": label.install_epoch,
            "fund": label.fund,
            "created_at": instant_text(label.created_at),
            "items": [
                {
                    "kind": item.kind.value,
                    "id": item.id,
                    "revision": item.revision,
                    "sha256": item.sha256,
                    "body": item.body.decode(),
                }
                for item in items
            ],
        }
    )
    return SignedBatch(label.batch_id, payload, signer.sign(Purpose.BATCH, payload))


def parse_batch(payload: bytes) -> Batch:
    """Read a batch from its bytes.

    Raises:
        Problem: `message.malformed` or `batch.too_large`.
    """
    return parse_message(Batch, payload)


def sign_receipt(
    batch: Batch,
    payload_sha256: str,
    items: Sequence[ReceiptItem],
    *,
    server_epoch: str,
    received_at: datetime,
    signer: Signer,
) -> bytes:
    """Write the reply to a batch: a receipt and its signature, in the bytes to keep and send."""
    receipt = canonical_bytes(
        {
            "format": _RECEIPT_FORMAT,
            "batch_id": batch.batch_id,
            "batch_sha256": payload_sha256,
            "station_id": batch.station_id,
            "server_epoch": server_epoch,
            "received_at": instant_text(received_at),
            "items": [_item_members(item) for item in items],
        }
    )
    signature = signer.sign(Purpose.RECEIPT, receipt)
    return canonical_bytes(
        {
            "receipt": receipt.decode(),
            "key_id": signature.key_id,
            "signature": encode_bytes(signature.value),
        }
    )


def verify_receipt(reply: bytes, payload: bytes, server_keys: Mapping[str, bytes]) -> Receipt:
    """Read a reply as the proof that this very batch is held.

    Args:
        reply: The body that came back.
        payload: The bytes of the batch that was sent.
        server_keys: Public keys of the server by name.

    Raises:
        ReceiptDoubtful: If anything is missing from the proof: the batch stays in doubt.
    """
    try:
        signed = SignedReceipt.model_validate_json(reply)
        text = signed.receipt.encode()
        receipt = Receipt.model_validate_json(text)
        signature = decode_bytes(signed.signature)
    except (ValidationError, ValueError):
        # The cause would carry parts of the reply into a log.
        raise ReceiptDoubtful("unreadable") from None
    public_key = server_keys.get(signed.key_id)
    if public_key is None:
        raise ReceiptDoubtful("key")
    if not is_signed_by(public_key, Purpose.RECEIPT, text, signature):
        raise ReceiptDoubtful("signature")
    if not _is_about(receipt, payload):
        raise ReceiptDoubtful("other_batch")
    return receipt


def _is_about(receipt: Receipt, payload: bytes) -> bool:
    batch = parse_batch(payload)
    sent = sorted((item.id, item.revision, item.sha256) for item in batch.items)
    named = sorted((item.id, item.revision, item.sha256) for item in receipt.items)
    return (
        receipt.batch_id == batch.batch_id
        and receipt.station_id == batch.station_id
        and receipt.batch_sha256 == hash_hex(payload)
        and sent == named
    )


def _item_members(item: ReceiptItem) -> dict[str, str | int | None]:
    return {
        "id": item.id,
        "revision": item.revision,
        "sha256": item.sha256,
        "result": item.result.value,
        "code": item.code,
        "path": item.path,
    }

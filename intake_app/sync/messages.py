"""The messages between a counter and the reception server, version 1.

Requests refuse members they do not know; replies let them pass, so that a newer server
can serve older counters. Identifiers and hashes have one spelling only. Instants are UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    PlainSerializer,
    ValidationError,
)

from intake_app.sync.problems import Problem, ProblemCode

PROTOCOL_VERSION = 1
ENROLMENTS_PATH = "/v1/enrolments"
HELLO_PATH = "/v1/hello"
BATCHES_PATH = "/v1/batches"
STATUS_PATH = "/v1/status"
RECONCILE_PATH = "/v1/reconcile"
BATCH_KEY_HEADER = "Idempotency-Key"

MAX_ITEMS = 200
MAX_ITEM_BYTES = 512 * 1024
MAX_BATCH_BYTES = 8 * 1024 * 1024
MAX_REQUEST_BYTES = 2 * 1024 * 1024  # of any message that is not a batch
_OUR_NAME = re.compile(r"[a-z0-9_]{1,30}")


def instant_text(at: datetime) -> str:
    """Write an instant as all messages do: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[AwareDatetime, PlainSerializer(instant_text, return_type=str)]
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Uuid = Annotated[str, Field(pattern=f"^{_UUID.pattern}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
KeyId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="32 bytes, base64url")]
SignatureText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$", description="base64url")]
StationId = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}-[0-9]{1,2}-[A-Z2-7]{8}$")]
Revision = Annotated[int, Field(ge=1, le=100_000)]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
ShortText = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
StoreLetter = Annotated[str, Field(pattern=r"^[A-Z]$")]
Bucket = Annotated[str, Field(pattern=r"^[0-9a-f]{2}$")]


def is_uuid(text: str) -> bool:
    """Say whether a text is an id in the one spelling that messages have."""
    return _UUID.fullmatch(text) is not None


class ItemKind(StrEnum):
    """What a sealed item is."""

    DOSSIER = "dossier"
    TRANSMITTAL = "transmittal"


class ItemResult(StrEnum):
    """What became of one item of a batch; all but `corrupt` mean that the server holds it."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    CONFLICT = "conflict"
    CORRUPT = "corrupt"


class Request(BaseModel):
    """Base of what a counter says."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Reply(BaseModel):
    """Base of what the server says."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class SealedItem(Request):
    """One sealed revision on its way; `body` is the text of its canonical bytes in UTF-8."""

    kind: ItemKind
    id: Uuid
    revision: Revision
    sha256: Sha256
    body: str = Field(repr=False, max_length=MAX_ITEM_BYTES)


class Batch(Request):
    """1 to 200 sealed items of one fund, in the bytes that the station signs."""

    format: str = Field(pattern="^onousc-batch/1$")
    batch_id: Uuid
    station_id: StationId
    install_epoch: Count
    fund: ShortText
    created_at: Instant
    # A million wrong items must not become a million error reports.
    items: Annotated[tuple[SealedItem, ...], FailFast(), Field(min_length=1, max_length=MAX_ITEMS)]


class ReceiptItem(Reply):
    """The result of one item; `code` and `path` say why one is quarantined."""

    id: Uuid
    revision: Revision
    sha256: Sha256
    result: ItemResult
    code: str | None = None
    path: str | None = None


class Receipt(Reply):
    """What the server signs about a batch that it holds."""

    format: str = Field(pattern="^onousc-receipt/1$")
    batch_id: Uuid
    batch_sha256: Sha256
    station_id: StationId
    server_epoch: Uuid
    received_at: Instant
    items: tuple[ReceiptItem, ...]


class SignedReceipt(Reply):
    """The reply to a batch: the receipt's exact text, and its signature."""

    receipt: str = Field(description="Canonical JSON of a Receipt; the signature is over its bytes")
    key_id: KeyId
    signature: SignatureText


class Limits(Reply):
    """What the server takes in one batch; sizes are in bytes before compression."""

    max_items: int = Field(ge=1, le=100_000)
    max_batch_bytes: int = Field(ge=1024)
    max_item_bytes: int = Field(ge=1024)


class ServerKeyUse(StrEnum):
    """What a key of the server is for."""

    RECEIPTS = "receipts"  # Ed25519, signs receipts, replies and station certificates
    BUNDLES = "bundles"  # X25519, USB bundles are encrypted to it


class ServerKey(Reply):
    """A public key of the server."""

    key_id: KeyId
    use: ServerKeyUse
    public_key: Key


class EnrolmentRequest(Request):
    """A counter presents a one-time code and its public key.

    `proof` is the signature, by the key presented, of the code and the key's text joined by a
    line feed. The same code and key again give the same station, for the reply may get lost.
    A counter that says which one it is (`office` and `counter`, both or neither) is refused before
    a code for another is spent.
    """

    code: str = Field(pattern=r"^[A-Z2-7-]{8,64}$", repr=False)
    public_key: Key
    proof: SignatureText
    product: ShortText
    office: ShortText | None = None
    counter: ShortText | None = None


class EnrolmentReply(Reply):
    """What enrolment gives the counter."""

    station_id: StationId
    office: ShortText
    counter: ShortText
    certificate: str = Field(description="Station certificate signed by the server, base64url")
    server_epoch: Uuid
    server_time: Instant
    keys: tuple[ServerKey, ...]
    limits: Limits
    latest_letter: StoreLetter | None = Field(
        default=None,
        description="The latest store letter in the numbers held of this counter; null for none, "
        "absent from an older server",
    )


class HelloRequest(Request):
    """A counter says who it is and how it stands."""

    protocol: Count
    product: ShortText
    install_epoch: Count
    clock: Instant
    sealed_count: Count
    pending_count: Count
    server_key_ids: Annotated[tuple[KeyId, ...], Field(max_length=50)] = Field(
        description="Keys of the server that the counter trusts; the reply is signed by one of them"
    )
    last_batch_id: Uuid | None = Field(
        default=None, description="The last batch for which the counter holds a receipt"
    )


class HelloReply(Reply):
    """How the server stands towards this station; `held_count` counts items in every state."""

    protocol: int
    station_id: StationId
    limits: Limits
    server_epoch: Uuid
    server_time: Instant
    keys: tuple[ServerKey, ...]
    held_count: Count
    quarantined_count: Count
    conflict_count: Count
    last_batch_known: bool | None = Field(
        description="Whether the server holds that batch; null when none was named"
    )


class ItemName(Request):
    """Identity and hash of one sealed item."""

    id: Uuid
    revision: Revision
    sha256: Sha256


class BucketDigest(Request):
    """How many items of a bucket were sealed, and the hash over their names in order."""

    count: Count
    sha256: Sha256


class ReconcileRequest(Request):
    """First the digest of every bucket; then, for buckets that differ, the names in them."""

    digests: dict[Bucket, BucketDigest] | None = None
    items: dict[Bucket, Annotated[tuple[ItemName, ...], FailFast()]] | None = None


class ItemKey(Reply):
    """Identity of one sealed item."""

    id: Uuid
    revision: Revision


class ReconcileReply(Reply):
    """What differs: buckets in answer to digests, items in answer to names.

    `missing` are items that the server does not hold with that hash: send them again.
    `unknown_count` counts items held in these buckets that the counter did not name.
    """

    held_count: Count
    differing: tuple[Bucket, ...] = ()
    missing: tuple[ItemKey, ...] = ()
    unknown_count: Count = 0


class StatusAxis(StrEnum):
    """Data and paper travel apart."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


class StatusReason(Reply):
    """Why a dossier was returned; `text` is what the fund wrote."""

    code: ShortText
    text: str = Field(max_length=2000, repr=False)


class StatusEvent(Reply):
    """One later decision on an item of this station."""

    id: Uuid
    revision: Revision
    kind: ItemKind
    axis: StatusAxis
    state: ShortText
    at: Instant
    said_by: ShortText
    reasons: tuple[StatusReason, ...] = ()


class StatusReply(Reply):
    """Decisions after the cursor, the oldest first; `more` says to ask again at once."""

    events: tuple[StatusEvent, ...]
    cursor: ShortText
    more: bool


Message = TypeVar("Message", bound=BaseModel)


def parse_message(kind: type[Message], body: bytes) -> Message:
    """Read a message from its bytes, strictly.

    Raises:
        Problem: `message.malformed` with the path of the first member at fault, or
            `batch.too_large` for too many items; never with a value that was sent.
    """
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        path = first_path(error)
        too_many = path == "items" and error.errors(include_input=False)[0]["type"] == "too_long"
    code = ProblemCode.BATCH_TOO_LARGE if too_many else ProblemCode.MESSAGE_MALFORMED
    raise Problem(code, path=path)


def first_path(error: ValidationError) -> str:
    """Write the place of the first fault as `items[3].sha256`; `$` for the whole.

    A name that cannot be ours is not repeated: it may be anything.
    """
    location = error.errors(include_input=False, include_url=False, include_context=False)[0]["loc"]
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if _OUR_NAME.fullmatch(part) else ".?"
    return text.removeprefix(".") or "$"

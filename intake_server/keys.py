"""The server's own keys and epoch: what it signs with, and which life of its database this is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import func, insert, select, update

from intake_app.sync.messages import ServerKey, ServerKeyUse
from intake_app.sync.signatures import Signer, encode_bytes, key_id_of
from intake_server.audit import SERVER_CHAIN, append_line
from intake_server.tables import EpochRow, ServerKeyRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

NEWEST_EPOCH = select(EpochRow.epoch).order_by(EpochRow.sequence.desc()).limit(1)
NEWEST_SIGNER = (
    select(ServerKeyRow.private_key)
    .where(ServerKeyRow.use == ServerKeyUse.RECEIPTS, ServerKeyRow.retired_at.is_(None))
    .order_by(ServerKeyRow.created_at.desc(), ServerKeyRow.key_id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """Who the server is at this moment: its epoch, and the key it signs with."""

    epoch: str
    signer: Signer


def find_identity(connection: Connection) -> ServerIdentity | None:
    """Read epoch and signing key; None before the first set-up.

    Read anew for each request: a restored backup or a new key must count at once, in every
    worker.
    """
    row = connection.execute(
        select(NEWEST_EPOCH.scalar_subquery(), NEWEST_SIGNER.scalar_subquery())
    ).one()
    return identity_of(*row)


def identity_of(epoch: str | None, private_key: bytes | None) -> ServerIdentity | None:
    """Put what was read of the server's identity together; None before the first set-up."""
    if epoch is None or private_key is None:
        return None
    return ServerIdentity(epoch, _load_signer(private_key))


def find_signer(connection: Connection, key_ids: Sequence[str]) -> Signer | None:
    """Find the newest signing key among those named, retired ones included.

    A counter that has not heard of a new key yet must be told of it under one it trusts.
    """
    private_key = connection.scalar(
        select(ServerKeyRow.private_key)
        .where(ServerKeyRow.use == ServerKeyUse.RECEIPTS, ServerKeyRow.key_id.in_(key_ids))
        .order_by(ServerKeyRow.created_at.desc())
        .limit(1)
    )
    return _load_signer(private_key) if private_key else None


def all_signers(connection: Connection) -> tuple[Signer, ...]:
    """Read every signing key, retired ones too: a counter may have been away for long."""
    query = select(ServerKeyRow.private_key).where(ServerKeyRow.use == ServerKeyUse.RECEIPTS)
    keys = connection.scalars(query.order_by(ServerKeyRow.created_at))
    return tuple(_load_signer(key) for key in keys)


def find_bundle_key(connection: Connection, key_id: str) -> bytes | None:
    """Find the private key that opens bundles sealed to it, retired ones included."""
    key: bytes | None = connection.scalar(
        select(ServerKeyRow.private_key).where(
            ServerKeyRow.use == ServerKeyUse.BUNDLES, ServerKeyRow.key_id == key_id
        )
    )
    return key


@lru_cache(8)
def _load_signer(private_key: bytes) -> Signer:
    return Signer.load(private_key)


def public_keys(connection: Connection) -> tuple[ServerKey, ...]:
    """Read every key that counters may trust, retired ones too: old receipts stay valid."""
    query = select(ServerKeyRow.key_id, ServerKeyRow.use, ServerKeyRow.public_key)
    return tuple(
        ServerKey(key_id=key_id, use=ServerKeyUse(use), public_key=encode_bytes(public_key))
        for key_id, use, public_key in connection.execute(query.order_by(ServerKeyRow.created_at))
    )


def set_up_identity(connection: Connection, at: datetime) -> None:
    """Make the first epoch and the first keys, unless they are there."""
    if find_identity(connection) is not None:
        return
    begin_epoch(connection, at, "first set-up")
    add_keys(connection, at)


def begin_epoch(connection: Connection, at: datetime, reason: str) -> str:
    """Begin a new life of the database: every counter verifies and sends what is missing."""
    last = connection.scalar(select(func.max(EpochRow.sequence))) or 0
    epoch = str(uuid4())
    connection.execute(
        insert(EpochRow).values(sequence=last + 1, epoch=epoch, begun_at=at, reason=reason)
    )
    append_line(
        connection,
        chain=SERVER_CHAIN,
        at=at,
        actor="operator",
        action="epoch.begun",
        subject=epoch,
        details={"reason": reason},
    )
    return epoch


def add_keys(connection: Connection, at: datetime) -> None:
    """Make new keys and retire those in use: counters learn them at their next hello."""
    signer = Signer.generate()
    bundle_key = X25519PrivateKey.generate()
    connection.execute(
        update(ServerKeyRow).where(ServerKeyRow.retired_at.is_(None)).values(retired_at=at)
    )
    for use, private_key, public_key in (
        (ServerKeyUse.RECEIPTS, signer.private_key(), signer.public_key),
        (
            ServerKeyUse.BUNDLES,
            bundle_key.private_bytes_raw(),
            bundle_key.public_key().public_bytes_raw(),
        ),
    ):
        connection.execute(
            insert(ServerKeyRow).values(
                key_id=key_id_of(public_key),
                use=use.value,
                private_key=private_key,
                public_key=public_key,
                created_at=at,
            )
        )
    append_line(
        connection,
        chain=SERVER_CHAIN,
        at=at,
        actor="operator",
        action="keys.added",
        subject=signer.key_id,
        details={},
    )

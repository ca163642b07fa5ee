"""What waits to be sent, and the signed batches that carry it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake_app.models.base import Base


class OutboxRow(Base, kw_only=True):
    """One sealed item on its way: a dossier's revision or a transmittal.

    `state` is waiting, in_flight, received, quarantined, conflict or corrupt.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("item_id", "revision"),)

    position: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str]  # dossier or transmittal
    item_id: Mapped[UUID]
    revision: Mapped[int]
    sha256: Mapped[str]
    fund: Mapped[str]
    queued_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    batch_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sync_batch.id"), default=None, index=True
    )
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    result_code: Mapped[str | None] = mapped_column(default=None)
    result_path: Mapped[str | None] = mapped_column(default=None)


class SyncBatchRow(Base, kw_only=True):
    """One signed batch, kept byte for byte until its receipt is verified.

    `state` is prepared, in_doubt, acknowledged or abandoned.
    """

    __tablename__ = "sync_batch"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    payload: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    signature: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    created_at: Mapped[datetime]
    item_count: Mapped[int]
    state: Mapped[str] = mapped_column(default="prepared", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, repr=False)
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    exported_at: Mapped[datetime | None] = mapped_column(default=None)  # to a USB bundle, last


class StationRow(Base, kw_only=True):
    """What enrolment gave this counter: at most one row with `id` 1."""

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[str]
    server_url: Mapped[str]
    private_key: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    certificate: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    server_keys: Mapped[str]  # JSON: key id → public key, base64
    server_epoch: Mapped[str]
    install_epoch: Mapped[int]
    batch_limit: Mapped[int]
    enrolled_at: Mapped[datetime]
    status_cursor: Mapped[str | None] = mapped_column(default=None)
    last_contact_at: Mapped[datetime | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(default=None)
    reconciled_at: Mapped[datetime | None] = mapped_column(default=None)
    sealed_count: Mapped[int | None] = mapped_column(default=None)  # at the last reconciliation
    received_count: Mapped[int | None] = mapped_column(default=None)
    counted_at: Mapped[datetime | None] = mapped_column(default=None)  # by the server's clock
    forgotten_count: Mapped[int] = mapped_column(default=0)  # held there, lost with an older disk
    revoked: Mapped[bool] = mapped_column(default=False)

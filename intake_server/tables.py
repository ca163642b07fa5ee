"""The tables of the reception server. What was received is only ever inserted.

Nothing here is updated or deleted by the ingest: uses, receipts, conflicts and revocations are rows
of their own, so that its database role needs no more than insert and select.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from sqlalchemy import Dialect

Document = JSON().with_variant(JSONB(), "postgresql")
Sequence = BigInteger().with_variant(Integer(), "sqlite")
ItemId = Uuid(as_uuid=False)


class Instant(TypeDecorator[datetime]):
    """An aware datetime; SQLite keeps no zone, so it is UTC there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values: they are how clocks drift apart."""
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables of the reception server."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: Instant, bytes: LargeBinary}


class EpochRow(Base):
    """The lives of this database: a restore from a backup begins a new one."""

    __tablename__ = "epoch"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    epoch: Mapped[str] = mapped_column(ItemId, unique=True)
    begun_at: Mapped[datetime]
    reason: Mapped[str]


class ServerKeyRow(Base):
    """A key pair of the server; the newest that is not retired is the one in use."""

    __tablename__ = "server_key"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    use: Mapped[str] = mapped_column(String(16))
    private_key: Mapped[bytes]
    public_key: Mapped[bytes]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class EnrolmentCodeRow(Base):
    """A one-time code given to an office; only its hash is kept."""

    __tablename__ = "enrolment_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    office: Mapped[str]
    counter: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class StationRow(Base):
    """A counter that enrolled."""

    __tablename__ = "station"

    station_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    office: Mapped[str]
    counter: Mapped[str]
    enrolled_at: Mapped[datetime]


class StationKeyRow(Base):
    """A public key of a station, under the name that its signatures carry."""

    __tablename__ = "station_key"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("station.station_id"), index=True)
    public_key: Mapped[bytes]
    certificate: Mapped[bytes]
    added_at: Mapped[datetime]


class EnrolmentUseRow(Base):
    """The one use of a code; its primary key is what makes a second use impossible."""

    __tablename__ = "enrolment_use"

    code_hash: Mapped[str] = mapped_column(ForeignKey("enrolment_code.code_hash"), primary_key=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("station_key.key_id"))
    used_at: Mapped[datetime]


class RevocationRow(Base):
    """A station that may not speak any more."""

    __tablename__ = "revocation"

    station_id: Mapped[str] = mapped_column(ForeignKey("station.station_id"), primary_key=True)
    revoked_at: Mapped[datetime]
    reason: Mapped[str]


class BatchRow(Base):
    """A batch that was received; the key keeps twins apart."""

    __tablename__ = "batch"

    station_id: Mapped[str] = mapped_column(ForeignKey("station.station_id"), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ItemId, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str]
    install_epoch: Mapped[int] = mapped_column(BigInteger)
    fund: Mapped[str]
    item_count: Mapped[int]
    via: Mapped[str]  # network or bundle
    received_at: Mapped[datetime] = mapped_column(index=True)


class BatchReceiptRow(Base):
    """The reply to a batch, in the bytes that were and will be sent."""

    __tablename__ = "batch_receipt"
    __table_args__ = (
        ForeignKeyConstraint(["station_id", "batch_id"], ["batch.station_id", "batch.batch_id"]),
    )

    station_id: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(ItemId, primary_key=True)
    reply: Mapped[bytes]


class ItemRow(Base):
    """A sealed item, held once: exact bytes, and the JSON beside them when it is sound.

    Station and batch carry no foreign keys: they are written in one transaction with their batch,
    and two more look-ups for each row would be paid at every counter's peak.
    """

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_counts_from_one"),
        Index("ix_item_station", "station_id", "item_id", "revision"),
    )

    item_id: Mapped[str] = mapped_column(ItemId, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    station_id: Mapped[str] = mapped_column(String(40))
    batch_id: Mapped[str] = mapped_column(ItemId)
    fund: Mapped[str]
    number: Mapped[str | None] = mapped_column(index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes]
    document: Mapped[Any | None] = mapped_column(Document)
    quarantine_code: Mapped[str | None]
    quarantine_path: Mapped[str | None]
    received_at: Mapped[datetime]


class ConflictRow(Base):
    """Other bytes under an id and revision already held; both are kept, a person decides."""

    __tablename__ = "conflict"

    item_id: Mapped[str] = mapped_column(ItemId, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    batch_id: Mapped[str] = mapped_column(ItemId)
    body: Mapped[bytes]
    received_at: Mapped[datetime]


class AlsoHeldRow(Base):
    """An item that a second station presented too, such as a counter enrolled anew."""

    __tablename__ = "also_held"

    station_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_id: Mapped[str] = mapped_column(ItemId, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]


class TallyRow(Base):
    """How much was held of a station after one of its batches, so that nobody counts it again.

    `position` is that of the batch's line in the station's journal: a tally that does not stand
    at the last batch is not believed.
    """

    __tablename__ = "tally"

    station_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(Sequence, primary_key=True)
    item_count: Mapped[int] = mapped_column(BigInteger)
    quarantined_count: Mapped[int] = mapped_column(BigInteger)
    conflict_count: Mapped[int] = mapped_column(BigInteger)


class StateEventRow(Base):
    """A decision on an item: its paper received, missing, returned, settled.

    There is a line for each station that the item came from, so that a station's own are found
    without looking at those of all the others. Written under one lock, so that the order of
    `sequence` is the order of commits and a reader's cursor never passes a line that is still to
    appear.
    """

    __tablename__ = "state_event"
    __table_args__ = (Index("ix_state_event_station", "station_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(Sequence, Identity(), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[str] = mapped_column(ItemId, index=True)
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    axis: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    said_by: Mapped[str]
    reasons: Mapped[Any] = mapped_column(Document)


class AwaitedPaperRow(Base):
    """What was said of a paper before its data came: no stranger, only early.

    `item_id` is that of the slip; none when no slip names the paper, or names two by its number.
    It stays: the first event of that dossier's paper is what uses it up.
    """

    __tablename__ = "awaited_paper"

    number: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str | None] = mapped_column(ItemId)
    parcel: Mapped[str]
    state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    said_by: Mapped[str]


class AuditRow(Base):
    """Who did what and when; each line of a chain is tied to the one before by its hash.

    A station's batches form a chain of their own, so that stations never wait for each other.
    """

    __tablename__ = "audit"

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(Sequence, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[str]  # canonical JSON, without personal data
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))

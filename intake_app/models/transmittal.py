"""Paper parcels that were closed: sealed lists of dossiers, items of the queue like dossiers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intake_app.models.base import Base


class TransmittalRow(Base, kw_only=True):
    """One closed parcel; `body` is its canonical bytes, never changed."""

    __tablename__ = "transmittal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)
    office: Mapped[str]
    counter: Mapped[str]
    fund: Mapped[str]
    closed_at: Mapped[datetime] = mapped_column(index=True)
    closed_by: Mapped[str]
    dossier_count: Mapped[int]
    total_centimes: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    sha256: Mapped[str]
    paper_state: Mapped[str] = mapped_column(default="in_parcel", index=True)
    printed_copies: Mapped[int] = mapped_column(default=0)


class TransmittalLineRow(Base, kw_only=True):
    """One dossier on a parcel's slip, as it stood there; of any counter of the office."""

    __tablename__ = "transmittal_line"

    transmittal_id: Mapped[UUID] = mapped_column(ForeignKey("transmittal.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(index=True)
    revision: Mapped[int]
    number: Mapped[str]
    student: Mapped[str] = mapped_column(repr=False)
    deposited_on: Mapped[date]
    total_centimes: Mapped[int | None]
    sha256: Mapped[str]

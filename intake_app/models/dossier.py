"""Dossiers with their sealed revisions, and what the counter searches them by.

The truth of a revision is `body`: its canonical bytes, never changed. The other tables repeat
from it what lists, duplicates and statistics ask for.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intake_app.models.base import Base


class StudentRow(Base, kw_only=True):
    """An insured student, as the latest dossier wrote them down."""

    __tablename__ = "student"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    identity_kind: Mapped[str]
    identity_number: Mapped[str | None] = mapped_column(index=True, repr=False)
    last_name: Mapped[str | None] = mapped_column(repr=False)
    first_name: Mapped[str | None] = mapped_column(repr=False)
    birth_date: Mapped[date | None] = mapped_column(repr=False)
    institution: Mapped[str]
    details: Mapped[bytes] = mapped_column(LargeBinary, repr=False)  # the student as JSON


class DossierRow(Base, kw_only=True):
    """One dossier from its deposit on; `number` is what people read, `id` is what counts."""

    __tablename__ = "dossier"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    office: Mapped[str]
    counter: Mapped[str]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    first_deposited_on: Mapped[date]
    deposited_at: Mapped[datetime] = mapped_column(index=True)
    electronic_state: Mapped[str] = mapped_column(default="sealed", index=True)
    paper_state: Mapped[str] = mapped_column(default="at_office", index=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)


class RevisionRow(Base, kw_only=True):
    """One sealed state of a dossier: exact bytes, their hash, and the verdict it was taken on."""

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision_counts_from_one"),)

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    sha256: Mapped[str]
    sealed_at: Mapped[datetime]
    deposited_on: Mapped[date] = mapped_column(index=True)
    operator: Mapped[str]
    sheet_kind: Mapped[str]
    request: Mapped[str]
    outcome: Mapped[str]
    profile_id: Mapped[str]
    profile_version: Mapped[str]
    fund: Mapped[str]
    first_act_on: Mapped[date | None]
    deadline_on: Mapped[date | None]
    total_centimes: Mapped[int]
    box_count: Mapped[int]
    warning_count: Mapped[int]
    reason: Mapped[str | None] = mapped_column(default=None)  # of a correction


class _OfRevision:
    """Columns and key that tie a row to its revision."""

    @staticmethod
    def key() -> ForeignKeyConstraint:
        """Build the composite foreign key; each table needs its own."""
        return ForeignKeyConstraint(
            ["dossier_id", "revision"], ["revision.dossier_id", "revision.revision"]
        )


class ActRow(Base, kw_only=True):
    """One act of a revision."""

    __tablename__ = "act"
    __table_args__ = (
        _OfRevision.key(),
        Index("ix_act_same", "student_id", "performed_on", "care"),
    )

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"))
    care: Mapped[str]
    performed_on: Mapped[date | None]
    amount_centimes: Mapped[int | None]
    provider_name: Mapped[str | None]
    provider_inpe: Mapped[str | None] = mapped_column(index=True)
    provider_ice: Mapped[str | None]
    provider_specialty: Mapped[str | None]


class PrescriptionRow(Base, kw_only=True):
    """One prescription of a revision."""

    __tablename__ = "prescription"
    __table_args__ = (_OfRevision.key(),)

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    prescriber: Mapped[str | None]
    specialty: Mapped[str | None]
    issued_on: Mapped[date | None]
    duration_days: Mapped[int | None]


class MedicineRow(Base, kw_only=True):
    """One line of drug boxes of a pharmacy act."""

    __tablename__ = "medicine"
    __table_args__ = (_OfRevision.key(),)

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    act_place: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    barcode: Mapped[str | None] = mapped_column(index=True)
    public_price_centimes: Mapped[int | None]
    quantity: Mapped[int]


class FindingRow(Base, kw_only=True):
    """One finding that a revision was sealed with."""

    __tablename__ = "finding"
    __table_args__ = (_OfRevision.key(),)

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    severity: Mapped[str]
    path: Mapped[str]
    source: Mapped[str]


class OverrideRow(Base, kw_only=True):
    """A supervisor's written reason for taking a revision in with blocks."""

    __tablename__ = "dossier_override"
    __table_args__ = (_OfRevision.key(),)

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    supervisor: Mapped[str]
    reason: Mapped[str] = mapped_column(repr=False)


class StateEventRow(Base, kw_only=True):
    """One change of a dossier's state, with its date and who or what said so."""

    __tablename__ = "state_event"

    position: Mapped[int] = mapped_column(init=False, primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    revision: Mapped[int]
    axis: Mapped[str]  # electronic or paper
    state: Mapped[str]
    at: Mapped[datetime]
    said_by: Mapped[str]
    note: Mapped[str | None] = mapped_column(default=None)


class ReceiptPrintRow(Base, kw_only=True):
    """One printing of a receipt; copy 0 is the original, n the duplicate n.

    A copy that was begun and not finished, for want of paper or power, may be printed again.
    """

    __tablename__ = "receipt_print"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    copy: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    operator: Mapped[str]
    finished: Mapped[bool] = mapped_column(default=False)


class SerialRow(Base, kw_only=True):
    """The last serial given to a counter's store in a year."""

    __tablename__ = "serial"

    office: Mapped[str] = mapped_column(primary_key=True)
    counter: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class DraftRow(Base, kw_only=True):
    """A dossier being typed; it belongs to the counter, not to the login."""

    __tablename__ = "draft"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    begun_by: Mapped[str]
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    held: Mapped[bool] = mapped_column(default=False)

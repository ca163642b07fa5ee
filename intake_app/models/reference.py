"""Reference lists that a site imports: medicines and beneficiaries, each with its import."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from intake_app.models.base import Base


class ReferenceImportRow(Base, kw_only=True):
    """The import that filled a list: its source, age and counts."""

    __tablename__ = "reference_import"

    list_name: Mapped[str] = mapped_column(primary_key=True)  # medicines or beneficiaries
    source: Mapped[str]
    imported_at: Mapped[datetime]
    row_count: Mapped[int]
    rejected_count: Mapped[int]


class MedicineReferenceRow(Base, kw_only=True):
    """One medicine of the fund's list; `code` is text of 13 digits, kept as published."""

    __tablename__ = "medicine_reference"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    presentation: Mapped[str]
    substance: Mapped[str | None]
    dosage: Mapped[str | None]
    form: Mapped[str | None]
    public_price_centimes: Mapped[int | None]
    base_price_centimes: Mapped[int | None]
    rate_percent: Mapped[int | None]
    generic: Mapped[bool | None]


class BeneficiaryRow(Base, kw_only=True):
    """One enrolled student of the fund's list."""

    __tablename__ = "beneficiary"

    identity_number: Mapped[str] = mapped_column(primary_key=True, repr=False)
    last_name: Mapped[str | None] = mapped_column(repr=False)
    first_name: Mapped[str | None] = mapped_column(repr=False)
    birth_date: Mapped[date | None] = mapped_column(repr=False)
    massar_code: Mapped[str | None] = mapped_column(repr=False)
    institution: Mapped[str | None]
    rights_from: Mapped[date | None]
    rights_to: Mapped[date | None]
    rib: Mapped[str | None] = mapped_column(repr=False)

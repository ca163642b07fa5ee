"""What the counter's search index points at; the words themselves lie in FTS5 tables.

Each position is also the row id of the FTS5 table beside it, which keeps no text of its own. A
later deposit has a higher position, so that reading backwards gives the latest first.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intake_app.models.base import Base


class DossierEntryRow(Base, kw_only=True):
    """A dossier in the index `dossier_words`."""

    __tablename__ = "dossier_entry"

    position: Mapped[int] = mapped_column(init=False, primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), unique=True)


class ProviderEntryRow(Base, kw_only=True):
    """A provider as the latest dossier writes them, in the index `provider_words`."""

    __tablename__ = "provider_entry"

    position: Mapped[int] = mapped_column(init=False, primary_key=True)
    inpe: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    specialty: Mapped[str | None]
    ice: Mapped[str | None]
    care: Mapped[str]


class BeneficiaryEntryRow(Base, kw_only=True):
    """A student of the fund's list in the index `beneficiary_words`."""

    __tablename__ = "beneficiary_entry"

    position: Mapped[int] = mapped_column(init=False, primary_key=True)
    identity_number: Mapped[str] = mapped_column(repr=False)

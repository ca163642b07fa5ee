"""Named queries on drafts: dossiers being typed at this counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from intake_app.models.dossier import DraftRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


class Drafts:
    """Drafts by id; they survive a crash and a change of shift."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, row: DraftRow) -> None:
        """Store a draft or its newer state."""
        self._session.merge(row)

    def find(self, draft_id: UUID) -> DraftRow | None:
        """Find one draft."""
        return self._session.get(DraftRow, draft_id)

    def all(self) -> list[DraftRow]:
        """Read every draft, the oldest first."""
        return list(self._session.scalars(select(DraftRow).order_by(DraftRow.begun_at)))

    def delete(self, draft_id: UUID) -> None:
        """Forget a draft; nothing happens when there is none."""
        row = self.find(draft_id)
        if row is not None:
            self._session.delete(row)

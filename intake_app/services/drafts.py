"""Use case: keep what is being typed, through a crash, a power cut and a change of shift."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from uuid6 import uuid7

from intake_app.models.dossier import DraftRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from intake_app.domain.operators import Operator
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A dossier being typed; it belongs to the counter, `begun_by` says who started it."""

    id: UUID
    form: Mapping[str, Any] = field(repr=False)
    begun_by: str
    begun_at: datetime
    saved_at: datetime
    held: bool


class DraftService:
    """Saves drafts and finds them again."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def new_id(self) -> UUID:
        """Make the id that the dossier will keep for ever (UUIDv7)."""
        return uuid7()

    def save(
        self, draft_id: UUID, form: Mapping[str, Any], operator: Operator, *, held: bool = False
    ) -> None:
        """Save the page as it stands; who began the draft stays as it was.

        Nothing is written once a dossier was deposited under this id: that page is done.
        """
        now = self._clock.now()
        body = json.dumps(form, ensure_ascii=False).encode()
        with self._store.writing() as uow:
            if uow.dossiers.find(draft_id) is not None:
                return
            earlier = uow.drafts.find(draft_id)
            uow.drafts.save(
                DraftRow(
                    id=draft_id,
                    body=body,
                    begun_by=earlier.begun_by if earlier else operator.full_name,
                    begun_at=earlier.begun_at if earlier else now,
                    saved_at=now,
                    held=held,
                )
            )
            uow.commit()

    def all(self) -> tuple[Draft, ...]:
        """Read every draft of the counter, the oldest first."""
        with self._store.reading() as uow:
            return tuple(_draft(row) for row in uow.drafts.all())

    def delete(self, draft_id: UUID) -> None:
        """Forget a draft; nothing happens when there is none."""
        with self._store.writing() as uow:
            uow.drafts.delete(draft_id)
            uow.commit()


def _draft(row: DraftRow) -> Draft:
    return Draft(
        id=row.id,
        form=json.loads(row.body),
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        saved_at=row.saved_at,
        held=row.held,
    )

"""The audit journal: who did what and when, each line chained to the one before.

The hash of a line covers the previous line's hash, so that a line altered, taken out or moved
is named by `first_broken`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import TYPE_CHECKING

import rfc8785
from sqlalchemy import select

from intake_app.models.desk import AuditRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

FIRST_HASH = "0" * 64


class AuditJournal:
    """Appends to the chain and verifies it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self, *, at: datetime, operator: str, action: str, subject: str, details: Mapping[str, str]
    ) -> None:
        """Add one line after the last; `details` holds codes and counts, no personal data."""
        last = self._session.scalar(select(AuditRow).order_by(AuditRow.position.desc()).limit(1))
        row = AuditRow(
            position=last.position + 1 if last else 1,
            at=at,
            operator=operator,
            action=action,
            subject=subject,
            details=rfc8785.dumps(dict(details)).decode(),
            previous_hash=last.entry_hash if last else FIRST_HASH,
            entry_hash="",
        )
        row.entry_hash = _hash_of(row)
        self._session.add(row)
        self._session.flush()

    def lines(self) -> Iterable[AuditRow]:
        """Read the journal from its first line."""
        return self._session.scalars(select(AuditRow).order_by(AuditRow.position))

    def first_broken(self) -> int | None:
        """Return the position of the first line that does not fit the chain, or None."""
        previous_hash, expected = FIRST_HASH, 1
        for row in self.lines():
            fits = row.position == expected and row.previous_hash == previous_hash
            if not fits or row.entry_hash != _hash_of(row):
                return expected
            previous_hash, expected = row.entry_hash, expected + 1
        return None


def _hash_of(row: AuditRow) -> str:
    chained: dict[str, str | int] = {
        "position": row.position,
        "at": row.at.astimezone(UTC).isoformat(),
        "operator": row.operator,
        "action": row.action,
        "subject": row.subject,
        "details": row.details,
        "previous": row.previous_hash,
    }
    return hashlib.sha256(rfc8785.dumps({**chained})).hexdigest()

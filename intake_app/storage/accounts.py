"""Named queries on operators and their failed logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from intake_app.models.desk import LoginAttemptsRow, OperatorRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Accounts:
    """Operators by their case-folded user name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: OperatorRow) -> None:
        """Store a new operator."""
        self._session.add(row)
        self._session.flush()

    def find(self, username: str) -> OperatorRow | None:
        """Find an operator, active or not."""
        return self._session.get(OperatorRow, username)

    def all(self) -> list[OperatorRow]:
        """Read every operator, by user name."""
        return list(self._session.scalars(select(OperatorRow).order_by(OperatorRow.username)))

    def count(self) -> int:
        """Count the operators ever made."""
        return self._session.scalar(select(func.count()).select_from(OperatorRow)) or 0

    def attempts(self, username: str) -> LoginAttemptsRow | None:
        """Find the failed logins of a name since its last success."""
        return self._session.get(LoginAttemptsRow, username)

    def keep_attempts(self, row: LoginAttemptsRow) -> None:
        """Store the failed logins of a name."""
        self._session.merge(row)

    def forget_attempts(self, username: str) -> None:
        """Forget the failed logins of a name after a success."""
        row = self.attempts(username)
        if row is not None:
            self._session.delete(row)

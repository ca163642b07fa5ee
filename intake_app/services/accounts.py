"""Use case: named logins with their roles, and the patience shown to wrong passwords.

Five tries are free, then each failure doubles the wait, up to 15 minutes; after 50 an
administrator must unlock the name. An unknown name costs the same time and gives the same answer
as a wrong password.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from intake_app.domain.operators import Action, Operator, Role
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.kinds import Refusal, Text
from intake_app.models.desk import LoginAttemptsRow, OperatorRow

if TYPE_CHECKING:
    from datetime import datetime

    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store, UnitOfWork

FREE_TRIES = 5
LONGEST_WAIT_SECONDS = 15 * 60
HARD_STOP = 50
SHORTEST_PASSWORD = 8
_LONGEST_NAME = 200  # the fund takes no longer one
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
# Hash of a random password nobody knows: verified for unknown names, to cost the same time.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$YT5Bb0GiFdr6Whfhg4t/Vg$"
    "1ZWw+AyWvUMDC3G92VrX6PxUx39CCPf9ULo+eNJVPlE"
)


class AccountsService:
    """Makes operators and lets them in."""

    def __init__(self, store: Store, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024)
        self._failed_at: dict[str, float] = {}

    def has_any(self) -> bool:
        """Say whether somebody can log in at all."""
        with self._store.reading() as uow:
            return uow.accounts.count() > 0

    def all(self) -> tuple[Operator, ...]:
        """List the operators that may log in."""
        with self._store.reading() as uow:
            return tuple(_as_operator(row) for row in uow.accounts.all() if row.active)

    def first_row(self, username: str, full_name: str, password: str) -> OperatorRow:
        """Make the row of a new station's first administrator; set-up stores it.

        Raises:
            UnusableInput: As `create`.
        """
        return self._new_row(username, full_name, password, Role.ADMINISTRATOR)

    def create(
        self, by: Operator, username: str, full_name: str, password: str, role: Role
    ) -> Operator:
        """Make an operator.

        Raises:
            AccessDenied: `role.administrator` for anybody but an administrator.
            UnusableInput: `accounts.username_wrong`, `accounts.name_missing`,
                `accounts.name_unusable`, `accounts.password_short` or `accounts.username_taken`.
        """
        if not by.may(Action.ACCOUNTS):
            raise AccessDenied("role.administrator")
        row = self._new_row(username, full_name, password, role)
        with self._store.writing() as uow:
            if uow.accounts.find(row.username) is not None:
                raise UnusableInput("accounts.username_taken", username=row.username)
            self._add(uow, row, by=by.username)
        return _as_operator(row)

    def log_in(self, username: str, password: str) -> Operator:
        """Let an operator in.

        Raises:
            AccessDenied: `login.wrong`, `login.wait` with the seconds left, or `login.locked`.
        """
        name = username.strip().casefold()
        self._refuse_while_waiting(name)
        with self._store.reading() as uow:
            row = uow.accounts.find(name)
        if not self._fits(row, password) or row is None or not row.active:
            self._note_failure(name)
            raise AccessDenied("login.wrong")
        with self._store.writing() as uow:
            uow.accounts.forget_attempts(name)
            self._audit(uow, name, "login")
            uow.commit()
        return _as_operator(row)

    def _fits(self, row: OperatorRow | None, password: str) -> bool:
        try:
            return self._hasher.verify(row.password_hash if row else _NOBODY, password)
        except VerificationError:
            return False

    def _refuse_while_waiting(self, name: str) -> None:
        with self._store.reading() as uow:
            attempts = uow.accounts.attempts(name)
        if attempts is None or attempts.failed_count < FREE_TRIES:
            return
        if attempts.failed_count >= HARD_STOP:
            raise AccessDenied("login.locked")
        left = wait_seconds(attempts.failed_count) - self._elapsed_seconds(name, attempts)
        if left > 0:
            raise AccessDenied("login.wait", seconds=max(1, round(left)))

    def _elapsed_seconds(self, name: str, attempts: LoginAttemptsRow) -> float:
        """Time since the last failure; a clock that was moved never shortens the wait."""
        elapsed = (self._clock.now() - attempts.last_failed_at).total_seconds()
        if name in self._failed_at:
            elapsed = min(elapsed, self._clock.monotonic() - self._failed_at[name])
        return max(0.0, elapsed)

    def _note_failure(self, name: str) -> None:
        self._failed_at[name] = self._clock.monotonic()
        with self._store.writing() as uow:
            attempts = uow.accounts.attempts(name)
            count = (attempts.failed_count if attempts else 0) + 1
            now: datetime = self._clock.now()
            uow.accounts.keep_attempts(
                LoginAttemptsRow(username=name, failed_count=count, last_failed_at=now)
            )
            if uow.accounts.find(name) is not None:
                self._audit(uow, name, "login.failed")
            uow.commit()

    def _new_row(self, username: str, full_name: str, password: str, role: Role) -> OperatorRow:
        name = username.strip().casefold()
        if not _USERNAME.fullmatch(name):
            raise UnusableInput("accounts.username_wrong", username=username)
        shown_name = _require_name(full_name)
        if len(password) < SHORTEST_PASSWORD:
            raise UnusableInput("accounts.password_short", least=SHORTEST_PASSWORD)
        return OperatorRow(
            username=name,
            full_name=shown_name,
            role=role.value,
            password_hash=self._hasher.hash(password),
            created_at=self._clock.now(),
        )

    def _add(self, uow: UnitOfWork, row: OperatorRow, by: str) -> None:
        uow.accounts.add(row)
        uow.audit.append(
            at=self._clock.now(),
            operator=by,
            action="accounts.create",
            subject=row.username,
            details={"role": row.role},
        )
        uow.commit()

    def _audit(self, uow: UnitOfWork, name: str, action: str) -> None:
        uow.audit.append(
            at=self._clock.now(), operator=name, action=action, subject=name, details={}
        )


def wait_seconds(failed_count: int) -> float:
    """How long a name must wait after so many failures in a row, in seconds."""
    if failed_count < FREE_TRIES:
        return 0.0
    return float(min(LONGEST_WAIT_SECONDS, 2 ** min(failed_count - FREE_TRIES + 1, 20)))


def _require_name(full_name: str) -> str:
    """Return a name as it is sealed with every dossier, or say why it cannot be."""
    try:
        name = Text().read(full_name)
    except Refusal:
        raise UnusableInput("accounts.name_unusable", most=_LONGEST_NAME) from None
    if name is None:
        raise UnusableInput("accounts.name_missing")
    if len(name) > _LONGEST_NAME or "\n" in name:
        raise UnusableInput("accounts.name_unusable", most=_LONGEST_NAME)
    return name


def _as_operator(row: OperatorRow) -> Operator:
    return Operator(row.username, row.full_name, Role(row.role))

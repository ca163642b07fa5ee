"""What the login does: one try at a time, and the wait that too many wrong ones cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from intake_app.errors import AccessDenied
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context

WAIT = "login.wait"


class LoginPresenter(QObject):
    """Lets an operator in.

    Signals:
        busy_changed: Whether a password is being verified.
        refused: The login failed; carries the error. While one must wait it comes every second,
            with the seconds that are left.
        free: The wait is over.
    """

    busy_changed = Signal(bool)
    refused = Signal(object)
    free = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ends_at = 0.0
        self._ticking = QTimer(self)
        self._ticking.setInterval(1000)
        self._ticking.timeout.connect(self._tick)

    @property
    def is_waiting(self) -> bool:
        """Whether no try is allowed yet."""
        return self._ticking.isActive()

    def submit(self, username: str, password: str) -> None:
        """Try a password, off the window's thread; one that comes early waits for the counter."""
        self.busy_changed.emit(True)
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: self._log_in(username, password),
            done=self._on_entered,
            failed=self._on_failed,
            owner=self,
        )

    def _log_in(self, username: str, password: str) -> Operator:
        """Try a password; keys may come even before the painting that opens the counter."""
        door = self._context.door
        if not door.is_open and door.fault is None:
            door.open()
        return door.desk.accounts.log_in(username, password)

    def _on_entered(self, operator: Operator) -> None:
        self.busy_changed.emit(False)
        self._context.session.enter(operator)

    def _on_failed(self, error: IntakeError) -> None:
        self.busy_changed.emit(False)
        if error.code == WAIT:
            now = self._context.desk.clock.monotonic()
            self._ends_at = now + float(error.details["seconds"])
            self._ticking.start()
        self.refused.emit(error)

    def _tick(self) -> None:
        left = math.ceil(self._ends_at - self._context.desk.clock.monotonic())
        if left > 0:
            self.refused.emit(AccessDenied(WAIT, seconds=left))
            return
        self._ticking.stop()
        self.free.emit()

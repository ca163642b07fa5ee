"""Who is logged in at the window; nobody, before the first login and while it is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from intake_app.domain.operators import Operator


class Session(QObject):
    """Keeps the operator who works at the window.

    Signals:
        entered: Somebody logged in; carries the `Operator`.
        left: Nobody is logged in any more.
    """

    entered = Signal(object)
    left = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operator: Operator | None = None

    @property
    def operator(self) -> Operator | None:
        """Whoever is logged in."""
        return self._operator

    def require(self) -> Operator:
        """Return the operator; only pages that are behind the login may ask.

        Raises:
            RuntimeError: Nobody is logged in: a page was open that should not be.
        """
        if self._operator is None:
            raise RuntimeError("nobody is logged in")
        return self._operator

    def enter(self, operator: Operator) -> None:
        """Let somebody in."""
        self._operator = operator
        self.entered.emit(operator)

    def leave(self) -> None:
        """Let nobody work until the next login."""
        self._operator = None
        self.left.emit()

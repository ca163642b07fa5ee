"""Reading a screen's list from the store, off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from intake_app.ui.context import Context


class Listing(QObject):
    """Reads one list when asked; a presenter says which.

    Signals:
        listed: The list as it stands; carries what the presenter reads.
        failed: Something could not be done; carries the error.
    """

    listed = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def refresh(self) -> None:
        """Read the list anew."""
        self._context.tasks.submit(
            Lane.DATABASE,
            self._read,
            done=self.listed.emit,
            failed=self.failed.emit,
            owner=self,
        )

    def _read(self) -> object:
        """Read from the store; called on the database lane."""
        raise NotImplementedError

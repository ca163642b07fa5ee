"""What the list of the day does: reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from intake_app.ui.context import Context


class TodayPresenter(QObject):
    """Reads the day.

    Signals:
        listed: The day's dossiers; carries a tuple of `DossierLine`.
        failed: Something could not be done; carries the error.
    """

    listed = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def refresh(self) -> None:
        """Read the day's dossiers, off the window's thread."""
        self._context.tasks.submit(
            Lane.DATABASE,
            self._context.desk.day.today,
            done=self.listed.emit,
            failed=self.failed.emit,
            owner=self,
        )

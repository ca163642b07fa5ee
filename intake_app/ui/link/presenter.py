"""What the page of the link does: reads what is refused, carries files to and from a stick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.ui.context import Context


class LinkPresenter(QObject):
    """Works off the window's thread.

    Signals:
        refused_listed: What somebody must look at; carries a tuple of `RefusedItem`.
        exported: A bundle is on the stick; carries an `ExportReport`.
        receipts_read: A file of receipts was taken over; carries a `ReceiptsReport`.
        failed: Something could not be done; carries the error.
        busy_changed: Whether a file is being written or read.
    """

    refused_listed = Signal(object)
    exported = Signal(object)
    receipts_read = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def refresh(self) -> None:
        """Read what is refused or set aside."""
        self._context.tasks.submit(
            Lane.DATABASE,
            self._context.desk.sync.refused_items,
            done=self.refused_listed.emit,
            failed=self.failed.emit,
            owner=self,
        )

    def export(self, path: Path) -> None:
        """Write what waits to a stick."""
        self.busy_changed.emit(True)
        self._context.tasks.submit(
            Lane.IO,
            lambda: self._context.desk.courier.export(path),
            done=self._on_exported,
            failed=self._on_failed,
            owner=self,
        )

    def import_receipts(self, path: Path) -> None:
        """Take the server's receipts over from a stick."""
        self.busy_changed.emit(True)
        self._context.tasks.submit(
            Lane.IO,
            lambda: self._context.desk.courier.import_receipts(path),
            done=self._on_receipts_read,
            failed=self._on_failed,
            owner=self,
        )

    def _on_exported(self, report: object) -> None:
        self.busy_changed.emit(False)
        self.exported.emit(report)

    def _on_receipts_read(self, report: object) -> None:
        self.busy_changed.emit(False)
        self.receipts_read.emit(report)

    def _on_failed(self, error: object) -> None:
        self.busy_changed.emit(False)
        self.failed.emit(error)

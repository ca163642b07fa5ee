"""What the page of the link does: reads what is refused, carries files to and from a stick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from intake_app.ui.listing import Listing
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.services.link import RefusedItem


class LinkPresenter(Listing):
    """Works off the window's thread; `listed` carries what somebody must look at (`RefusedItem`).

    Signals:
        exported: A bundle is on the stick; carries an `ExportReport`.
        receipts_read: A file of receipts was taken over; carries a `ReceiptsReport`.
        busy_changed: Whether a file is being written or read.
    """

    exported = Signal(object)
    receipts_read = Signal(object)
    busy_changed = Signal(bool)

    def _read(self) -> tuple[RefusedItem, ...]:
        return self._context.desk.sync.refused_items()

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

"""What the list of the day does: reads it, and prints receipts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake_app.errors import AccessDenied
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.context import Context


class TodayPresenter(QObject):
    """Reads the day and reprints.

    Signals:
        listed: The day's dossiers; carries a tuple of `DossierLine`.
        printed: A receipt came out; carries a `PrintedPaper`.
        approval_wanted: A duplicate needs a supervisor; carries the number.
        failed: Something could not be done; carries the error.
    """

    listed = Signal(object)
    printed = Signal(object)
    approval_wanted = Signal(str)
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

    def reprint(self, number: str, supervisor: Operator | None = None) -> None:
        """Print a receipt again; a duplicate asks for a supervisor when the operator is none."""
        operator = supervisor or self._context.session.require()
        self._context.tasks.submit(
            Lane.IO,
            lambda: self._print(number, operator),
            done=self.printed.emit,
            failed=lambda error: self._on_failed(number, error),
            owner=self,
        )

    def _print(self, number: str, operator: Operator) -> PrintedPaper:
        from intake_app.ui.printers import choose_printer  # noqa: PLC0415 - QtPdf is heavy

        desk = self._context.desk
        printer = choose_printer(desk.settings.require().printer, self._context.home.prints)
        return desk.prints.print_receipt(number, operator, printer)

    def _on_failed(self, number: str, error: IntakeError) -> None:
        if isinstance(error, AccessDenied) and error.code == "role.supervisor":
            self.approval_wanted.emit(number)
        else:
            self.failed.emit(error)

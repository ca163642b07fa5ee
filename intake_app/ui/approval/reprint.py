"""Printing a receipt again, from whichever list it is found in, with a supervisor's leave."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.messages import error_text, printed_text
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.context import Context
    from intake_app.ui.widgets.cards import Message


class Reprint(QObject):
    """Prints receipts again for a page and says in its message what came of it.

    Signals:
        printed: A receipt came out; carries its number and a `PrintedPaper`.
    """

    printed = Signal(str, object)

    def __init__(self, context: Context, page: QWidget, message: Message) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._message = message

    def print_again(self, number: str, supervisor: Operator | None = None) -> None:
        """Print a receipt again; a duplicate asks for a supervisor when the operator is none."""
        operator = supervisor or self._context.session.require()
        self._context.tasks.submit(
            Lane.IO,
            lambda: self._print(number, operator),
            done=partial(self._on_printed, number),
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
            self._ask_supervisor(number)
        else:
            self._message.say("block", partial(error_text, error))

    def _ask_supervisor(self, number: str) -> None:
        dialog = SupervisorDialog(self._context, Action.REPRINT, self._page, needs_reason=False)
        dialog.allowed.connect(lambda supervisor, _reason: self.print_again(number, supervisor))
        dialog.open()

    def _on_printed(self, number: str, paper: PrintedPaper) -> None:
        self._message.say("ok", partial(printed_text, paper))
        self.printed.emit(number, paper)

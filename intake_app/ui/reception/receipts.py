"""Leads each receipt to where it is waited for: the page of its deposit, or what is still due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from intake_app.errors import AccessDenied

if TYPE_CHECKING:
    from intake_app.errors import IntakeError
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.reception.deposit_presenter import DepositPresenter
    from intake_app.ui.reception.outcome_view import OutcomeView
    from intake_app.ui.reception.receipts_due import ReceiptsDue
    from intake_app.ui.reception.telling import Telling


_IS_OUT = AccessDenied("receipt.is_out")  # only a duplicate asks for a supervisor


class Receipts(QObject):
    """Knows whose receipt came out or failed, however late, and forgets none that failed."""

    def __init__(
        self, deposits: DepositPresenter, outcome: OutcomeView, due: ReceiptsDue, telling: Telling
    ) -> None:
        super().__init__(telling)
        self._outcome, self._due, self._telling = outcome, due, telling
        deposits.printed.connect(self._on_printed)
        deposits.print_failed.connect(self._on_failed)
        deposits.unprinted_found.connect(self._name_all)
        outcome.again_wanted.connect(deposits.print_receipt)
        outcome.left_unprinted.connect(due.add)
        due.again_wanted.connect(deposits.print_receipt)

    def note_reprinted(self, number: str, paper: PrintedPaper) -> None:
        """Wait no more for a receipt that came out from a list of dossiers, which said so."""
        if self._outcome.lacks_paper(number):
            self._outcome.show_paper(paper)
        elif self._due.names(number):
            self._telling.say_printed(number, paper)  # it was said to be still to print
        self._due.take_off(number)

    def _name_all(self, numbers: tuple[str, ...]) -> None:
        for number in numbers:
            self._due.add(number)

    def _on_printed(self, number: str, paper: PrintedPaper) -> None:
        if self._outcome.awaits(number):
            self._outcome.show_paper(paper)
        elif self._due.names(number):
            self._telling.say_printed(number, paper)
        self._due.take_off(number)

    def _on_failed(self, number: str, error: IntakeError) -> None:
        if isinstance(error, AccessDenied):
            self._on_out(number)
        elif self._outcome.awaits(number):
            self._outcome.show_print_error(error)
        else:
            self._due.add(number)
            self._telling.say_not_printed(number, error)

    def _on_out(self, number: str) -> None:
        """Wait no more for a receipt that came out elsewhere meanwhile."""
        if self._outcome.lacks_paper(number):
            self._outcome.show_print_error(_IS_OUT)
        elif self._due.names(number):
            self._telling.say_not_printed(number, _IS_OUT)
        self._due.take_off(number)

"""Depositing and printing: one deposit however often it is asked for, paper after the commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from intake_app.errors import RuleViolation
from intake_app.services.amend import AmendOrder
from intake_app.services.dating import DATE_IN_DOUBT, DateWord
from intake_app.services.deposit import Approval, DepositOrder
from intake_app.ui.reception.form import CorrectionForm
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.services.deposit import Deposited
    from intake_app.services.prints import Printer
    from intake_app.ui.context import Context
    from intake_app.ui.reception.building import Built
    from intake_app.ui.reception.live_check import Judgement


@dataclass(frozen=True, slots=True)
class Wish:
    """A deposit that the operator asked for."""

    dossier_id: UUID
    built: Built
    approval: Approval | None = None
    date_confirmed: bool = False
    correction: CorrectionForm = field(default_factory=CorrectionForm)


class DepositPresenter(QObject):
    """Takes the page in and prints its papers.

    Signals:
        busy_changed: Whether a deposit is being stored.
        deposited: The dossier is on disk; carries a `Deposited`.
        refused: Rules forbid the deposit; carries the findings. Nothing was stored.
        date_doubted: The clock lies behind; carries the error that asks. Nothing was stored.
        failed: The deposit failed otherwise; carries the error. Asking again is safe.
        printing_changed: Whether a paper is being printed.
        printed: A receipt came out; carries its number and a `PrintedPaper`.
        print_failed: The printer refused a receipt; carries its number and the error. The deposit
            stands.
        unprinted_found: Receipts of today never came out; carries their numbers.
        slip_printed: A missing-items slip came out; carries a `PrintedPaper`, the id of the page it
            is about and what was on it (`Built`): it may have been left or changed meanwhile.
        slip_failed: The printer refused a slip; carries the error.
    """

    busy_changed = Signal(bool)
    deposited = Signal(object)
    refused = Signal(object)
    date_doubted = Signal(object)
    failed = Signal(object)
    printing_changed = Signal(bool)
    printed = Signal(str, object)
    print_failed = Signal(str, object)
    unprinted_found = Signal(object)
    slip_printed = Signal(object, object, object)
    slip_failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._busy = False
        self._slips_under_way: set[UUID] = set()  # of which pages

    @property
    def is_busy(self) -> bool:
        """Whether a deposit is being stored: another wish is the same one, pressed twice."""
        return self._busy

    def deposit(self, wish: Wish) -> None:
        """Deposit a page, off the window's thread; nothing happens while one is being stored."""
        if self._busy:
            return
        operator = self._context.session.require()
        work = self._amending(wish) if wish.correction.is_open else self._depositing(wish)
        self._set_busy(busy=True)
        self._context.tasks.submit(
            Lane.DATABASE,
            work,
            done=lambda result: self._on_deposited(result, operator),
            failed=self._on_failed,
            ended=partial(self._set_busy, busy=False),
            owner=self,
        )

    def _depositing(self, wish: Wish) -> Callable[[], Deposited]:
        order = DepositOrder(
            dossier_id=wish.dossier_id,
            dossier=wish.built.dossier,
            operator=self._context.session.require(),
            approval=wish.approval,
            depositor=wish.built.depositor,
            date_word=_word_of(wish),
        )
        return partial(self._context.desk.deposits.deposit, order)

    def _amending(self, wish: Wish) -> Callable[[], Deposited]:
        if wish.approval is None:
            raise ValueError("a correction without a supervisor's leave")
        order = AmendOrder(
            dossier_id=UUID(wish.correction.dossier_id),
            base_revision=wish.correction.revision,
            dossier=wish.built.dossier,
            operator=self._context.session.require(),
            approval=wish.approval,
            depositor=wish.built.depositor,
            draft_id=wish.dossier_id,
            date_word=_word_of(wish),
        )
        return partial(self._context.desk.amend.amend, order)

    def print_receipt(self, number: str, by: Operator | None = None) -> None:
        """Print a receipt in the name of whoever works here, or `by` whoever deposited it."""
        operator = by or self._context.session.require()
        prints = self._context.desk.prints
        self.printing_changed.emit(True)
        self._context.tasks.submit(
            Lane.IO,
            lambda: prints.print_receipt(number, operator, self._printer()),
            done=partial(self.printed.emit, number),
            failed=partial(self.print_failed.emit, number),
            ended=partial(self.printing_changed.emit, False),
            owner=self,
        )

    def look_for_unprinted(self) -> None:
        """Find the receipts that never came out before the program ended.

        Asked before anything is deposited here: what is being printed would be among them.
        """
        self._context.tasks.submit(
            Lane.DATABASE,
            self._context.desk.prints.unprinted_today,
            done=self.unprinted_found.emit,
            failed=self.failed.emit,
            owner=self,
        )

    def print_slip(self, judgement: Judgement, page_id: UUID) -> None:
        """Print what is missing on a page, or where to go."""
        if page_id in self._slips_under_way:
            return  # a key that is held prints one
        self._slips_under_way.add(page_id)
        prints = self._context.desk.prints
        dossier, verdict = judgement.built.dossier, judgement.verdict
        self.printing_changed.emit(True)
        self._context.tasks.submit(
            Lane.IO,
            lambda: prints.print_slip(dossier, verdict, self._printer()),
            done=lambda paper: self.slip_printed.emit(paper, page_id, judgement.built),
            failed=self.slip_failed.emit,
            ended=partial(self._end_slip, page_id),
            owner=self,
        )

    def _printer(self) -> Printer:
        """Find the printer that the settings name; called on the I/O lane."""
        from intake_app.ui.printers import choose_printer  # noqa: PLC0415 - QtPdf is heavy

        station = self._context.desk.settings.require()
        return choose_printer(station.printer, self._context.home.prints)

    def _on_deposited(self, result: Deposited, operator: Operator) -> None:
        """Print in the name of who deposited, who may have locked the window meanwhile."""
        self.deposited.emit(result)
        self.print_receipt(result.number, operator)

    def _on_failed(self, error: IntakeError) -> None:
        if isinstance(error, RuleViolation):
            self.refused.emit(error.findings)
        elif error.code == DATE_IN_DOUBT:
            self.date_doubted.emit(error)
        else:
            self.failed.emit(error)

    def _end_slip(self, page_id: UUID) -> None:
        self._slips_under_way.discard(page_id)
        self.printing_changed.emit(False)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)


def _word_of(wish: Wish) -> DateWord:
    return DateWord.CONFIRMED if wish.date_confirmed else DateWord.TO_ASK

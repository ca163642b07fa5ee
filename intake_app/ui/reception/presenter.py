"""What the reception page does: checks while one types, keeps drafts, deposits, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake_app.domain.findings import Outcome
from intake_app.domain.operators import Action
from intake_app.services.deposit import Approval
from intake_app.ui.reception.building import build
from intake_app.ui.reception.deposit_presenter import DepositPresenter, Wish
from intake_app.ui.reception.draft_keeper import DraftKeeper
from intake_app.ui.reception.live_check import Judgement, LiveCheck
from intake_app.ui.reception.showing import form_of
from intake_app.ui.reception.taken_away import TakenAway
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from intake_app.domain.findings import Finding
    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.services.deposit import Deposited
    from intake_app.services.drafts import Draft
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.context import Context
    from intake_app.ui.reception.building import Built
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.reception.paper import Paper


class ReceptionPresenter(QObject):
    """Leads the page from the first key to the receipt.

    Signals:
        begun: Whether anything stands on the page now, which is said before it is checked.
        judged: The page was checked; carries a `Judgement`, or None while it is blank.
        page_opened: Another page is on the screen.
        not_ready: A deposit was asked for and something stands in the way.
        approval_wanted: A supervisor is asked for.
        deposited: The dossier is on disk; carries a `Deposited`, and whether something was changed
            on the page after the deposit was asked for, which is not in it.
        taken_away: Something was removed and can be brought back.
        slip_printed: A slip of the page on the screen came out; carries a `PrintedPaper`.
        slip_came_late: A slip of a page that was left came out, or of one that was typed in since;
            carries a `PrintedPaper`, and whether it is the page on the screen.
        failed: The machine failed; carries the error.
    """

    begun = Signal(bool)
    judged = Signal(object)
    page_opened = Signal()
    not_ready = Signal()
    approval_wanted = Signal()
    deposited = Signal(object, bool)
    taken_away = Signal()
    slip_printed = Signal(object)
    slip_came_late = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, context: Context, paper: Paper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper = paper
        self.live = LiveCheck(context, self)
        self.drafts = DraftKeeper(context, paper.read, self)
        self.deposits = DepositPresenter(context, self)
        self.judgement: Judgement | None = None
        self._taken_away: TakenAway | None = None
        self._waiting: Callable[[], None] | None = None  # for the judgement of the page
        self._entered = False
        self._sent: Built | None = None  # what the deposit is about that is being stored
        self._doubted_day: date | None = None  # somebody was asked whether it is the right one
        self._connect()

    def _connect(self) -> None:
        self._paper.changed.connect(self.note_change)
        self._paper.removal_wanted.connect(self.remove)
        self._paper.field_left.connect(self._save_field)
        self.live.judged.connect(self._on_judged)
        self.live.failed.connect(self.drop_question)
        self.drafts.opened.connect(self._on_opened)
        self.deposits.refused.connect(self._on_refused)
        self.deposits.date_doubted.connect(self._on_date_doubted)
        self.deposits.deposited.connect(self._on_deposited)
        self.deposits.slip_printed.connect(self._on_slip_printed)
        for part in (self.live, self.drafts, self.deposits):
            part.failed.connect(self.failed)

    def enter(self) -> None:
        """Somebody works here now: bring back what was left when the program ended."""
        self._doubted_day = None
        if self._entered:
            self.drafts.hand_over()
        else:
            self._entered = True
            self.deposits.look_for_unprinted()
            self.drafts.restore()
        self.judge_again()

    def judge_again(self) -> None:
        """Check the page although nothing was typed: another day may have come."""
        if not self._paper.read().is_blank:
            self.note_change()

    def note_change(self) -> None:
        """Check the page and save it soon."""
        form = self._paper.read()
        self.drafts.note_change()
        self.begun.emit(not form.is_blank)
        if form.is_blank:
            self.live.forget()
            self._tell(None)
        else:
            self.live.want(form, self.drafts.current_id)

    def _save_field(self) -> None:
        """Save as soon as a field is left: a power cut loses at most the one being typed."""
        self.drafts.save()

    def deposit(self, approval: Approval | None = None) -> None:
        """Deposit the page as it stands; what stands in the way is shown instead."""
        form = self._paper.read()
        if form.is_blank or self.deposits.is_busy:
            return
        built = build(form, self._context.today())
        if built.problems:
            self.not_ready.emit()
            return
        if form.correction.is_open and approval is None:
            self._ask_leave()
            return
        self.drafts.save()
        confirmed = self._context.today() == self._doubted_day
        self._sent = built
        self.deposits.deposit(
            Wish(self.drafts.current_id, built, approval, confirmed, form.correction)
        )

    def _ask_leave(self) -> None:
        """A correction needs a supervisor; what is left to correct is shown first."""
        judgement = self.judgement
        if not self.live.is_settled or judgement is None:
            self._waiting = self.deposit
        elif judgement.verdict.outcome is not Outcome.COMPLETE:
            self.not_ready.emit()
        else:
            self.approval_wanted.emit()

    def drop_question(self) -> None:
        """Ask no supervisor any more once the page is checked: somebody has gone elsewhere."""
        if self._waiting == self.deposit:
            self._waiting = None

    def amend(self, dossier_id: UUID) -> None:
        """Open a deposited dossier for correction; the page on the screen is put aside."""
        if self.deposits.is_busy:
            return
        amend = self._context.desk.amend
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: form_of(amend.open(dossier_id)),
            done=self._begin_with,
            failed=self.failed.emit,
            owner=self,
        )

    def open(self, draft: Draft) -> None:
        """Open a page that was put aside; the one on the screen takes its place there."""
        if not self.deposits.is_busy:
            self.drafts.open(draft)

    def _begin_with(self, form: DossierForm) -> None:
        if not self.deposits.is_busy:  # a deposit may have been asked for meanwhile
            self.drafts.begin_with(form)

    def override(self, supervisor: Operator, reason: str) -> None:
        """Deposit although something is missing, on a supervisor's word."""
        self.deposit(Approval(supervisor, reason))

    def print_slip(self) -> None:
        """Print what is missing, judged on the page as it stands."""
        if not self.live.is_settled:
            self._waiting = self._print_missing
        elif self.judgement is not None:
            self.deposits.print_slip(self.judgement, self.drafts.current_id)

    def _print_missing(self) -> None:
        """Print the slip that was asked for before anybody knew whether something is missing."""
        judgement = self.judgement
        if judgement is not None and judgement.verdict.outcome is not Outcome.COMPLETE:
            self.print_slip()

    def remove(self, card: object) -> None:
        """Take an act, a prescription or a line of boxes away; it can be brought back."""
        before = self._paper.read()
        self._paper.remove(card)
        self._taken_away = TakenAway(before, self._paper.read())
        self.taken_away.emit()

    def give_up(self) -> None:
        """Throw the page away; it can be brought back until another one is opened."""
        form = self._paper.read()
        if form.is_blank or self.deposits.is_busy:
            return
        self.drafts.drop()
        self._taken_away = TakenAway(form, self._paper.read(), is_whole=True)
        self.taken_away.emit()

    @property
    def can_bring_back(self) -> bool:
        """Whether something was taken away that can come back."""
        return self._taken_away is not None

    def bring_back(self) -> str:
        """Bring back what was taken away last; what was typed since stays, here or put aside.

        Returns:
            The path of what came back, empty when nothing did.
        """
        taken, now = self._taken_away, self._paper.read()
        if taken is None or self.deposits.is_busy:
            return ""
        self._taken_away = None
        if taken.is_whole and not now.is_blank:
            self.drafts.begin_with(taken.before)
        else:
            show = self._paper.put if taken.is_whole else self._paper.put_cards
            show(taken.back_on(now))
            self.note_change()
        return taken.path

    def hold(self) -> None:
        """Put the page aside and begin another; what was given up on a blank one can come back."""
        if self.deposits.is_busy or (self.can_bring_back and self._paper.read().is_blank):
            return
        self.drafts.hold()

    @property
    def override_action(self) -> Action:
        """What a supervisor must be allowed to do here."""
        return Action.AMEND if self._paper.correction.is_open else Action.OVERRIDE

    def _tell(self, judgement: Judgement | None) -> None:
        self.judgement = judgement
        self.judged.emit(judgement)

    def _on_judged(self, judgement: Judgement) -> None:
        self._tell(judgement)
        if self._waiting is not None and self.live.is_settled:
            waiting, self._waiting = self._waiting, None
            waiting()

    def _on_opened(self, form: DossierForm) -> None:
        self.live.forget()
        self._taken_away, self._waiting, self.judgement = None, None, None
        self._paper.put(form)
        self.begun.emit(not form.is_blank)
        self._tell(None)
        self.page_opened.emit()
        if not form.is_blank:
            self.live.want(form, self.drafts.current_id)

    def _on_refused(self, _findings: tuple[Finding, ...]) -> None:
        """The deposit met a rule that the last check did not: check again, and show."""
        self.note_change()
        self.not_ready.emit()

    def _on_date_doubted(self, error: IntakeError) -> None:
        """Ask; whoever deposits again has looked at the day, which is then not asked again."""
        self._doubted_day = self._context.today()
        self.failed.emit(error)

    def _on_deposited(self, result: Deposited) -> None:
        is_changed = build(self._paper.read(), self._context.today()) != self._sent
        self.drafts.drop()
        self.deposited.emit(result, is_changed)

    def _on_slip_printed(self, paper: PrintedPaper, page_id: UUID, was: Built) -> None:
        """Show a slip, unless hands are at work: it would take their keys."""
        is_here = page_id == self.drafts.current_id
        if is_here and build(self._paper.read(), self._context.today()) == was:
            self.slip_printed.emit(paper)
        else:
            self.slip_came_late.emit(paper, is_here)

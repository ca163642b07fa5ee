"""The agent's screen: the papers on one side, what is missing and what to do on the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.camera.corner import CameraCorner
from intake_app.ui.camera.tones import Tones
from intake_app.ui.messages import error_text
from intake_app.ui.reception.fill_in import FillIn
from intake_app.ui.reception.finding_rows import notes_of
from intake_app.ui.reception.keys import ReceptionKeys
from intake_app.ui.reception.offering import Offering
from intake_app.ui.reception.outcome_view import OutcomeView
from intake_app.ui.reception.presenter import ReceptionPresenter
from intake_app.ui.reception.receipts import Receipts
from intake_app.ui.reception.receipts_due import ReceiptsDue
from intake_app.ui.reception.scan_taker import ScanTaker
from intake_app.ui.reception.telling import Telling
from intake_app.ui.tasks import Lane
from intake_app.ui.theme import mark

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QHideEvent

    from intake_app.scanning.items import ScannedItem
    from intake_app.services.deposit import Deposited
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.context import Context
    from intake_app.ui.reception.desk_top import DeskTop
    from intake_app.ui.reception.live_check import Judgement


class ReceptionPage(QWidget):
    """Takes dossiers in.

    Signals:
        deposited: A dossier was deposited here.
        number_seen: One of our receipts was scanned; carries its number.
    """

    deposited = Signal()
    number_seen = Signal(str)

    def __init__(self, context: Context, desk_top: DeskTop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "role", "page")
        self._context = context
        self.paper, self.desk_top = desk_top.paper, desk_top
        self.panel, self.outcome = self.desk_top.panel, OutcomeView()
        self.presenter = ReceptionPresenter(context, self.paper, self)
        self.telling = Telling(desk_top, self.outcome, self.presenter, self)
        self.fill_in = FillIn(context, self.paper, self)
        self.offering = Offering(context, self.paper, self)
        self.scans = ScanTaker(self.paper, Tones(), self)
        self.camera = CameraCorner(context, self)
        self.paper.boxes.place_camera(self.camera)
        self.receipts_due = ReceiptsDue()
        self.stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.receipts_due)
        layout.addWidget(self.stack)
        self.stack.addWidget(self.desk_top)
        self.stack.addWidget(self.outcome)
        self._connect_presenter()
        self._connect_panel()
        self.keys = ReceptionKeys(self.desk_top)

    @property
    def takes_codes(self) -> bool:
        """Whether the papers are on the screen."""
        return self.isVisible() and self.stack.currentIndex() == 0

    def take_item(self, item: ScannedItem) -> None:
        """Take what the camera or a hand scanner read, while the papers are on the screen."""
        if self.takes_codes:
            self.paper.assembly.when_done(partial(self.scans.take, item))

    def _tell_of_code(self, tone: str, text: str) -> None:
        """Say what became of a code, unless it was scanned over another page, which says it."""
        if self.takes_codes:
            self.telling.say_of_code(tone, text)

    def _verify(self, proof: str) -> None:
        """Ask whether a receipt is ours, then look for it."""
        prints = self._context.desk.prints
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: prints.verify_receipt(proof),
            done=lambda verified: self.scans.take_proven(verified.claims.number),
            failed=lambda error: self.scans.refuse(error_text(error)),
            owner=self,
        )

    def _connect_presenter(self) -> None:
        presenter = self.presenter
        presenter.begun.connect(self.panel.show_begun)
        presenter.judged.connect(self._show_judgement)
        self.paper.whole.connect(self._show_whole)
        presenter.page_opened.connect(self._show_page)
        presenter.not_ready.connect(self._show_not_ready)
        presenter.taken_away.connect(self.telling.offer_way_back)
        presenter.approval_wanted.connect(self._ask_supervisor)
        presenter.deposited.connect(self._show_deposited)
        presenter.slip_printed.connect(self._show_slip)
        presenter.slip_came_late.connect(self.telling.say_late_slip)
        presenter.failed.connect(self.telling.say_error)
        presenter.drafts.listed.connect(self.desk_top.held_bar.show_drafts)
        presenter.drafts.found.connect(self.telling.say_found)
        presenter.drafts.recovered.connect(self.telling.say_recovered)
        self.desk_top.held_bar.opened.connect(presenter.open)
        self.desk_top.held_bar.left.connect(self._go_to_start)
        for knowing in (self.fill_in, self.offering):
            knowing.filled.connect(presenter.note_change)
            knowing.failed.connect(self.telling.say_error)
        deposits = presenter.deposits
        deposits.busy_changed.connect(self.panel.show_busy)
        deposits.slip_failed.connect(self.telling.say_error)
        self.receipts = Receipts(deposits, self.outcome, self.receipts_due, self.telling)
        self.receipts_due.left.connect(self._take_keyboard_back)
        self.outcome.next_wanted.connect(self._go_on_after_paper)
        self.outcome.back_wanted.connect(self._go_back_to_papers)

    def _connect_panel(self) -> None:
        self.panel.deposit_wanted.connect(self.presenter.deposit)
        self.panel.override_wanted.connect(self._ask_supervisor)
        self.panel.slip_wanted.connect(self.presenter.print_slip)
        self.panel.hold_wanted.connect(self.presenter.hold)
        self.panel.new_wanted.connect(self._begin_new)
        self.panel.give_up_wanted.connect(self.presenter.give_up)
        self.panel.undo_wanted.connect(self._bring_back)
        self.panel.chosen.connect(self.go_to)
        self.scans.told.connect(self._tell_of_code)
        self.scans.number_seen.connect(self.number_seen)
        self.scans.proof_seen.connect(self._verify)
        self.paper.finished.connect(self.panel.focus)

    def amend(self, dossier_id: UUID) -> None:
        """Open a deposited dossier for correction."""
        self.show_form()
        self.presenter.amend(dossier_id)

    def enter(self) -> None:
        """Somebody works here now."""
        self.presenter.enter()
        self.fill_in.look_list_up()
        self.camera.begin()
        if self.stack.currentIndex() == 0 and not self.desk_top.go_back():
            self._go_to_start()

    def leave(self) -> None:
        """Nobody works here now: save what is typed, let the camera go."""
        if self.stack.currentIndex() == 0:  # behind a slip it is kept already
            self.desk_top.keep_place()
        self.presenter.drafts.save()
        self.camera.let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no supervisor over another page, or the login."""
        super().hideEvent(event)
        if not event.spontaneous():  # the system only put the window down
            self.presenter.drop_question()

    def end(self) -> None:
        """The window closes."""
        self.camera.end()
        self.desk_top.keep_layout()

    def show_form(self) -> None:
        """Show the papers again."""
        self.outcome.put_away()
        self.stack.setCurrentIndex(0)
        self.telling.end()
        self._go_to_start()

    def _take_keyboard_back(self) -> None:
        """Go on with what is shown under the receipts that were due."""
        if self.stack.currentWidget() is self.outcome:
            self.outcome.focus()
        else:
            self._go_to_start()

    def _go_to_start(self) -> None:
        self.paper.student.fields["identity_number"].focus()

    def go_to(self, path: str) -> None:
        """Put the keyboard where a finding points."""
        self.paper.focus_path(path)

    def changeEvent(self, event: QEvent) -> None:
        """Say what is wrong in the language of the screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_judgement(self.presenter.judgement)
            self.telling.follow_language()

    def _show_judgement(self, judgement: Judgement | None) -> None:
        if judgement is not None and self.paper.assembly.is_running:
            return  # shown when the fields are there that it speaks of
        order = list(self.paper.places())
        self.panel.show_judgement(judgement, order)
        self.telling.follow(judgement)
        self.paper.say(notes_of(judgement, order) if judgement else {})
        tones = [(row.path, row.tone) for row in self.panel.findings.rows]
        self.paper.show_states(tones, judged=judgement is not None)

    def _show_whole(self) -> None:
        if self.presenter.judgement is not None:
            self._show_judgement(self.presenter.judgement)

    def _show_page(self) -> None:
        self.fill_in.forget()
        self.desk_top.show_correction(self.paper.correction)
        self.telling.end()
        self.desk_top.scroll_to_top()
        if self.stack.currentIndex() == 0:
            self._go_to_start()

    def _show_not_ready(self) -> None:
        self.paper.visit_all()
        rows = self.panel.findings.rows
        if rows:
            self.go_to(rows[0].path)
        self.telling.say_not_ready()

    def _show_deposited(self, result: Deposited, is_changed: bool) -> None:
        self.stack.setCurrentWidget(self.outcome)
        self.outcome.show_deposited(result, is_changed=is_changed)
        self.deposited.emit()

    def _show_slip(self, paper: PrintedPaper) -> None:
        self.desk_top.keep_place()
        self.stack.setCurrentWidget(self.outcome)
        self.outcome.show_slip(paper)

    def _bring_back(self) -> None:
        """Bring back what was taken away; the keyboard goes there unless it stays in its field.

        It goes before the button does that it may be on: Enter pressed twice must not deposit.
        """
        typing = QApplication.focusWidget()
        path = self.presenter.bring_back()
        stays = typing is not None and self.paper.isAncestorOf(typing) and typing.hasFocus()
        if path and not stays:
            self.go_to(path)
        self.desk_top.show_correction(self.paper.correction)
        self.telling.end()

    def _go_back_to_papers(self) -> None:
        """Go on where the slip came in between."""
        self.show_form()
        self.desk_top.go_back()

    def _go_on_after_paper(self) -> None:
        """Begin the next dossier; one that only got a slip waits for its student."""
        if not self.paper.read().is_blank:
            self.presenter.hold()
        self.show_form()

    def _begin_new(self) -> None:
        """Begin a new dossier; one that is begun is put aside, never lost."""
        self.presenter.hold()
        self.show_form()

    def _ask_supervisor(self) -> None:
        action = self.presenter.override_action
        dialog = SupervisorDialog(self._context, action, self, needs_reason=True)
        dialog.allowed.connect(self.presenter.override)
        dialog.open()

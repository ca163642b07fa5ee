"""The agent's screen: the papers on one side, what is missing and what to do on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.layouts import scrolled
from intake_app.ui.messages import error_text
from intake_app.ui.reception.fill_in import FillIn
from intake_app.ui.reception.finding_rows import notes_of
from intake_app.ui.reception.held_bar import HeldBar
from intake_app.ui.reception.keys import ReceptionKeys
from intake_app.ui.reception.outcome_view import OutcomeView
from intake_app.ui.reception.paper import Paper
from intake_app.ui.reception.presenter import ReceptionPresenter
from intake_app.ui.reception.side_panel import WIDTH, SidePanel
from intake_app.ui.theme import STEP, mark

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from intake_app.errors import IntakeError
    from intake_app.services.deposit import Deposited
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.context import Context
    from intake_app.ui.reception.live_check import Judgement

_NARROW_LINES = 48  # below this many heights of a line of text, the panel goes under the papers


class ReceptionPage(QWidget):
    """Takes dossiers in.

    Signals:
        deposited: A dossier was deposited here.
        number_seen: One of our receipts was scanned; carries its number.
    """

    deposited = Signal()
    number_seen = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        mark(self, "role", "page")
        self._context = context
        self.held_bar, self.panel, self.outcome = HeldBar(), SidePanel(), OutcomeView()
        self.paper = Paper(context.desk.check.institutions, context.today)
        self.presenter = ReceptionPresenter(context, self.paper, self)
        self.fill_in = FillIn(context, self.paper, self)
        self._lay_out()
        self._connect_presenter()
        self._connect_panel()
        self.keys = ReceptionKeys(self, self.paper, self.panel)

    def _lay_out(self) -> None:
        self.papers_area = scrolled(self.paper)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(STEP)
        self.splitter.addWidget(self.papers_area)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.panel.setMinimumWidth(WIDTH * 5 // 6)
        if not self._context.memory.restore("reception", self.splitter):
            self.splitter.setSizes([WIDTH * 3, WIDTH])
        form = QWidget()
        inside = QVBoxLayout(form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.held_bar)
        inside.addWidget(self.splitter, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(form)
        self.stack.addWidget(self.outcome)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _connect_presenter(self) -> None:
        presenter = self.presenter
        presenter.judged.connect(self._show_judgement)
        presenter.page_opened.connect(self._show_page)
        presenter.not_ready.connect(self._show_not_ready)
        presenter.taken_away.connect(self._offer_undo)
        presenter.failed.connect(self._show_error)
        presenter.drafts.listed.connect(self.held_bar.show_drafts)
        self.held_bar.opened.connect(presenter.drafts.open)
        self.fill_in.filled.connect(presenter.note_change)
        self.fill_in.failed.connect(self._show_error)
        deposits = presenter.deposits
        deposits.busy_changed.connect(self.panel.show_busy)
        deposits.deposited.connect(self._show_deposited)
        deposits.printed.connect(self.outcome.show_paper)
        deposits.slip_printed.connect(self._show_slip)
        deposits.print_failed.connect(self._show_print_error)
        self.outcome.again_wanted.connect(deposits.print_receipt)
        self.outcome.next_wanted.connect(self.show_form)
        self.outcome.back_wanted.connect(self.show_form)

    def _connect_panel(self) -> None:
        self.panel.deposit_wanted.connect(self.presenter.deposit)
        self.panel.override_wanted.connect(self._ask_supervisor)
        self.panel.slip_wanted.connect(self.presenter.print_slip)
        self.panel.hold_wanted.connect(self.presenter.hold)
        self.panel.new_wanted.connect(self._begin_new)
        self.panel.give_up_wanted.connect(self.presenter.give_up)
        self.panel.undo_wanted.connect(self._bring_back)
        self.panel.chosen.connect(self.go_to)
        self.paper.finished.connect(
            lambda: self.panel.deposit_button.setFocus(Qt.FocusReason.TabFocusReason)
        )
        _application().focusChanged.connect(self._keep_in_view)

    def enter(self) -> None:
        """Somebody works here now."""
        self.presenter.enter()
        if self.stack.currentIndex() == 0:
            self._go_to_start()

    def leave(self) -> None:
        """Nobody works here now: save what is typed."""
        self.presenter.drafts.save()

    def end(self) -> None:
        """The window closes."""
        self._context.memory.keep("reception", self.splitter)

    def show_form(self) -> None:
        """Show the papers again."""
        self.stack.setCurrentIndex(0)
        self.panel.tell("info", "")
        self._go_to_start()

    def _go_to_start(self) -> None:
        self.paper.student.fields["identity_number"].focus()

    def go_to(self, path: str) -> None:
        """Put the keyboard where a finding points."""
        self.paper.focus_path(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the panel under the papers where the window is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_LINES * self.fontMetrics().height()
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)

    def changeEvent(self, event: QEvent) -> None:
        """Say what is wrong in the language of the screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_judgement(self.presenter.judgement)

    def _show_judgement(self, judgement: Judgement | None) -> None:
        order = list(self.paper.places())
        self.panel.show_judgement(judgement, order)
        self.paper.say(notes_of(judgement, order) if judgement else {})
        tones = [(row.path, row.tone) for row in self.panel.findings.rows]
        self.paper.show_states(tones, judged=judgement is not None)

    def _show_page(self) -> None:
        self.fill_in.forget()
        self.panel.tell("info", "")
        self.papers_area.verticalScrollBar().setValue(0)

    def _show_not_ready(self) -> None:
        self.paper.visit_all()
        rows = self.panel.findings.rows
        if rows:
            self.go_to(rows[0].path)
        self.panel.tell(
            "block",
            self.tr(
                "Pas encore déposé : corrigez, imprimez le bordereau (F8) ou demandez une "
                "dérogation."
            ),
        )

    def _show_deposited(self, result: Deposited) -> None:
        self.stack.setCurrentWidget(self.outcome)
        self.outcome.show_deposited(result)
        self.deposited.emit()

    def _show_slip(self, paper: PrintedPaper) -> None:
        self.stack.setCurrentWidget(self.outcome)
        self.outcome.show_slip(paper)

    def _show_print_error(self, error: IntakeError) -> None:
        if self.stack.currentWidget() is self.outcome:
            self.outcome.show_print_error(error)
        else:
            self._show_error(error)

    def _show_error(self, error: IntakeError) -> None:
        self.panel.tell("block", error_text(error))

    def _offer_undo(self) -> None:
        self.panel.tell("neutral", self.tr("Retiré."), undo=True)

    def _bring_back(self) -> None:
        self.presenter.bring_back()
        self.panel.tell("info", "")

    def _begin_new(self) -> None:
        """Begin a new dossier; one that is begun is put aside, never lost."""
        self.presenter.hold()
        self.show_form()

    def _ask_supervisor(self) -> None:
        action = self.presenter.override_action
        dialog = SupervisorDialog(self._context, action, self, needs_reason=True)
        dialog.allowed.connect(self.presenter.override)
        dialog.open()

    def _keep_in_view(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.paper.isAncestorOf(now):
            self.papers_area.ensureWidgetVisible(now, 0, STEP * 10)


def _application() -> QApplication:
    return cast("QApplication", QApplication.instance())

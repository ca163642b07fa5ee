"""What stands behind the login: head, rail, the page that is open, and the foot with the link."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from intake_app.ui.shell.day_watch import DayWatch
from intake_app.ui.shell.desk_scans import DeskScans
from intake_app.ui.shell.header import Header
from intake_app.ui.shell.help import HelpDialog
from intake_app.ui.shell.link_bar import LinkBar
from intake_app.ui.shell.link_watch import LinkWatch
from intake_app.ui.shell.rail import Rail
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent

    from intake_app.domain.operators import Operator
    from intake_app.services.link import LinkState
    from intake_app.ui.context import Context
    from intake_app.ui.link.page import LinkPage
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.ui.search.page import SearchPage
    from intake_app.ui.today.page import TodayPage

RECEPTION, TODAY, SEARCH, LINK = "reception", "today", "search", "link"
_ICONS = {
    RECEPTION: "clipboard-check",
    TODAY: "list-checks",
    SEARCH: "search",
    LINK: "cloud-upload",
}


class DeskPage(QWidget):
    """Holds the pages of a day's work and takes the operator from one to another."""

    def __init__(
        self,
        context: Context,
        reception: ReceptionPage,
        today: TodayPage,
        search: SearchPage,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.header = Header(context.languages)
        self.rail = Rail(_ICONS)
        self.link_bar = LinkBar()
        self.reception, self.today, self.search = reception, today, search
        self.scans = DeskScans(self.reception, self)
        self._pages: dict[str, QWidget] = {
            RECEPTION: self.reception,
            TODAY: self.today,
            SEARCH: self.search,
        }
        self._stack = QStackedWidget()
        self.link_page: LinkPage | None = None  # made when it is first opened
        self._link_state: LinkState | None = None
        self._help: HelpDialog | None = None
        self._ending = Event()
        self.link_watch = LinkWatch(context.desk.sync, context.tasks, self)
        self.day_watch = DayWatch(context.today, self)
        self._lay_out()
        self._connect()
        self._retranslate()
        self.open_page(RECEPTION)
        self._begun = False

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(self._page_under_notice(), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(middle, 1)
        layout.addWidget(self.link_bar)
        for page in self._pages.values():
            self._stack.addWidget(page)

    def _page_under_notice(self) -> QVBoxLayout:
        page = QVBoxLayout()
        page.setSpacing(0)
        page.addWidget(self.scans.notice)
        page.addWidget(self._stack, 1)
        return page

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_page)
        self.header.help_wanted.connect(self._show_help)
        self.reception.deposited.connect(self._on_deposited)
        self.reception.number_seen.connect(self._find_number)
        self.scans.reception_wanted.connect(self._show_papers)
        self.search.amend_wanted.connect(self._amend)
        for reprints in (self.today.reprints, self.search.reprints):
            reprints.printed.connect(self.reception.receipts.note_reprinted)
        self.day_watch.changed.connect(self._on_new_day)
        self.link_watch.stated.connect(self._show_link)
        self.link_watch.busy_changed.connect(self.link_bar.show_busy)
        self.link_watch.failed.connect(self.link_bar.show_fault)
        self.link_bar.sync_wanted.connect(self.link_watch.synchronise_now)

    def _begin(self) -> None:
        """Somebody is there for the first time: look after the link and the index from now on."""
        if self._context.desk.settings.require().trial:
            self._start_trial_server()
        else:
            self.link_watch.begin()
        self._complete_index()

    def _complete_index(self) -> None:
        """Let the students of a list be found whose noting was interrupted; others go on beside."""
        search, ending = self._context.desk.search, self._ending
        self._context.tasks.submit(
            Lane.IO,
            lambda: search.complete_index(ending.is_set),
            failed=lambda _error: None,  # goes on where it stands at the next start
        )

    def _start_trial_server(self) -> None:
        """Start a trial office's own server, which takes another port each time."""
        self._context.tasks.submit(
            Lane.IO,
            self._context.desk.trial.ensure_running,
            done=lambda _address: self.link_watch.begin(),
            failed=self.link_bar.show_fault,
            owner=self,
        )

    def enter(self, operator: Operator) -> None:
        """Let an operator work here; the page is as the one before left it."""
        if not self._begun:
            self._begun = True
            self._begin()
        settings = self._context.desk.settings
        station = settings.require()
        offices = {office.code: office for office in settings.offices()}
        self.header.show_station(station, offices.get(station.office), self._context.today())
        self.header.show_operator(operator)
        self.reception.enter()
        self._read_open_page()
        self.day_watch.begin()
        self.scans.listen()

    def leave(self) -> None:
        """Nobody works here now: save what is typed, let camera and scanners go."""
        self._put_questions_away()
        self.reception.leave()
        self.scans.pause()

    def _put_questions_away(self) -> None:
        """Close menus and dialogs: over the login they would be answered in nobody's name."""
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    def end(self) -> None:
        """Stop everything that runs in the background, the camera first."""
        self._ending.set()
        self.reception.end()
        self.link_watch.end()
        self.day_watch.end()
        self.today.keep_layout()

    def hides(self, widget: QWidget) -> bool:
        """Say whether a widget is on a page that nobody sees now."""
        if not self.isAncestorOf(widget):
            return False
        pages = self._pages.values()
        return not next((page for page in pages if page.isAncestorOf(widget)), self).isVisible()

    def open_page(self, name: str) -> None:
        """Show a page."""
        self.scans.notice.tell("info", "")
        self.rail.show_page(name)
        if name == LINK:
            self._open_link_page()
        self._stack.setCurrentWidget(self._pages[name])
        self._read_open_page()

    def _read_open_page(self) -> None:
        """Read anew what the page lists: it may be another day since."""
        page = self._stack.currentWidget()
        if page is self.today:
            self.today.refresh()
        elif page is self.search:
            self.search.enter()
        elif self.link_page is not None and page is self.link_page:
            self.link_page.refresh()

    def _open_link_page(self) -> None:
        if self.link_page is None:
            from intake_app.ui.link.page import LinkPage  # noqa: PLC0415 - not before it is wanted

            self.link_page = self._pages[LINK] = LinkPage(self._context)
            self._stack.addWidget(self.link_page)
            self.link_page.compare_wanted.connect(self.link_watch.compare_now)
            self.link_page.dossier_wanted.connect(self._find_number)
            self.link_page.changed.connect(self.link_watch.begin)
            self.link_watch.busy_changed.connect(self.link_page.show_busy)
        if self._link_state is not None:
            self.link_page.show_state(self._link_state, self._context.today())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave more room to the page where there is little."""
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.rail.rename(
            {
                RECEPTION: self.tr("Réception"),
                TODAY: self.tr("Aujourd'hui"),
                SEARCH: self.tr("Recherche"),
                LINK: self.tr("Liaison"),
            }
        )
        if self._help is not None:
            self._help.retranslate()

    def _on_deposited(self) -> None:
        self.link_watch.note_deposit()

    def _on_new_day(self) -> None:
        """What was judged yesterday may be too late today, and the day's list begins anew."""
        self.header.show_day(self._context.today())
        self.reception.presenter.judge_again()
        if self._stack.currentWidget() is self.today:
            self.today.refresh()

    def _find_number(self, number: str) -> None:
        self.open_page(SEARCH)
        self.search.search(number)

    def _show_papers(self) -> None:
        self.open_page(RECEPTION)
        if not self.reception.takes_codes:  # else the keyboard stays where it was
            self.reception.show_form()

    def _amend(self, dossier_id: UUID) -> None:
        self.open_page(RECEPTION)
        self.reception.amend(dossier_id)

    def _show_link(self, state: LinkState) -> None:
        self._link_state = state
        self.link_bar.show_state(state, self._context.today())
        if self.link_page is not None:
            self.link_page.show_state(state, self._context.today())

    def _show_help(self) -> None:
        if self._help is None:
            self._help = HelpDialog(self)
        self._help.show()
        self._help.raise_()

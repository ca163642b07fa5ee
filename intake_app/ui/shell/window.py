"""The window: first-run page, login, or the desk; it decides nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from intake_app.ui.icons import application_icon
from intake_app.ui.startup import mark_usable
from intake_app.ui.tasks import Lane
from intake_app.ui.welcome.login_page import LoginPage

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from intake_app.domain.operators import Operator
    from intake_app.services.settings import StationSettings
    from intake_app.ui.context import Context
    from intake_app.ui.shell.desk_page import DeskPage
    from intake_app.ui.shell.idle import IdleWatch
    from intake_app.wording import Language

_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (640, 400)


class MainWindow(QMainWindow):
    """Shows one of three things, and ends in order: camera, timers, tasks."""

    def __init__(self, context: Context, idle: IdleWatch) -> None:
        super().__init__()
        self._context = context
        self._idle = idle
        self._left_by: Operator | None = None
        self._painted = False
        self.desk_page: DeskPage | None = None
        self.login_page = LoginPage(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.login_page)
        self.setCentralWidget(self._stack)
        self.setWindowIcon(application_icon())
        self.setMinimumSize(*_LEAST_SIZE)
        if not context.memory.restore_window(self):
            self.resize(*_FIRST_SIZE)
        context.session.entered.connect(self._show_desk)
        context.session.left.connect(self._ask_login)
        context.languages.changed.connect(self._keep_language)
        idle.idle.connect(self.lock)
        self._retitle()

    def open(self) -> None:
        """Show the page that comes first: set-up on a new station, else the login."""
        station = self._context.desk.settings.find()
        if station is None:
            self._show(self._make_setup_page())
        else:
            self._ask_login()
        self.show()

    @property
    def shown(self) -> QWidget | None:
        """The page that is shown."""
        return self._stack.currentWidget()

    def lock(self) -> None:
        """Ask for a login again; the page stays as it is."""
        self._left_by = self._context.session.operator
        self.log_out()

    def log_out(self) -> None:
        """End a shift; what is typed belongs to the counter and stays."""
        if self._context.session.operator is None:
            return
        if self.desk_page is not None:
            self.desk_page.leave()  # saves in the name of whoever typed
        self._context.session.leave()

    def end(self) -> None:
        """Stop what runs in the background and wait for what is being written."""
        self._idle.end()
        if self.desk_page is not None:
            self.desk_page.end()
        self._context.memory.keep_window(self)
        self._context.memory.write()
        self._context.tasks.shut_down()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Note when the first page is there."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, mark_usable)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is typed before the window goes."""
        if self.desk_page is not None:
            self.desk_page.leave()
        super().closeEvent(event)

    def _make_setup_page(self) -> QWidget:
        from intake_app.ui.welcome.setup_page import SetupPage  # noqa: PLC0415 - once in a lifetime

        return SetupPage(self._context, self._context.desk.settings.offices())

    def _show(self, page: QWidget) -> None:
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _show_desk(self, operator: Operator) -> None:
        if self.desk_page is None:
            self.desk_page = self._make_desk_page()
        self._left_by = None
        self._show(self.desk_page)
        self.desk_page.enter(operator)
        self._idle.begin()
        self._retitle()

    def _make_desk_page(self) -> DeskPage:
        from intake_app.ui.shell.desk_page import DeskPage  # noqa: PLC0415 - after the login

        page = DeskPage(self._context)
        page.header.lock_wanted.connect(self.lock)
        page.header.logout_wanted.connect(self.log_out)
        return page

    def _ask_login(self) -> None:
        self._idle.end()
        station = self._context.desk.settings.find()
        self.login_page.ask(self._place(station) if station else "", self._left_by)
        self._left_by = None
        self._show(self.login_page)

    def _place(self, station: StationSettings) -> str:
        from intake_app.ui.shell.header import office_name  # noqa: PLC0415 - comes later

        offices = {office.code: office for office in self._context.desk.settings.offices()}
        name = office_name(offices.get(station.office), station.office)
        return self.tr("{office} · guichet {counter}").format(office=name, counter=station.counter)

    def _retitle(self) -> None:
        self.setWindowTitle(self.tr("Guichet de dépôt"))

    def _keep_language(self, language: Language) -> None:
        """Remember the language for the station, once somebody is logged in."""
        self._retitle()
        operator, settings = self._context.session.operator, self._context.desk.settings
        if operator is not None:
            self._context.tasks.submit(
                Lane.DATABASE, lambda: settings.change(operator, language=language)
            )

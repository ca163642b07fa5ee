"""The window: opening, first-run page, login, or the desk; it decides nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from intake_app.ui.i18n import current_language
from intake_app.ui.icons import application_icon
from intake_app.ui.memory import Place
from intake_app.ui.shell.closing import Closing
from intake_app.ui.shell.help_key import HelpKey
from intake_app.ui.startup import (
    end_start,
    keep_what_is_there,
    load_ahead,
    load_desk,
    mark_desk,
    mark_usable,
)
from intake_app.ui.tasks import Lane
from intake_app.ui.welcome.login_page import LoginPage

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context
    from intake_app.ui.door import FirstLook
    from intake_app.ui.shell.desk_page import DeskPage
    from intake_app.ui.shell.desk_parts import DeskParts
    from intake_app.ui.shell.idle import IdleWatch
    from intake_app.ui.welcome.opening_page import OpeningPage
    from intake_app.ui.welcome.setup_page import SetupPage
    from intake_app.wording import Language

_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (640, 400)


class MainWindow(QMainWindow):
    """Shows one page at a time, and ends in order: camera, timers, tasks."""

    def __init__(self, context: Context, idle: IdleWatch) -> None:
        super().__init__()
        self._context = context
        self._idle = idle
        self._left_by: Operator | None = None
        self._begun, self._usable, self._loading = False, False, False
        self._language_chosen, self._may_close = False, False
        self._place: Place | None = context.memory.find_place()
        self._opening_page: OpeningPage | None = None
        self._setup_page: SetupPage | None = None
        self._parts: DeskParts | None = None
        self.desk_page: DeskPage | None = None
        self.login_page = LoginPage(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.login_page)
        self.setCentralWidget(self._stack)
        self.help_key = HelpKey(self)
        self.closing = Closing(context, self)
        self.setWindowIcon(application_icon())
        self.setMinimumSize(*_LEAST_SIZE)
        if not context.memory.restore_window(self):
            self.resize(*_FIRST_SIZE)
        context.session.entered.connect(self._show_desk)
        context.session.left.connect(self._ask_login)
        context.languages.changed.connect(self._keep_language)
        idle.idle.connect(self.lock)
        self.closing.agreed.connect(self.close_now)
        application = cast("QApplication", QApplication.instance())
        application.focusChanged.connect(self._keep_keyboard)
        self._retitle()

    def open(self) -> None:
        """Show the page that comes first; the counter is opened once it is painted.

        That is the login on a station that was set up the last time, else a page that asks for a
        moment's patience.
        """
        if self._place is None:
            self._show(self._waiting_page())
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
        """Open the counter once something is there, and note when a page can be used."""
        super().paintEvent(event)
        if not self._usable and self.shown is not self._opening_page:
            self._usable = True
            QTimer.singleShot(0, mark_usable)
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self._open_counter)

    def close_now(self) -> None:
        """Close without a question; what is typed is still sent to the disk."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is typed before the window goes; it stays while the disk's answer is due."""
        if not self._may_close and self._asks_first():
            event.ignore()
            return
        if self.desk_page is not None:
            self.desk_page.leave()
        super().closeEvent(event)

    def _asks_first(self) -> bool:
        """Begin to ask whether the window may go; False when nothing could be lost with it."""
        if self.desk_page is not None:
            self.closing.begin(self.desk_page.reception)
            return True
        return self._setup_page is not None and self._keeps_key(self._setup_page)

    def _keeps_key(self, page: SetupPage) -> bool:
        """Keep the window for a recovery key: asked for once it is shown, awaited before."""
        if page.shows_key:
            self.closing.ask_about_key()
        return page.shows_key or page.is_busy

    def _open_counter(self, recovery_key: str = "") -> None:
        door = self._context.door
        self._context.tasks.submit(
            Lane.DATABASE,
            (lambda: door.open_with_key(recovery_key)) if recovery_key else door.open,
            done=self._on_opened,
            failed=self._on_not_opened,
            owner=self,
        )

    def _on_opened(self, look: FirstLook) -> None:
        """The counter is open: the page that waited for it, or the login that was there before."""
        end_start()
        self._context.tasks.submit(
            Lane.IO, load_desk, done=lambda _none: self._make_ahead(), owner=self
        )
        station = look.station
        if station is None:
            page = self._setup_page = self._make_setup_page(look)
            self._show(page)
            page.enter()
            return
        if self._context.memory.find_language() is None:
            self._speak("ar" if station.language == "ar" else "fr")
        self._keep_place(look)
        if self.shown is self._opening_page:
            self._ask_login()

    def _speak(self, language: Language) -> None:
        """Speak the station's language, unless another was chosen while it was being opened."""
        self._context.memory.keep_language(language)
        if language != current_language() and not self._language_chosen:
            self._context.languages.use(language)

    def _keep_place(self, look: FirstLook) -> None:
        """Remember which counter this is, for the login and for the next start."""
        from intake_app.ui.shell.header import office_names  # noqa: PLC0415 - comes later

        if look.station is None:
            return
        names = office_names(look.find_office(), look.station.office)
        self._place = Place(names["fr"], names["ar"], look.station.counter)
        self.login_page.show_place(self._place)
        self._context.memory.keep_place(self._place)
        self._context.memory.write()

    def _on_not_opened(self, fault: IntakeError) -> None:
        page = self._waiting_page()
        page.show_fault(fault)
        self._show(page)

    def _waiting_page(self) -> OpeningPage:
        from intake_app.ui.welcome.opening_page import OpeningPage  # noqa: PLC0415 - rarely seen

        if self._opening_page is None:
            context = self._context
            page = OpeningPage(context.languages, takes_key=context.door.takes_key)
            self._opening_page = page
            page.again_wanted.connect(page.show_waiting)
            page.again_wanted.connect(self._open_counter)
            page.key_given.connect(page.show_waiting)
            page.key_given.connect(self._open_counter)
            page.end_wanted.connect(self.close)
        return self._opening_page

    def _make_setup_page(self, look: FirstLook) -> SetupPage:
        from intake_app.ui.welcome.setup_page import SetupPage  # noqa: PLC0415 - once in a lifetime

        return SetupPage(self._context, look.offices)

    def _show(self, page: QWidget) -> None:
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.help_key.answer(here=page is not self.desk_page)
        self.update()

    def _show_desk(self, operator: Operator) -> None:
        if self.desk_page is None:
            self.desk_page = self._make_desk_page()
            keep_what_is_there()
        self._left_by = None
        if self._place is None:  # the station has just been set up
            self._context.tasks.submit(
                Lane.DATABASE, self._context.door.open, done=self._keep_place, owner=self
            )
        self._show(self.desk_page)
        self.desk_page.enter(operator)
        self._idle.begin()
        self._retitle()

    def _make_ahead(self) -> None:
        """Make what is behind the login while somebody types a name and a password."""
        keep_what_is_there()
        if self.desk_page is None and self.shown is self.login_page:
            parts = self._desk_parts()
            parts.made.connect(self._place_ahead)
            parts.begin()
        else:
            self._load_the_rest()

    def _place_ahead(self) -> None:
        """Put the desk where it will be shown: it takes as long as showing it."""
        self._stack.addWidget(self._desk_parts().take())
        keep_what_is_there()
        mark_desk()
        self._load_the_rest()

    def _load_the_rest(self) -> None:
        """Load what the first receipt and the first scan need, once the pages are there."""
        if not self._loading:
            self._loading = True
            self._context.tasks.submit(
                Lane.IO, load_ahead, done=lambda _none: keep_what_is_there(), owner=self
            )

    def _desk_parts(self) -> DeskParts:
        from intake_app.ui.shell.desk_parts import DeskParts  # noqa: PLC0415 - loaded meanwhile

        if self._parts is None:
            self._parts = DeskParts(self._context, self)
        return self._parts

    def _make_desk_page(self) -> DeskPage:
        page = self._desk_parts().take()
        self._load_the_rest()
        page.scans.scanned_by_hand.connect(self._idle.note_touch)
        page.header.lock_wanted.connect(self.lock)
        page.header.logout_wanted.connect(self.log_out)
        return page

    def _ask_login(self) -> None:
        self._idle.end()
        self.login_page.ask(self._place, self._left_by)
        self._left_by = None
        self._show(self.login_page)

    def _keep_keyboard(self, before: QWidget | None, now: QWidget | None) -> None:
        """Leave the keyboard where one types when work ends on a page that nobody sees.

        A deposit that is done asks for the next key; behind the login that would be a password's.
        """
        if before is None or now is None or self.desk_page is None:
            return
        if before.isVisible() and self.desk_page.hides(now):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _retitle(self) -> None:
        self.setWindowTitle(self.tr("Guichet de dépôt"))

    def _keep_language(self, language: Language) -> None:
        """Remember the language for the station, once somebody is logged in."""
        self._retitle()
        self._language_chosen = True
        operator = self._context.session.operator
        if operator is None:
            return
        settings = self._context.desk.settings
        self._context.memory.keep_language(language)
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: settings.change(operator, language=language),
            failed=lambda _error: None,  # the window's own file has it, and asks nobody's leave
        )

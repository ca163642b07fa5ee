"""The login, and the lock behind which the page is kept as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from intake_app.ui.i18n import current_language
from intake_app.ui.icons import application_icon
from intake_app.ui.layouts import column, row, scrolled
from intake_app.ui.messages import error_text
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.welcome.language_button import LanguageButton
from intake_app.ui.welcome.login_presenter import LoginPresenter
from intake_app.ui.widgets.buttons import EnterButton
from intake_app.ui.widgets.cards import Card, Message
from intake_app.ui.widgets.fields import TextField

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context
    from intake_app.ui.memory import Place

_LOGO = 56
_WIDEST = 440


class LoginPage(QWidget):
    """Asks for a name and a password; says how long to wait after too many wrong ones."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        mark(self, "role", "page")
        self.presenter = LoginPresenter(context, self)
        self._place: Place | None = None
        self._locked_by: Operator | None = None
        self._error: IntakeError | None = None
        self.title_label, self.place_label = QLabel(), QLabel()
        self.title_label.setFont(scaled_font(self, 1.4, weight=700))
        self.title_label.setWordWrap(True)
        self.place_label.setWordWrap(True)
        mark(self.place_label, "tone", "muted")
        self.username, self.password = TextField(), TextField()
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.message = Message()
        self.enter_button = EnterButton()
        mark(self.enter_button, "kind", "primary")
        self._lay_out(context)
        self._retranslate()
        self.username.go_on.connect(self.password.focus)
        self.password.go_on.connect(self._submit)
        self.enter_button.clicked.connect(self._submit)
        self.presenter.busy_changed.connect(self._show_busy)
        self.presenter.refused.connect(self._show_error)
        self.presenter.free.connect(self._show_free)

    def _lay_out(self, context: Context) -> None:
        logo = QLabel()
        logo.setPixmap(application_icon().pixmap(QSize(_LOGO, _LOGO), self.devicePixelRatio()))
        card = Card()
        card.title_label.hide()  # an empty line over the logo
        words = column(self.title_label, self.place_label, gap=2)
        card.body.addLayout(row(logo, words, gap=STEP * 2))
        card.body.itemAt(1).layout().setStretch(1, 1)  # type: ignore[union-attr]  # the row above
        for part in (self.username, self.password, self.message, self.enter_button):
            card.body.addWidget(part)
        card.setMaximumWidth(_WIDEST)
        card.setMinimumWidth(min(_WIDEST, 360))
        top = row(None, LanguageButton(context.languages))
        middle = row(None, card, None)
        middle.setStretch(1, 100)
        content = QWidget()
        inside = column(top, None, middle, None)
        inside.setStretch(1, 2)
        inside.setStretch(3, 3)
        inside.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 3)
        content.setLayout(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))

    def ask(self, place: Place | None, locked_by: Operator | None = None) -> None:
        """Ask for a login at this office and counter; `locked_by` had the window before."""
        self._place, self._locked_by = place, locked_by
        self._error = None
        self.message.show_text("info", "")
        self.password.put("")
        self.username.put(locked_by.username if locked_by else "")
        self._retranslate()
        (self.password if locked_by else self.username).focus()

    def show_place(self, place: Place) -> None:
        """Say which counter this is; what is being typed stays."""
        self._place = place
        self._retranslate()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no password behind another page."""
        super().hideEvent(event)
        if not event.spontaneous():  # the system only put the window down
            self.password.put("")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        locked = self._locked_by is not None
        self.title_label.setText(
            self.tr("Fenêtre verrouillée") if locked else self.tr("Connexion au guichet")
        )
        kept = self.tr("La page est gardée telle quelle.") if locked else ""
        place = self._place_text()
        self.place_label.setText("\n".join(part for part in (place, kept) if part))
        self.username.rename(self.tr("Nom d'utilisateur"))
        self.password.rename(self.tr("Mot de passe"))
        self.enter_button.setText(self.tr("Déverrouiller") if locked else self.tr("Se connecter"))
        if self._error is not None:
            self.message.show_text("block", error_text(self._error))

    def _place_text(self) -> str:
        if self._place is None:
            return ""
        arabic = current_language() == "ar"
        office = self._place.office_ar if arabic else self._place.office_fr
        return self.tr("{office} · guichet {counter}").format(
            office=office, counter=self._place.counter
        )

    def _submit(self) -> None:
        if self.enter_button.isEnabled():
            self.presenter.submit(self.username.value, self.password.value)

    def _show_busy(self, busy: bool) -> None:
        self.enter_button.setDisabled(busy or self.presenter.is_waiting)

    def _show_error(self, error: IntakeError) -> None:
        self._error = error
        self.enter_button.setDisabled(self.presenter.is_waiting)
        self.message.show_text("block", error_text(error))
        if not self.presenter.is_waiting:
            self.password.focus()

    def _show_free(self) -> None:
        self._error = None
        self.message.show_text("info", "")
        self.enter_button.setEnabled(True)
        self.password.focus()

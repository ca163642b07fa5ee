"""The window's head: where we are, what day it is, who works, in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton

from intake_app.ui.i18n import current_language, isolated, show_long_day
from intake_app.ui.icons import application_icon, icon
from intake_app.ui.layouts import column
from intake_app.ui.messages import label
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.welcome.language_button import LanguageButton
from intake_app.ui.widgets.buttons import caption
from intake_app.ui.widgets.cards import Chip
from intake_app.ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QResizeEvent

    from intake_app.domain.offices import Office
    from intake_app.domain.operators import Operator
    from intake_app.services.settings import StationSettings
    from intake_app.ui.i18n import Languages
    from intake_app.wording import Language

_LOGO = 36
_NARROW_LINES = 46  # heights of a line of text
_NARROWEST_LINES = 24
_NAME_SHARE = 0.25  # of the head, for the operator's name
_WORDS_BESIDE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class Header(QFrame):
    """Shows office, counter and operator.

    Signals:
        help_wanted: The operator asks which keys there are.
        lock_wanted: The operator goes away and comes back.
        logout_wanted: The operator's shift is over.
    """

    help_wanted = Signal()
    lock_wanted = Signal()
    logout_wanted = Signal()

    def __init__(self, languages: Languages) -> None:
        super().__init__()
        mark(self, "role", "bar")
        self._station: StationSettings | None = None
        self._office: Office | None = None
        self._day: date | None = None
        self._operator: Operator | None = None
        self.office_label, self.counter_label = ElidedLabel(), ElidedLabel()
        self.office_label.setFont(scaled_font(self, 1.1, weight=600))
        mark(self.counter_label, "tone", "muted")
        self.trial_chip = Chip("warn")
        self.day_label = QLabel()
        mark(self.day_label, "tone", "muted")
        self.help_button = _quiet_button("circle-question-mark")
        self.help_button.setShortcut("F1")
        self.operator_button = _quiet_button("user-round")
        self._make_menu()
        self.language_button = LanguageButton(languages)
        self._lay_out()
        self.help_button.clicked.connect(self.help_wanted)

    def _make_menu(self) -> None:
        menu = QMenu(self)
        self.lock_action = menu.addAction(icon("lock", "muted"), "", self.lock_wanted.emit)
        self.lock_action.setShortcut("Ctrl+L")
        self.logout_action = menu.addAction(icon("log-out", "muted"), "", self.logout_wanted.emit)
        # Shortcuts of a closed menu work only when the actions are the window's too.
        self.addAction(self.lock_action)
        self.operator_button.setMenu(menu)
        self.operator_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _lay_out(self) -> None:
        logo = QLabel()
        logo.setPixmap(application_icon().pixmap(QSize(_LOGO, _LOGO), self.devicePixelRatio()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        layout.setSpacing(STEP * 3 // 2)
        layout.addWidget(logo)
        layout.addLayout(column(self.office_label, self.counter_label, gap=0), 1)
        layout.addWidget(self.trial_chip)
        layout.addWidget(self.day_label)
        for button in (self.language_button, self.help_button, self.operator_button):
            layout.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the day, then words that a sign stands for, where there is no room."""
        super().resizeEvent(event)
        lines = self.width() / self.fontMetrics().height()
        self.day_label.setVisible(lines > _NARROW_LINES)
        is_narrowest = lines < _NARROWEST_LINES
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrowest else _WORDS_BESIDE
        for button in (self.language_button, self.help_button):
            button.setToolButtonStyle(style)
        self._show_name()

    def _show_name(self) -> None:
        """Shorten the operator's name rather than that of the office."""
        if self._operator is not None:
            most = round(self.width() * _NAME_SHARE)
            name = self.operator_button.fontMetrics().elidedText(
                self._operator.full_name, Qt.TextElideMode.ElideRight, most
            )
            self.operator_button.setText(caption(name))

    def show_station(self, station: StationSettings, office: Office | None, day: date) -> None:
        """Say which counter this is."""
        self._station, self._office, self._day = station, office, day
        self._retranslate()

    def show_day(self, day: date) -> None:
        """Say that it is another day."""
        self._day = day
        self._retranslate()

    def show_operator(self, operator: Operator | None) -> None:
        """Say who works."""
        self._operator = operator
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        station = self._station
        if station is not None:
            self.office_label.setText(office_name(self._office, station.office))
            counter = self.tr("Bureau {office} · guichet {counter}").format(
                office=isolated(station.office), counter=isolated(station.counter)
            )
            self.counter_label.setText(counter)
            self.trial_chip.show_state("warn", self.tr("Essai") if station.trial else "")
            self.trial_chip.setToolTip(self.tr("Bureau d'essai : rien ne part vers la caisse."))
        self.day_label.setText(show_long_day(self._day) if self._day else "")
        self.help_button.setText(caption(self.tr("Aide")))
        self.help_button.setToolTip(self.tr("Les touches du guichet (F1)"))
        self.help_button.setShortcut("F1")
        if self._operator is not None:
            role = label("role.name", self._operator.role)
            self._show_name()
            self.operator_button.setToolTip(f"{self._operator.full_name} · {role}")
        self.operator_button.setAccessibleName(self.operator_button.toolTip())
        self.lock_action.setText(self.tr("Verrouiller"))
        self.logout_action.setText(self.tr("Se déconnecter"))


def office_name(office: Office | None, code: str) -> str:
    """Name an office by town and place, in the language of the screen."""
    names = office_names(office, code)
    return names[current_language()]


def office_names(office: Office | None, code: str) -> dict[Language, str]:
    """Name an office by town and place, in each language."""
    if office is None:
        return {"fr": code, "ar": code}
    return {
        "fr": f"{office.city_fr} · {office.place_fr}",
        "ar": f"{office.city_ar} · {office.place_ar}",
    }


def _quiet_button(icon_name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(icon_name, "muted"))
    button.setToolButtonStyle(_WORDS_BESIDE)
    mark(button, "kind", "quiet")
    return button

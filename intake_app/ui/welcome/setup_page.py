"""The first-run page: try it in one click, or set this station up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from intake_app.ui.i18n import current_language, isolated
from intake_app.ui.icons import application_icon, icon
from intake_app.ui.layouts import column, row, scrolled
from intake_app.ui.messages import error_text
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.welcome.language_button import LanguageButton
from intake_app.ui.welcome.recovery_panel import RecoveryPanel
from intake_app.ui.welcome.setup_presenter import Purpose, SetupForm, SetupPresenter
from intake_app.ui.widgets.buttons import EnterButton, caption
from intake_app.ui.widgets.cards import Card, Message
from intake_app.ui.widgets.fields import ChoiceField, TextField
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent

    from intake_app.domain.offices import Office
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context

_LOGO = 64
_WIDEST = 760


class SetupPage(QWidget):
    """Asks for what only the people at the counter know; everything else has a default."""

    def __init__(self, context: Context, offices: Sequence[Office]) -> None:
        super().__init__()
        mark(self, "role", "page")
        self._offices = offices
        self.presenter = SetupPresenter(context, self)
        self._error: IntakeError | None = None
        self._make_fields()
        self._lay_out(context)
        self._retranslate()
        self._show_purpose()
        self.trial_tile.toggled.connect(self._show_purpose)
        self.start_button.clicked.connect(self._submit)
        self.presenter.busy_changed.connect(self._show_busy)
        self.presenter.refused.connect(self._on_refused)
        self.recovery: RecoveryPanel | None = None  # once the counter is set up
        self.presenter.key_to_keep.connect(self._show_recovery_key)

    def _make_fields(self) -> None:
        self.title_label, self.text_label = QLabel(), QLabel()
        self.title_label.setFont(scaled_font(self, 1.7, weight=700))
        for words in (self.title_label, self.text_label):
            words.setWordWrap(True)
        mark(self.text_label, "tone", "muted")
        self.trial_tile, self.work_tile = _tile("badge-check"), _tile("store")
        self._tiles = QButtonGroup(self)
        for tile in (self.trial_tile, self.work_tile):
            self._tiles.addButton(tile)
        self.trial_tile.setChecked(True)
        self.trial_text, self.work_text = _tile_text(), _tile_text()
        self.office, self.counter = ChoiceField(), TextField()
        self.counter.put("1")
        self.full_name, self.username = TextField(), TextField()
        self.password, self.password_again = TextField(), TextField()
        for secret in (self.password, self.password_again):
            secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.message = Message()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.start_button = EnterButton()
        mark(self.start_button, "kind", "primary")
        self._fields = (
            self.office,
            self.counter,
            self.full_name,
            self.username,
            self.password,
            self.password_again,
        )
        for place, following in zip(self._fields, self._fields[1:], strict=False):
            place.go_on.connect(following.focus)
        self.password_again.go_on.connect(self._submit)

    def _lay_out(self, context: Context) -> None:
        logo = QLabel()
        logo.setPixmap(application_icon().pixmap(QSize(_LOGO, _LOGO), self.devicePixelRatio()))
        grid = FoldingGrid()
        for place, span in zip(self._fields, (9, 3, 6, 6, 6, 6), strict=True):
            grid.add(place, span)
        self.card = Card("user-check")
        tiles = FoldingGrid()
        for tile, text in ((self.trial_tile, self.trial_text), (self.work_tile, self.work_text)):
            box = QWidget()
            box.setLayout(column(tile, text, gap=4))
            tiles.add(box, 6)
        self.card.body.addLayout(grid)
        self.card.body.addWidget(self.message)
        self.card.body.addWidget(self.progress)
        self.card.body.addLayout(row(None, self.start_button))
        words = column(self.title_label, self.text_label, gap=4)
        language = column(LanguageButton(context.languages), None)
        heading = row(logo, STEP, words, language, gap=STEP)
        heading.setStretchFactor(words, 1)
        inside = QWidget()
        inside.setLayout(column(heading, STEP * 2, tiles, STEP, self.card))
        inside.setMaximumWidth(_WIDEST)
        content = QWidget()
        middle = column(None, row(None, inside, None), None)
        middle.setStretch(0, 1)
        middle.setStretch(2, 2)
        middle.itemAt(1).layout().setStretch(1, 100)  # type: ignore[union-attr]  # the row above
        middle.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 3)
        content.setLayout(middle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._form = scrolled(content)
        layout.addWidget(self._form)

    def enter(self) -> None:
        """Put the keyboard where typing begins, once the page is on the screen."""
        self.full_name.focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no password behind another page."""
        super().hideEvent(event)
        if not event.spontaneous():  # the system only put the window down
            for secret in (self.password, self.password_again):
                secret.put("")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.title_label.setText(self.tr("Guichet de dépôt des dossiers de maladie"))
        self.text_label.setText(
            self.tr("Assurance maladie obligatoire des étudiants. Ce poste n'est pas encore réglé.")
        )
        self.trial_tile.setText(caption(self.tr("Bureau d'essai")))
        self.trial_text.setText(
            self.tr(
                "Prêt en un clic : bureau fictif, médicaments inventés, serveur de réception "
                "sur cette machine. Rien ne part ailleurs."
            )
        )
        self.work_tile.setText(caption(self.tr("Mon bureau")))
        self.work_text.setText(
            self.tr("Pour travailler : choisissez le bureau et le numéro du guichet.")
        )
        self.card.rename(self.tr("Premier compte : l'administrateur"))
        self.office.rename(self.tr("Bureau"))
        self.office.offer(
            [(office.code, _office_name(office)) for office in self._offices],
            self.tr("Choisissez votre bureau"),
        )
        self.counter.rename(self.tr("Guichet (1 à 99)"))
        self.full_name.rename(self.tr("Nom complet (figure sur les récépissés)"))
        self.username.rename(self.tr("Nom d'utilisateur"))
        self.password.rename(self.tr("Mot de passe (8 caractères au moins)"))
        self.password_again.rename(self.tr("Le même mot de passe"))
        self._show_purpose()
        if self._error is not None:
            self._show_error(self._error)

    def _purpose(self) -> Purpose:
        return Purpose.TRIAL if self.trial_tile.isChecked() else Purpose.WORK

    def _show_purpose(self) -> None:
        working = self._purpose() is Purpose.WORK
        for place in (self.office, self.counter):
            place.setVisible(working)
        self.start_button.setText(
            self.tr("Régler ce poste") if working else self.tr("Créer le bureau d'essai")
        )

    def _submit(self) -> None:
        if not self.start_button.isEnabled():
            return
        self._error = None
        self.message.show_text("info", "")
        self.presenter.submit(
            SetupForm(
                self._purpose(),
                self.office.value,
                self.counter.value,
                self.full_name.value,
                self.username.value,
                self.password.value,
                self.password_again.value,
            )
        )

    def _show_busy(self, busy: bool) -> None:
        self.start_button.setDisabled(busy)
        self.progress.setVisible(busy)
        if busy:
            self.message.say(
                "info",
                lambda: self.tr(
                    "Un instant : le poste se prépare. Cela peut prendre dix secondes."
                ),
            )
        elif self._error is None:
            self.message.show_text("info", "")

    @property
    def is_busy(self) -> bool:
        """Whether the station is being made; its recovery key is shown then."""
        return self.presenter.is_busy

    @property
    def shows_key(self) -> bool:
        """Whether the recovery key is on the screen, and not on paper yet."""
        return self.recovery is not None and self.recovery.is_awaited

    def _show_recovery_key(self, key: str) -> None:
        """Put the key in the place of the form, which is done with."""
        self.recovery = RecoveryPanel(key)
        self.recovery.kept.connect(self.presenter.enter)
        self._form.hide()
        self.layout().addWidget(self.recovery)  # type: ignore[union-attr]  # laid out above
        self.recovery.enter()

    def _on_refused(self, error: IntakeError) -> None:
        """Say what is wrong, with the keyboard where it can be put right."""
        self._show_error(error)
        place = {
            "setup.office_missing": self.office,
            "setup.counter_wrong": self.counter,
            "accounts.name_missing": self.full_name,
            "accounts.name_unusable": self.full_name,
            "accounts.username_wrong": self.username,
            "accounts.password_short": self.password,
            "accounts.passwords_differ": self.password,
        }.get(error.code)
        if place is not None:
            place.focus()

    def _show_error(self, error: IntakeError) -> None:
        self._error = error
        self.message.show_text("block", error_text(error))


def _tile(icon_name: str) -> QPushButton:
    tile = QPushButton()
    tile.setCheckable(True)
    tile.setIcon(icon(icon_name, "accent"))
    tile.setIconSize(QSize(24, 24))
    tile.setFont(scaled_font(tile, 1.1, weight=600))
    tile.setCursor(Qt.CursorShape.PointingHandCursor)
    mark(tile, "kind", "tile")
    return tile


def _tile_text() -> QLabel:
    text = QLabel()
    text.setWordWrap(True)
    mark(text, "tone", "muted")
    return text


def _office_name(office: Office) -> str:
    if current_language() == "ar":
        return f"{office.city_ar}، {office.place_ar} ({isolated(office.code)})"
    return f"{office.city_fr}, {office.place_fr} ({office.code})"

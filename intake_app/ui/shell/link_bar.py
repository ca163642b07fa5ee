"""The foot of the window: how the link stands, in a sign and in words, and the button for now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from intake_app.ui.i18n import current_language, joined, show_day, show_time
from intake_app.ui.icons import icon
from intake_app.ui.messages import code_text, error_text
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.buttons import caption
from intake_app.ui.widgets.cards import Chip, IconLabel
from intake_app.ui.widgets.elided import ElidedLabel
from intake_app.wording import say

if TYPE_CHECKING:
    from datetime import date, datetime

    from PySide6.QtGui import QResizeEvent

    from intake_app.errors import IntakeError
    from intake_app.services.link import LinkState


_NARROW_LINES = 46  # heights of a line of text


class _Sign(NamedTuple):
    icon: str
    tone: str
    words: str


class LinkBar(QFrame):
    """Shows a `LinkState`.

    Signals:
        sync_wanted: The operator wants to synchronise now.
    """

    sync_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        mark(self, "role", "foot")
        self._state: LinkState | None = None
        self._today: date | None = None
        self._fault: IntakeError | None = None
        self._busy = False
        self.sign = IconLabel("cloud-off", "muted")
        self.state_chip = Chip()
        self.story_label, self.error_label = ElidedLabel(), ElidedLabel()
        self.contact_label = QLabel()
        self.sync_button = QPushButton()
        self.sync_button.setIcon(icon("refresh-cw", "accent"))
        self.sync_button.setIconSize(QSize(16, 16))
        self.sync_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        mark(self.sync_button, "kind", "quiet")
        mark(self.contact_label, "tone", "muted")
        mark(self.error_label, "tone", "warn")
        for text in (self.story_label, self.error_label, self.contact_label):
            text.setFont(scaled_font(self, 0.92))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP * 2, 4, STEP * 2, 4)
        layout.setSpacing(STEP * 3 // 2)
        layout.addWidget(self.sign)
        layout.addWidget(self.state_chip)
        layout.addWidget(self.story_label, 2)
        layout.addWidget(self.error_label, 3)
        layout.addWidget(self.contact_label)
        layout.addWidget(self.sync_button)
        self.sync_button.clicked.connect(self.sync_wanted)
        self._retranslate()

    def show_state(self, state: LinkState, today: date) -> None:
        """Say how the link stands."""
        self._state, self._today, self._fault = state, today, None
        self._retranslate()

    def show_busy(self, busy: bool) -> None:
        """Say whether a synchronisation is running."""
        self._busy = busy
        self._retranslate()

    def show_fault(self, error: IntakeError) -> None:
        """Say that the machine failed while synchronising."""
        self._fault = error
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the last contact out where there is no room for it."""
        super().resizeEvent(event)
        self.contact_label.setVisible(self.width() > _NARROW_LINES * self.fontMetrics().height())

    def _retranslate(self) -> None:
        state = self._state
        sign = self._sign(state)
        self.sign.show_icon(sign.icon, "muted" if sign.tone == "neutral" else sign.tone)
        self.state_chip.show_state(sign.tone, sign.words)
        reachable = state is not None and state.server_url is not None
        self.sync_button.setText(caption(self.tr("Synchroniser")))
        self.sync_button.setToolTip(self.tr("Envoyer maintenant et comparer les comptes"))
        self.sync_button.setVisible(reachable)
        self.sync_button.setDisabled(self._busy)
        if state is None:
            return
        counts = say(state.sentence, current_language(), state.details).rstrip(".")
        sealed = self.tr("%n dossier(s) scellé(s)", "", state.sealed)
        waiting = self._waiting(state)
        self.story_label.setText(joined(counts if reachable else sealed, waiting))
        self.error_label.setText(self._trouble(state))
        self.error_label.setVisible(bool(self.error_label.whole))
        contact = state.last_contact_at
        spoken = self.tr("Dernier contact : {}").format(self._moment(contact)) if contact else ""
        self.contact_label.setText(spoken)

    def _sign(self, state: LinkState | None) -> _Sign:
        if self._busy:
            return _Sign("refresh-cw", "info", self.tr("Synchronisation…"))
        if state is None or state.server_url is None:
            return _Sign("cloud-off", "neutral", self.tr("Sans serveur"))
        signs = (
            (state.revoked, _Sign("cloud-alert", "block", self.tr("Poste révoqué"))),
            (state.error_code, _Sign("cloud-alert", "warn", self.tr("Liaison interrompue"))),
            (
                state.conflicts or state.set_aside or state.quarantined,
                _Sign("cloud-alert", "block", self.tr("À vérifier")),
            ),
            (state.is_green, _Sign("cloud-check", "ok", self.tr("À jour"))),
        )
        calm = _Sign("cloud-upload", "info", self.tr("À envoyer"))
        return next((sign for holds, sign in signs if holds), calm)

    def _waiting(self, state: LinkState) -> str:
        count = state.waiting + state.in_flight
        if not count or state.server_url is None:
            return ""
        words = self.tr("%n en attente", "", count)
        if state.waiting_since is None:
            return words
        return self.tr("{waiting} depuis {moment}").format(
            waiting=words, moment=self._moment(state.waiting_since)
        )

    def _trouble(self, state: LinkState) -> str:
        if self._fault is not None:
            return error_text(self._fault)
        if state.server_url is not None and state.error_code is not None:
            return code_text(state.error_code)
        return code_text(state.copy_fault) if state.copy_fault else ""

    def _moment(self, at: datetime) -> str:
        here = at.astimezone()
        if here.date() == self._today:
            return show_time(here)
        return f"{show_day(here.date())} {show_time(here)}"

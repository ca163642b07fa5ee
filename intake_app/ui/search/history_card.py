"""What became of one dossier: the answer for the student, then all that happened, latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from intake_app.ui.i18n import isolated, joined, show_amount, show_day, show_time
from intake_app.ui.icons import icon
from intake_app.ui.layouts import clear, column, row, scrolled
from intake_app.ui.messages import code_text, label
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.buttons import EnterButton, caption
from intake_app.ui.widgets.cards import Card, IconLabel, Message, hairline
from intake_app.ui.widgets.flow import Flow
from intake_app.ui.widgets.follower import LanguageFollower

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QResizeEvent

    from intake_app.services.search import DossierHistory, RevisionLine, StateLine

_AXIS_ICONS = {"electronic": "cloud-check", "paper": "inbox"}
_TONES = {
    "at_office": "info",
    "in_parcel": "info",
    "parcel_received": "ok",
    "settled": "ok",
    "returned": "block",
    "missing": "warn",
    "cancelled": "neutral",
}
_SMALL = 0.92
_LEAST_EVENTS = 130


class HistoryCard(Card):
    """Shows a dossier that was found.

    Signals:
        reprint_wanted: The operator wants the receipt again; carries the number.
        amend_wanted: The operator wants to correct the dossier; carries its id.
    """

    reprint_wanted = Signal(str)
    amend_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__("receipt-text", level=1.3)
        self._history: DossierHistory | None = None
        self.about_label = QLabel()
        self.about_label.setWordWrap(True)
        self.answer = Message()
        self.reprint_button, self.amend_button = EnterButton(), EnterButton()
        self.reprint_button.setIcon(icon("printer", "accent"))
        self.amend_button.setIcon(icon("file-text", "accent"))
        self._events = QWidget()
        self._list = QVBoxLayout(self._events)
        self._list.setContentsMargins(0, 0, STEP, 0)
        self._list.setSpacing(STEP)
        self._list.addStretch()
        self.title_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        area = scrolled(self._events)
        area.setMinimumHeight(_LEAST_EVENTS)
        mark(self._events, "role", "plain")
        self.body.addWidget(self.about_label)
        self.body.addWidget(self.answer)
        self.body.addWidget(hairline())
        self.body.addWidget(area, 1)
        pressed = QWidget()
        flow = Flow(pressed)
        flow.addWidget(self.reprint_button)
        flow.addWidget(self.amend_button)
        self.body.addWidget(pressed)
        self.reprint_button.clicked.connect(self._ask_reprint)
        self.amend_button.clicked.connect(self._ask_amend)
        self.hide()
        LanguageFollower(self, self._retranslate)

    @property
    def history(self) -> DossierHistory | None:
        """The dossier that is shown."""
        return self._history

    def show_history(self, history: DossierHistory | None) -> None:
        """Show a dossier; None takes the card away."""
        self._history = history
        self.setVisible(history is not None)
        self._retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that the words need at this width: a splitter asks no one else."""
        super().resizeEvent(event)
        self._ask_for_height()

    def _ask_for_height(self) -> None:
        self.setMinimumHeight(self.body.totalMinimumHeightForWidth(self.width()))

    def _retranslate(self) -> None:
        self.reprint_button.setText(caption(self.tr("Réimprimer le récépissé")))
        self.amend_button.setText(caption(self.tr("Corriger…")))
        self.amend_button.setToolTip(
            self.tr("Ouvrir le dossier à la réception ; la correction demande un responsable")
        )
        history = self._history
        if history is None:
            return
        line = history.line
        self.rename(isolated(line.number))
        deposited = self.tr("déposé le {}").format(show_day(history.first_deposited_on))
        about = joined(line.student_name, line.identity_number)
        money = joined(show_amount(line.total_centimes), label("request", line.request), deposited)
        self.about_label.setText(f"{about}\n{money}")
        state = "cancelled" if history.cancelled_at else line.paper_state
        self.answer.show_text(_TONES.get(state, "info"), code_text(f"state.answer.{state}"))
        self.amend_button.setEnabled(history.cancelled_at is None)
        self._list_events(history)
        self._ask_for_height()

    def _list_events(self, history: DossierHistory) -> None:
        clear(self._list)
        events = [(one.at, self._state_row(one)) for one in history.states]
        corrections = (one for one in history.revisions if one.reason is not None)
        events += [(one.sealed_at, self._correction_row(one)) for one in corrections]
        events.sort(key=lambda event: event[0], reverse=True)
        for place, (_at, widget) in enumerate(events):
            self._list.insertWidget(place, widget)

    def _state_row(self, one: StateLine) -> QWidget:
        axis = self.tr("Données") if one.axis == "electronic" else self.tr("Papier")
        state = label(f"state.{one.axis}", one.state)
        note = f" · {one.note}" if one.note else ""
        return self._row(_AXIS_ICONS[one.axis], joined(axis, state), one.at, f"{one.said_by}{note}")

    def _correction_row(self, one: RevisionLine) -> QWidget:
        words = self.tr("Correction {number} : {reason}").format(
            number=one.revision - 1, reason=one.reason
        )
        return self._row("file-text", words, one.sealed_at, one.operator)

    def _row(self, icon_name: str, words: str, at: datetime, by: str) -> QWidget:
        here = at.astimezone()
        title, detail = QLabel(words), QLabel()
        title.setWordWrap(True)
        when = self.tr("le {day} à {time}").format(day=show_day(here.date()), time=show_time(here))
        detail.setText(f"{when} · {by}")
        detail.setFont(scaled_font(self, _SMALL))
        detail.setWordWrap(True)
        mark(detail, "tone", "muted")
        widget = QWidget()
        inside = row(IconLabel(icon_name, "muted", 18), gap=STEP * 3 // 2)
        inside.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside.addLayout(column(title, detail, gap=0), 1)
        widget.setLayout(inside)
        return widget

    def _ask_reprint(self) -> None:
        if self._history is not None:
            self.reprint_wanted.emit(self._history.line.number)

    def _ask_amend(self) -> None:
        if self._history is not None:
            self.amend_wanted.emit(self._history.line.dossier_id)

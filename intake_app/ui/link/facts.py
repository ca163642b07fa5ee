"""Both sides' figures, one beside the other: what a supervisor reads before calling anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from intake_app.ui.i18n import isolated, show_count, show_day, show_time
from intake_app.ui.layouts import column
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.cards import Card
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from datetime import date, datetime

    from intake_app.services.link import LinkState

_SPAN = 3  # columns of twelve


class Facts(Card):
    """Shows the figures of a `LinkState` under their names."""

    def __init__(self) -> None:
        super().__init__()
        self._state: LinkState | None = None
        self._today: date | None = None
        self.names: list[QLabel] = []
        self.values: list[QLabel] = []
        self._grid = FoldingGrid()
        self.title_label.hide()
        self.body.addLayout(self._grid)

    def show_state(self, state: LinkState, today: date) -> None:
        """Show the figures of now."""
        self._state, self._today = state, today
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write()

    def _write(self) -> None:
        if self._state is None:
            return
        facts = self._facts(self._state)
        while len(self.names) < len(facts):
            self._add_place()
        for place, (name, value) in enumerate(facts):
            self.names[place].setText(name)
            self.values[place].setText(value)
        self.setAccessibleName(" ; ".join(f"{name} {value}" for name, value in facts))

    def _add_place(self) -> None:
        name, value = QLabel(), QLabel()
        mark(name, "tone", "muted")
        value.setFont(scaled_font(self, 1.15, weight=600))
        name.setFont(scaled_font(self, 0.92))
        place = QWidget()
        inside = column(gap=STEP // 2)
        for words in (
            name,
            value,
        ):  # as wide as their words: Latin begins where Arabic does
            inside.addWidget(words, alignment=Qt.AlignmentFlag.AlignLeading)
        place.setLayout(inside)
        self._grid.add(place, _SPAN)
        self.names.append(name)
        self.values.append(value)

    def _facts(self, state: LinkState) -> list[tuple[str, str]]:
        waiting = show_count(state.waiting + state.in_flight)
        if state.waiting_since is not None:
            waiting = self.tr("{count} depuis {moment}").format(
                count=waiting, moment=self._moment(state.waiting_since)
            )
        difference = state.difference
        return [
            (self.tr("Scellés ici"), show_count(state.sealed + state.forgotten)),
            (self.tr("Reçus là-bas"), _or_unknown(state.received)),
            (self.tr("Différence"), _or_unknown(difference)),
            (self.tr("En attente"), waiting),
            (self.tr("Dernière comparaison"), self._moment(state.reconciled_at)),
            (self.tr("Dernier contact"), self._moment(state.last_contact_at)),
            (self.tr("Poste"), isolated(state.station_id or "–")),
            (self.tr("Seconde copie"), self._copy(state)),
        ]

    def _copy(self, state: LinkState) -> str:
        if not state.copy_folder:
            return self.tr("Non réglée")
        return self.tr("Absente") if state.copy_fault else self.tr("À jour")

    def _moment(self, at: datetime | None) -> str:
        if at is None:
            return self.tr("Jamais")
        here = at.astimezone()
        if here.date() == self._today:
            return show_time(here)
        return f"{show_day(here.date())} {show_time(here)}"


def _or_unknown(count: int | None) -> str:
    return "?" if count is None else show_count(count)

"""The verdict over the list: one word with its sign, the last day, the days that are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from intake_app.domain.findings import Outcome
from intake_app.ui.i18n import show_day
from intake_app.ui.layouts import column, row
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.cards import IconLabel
from intake_app.ui.widgets.flow import Flow
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from intake_app.domain.findings import Verdict
    from intake_app.ui.reception.live_check import Judgement

FULL_SPAN_DAYS = 60
_NEAR_DAYS = 7


class VerdictCard(QFrame):
    """Says at a glance whether the dossier can be taken, and until when."""

    def __init__(self) -> None:
        super().__init__()
        self._judgement: Judgement | None = None
        self.sign = IconLabel("clipboard-check", "muted", 28)
        self.word_label, self.detail_label = QLabel(), QLabel()
        self.word_label.setFont(scaled_font(self, 1.35, weight=700))
        self.detail_label.setWordWrap(True)
        self.deadline_label, self.days_label = QLabel(), QLabel()
        self.days_label.setFont(scaled_font(self, 1.0, weight=700))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, FULL_SPAN_DAYS)
        words, self.until = QWidget(), QWidget()
        heading = row(self.sign, self.word_label, None, gap=STEP * 5 // 4)
        words.setLayout(column(heading, self.detail_label, gap=STEP // 2))
        days = Flow()
        days.addWidget(self.deadline_label)
        days.add_at_end(self.days_label)
        self.until.setLayout(column(days, self.bar, gap=STEP // 2))
        grid = FoldingGrid(folds=((20, 1),))
        grid.setSpacing(STEP)
        grid.add(words, 6)
        grid.add(self.until, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP * 2, STEP * 3 // 2, STEP * 2, STEP * 3 // 2)
        layout.addLayout(grid)
        self.show_judgement(None)

    def show_judgement(self, judgement: Judgement | None) -> None:
        """Show a judgement; None while the page is blank."""
        self._judgement = judgement
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        judgement = self._judgement
        if judgement is None:
            self._say("neutral", "clipboard-check", self.tr("Nouveau dossier"), self._welcome())
        elif judgement.verdict.outcome is Outcome.REFUSED:
            text = self.tr("Ce guichet ne peut pas le recevoir. F8 imprime où aller.")
            self._say("refuse", "signpost", self.tr("Pas à ce guichet"), text)
        elif judgement.block_count:
            text = self.tr("%n point(s) à corriger", "", judgement.block_count)
            self._say("block", "octagon-x", self.tr("Incomplet"), text)
        else:
            count = judgement.warning_count
            text = self.tr("%n remarque(s), sans empêcher le dépôt", "", count) if count else ""
            self._say("ok", "circle-check", self.tr("Complet"), text or self.tr("Rien ne manque."))
        self._show_deadline(judgement.verdict if judgement else None)

    def _welcome(self) -> str:
        return self.tr("Commencez par la pièce d'identité de l'étudiant.")

    def _say(self, tone: str, icon_name: str, word: str, detail: str) -> None:
        mark(self, "note", tone)
        role = {"neutral": "muted", "refuse": "block"}.get(tone, tone)
        self.sign.show_icon(icon_name, role)
        mark(self.word_label, "tone", "" if tone == "neutral" else tone)
        self.word_label.setText(word)
        self.detail_label.setText(detail)
        self.setAccessibleName(f"{word}. {detail}")

    def _show_deadline(self, verdict: Verdict | None) -> None:
        refused = verdict is not None and verdict.outcome is Outcome.REFUSED  # no day is the last
        if verdict is None or refused or verdict.deadline_on is None or verdict.days_left is None:
            self.until.hide()
            return
        left = verdict.days_left
        self.deadline_label.setText(
            self.tr("À déposer jusqu'au {}").format(show_day(verdict.deadline_on))
        )
        if left < 0:
            words = self.tr("%n jour(s) de retard", "", -left)
        else:
            words = self.tr("%n jour(s) restant(s)", "", left)
        tone = "block" if left < 0 else "warn" if left <= _NEAR_DAYS else "ok"
        self.days_label.setText(words)
        mark(self.days_label, "tone", tone)
        mark(self.bar, "tone", tone)
        self.bar.setValue(max(0, min(FULL_SPAN_DAYS, left)))
        self.bar.setAccessibleName(words)
        self.until.show()

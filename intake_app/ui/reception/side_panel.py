"""Beside the papers: the verdict, what is missing, and what to do with the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from intake_app.domain.findings import Outcome
from intake_app.ui.icons import icon
from intake_app.ui.reception.finding_rows import rows_of
from intake_app.ui.reception.findings_list import FindingsList
from intake_app.ui.reception.verdict_card import VerdictCard
from intake_app.ui.theme import STEP, mark
from intake_app.ui.widgets.buttons import EnterButton, LatinKey, caption, grow_beside_words
from intake_app.ui.widgets.cards import EmptyPlace, Message
from intake_app.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from intake_app.ui.reception.live_check import Judgement

WIDTH = 360
_LEAST_LIST = 72


class SidePanel(QWidget):
    """Shows a judgement and offers what can be done.

    Signals:
        deposit_wanted, slip_wanted, hold_wanted, new_wanted, override_wanted, give_up_wanted: A
            button was pressed, by the mouse or by its key.
        undo_wanted: What was just taken away is to come back.
        chosen: The operator wants to go to a field; carries the path.
    """

    deposit_wanted = Signal()
    slip_wanted = Signal()
    hold_wanted = Signal()
    new_wanted = Signal()
    override_wanted = Signal()
    give_up_wanted = Signal()
    undo_wanted = Signal()
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._judgement: Judgement | None = None
        self._order: Sequence[str] = ()
        self._is_correction, self._is_refused = False, False
        self._begun, self._busy = False, False
        self.verdict = VerdictCard()
        self.message = Message()
        self.undo_button = _button("undo-2", kind="quiet")
        self.message.row.addWidget(self.undo_button)
        self.findings = FindingsList()
        self.nothing = EmptyPlace("keyboard")
        self.deposit_button = _button("printer", kind="primary", role="on_accent")
        self.override_button = _button("key-round")
        self.slip_button = _button("receipt-text")
        self.hold_button = _button("pause")
        self.new_button = _button("plus")
        self.give_up_button = _button("trash-2", kind="quiet", role="muted")
        grow_beside_words(self.give_up_button)
        self.findings.chosen.connect(self.chosen)
        self.deposit_button.clicked.connect(self.deposit_wanted)
        self.slip_button.clicked.connect(self.slip_wanted)
        self.hold_button.clicked.connect(self.hold_wanted)
        self.new_button.clicked.connect(self.new_wanted)
        self.override_button.clicked.connect(self.override_wanted)
        self.give_up_button.clicked.connect(self.give_up_wanted)
        self.undo_button.clicked.connect(self.undo_wanted)
        self._latin_keys = LatinKey(self.undo_button, "B"), LatinKey(self.override_button, "R")
        self._lay_out()
        self.show_judgement(None, ())
        self._retranslate()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, STEP * 2, STEP, STEP * 2)
        layout.setSpacing(STEP)
        layout.addWidget(self.verdict)
        layout.addWidget(self.message)
        layout.addWidget(self.findings, 1)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.deposit_button)
        others = (self.hold_button, self.new_button, self.give_up_button)
        for buttons in ((self.slip_button, self.override_button), others):
            line = Flow(fill=True)
            for button in buttons:
                line.addWidget(button)
            layout.addLayout(line)
        self.findings.setMinimumHeight(_LEAST_LIST)

    def show_judgement(self, judgement: Judgement | None, order: Sequence[str]) -> None:
        """Show a judgement; `order` is that of the paths on the page."""
        self._judgement, self._order = judgement, order
        self.verdict.show_judgement(judgement)
        rows = rows_of(judgement, order) if judgement else []
        self.findings.show_rows(rows)
        self.findings.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._show_refused(judgement is not None and judgement.verdict.outcome is Outcome.REFUSED)
        self._show_possible()
        self._show_nothing()

    def tell(self, tone: str, text: str, *, undo: bool = False) -> None:
        """Say a sentence under the verdict, an empty one to end it; `undo` offers the way back."""
        self.message.show_text(tone, text)
        self.undo_button.setVisible(undo)

    def say(self, tone: str, words: Callable[[], str], *, undo: bool = False) -> None:
        """Say a sentence that is known in both languages; `undo` offers the way back."""
        self.message.say(tone, words)
        self.undo_button.setVisible(undo)

    def focus(self) -> None:
        """Put the keyboard on what comes after the papers: the deposit, or else the slip."""
        steps = (self.deposit_button, self.slip_button, self.new_button)
        step = next((button for button in steps if button.isEnabled()), self.findings)
        step.setFocus(Qt.FocusReason.TabFocusReason)

    def show_correction(self, *, is_one: bool) -> None:
        """Call the first button by what it does: it deposits, or keeps a correction."""
        if is_one != self._is_correction:
            self._is_correction = is_one
            self._retranslate()

    def show_begun(self, begun: bool) -> None:
        """Let a page that is begun be put aside or given up at once, before it is judged."""
        if begun != self._begun:
            self._begun = begun
            self._show_possible()

    def show_busy(self, busy: bool) -> None:
        """Let nothing be pressed twice while a deposit is being stored."""
        self._busy = busy
        self._show_possible()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.show_judgement(self._judgement, self._order)

    def _show_possible(self) -> None:
        judgement = self._judgement
        outcome = judgement.verdict.outcome if judgement else None
        is_free = self._begun and not self._busy
        self.deposit_button.setEnabled(is_free and outcome is not Outcome.REFUSED)
        self.slip_button.setEnabled(self._begun and outcome is not Outcome.COMPLETE)
        self.hold_button.setEnabled(is_free)
        self.new_button.setEnabled(not self._busy)
        self.give_up_button.setEnabled(is_free)
        readable = judgement is not None and not judgement.built.problems
        self.override_button.setVisible(outcome is Outcome.INCOMPLETE and readable)

    def _show_refused(self, refused: bool) -> None:
        """Call F8 by what it prints: what is missing, or where to go."""
        if refused != self._is_refused:
            self._is_refused = refused
            self.slip_button.setIcon(icon("signpost" if refused else "receipt-text", "accent"))
            self._retranslate()

    def _show_nothing(self) -> None:
        blank = self._judgement is None
        self.nothing.show_icon("keyboard" if blank else "check", "edge" if blank else "ok")
        if blank:
            self.nothing.rename(
                self.tr("Tout se fait au clavier"),
                self.tr("Entrée passe au champ suivant. F1 montre toutes les touches."),
            )
        else:
            deposits = self.tr("F9 dépose le dossier et imprime le récépissé.")
            amends = self.tr("F9 enregistre la correction et imprime le récépissé.")
            self.nothing.rename(self.tr("Tout y est"), amends if self._is_correction else deposits)

    def _retranslate(self) -> None:
        self.findings.setAccessibleName(self.tr("Ce qui manque"))
        deposits = self.tr("Déposer et imprimer")
        if self._is_correction:
            deposits = self.tr("Enregistrer la correction")
        missing = self.tr("Pièces manquantes")
        texts = (
            (self.deposit_button, deposits, "F9"),
            (self.slip_button, self.tr("Où aller") if self._is_refused else missing, "F8"),
            (self.hold_button, self.tr("En attente"), "F7"),
            (self.new_button, self.tr("Nouveau"), "Ctrl+N"),
        )
        for button, text, key in texts:
            button.setText(caption(f"{text}  {key}"))
            button.setToolTip(f"{text} ({key})")
            button.setShortcut(key)
        self.give_up_button.setToolTip(self.tr("Abandonner ce dossier"))
        self.give_up_button.setAccessibleName(self.tr("Abandonner ce dossier"))
        self.undo_button.setText(caption(self.tr("Réta&blir")))
        self.override_button.setText(caption(self.tr("Dé&rogation…")))
        self.override_button.setToolTip(
            self.tr("Recevoir le dossier incomplet, avec le mot de passe et la raison")
        )
        for latin_key in self._latin_keys:
            latin_key.follow()


def _button(icon_name: str, kind: str = "", role: str = "accent") -> QPushButton:
    button = EnterButton()
    button.setIcon(icon(icon_name, role))
    mark(button, "kind", kind)
    return button

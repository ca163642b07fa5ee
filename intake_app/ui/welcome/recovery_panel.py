"""The recovery key of a counter that has just been set up, shown once, to be put on paper."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from intake_app.ui.layouts import column, row, scrolled
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.buttons import EnterButton
from intake_app.ui.widgets.cards import Card
from intake_app.ui.widgets.fields import TickField

_WIDEST = 640
_GROUPS_A_LINE = 4


class RecoveryPanel(QWidget):
    """Shows the key, and lets nobody go on who has not said that it is on paper.

    Signals:
        kept: It is on paper; the key is on the screen no more.
    """

    kept = Signal()

    def __init__(self, key: str) -> None:
        super().__init__()
        self.card = Card("key-round")
        self.text_label, self.key_label, self.advice_label = QLabel(), QLabel(), QLabel()
        for words in (self.text_label, self.advice_label):
            words.setWordWrap(True)
        self.key_label.setFont(scaled_font(self, 1.4, weight=600))
        self.key_label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.key_label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.key_label.setText(_on_lines(key))
        self.key_label.setAccessibleName(key)
        self.written = TickField()
        self.go_on_button = EnterButton()
        mark(self.go_on_button, "kind", "primary")
        self._lay_out()
        self._retranslate()
        self._follow_tick()
        self.written.changed.connect(self._follow_tick)
        self.written.go_on.connect(self.go_on_button.click)
        self.go_on_button.clicked.connect(self._on_kept)

    @property
    def is_awaited(self) -> bool:
        """Whether the key is still to be put on paper."""
        return bool(self.key_label.text())

    def enter(self) -> None:
        """Put the keyboard on what is to be ticked: an Enter too many passes nothing by."""
        self.written.focus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _lay_out(self) -> None:
        for part in (self.text_label, self.key_label, self.advice_label, self.written):
            self.card.body.addWidget(part)
        self.card.body.addLayout(row(None, self.go_on_button))
        self.card.setMaximumWidth(_WIDEST)
        content = QWidget()
        middle = row(None, self.card, None)
        middle.setStretch(1, 100)
        whole = column(None, middle, None)
        whole.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 3)
        content.setLayout(whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))

    def _retranslate(self) -> None:
        self.card.rename(self.tr("Clé de secours de ce guichet"))
        self.text_label.setText(
            self.tr(
                "Les dossiers sont chiffrés sur ce poste. Si sa clé se perd, seule celle-ci les "
                "rouvre. Elle n'est montrée que cette fois."
            )
        )
        self.advice_label.setText(
            self.tr(
                "Recopiez-la sur papier, relisez-la, et gardez le papier sous clé, loin de ce "
                "poste : qui l'a peut tout lire."
            )
        )
        self.written.rename(self.tr("La clé est sur papier"))
        self.go_on_button.setText(self.tr("Ouvrir le guichet"))

    def _follow_tick(self) -> None:
        self.go_on_button.setEnabled(self.written.value)

    def _on_kept(self) -> None:
        self.key_label.clear()
        self.key_label.setAccessibleName("")
        self.kept.emit()


def _on_lines(key: str) -> str:
    """Write a key on lines that a hand copies without losing its place."""
    groups = key.split("-")
    starts = range(0, len(groups), _GROUPS_A_LINE)
    return "\n".join("-".join(groups[start : start + _GROUPS_A_LINE]) for start in starts)

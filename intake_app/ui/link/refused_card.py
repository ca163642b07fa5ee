"""One item that the fund holds apart, or that was set aside here: what, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton

from intake_app.ui.i18n import isolated
from intake_app.ui.messages import code_text, rule_text
from intake_app.ui.theme import mark
from intake_app.ui.widgets.cards import Card

if TYPE_CHECKING:
    from intake_app.services.link import RefusedItem

_TONES = {"quarantined": "warn", "conflict": "block", "corrupt": "block"}


class RefusedCard(Card):
    """Says why an item stands apart and leads to its dossier.

    Signals:
        dossier_wanted: Show the dossier; carries its number.
    """

    dossier_wanted = Signal(str)

    def __init__(self, item: RefusedItem) -> None:
        super().__init__("file-text", level=1.05)
        self._item = item
        self.reason_label, self.action_label = QLabel(), QLabel()
        self.show_button = QPushButton()
        for text in (self.reason_label, self.action_label):
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(text)
        mark(self.action_label, "tone", "muted")
        mark(self.show_button, "kind", "quiet")
        self.show_button.setVisible(item.number is not None)
        self.head.add_at_end(self.show_button)
        self.show_button.clicked.connect(lambda: self.dossier_wanted.emit(item.number or ""))
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the language of the screen."""
        item = self._item
        name = isolated(item.number or item.item_id)
        self.rename(
            self.tr("{name} · révision {revision}").format(name=name, revision=item.revision)
        )
        self.state_chip.show_state(_TONES.get(item.state, "neutral"), self._state(item.state))
        self.reason_label.setText(_reason(item))
        self.action_label.setText(code_text(f"sync.item_{item.state}"))
        self.show_button.setText(self.tr("Montrer le dossier"))

    def _state(self, state: str) -> str:
        return {
            "quarantined": code_text("state.electronic.quarantined"),
            "conflict": self.tr("Conflit"),
            "corrupt": self.tr("Mis de côté"),
        }.get(state, state)


def _reason(item: RefusedItem) -> str:
    if item.code is None:
        return code_text("sync.item_other_content")
    return rule_text(item.code, isolated(item.path or ""))

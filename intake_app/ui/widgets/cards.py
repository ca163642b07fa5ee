"""Surfaces and small signs: the card of a section, a chip, a message, an empty place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from intake_app.ui.icons import icon
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Callable

TONE_ICONS = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "block": "octagon-x",
    "refuse": "ban",
    "info": "info",
    "neutral": "info",
}
_SEMIBOLD = 600


class IconLabel(QLabel):
    """An icon beside words; screen readers pass over it, for the words say the same."""

    def __init__(self, name: str = "", role: str = "ink", size: int = 20) -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)
        self._draw()

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon."""
        if (name, role) != (self._name, self._role):
            self._name, self._role = name, role
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the colours that are worn now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        if self._name:
            size = QSize(self._size, self._size)
            self.setPixmap(icon(self._name, self._role).pixmap(size, self.devicePixelRatio()))


class Chip(QLabel):
    """One or two words on a colour of their own."""

    def __init__(self, tone: str = "neutral") -> None:
        super().__init__()
        self.setFont(scaled_font(self, 0.88))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.show_state(tone, "")

    def show_state(self, tone: str, text: str) -> None:
        """Say something in a tone; an empty text hides the chip."""
        mark(self, "chip", tone)
        self.setText(text)
        self.setVisible(bool(text))


class Card(QFrame):
    """A surface with a title: one of the papers, or one of its parts."""

    def __init__(self, icon_name: str = "", *, level: float = 1.15) -> None:
        super().__init__()
        mark(self, "role", "card")
        self.title_label = QLabel()
        self.title_label.setFont(scaled_font(self, level, weight=_SEMIBOLD))
        self.title_icon = IconLabel(icon_name, "accent")
        self.state_chip = Chip()
        self.head = Flow()  # what finds no room beside the title goes under it
        if icon_name:
            self.head.addWidget(self.title_icon)
        self.head.addWidget(self.title_label)
        self.head.addWidget(self.state_chip)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(STEP * 2, STEP * 2 - 2, STEP * 2, STEP * 2)
        self.body.setSpacing(STEP * 3 // 2)
        self.body.addLayout(self.head)

    def rename(self, title: str) -> None:
        """Give the card its title in the language of the screen."""
        self.title_label.setText(title)
        self.setAccessibleName(title)


class Message(QFrame):
    """A sentence with its sign, beside what it is about; never a box over the page."""

    def __init__(self) -> None:
        super().__init__()
        self.icon_label = IconLabel()
        self.text_label = QLabel()
        self.text_label.setWordWrap(True)
        self.text_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(STEP * 3 // 2, STEP, STEP * 3 // 2, STEP)
        self.row.setSpacing(STEP)
        self.row.addWidget(self.icon_label, alignment=Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.text_label, 1)
        self._tone = "info"
        self._words: Callable[[], str] | None = None
        self.hide()

    def say(self, tone: str, words: Callable[[], str]) -> None:
        """Say a sentence, and again in the other language when that is chosen."""
        self.show_text(tone, words())
        self._tone, self._words = tone, words

    def show_text(self, tone: str, text: str) -> None:
        """Say a sentence; an empty one takes the message away."""
        self._words = None
        mark(self, "note", tone)
        self.icon_label.show_icon(TONE_ICONS[tone], "muted" if tone == "neutral" else tone)
        self.text_label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, when the sentence is known in both."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._words is not None:
            self.say(self._tone, self._words)

    @property
    def is_fixed(self) -> bool:
        """Whether the sentence is known in one language only."""
        return self._words is None

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self.text_label.text()


class EmptyPlace(QWidget):
    """What stands where there is nothing yet: a sign, a sentence, what to do."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._icon = IconLabel(icon_name, "edge", 48)
        self.title_label = QLabel()
        self.title_label.setFont(scaled_font(self, 1.15, weight=_SEMIBOLD))
        self.text_label = QLabel()
        mark(self.text_label, "tone", "muted")
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        layout.addStretch()
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        for text in (self.title_label, self.text_label):
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(text)
        layout.addStretch()

    def show_icon(self, icon_name: str, role: str) -> None:
        """Show another sign."""
        self._icon.show_icon(icon_name, role)

    def rename(self, title: str, text: str) -> None:
        """Give it its words in the language of the screen."""
        self.title_label.setText(title)
        self.text_label.setText(text)


def hairline() -> QFrame:
    """Return a thin line between two things."""
    line = QFrame()
    mark(line, "role", "line")
    return line

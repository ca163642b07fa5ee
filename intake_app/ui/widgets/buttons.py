"""Buttons that stand among the fields of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShortcutEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy

from intake_app.ui.icons import icon
from intake_app.ui.theme import mark

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


def caption(text: str) -> str:
    """Return a button's words with the gap that a style sheet leaves out between icon and words."""
    return f"\N{NO-BREAK SPACE}{text}"


def grow_beside_words(button: QAbstractButton) -> None:
    """Let a button without words be as tall as its neighbours, and no wider than its sign needs."""
    mark(button, "shape", "sign")
    policy = QSizePolicy.Policy
    button.setSizePolicy(policy.Fixed, policy.Minimum)


class EnterButton(QPushButton):
    """A button that Enter presses too, on every system: it ends a page or a question.

    Its shortcut presses it at once. Qt would show it pressed for a tenth of a second first, and
    what a quick hand types meanwhile would go into the page that is being left.
    """

    def event(self, event: QEvent) -> bool:
        """Press by the shortcut, unless another widget claims the same keys."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter, once however long it is held."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


class LatinKey(QShortcut):
    """Alt with a button's French letter, where its words are Arabic and mark a letter of theirs.

    Identity numbers are Latin: the keyboard of an Arabic screen seldom stands on Arabic letters.
    """

    def __init__(self, button: QAbstractButton, letter: str) -> None:
        super().__init__(QKeySequence(f"Alt+{letter}"), button)
        self._button = button
        self.activated.connect(self._press)
        self.follow()

    def follow(self) -> None:
        """Leave the letter to the button while its words mark it; call this after each change."""
        self.setEnabled(self._button.shortcut() != self.key())

    def _press(self) -> None:
        """Press as the letter in the words would."""
        if isinstance(self._button, EnterButton):
            self._button.click()
        else:
            self._button.animateClick()


class AdderButton(QPushButton):
    """Adds something to a list; pressed by Space or the mouse, passed by Enter.

    Signals:
        go_on: Enter was pressed: nothing more to add.
    """

    go_on = Signal()

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self.setIcon(icon(icon_name, "accent"))
        self.setIconSize(QSize(16, 16))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on.emit()
        else:
            super().keyPressEvent(event)

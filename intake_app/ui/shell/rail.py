"""The way from one page to another: a narrow column of signs with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from intake_app.ui.digit_keys import digit_keys
from intake_app.ui.icons import icon
from intake_app.ui.theme import STEP, mark, scaled_font

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

_ICON = 24
_AROUND = 24  # pixels: what stands above and below sign and word
_NARROW_LINES = 20  # heights of a line of text


class Rail(QFrame):
    """Names the pages; the one that is open is marked.

    Signals:
        chosen: The operator wants another page; carries its name.
    """

    chosen = Signal(str)

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__()
        mark(self, "role", "rail")
        self.buttons = {name: _button(icon_name) for name, icon_name in pages.items()}
        self._page_width = 0
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, STEP * 3 // 2, STEP, STEP)
        layout.setSpacing(STEP // 2)
        for place, (name, button) in enumerate(self.buttons.items(), start=1):
            group.addButton(button)
            # A shortcut of the button's own would show it pressed first, and what a quick hand
            # types meanwhile would go into the page that is being left.
            shortcut = QShortcut(self)
            shortcut.setKeys(digit_keys(Qt.KeyboardModifier.AltModifier, place))
            shortcut.activated.connect(button.click)
            button.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            layout.addWidget(button)
        layout.addStretch()

    def fit(self, page_width: int) -> None:
        """Leave the words out where a page so wide has no room for them; they stay as tips."""
        self._page_width = page_width
        self._show_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words out where the rail is too low for them."""
        super().resizeEvent(event)
        self._show_words()

    def _show_words(self) -> None:
        line = self.fontMetrics().height()
        height = len(self.buttons) * (_ICON + line + _AROUND)
        has_room = self._page_width >= _NARROW_LINES * line and self.height() >= height
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonTextUnderIcon if has_room else styles.ToolButtonIconOnly
        for button in self.buttons.values():
            button.setToolButtonStyle(style)

    def rename(self, words: Mapping[str, str]) -> None:
        """Give the pages their names in the language of the screen."""
        for place, (name, button) in enumerate(self.buttons.items(), start=1):
            button.setText(words[name])
            button.setAccessibleName(words[name])
            button.setToolTip(f"{words[name]} (Alt+{place})")

    def show_page(self, name: str) -> None:
        """Mark the page that is open."""
        self.buttons[name].setChecked(True)


def _button(icon_name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(icon_name, "accent"))
    button.setIconSize(QSize(_ICON, _ICON))
    button.setCheckable(True)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setFont(scaled_font(button, 0.92))
    mark(button, "kind", "nav")
    return button

"""The button that changes the language of the screen, named in the other language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QToolButton

from intake_app.ui.i18n import current_language
from intake_app.ui.icons import icon
from intake_app.ui.theme import mark
from intake_app.ui.widgets.buttons import caption

if TYPE_CHECKING:
    from intake_app.ui.i18n import Languages
    from intake_app.wording import Language

_NAMES: dict[Language, str] = {"fr": "Français", "ar": "العربية"}
_OTHER: dict[Language, Language] = {"fr": "ar", "ar": "fr"}


class LanguageButton(QToolButton):
    """Speaks the other language from now on; whoever cannot read this one finds it."""

    def __init__(self, languages: Languages) -> None:
        super().__init__()
        self._languages = languages
        self.setIcon(icon("languages", "muted"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        mark(self, "kind", "quiet")
        self.clicked.connect(self._on_clicked)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        name = _NAMES[_OTHER[current_language()]]
        self.setText(caption(name))
        self.setToolTip(self.tr("Changer la langue de l'écran"))
        self.setAccessibleName(name)

    def _on_clicked(self) -> None:
        self._languages.use(_OTHER[current_language()])

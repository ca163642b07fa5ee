"""The short guide behind F1, with pictures of the real screens, in the language of the screen."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QTextBrowser

from intake_app.resources import resource
from intake_app.ui.i18n import current_language


class GuideView(QTextBrowser):
    """Shows `resources/guide`; `./test screens` makes its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the guide in the language of the screen."""
        folder, language = resource("guide"), current_language()
        document = self.document()
        document.setBaseUrl(QUrl.fromLocalFile(f"{folder}/"))
        option = QTextOption(document.defaultTextOption())
        option.setTextDirection(self.layoutDirection())
        document.setDefaultTextOption(option)
        self.setMarkdown((folder / f"{language}.md").read_text(encoding="utf-8"))
        self.setAccessibleName(document.firstBlock().text())
        self.moveCursor(self.textCursor().MoveOperation.Start)

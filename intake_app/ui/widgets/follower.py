"""A part of the window that follows a switched language when somebody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from intake_app.ui.i18n import current_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_MOMENTS = {QEvent.Type.LanguageChange, QEvent.Type.Show}


class LanguageFollower(QObject):
    """Writes a part's texts anew when the language changes, or else when the part is next shown.

    For lists, whose every cell is measured again: the page that is seen would wait for those that
    are not. Other parts follow at once, by their own `changeEvent`.
    """

    def __init__(self, part: QWidget, write: Callable[[], None]) -> None:
        super().__init__(part)
        self._part, self._write = part, write
        self._written_in = current_language()
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow, if the part is seen and says something else."""
        if event.type() in _MOMENTS and self._part.isVisible():
            language = current_language()
            if language != self._written_in:
                self._written_in = language
                self._write()
        return super().eventFilter(watched, event)

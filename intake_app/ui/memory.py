"""How the window was, remembered from one day to the next, without the names of people.

Beside sizes and columns: which counter this is and in which language it speaks, so that the first
page can say so before the store is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QHeaderView, QSplitter, QWidget

    from intake_app.wording import Language

FILE_NAME = "window.ini"


@dataclass(frozen=True, slots=True)
class Place:
    """The counter that this is: its office by name in both languages, and its number there."""

    office_fr: str
    office_ar: str
    counter: str


class LayoutMemory:
    """Remembers the window in a small file of the data folder."""

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)

    def restore_window(self, window: QWidget) -> bool:
        """Put the window where it was; False when it never was anywhere."""
        return window.restoreGeometry(self._bytes("window"))

    def keep_window(self, window: QWidget) -> None:
        """Remember where the window is."""
        self._settings.setValue("window", window.saveGeometry())

    def restore(self, name: str, part: QSplitter | QHeaderView) -> bool:
        """Give a splitter or a table's header the shape it had."""
        return part.restoreState(self._bytes(name))

    def keep(self, name: str, part: QSplitter | QHeaderView) -> None:
        """Remember the shape of a splitter or of a table's header."""
        self._settings.setValue(name, part.saveState())

    def flag(self, name: str, *, otherwise: bool) -> bool:
        """Return a choice that was made at this window."""
        kept = self._settings.value(name)
        return otherwise if kept is None else str(kept).lower() == "true"

    def keep_flag(self, name: str, *, value: bool) -> None:
        """Remember a choice."""
        self._settings.setValue(name, value)

    def text(self, name: str) -> str:
        """Return a text that was chosen at this window, empty when none was."""
        return self._text(name)

    def keep_text(self, name: str, text: str) -> None:
        """Remember a text."""
        self._settings.setValue(name, text)

    def find_place(self) -> Place | None:
        """Return which counter this was the last time; None on a new station."""
        place = Place(*(self._text(f"place/{name}") for name in Place.__slots__))
        return place if place.counter else None

    def keep_place(self, place: Place) -> None:
        """Remember which counter this is."""
        for name in Place.__slots__:
            self._settings.setValue(f"place/{name}", getattr(place, name))

    def find_language(self) -> Language | None:
        """Return the language that the window spoke the last time."""
        kept = self._text("language")
        return kept if kept in ("fr", "ar") else None  # type: ignore[return-value]

    def keep_language(self, language: Language) -> None:
        """Remember the language that the window speaks."""
        self._settings.setValue("language", language)

    def write(self) -> None:
        """Write the file now."""
        self._settings.sync()

    def _text(self, name: str) -> str:
        kept = self._settings.value(name)
        return kept if isinstance(kept, str) else ""

    def _bytes(self, name: str) -> QByteArray:
        kept = self._settings.value(name)
        return kept if isinstance(kept, QByteArray) else QByteArray()

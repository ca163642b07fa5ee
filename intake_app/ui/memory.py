"""Where the window and its columns were: remembered from one day to the next, without names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QHeaderView, QSplitter, QWidget

FILE_NAME = "window.ini"


class LayoutMemory:
    """Remembers sizes and places in a small file of the data folder."""

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

    def write(self) -> None:
        """Write the file now."""
        self._settings.sync()

    def _bytes(self, name: str) -> QByteArray:
        kept = self._settings.value(name)
        return kept if isinstance(kept, QByteArray) else QByteArray()

"""Finding a dossier of the day by any of its words, accents and case aside."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from intake_app.ui.today.model import COLUMNS, LINE, SORT, DayModel
from intake_app.ui.typed import ascii_digits

if TYPE_CHECKING:
    from intake_app.services.day import DossierLine

_Index = QModelIndex | QPersistentModelIndex


class DayFilter(QSortFilterProxyModel):
    """Lets the rows through that have every word looked for; sorts by value, not by text."""

    def __init__(self, model: DayModel, parent: QObject) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setSortRole(SORT)
        self.setSourceModel(model)

    def look_for(self, text: str) -> None:
        """Look for these words."""
        self._words = fold(text).split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        """Say whether a row has every word."""
        if not self._words:
            return True
        model = self.sourceModel()
        cells = [model.index(row, place).data() or "" for place in range(len(COLUMNS))]
        line: DossierLine = model.index(row, 0).data(LINE)
        whole = fold(" ".join((*cells, line.number, line.identity_number)))
        return all(word in whole for word in self._words)


def fold(text: str) -> str:
    """Write a text without case and accents, and with 0–9 for digits of any script."""
    apart = unicodedata.normalize("NFKD", ascii_digits(text).casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))

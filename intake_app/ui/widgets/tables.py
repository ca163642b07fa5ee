"""Tables of dossiers: whole rows, no grid, sorted by a click on a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from intake_app.ui.theme import STEP

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel

_ICON = 16


def table_of(model: QAbstractItemModel, *, sorted_by: int | None = None) -> QTableView:
    """Return a table of one choice; with `sorted_by` its columns sort, that one first."""
    table = QTableView()
    table.setModel(model)
    if sorted_by is not None:
        table.setSortingEnabled(True)
        table.sortByColumn(sorted_by, Qt.SortOrder.DescendingOrder)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setIconSize(QSize(_ICON, _ICON))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + STEP * 2)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    return table


def choose_row(table: QTableView, row: int) -> None:
    """Choose a row; Qt's own `selectRow` finds none where one reads from the right."""
    table.setCurrentIndex(table.model().index(row, 0))

"""Tables of dossiers: whole rows, no grid, sorted by a click on a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from intake_app.ui.theme import STEP

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class FittedColumns(QObject):
    """Makes columns as wide as what stands in them, while their table is on the screen.

    A table that nobody sees would measure all of its cells whenever the language changes.
    """

    def __init__(self, table: QTableView, columns: Sequence[int]) -> None:
        super().__init__(table)
        self._header, self._columns = table.horizontalHeader(), tuple(columns)
        table.installEventFilter(self)
        self._let_fit(fit=table.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure from when the table is shown until it is hidden."""
        if event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
            self._let_fit(fit=event.type() == QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def _let_fit(self, *, fit: bool) -> None:
        modes = QHeaderView.ResizeMode
        for column in self._columns:
            self._header.setSectionResizeMode(
                column, modes.ResizeToContents if fit else modes.Fixed
            )


class GivingColumn(QObject):
    """Lets one column take what room the others leave, so that a long text hides none of them.

    The text that does not fit ends in dots, and the tip of its cell says all of it. Where even the
    column's least width is not left, `spare` columns go, the first one first, until there is room.
    Columns are still drawn wider or narrower by hand.
    """

    def __init__(
        self, table: QTableView, column: int, *, least: int, spare: Sequence[int] = ()
    ) -> None:
        super().__init__(table)
        self._table, self._column, self._least, self._spare = table, column, least, tuple(spare)
        self._fitting = False
        table.horizontalHeader().sectionResized.connect(self.fit)
        table.viewport().installEventFilter(self)
        self.fit()

    def fit(self) -> None:
        """Give the column what is left beside the others."""
        if self._fitting:
            return
        self._fitting = True
        header = self._table.horizontalHeader()
        header.setStretchLastSection(False)  # a remembered header may say otherwise
        for column in self._spare:
            header.setSectionHidden(column, False)
        for column in self._spare:
            if self._room() >= self._least:
                break
            header.setSectionHidden(column, True)
        header.resizeSection(self._column, max(self._least, self._room()))
        self._fitting = False

    def measure(self) -> None:
        """Make every column as wide as what stands in it, then give what is left.

        Columns must not come and go meanwhile: Qt would give a width to the one after its own.
        """
        self._fitting = True
        for column in self._spare:
            self._table.setColumnHidden(column, False)
        self._table.resizeColumnsToContents()
        self._fitting = False
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again when the table has another width."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def _room(self) -> int:
        header = self._table.horizontalHeader()
        others = header.length() - header.sectionSize(self._column)
        return self._table.viewport().width() - others


def choose_row(table: QTableView, row: int) -> None:
    """Choose a row; Qt's own `selectRow` finds none where one reads from the right."""
    table.setCurrentIndex(table.model().index(row, 0))

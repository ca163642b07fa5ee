"""Today's dossiers as a table: one row each, the latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from intake_app.domain.findings import Outcome
from intake_app.ui.i18n import isolated, show_day, show_number, show_time
from intake_app.ui.icons import icon
from intake_app.ui.messages import label
from intake_app.ui.theme import worn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.services.day import DossierLine

_Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
SORT = Qt.ItemDataRole.UserRole + 1
_ELECTRONIC_TONES = {"received": "ok", "quarantined": "warn", "conflict": "block"}
COLUMNS = (
    "number",
    "time",
    "student",
    "request",
    "total",
    "boxes",
    "verdict",
    "electronic",
    "paper",
    "operator",
)
_NUMERIC = {"total", "boxes"}
# Digits run from the left in both scripts: one under the other only at the right.
_AT_UNITS = (
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)


class DayModel(QAbstractTableModel):
    """Gives a table of dossiers its cells, in the language of the screen."""

    def __init__(self, columns: Sequence[str] = COLUMNS) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._lines: Sequence[DossierLine] = ()

    def show_lines(self, lines: Sequence[DossierLine]) -> None:
        """Show these dossiers."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def retranslate(self) -> None:
        """Write every cell and every heading anew."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many dossiers there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name a column, over numbers at the side of their units."""
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[section] in _NUMERIC:
            return _AT_UNITS
        if orientation == Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._headings()[self.columns[section]]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        line, column = self._lines[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, column)
        if role == SORT:
            return _sort_value(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            whole = column in {"student", "request", "operator"}  # may be shortened in its cell
            return self._text(line, column) if whole else self.tip(line)
        return line if role == LINE else _dress(line, column, role)

    def _headings(self) -> dict[str, str]:
        return {
            "number": self.tr("Numéro"),
            "time": self.tr("Heure"),
            "day": self.tr("Déposé le"),
            "student": self.tr("Étudiant"),
            "request": self.tr("Demande"),
            "total": self.tr("Total (DH)"),
            "boxes": self.tr("Boîtes"),
            "verdict": self.tr("Verdict"),
            "electronic": self.tr("Données"),
            "paper": self.tr("Papier"),
            "operator": self.tr("Agent"),
        }

    def _text(self, line: DossierLine, column: str) -> str:
        texts = {
            "number": lambda: isolated(line.number),
            "time": lambda: show_time(line.deposited_at.astimezone()),
            "day": lambda: show_day(line.deposited_at.astimezone().date()),
            "student": lambda: f"{line.student_name} ({isolated(line.identity_number)})",
            "request": lambda: label("request", line.request),
            "total": lambda: show_number(line.total_centimes),
            "boxes": lambda: str(line.box_count),
            "verdict": lambda: self._verdict(line),
            "electronic": lambda: label("state.electronic", line.electronic_state),
            "paper": lambda: label("state.paper", line.paper_state),
            "operator": lambda: line.operator,
        }
        return texts[column]()

    def _verdict(self, line: DossierLine) -> str:
        if line.outcome != Outcome.COMPLETE:
            return self.tr("Dérogation")
        if line.warning_count:
            return self.tr("%n remarque(s)", "", line.warning_count)
        return self.tr("Complet")

    def tip(self, line: DossierLine) -> str:
        """Say until when the dossier could be deposited."""
        if line.deadline_on is None:
            return ""
        return self.tr("Dernier jour : {}").format(show_day(line.deadline_on))


def _dress(line: DossierLine, column: str, role: int) -> Any:
    """Return the sign, colour or side of a cell; None where there is nothing special."""
    if role == Qt.ItemDataRole.DecorationRole and column == "verdict":
        return icon(*_verdict_icon(line))
    if role == Qt.ItemDataRole.ForegroundRole and column == "electronic":
        tone = _ELECTRONIC_TONES.get(line.electronic_state, "ink")
        return QColor(getattr(worn(), tone))
    if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMERIC:
        return _AT_UNITS
    return None


def _verdict_icon(line: DossierLine) -> tuple[str, str]:
    if line.outcome != Outcome.COMPLETE:
        return "key-round", "warn"
    return ("triangle-alert", "warn") if line.warning_count else ("circle-check", "ok")


def _sort_value(line: DossierLine, column: str) -> Any:
    values = {
        "number": line.number,
        "time": line.deposited_at.timestamp(),
        "day": line.deposited_at.timestamp(),
        "student": line.student_name.casefold(),
        "request": line.request,
        "total": line.total_centimes,
        "boxes": line.box_count,
        "verdict": (line.outcome, line.warning_count),
        "electronic": line.electronic_state,
        "paper": line.paper_state,
        "operator": line.operator.casefold(),
    }
    value = values[column]
    return f"{value[0]}{value[1]:05}" if isinstance(value, tuple) else value

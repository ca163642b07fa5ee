"""« Où est mon dossier ? »: found by name, number, identity number or by scanning the receipt."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from intake_app.services.search import words_to_find
from intake_app.ui.approval.reprint import Reprint
from intake_app.ui.layouts import column, row, scrolled
from intake_app.ui.messages import error_text
from intake_app.ui.search.history_card import HistoryCard
from intake_app.ui.search.presenter import SearchPresenter
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.today.model import LINE, DayModel
from intake_app.ui.widgets.cards import EmptyPlace, IconLabel, Message
from intake_app.ui.widgets.editors import LineEditor
from intake_app.ui.widgets.follower import LanguageFollower
from intake_app.ui.widgets.tables import FittedColumns, GivingColumn, choose_row, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from intake_app.errors import IntakeError
    from intake_app.services.day import DossierLine
    from intake_app.services.search import DossierHistory
    from intake_app.ui.context import Context

FOUND_COLUMNS = ("number", "day", "student", "total", "electronic", "paper")
_TOLD_BESIDE = ("total", "day")  # by the card: they go where the list has no room for the states
_CARD_WIDTH = 420
_LEAST_LIST = 170
_LEAST_NAME = 20  # letters of a name that are shown at least
_NARROW_LINES = 42  # heights of a line of text


class SearchPage(QWidget):
    """Finds dossiers of all days and tells what became of one.

    Signals:
        amend_wanted: The operator wants to correct a dossier; carries its id.
    """

    amend_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "role", "page")
        self._context = context
        self._lines: Sequence[DossierLine] = ()
        self._has_failed = False
        self.presenter = SearchPresenter(context, self)
        self.title_label, self.hint_label = QLabel(), QLabel()
        self.title_label.setFont(scaled_font(self, 1.4, weight=700))
        mark(self.hint_label, "tone", "muted")
        self.hint_label.setWordWrap(True)
        self.search_edit = LineEditor(str)
        self.search_edit.setFont(scaled_font(self, 1.15))
        self.title_label.setBuddy(self.search_edit)
        self.message = Message()
        self.model = DayModel(FOUND_COLUMNS)
        self.table = table_of(self.model)
        self.card = HistoryCard()
        self.nothing, self.not_found = EmptyPlace("search"), EmptyPlace("search")
        self.reprints = Reprint(context, self, self.message)
        self._lay_out()
        self._connect()
        self._retranslate()
        LanguageFollower(self, self._follow_language)

    def _lay_out(self) -> None:
        self.table.horizontalHeader().setStretchLastSection(False)
        name = FOUND_COLUMNS.index("student")
        FittedColumns(self.table, [one for one in range(len(FOUND_COLUMNS)) if one != name])
        least = _LEAST_NAME * self.fontMetrics().averageCharWidth()
        spare = [FOUND_COLUMNS.index(told) for told in _TOLD_BESIDE]
        self._giving = GivingColumn(self.table, name, least=least, spare=spare)
        self.stack = QStackedWidget()
        for part in (self.nothing, self.not_found, self.table):
            self.stack.addWidget(part)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(STEP * 2)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 1)
        self.stack.setMinimumHeight(_LEAST_LIST)
        self.splitter.setSizes([_CARD_WIDTH * 2, _CARD_WIDTH])
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        layout.setSpacing(STEP * 3 // 2)
        layout.addLayout(column(self.title_label, self.hint_label, gap=0))
        layout.addLayout(row(IconLabel("search", "muted", 22), self.search_edit))
        layout.addWidget(self.message)
        layout.addWidget(self.splitter, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(content))

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self.presenter.look_for)
        self.search_edit.go_on.connect(self._go_to_table)
        self.search_edit.installEventFilter(self)
        self.presenter.found.connect(self._show_found)
        self.presenter.told.connect(self._show_history)
        self.presenter.failed.connect(self._show_error)
        self.table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self.card.reprint_wanted.connect(self.reprints.print_again)
        self.card.amend_wanted.connect(self.amend_wanted)

    def search(self, text: str) -> None:
        """Look for this now, as when a receipt is scanned."""
        self.search_edit.setText(text)
        self.presenter.look_for(text, at_once=True)

    def enter(self) -> None:
        """The page is opened: what was looked for is read anew, and may be typed over."""
        self.message.show_text("info", "")
        self.search_edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search_edit.selectAll()
        if self.search_edit.text():
            self.presenter.look_for(self.search_edit.text(), at_once=True)

    def selected(self) -> DossierLine | None:
        """Return the dossier of the selected row."""
        index = self.table.currentIndex()
        line: DossierLine | None = index.data(LINE) if index.isValid() else None
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the question down into what was found."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self._go_to_table()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.search_edit.clear()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the history under the list where there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_LINES * self.fontMetrics().height()
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)

    def _follow_language(self) -> None:
        chosen = self.table.currentIndex().row()
        self.model.retranslate()
        self._retranslate()
        if chosen >= 0:
            choose_row(self.table, chosen)

    def _retranslate(self) -> None:
        self.title_label.setText(self.tr("Où est le dossier ?"))
        self.hint_label.setText(
            self.tr(
                "Par nom, pièce d'identité ou numéro, en entier ou en partie ; ou scannez "
                "le récépissé."
            )
        )
        self.search_edit.setPlaceholderText(self.tr("Nom, CIN ou numéro"))
        self.search_edit.setAccessibleName(self.tr("Chercher un dossier"))
        self.table.setAccessibleName(self.tr("Dossiers trouvés"))
        self.nothing.rename(
            self.tr("Tous les dossiers de ce guichet"),
            self.tr("Tapez au moins deux lettres ou chiffres ; flèche bas pour choisir."),
        )
        self.not_found.rename(
            self.tr("Aucun dossier trouvé"),
            self.tr(
                "Essayez une partie du nom ou la pièce d'identité. Un dossier déposé à un autre "
                "guichet se cherche là-bas."
            ),
        )

    def _show_found(self, question: str, lines: Sequence[DossierLine]) -> None:
        self._lines = lines
        if self._has_failed:  # it answers again
            self._has_failed = False
            self.message.show_text("info", "")
        self.model.show_lines(lines)
        if lines:
            self.stack.setCurrentWidget(self.table)
            choose_row(self.table, 0)
        else:
            was_looked_for = bool(words_to_find(question))
            self.stack.setCurrentWidget(self.not_found if was_looked_for else self.nothing)
            self.card.show_history(None)

    def _on_chosen(self) -> None:
        line = self.selected()
        if line is not None:
            self.presenter.tell(line.dossier_id)

    def _show_history(self, history: DossierHistory) -> None:
        line = self.selected()
        if line is not None and line.dossier_id == history.line.dossier_id:
            self.card.show_history(history)

    def _go_to_table(self) -> None:
        if self._lines:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.search_edit.text():
            self.presenter.look_for(self.search_edit.text(), at_once=True)

    def _show_error(self, error: IntakeError) -> None:
        self._has_failed = True
        self.message.say("block", partial(error_text, error))

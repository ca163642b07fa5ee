"""Today's dossiers: found by any word, printed again with a supervisor's leave."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from intake_app.ui.approval.reprint import Reprint
from intake_app.ui.i18n import show_amount, show_long_day
from intake_app.ui.icons import icon
from intake_app.ui.layouts import column, row
from intake_app.ui.messages import error_text
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.today.filtering import DayFilter
from intake_app.ui.today.model import COLUMNS, LINE, DayModel
from intake_app.ui.today.presenter import TodayPresenter
from intake_app.ui.widgets.buttons import EnterButton, caption
from intake_app.ui.widgets.cards import EmptyPlace, IconLabel, Message
from intake_app.ui.widgets.editors import LineEditor
from intake_app.ui.widgets.follower import LanguageFollower
from intake_app.ui.widgets.tables import GivingColumn, choose_row, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from intake_app.errors import IntakeError
    from intake_app.services.day import DossierLine
    from intake_app.ui.context import Context
    from intake_app.ui.today.presenter import ListedDay

_MEMORY = "today"
_NARROW_LINES, _LOW_LINES = 30, 14  # heights of a line of text
_LEAST_NAME = 20  # letters of a name that are shown at least


class TodayPage(QWidget):
    """Lists what was deposited today."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "role", "page")
        self._context = context
        self.presenter = TodayPresenter(context, self)
        self.model = DayModel()
        self.rows = DayFilter(self.model, self)
        self._listed: ListedDay | None = None  # not before the store was read
        self._is_laid_out = False  # the columns are as they were left, or as the words need
        self.title_label, self.sum_label = QLabel(), QLabel()
        self.title_label.setFont(scaled_font(self, 1.4, weight=700))
        mark(self.sum_label, "tone", "muted")
        self.search_edit = LineEditor(str)
        self.search_edit.setClearButtonEnabled(True)
        self.reprint_button = EnterButton()
        self.reprint_button.setIcon(icon("printer", "accent"))
        self.message = Message()
        self.reprints = Reprint(context, self, self.message)
        self.table = table_of(self.rows, sorted_by=COLUMNS.index("time"))
        self._giving = GivingColumn(
            self.table,
            COLUMNS.index("student"),
            least=_LEAST_NAME * self.fontMetrics().averageCharWidth(),
            spare=[COLUMNS.index(name) for name in ("boxes", "request")],
        )
        self.nothing, self.not_found = EmptyPlace("inbox"), EmptyPlace("search")
        self._lay_out()
        self._connect()
        self._retranslate()
        LanguageFollower(self, self._follow_language)
        self.presenter.listed.connect(self._show_listed)

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        for part in (self.table, self.nothing, self.not_found):
            self.stack.addWidget(part)
        self.sum_label.setWordWrap(True)
        looking = row(IconLabel("search", "muted", 18), self.search_edit, self.reprint_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        layout.setSpacing(STEP * 3 // 2)
        layout.addLayout(column(self.title_label, self.sum_label, gap=0))
        layout.addLayout(looking)
        layout.addWidget(self.message)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self._search)
        self.table.selectionModel().selectionChanged.connect(self._show_possible)
        self.reprint_button.clicked.connect(self._reprint)
        self.presenter.failed.connect(self._show_error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out that a sign or the way here says, where there is no room for them."""
        super().resizeEvent(event)
        self.title_label.setVisible(self.height() >= _LOW_LINES * self.fontMetrics().height())
        self._name_button()

    def refresh(self) -> None:
        """Read the day's dossiers anew; what was said of an earlier look is over."""
        self.message.show_text("info", "")
        self.presenter.refresh()

    def search(self, text: str) -> None:
        """Show only what has these words."""
        self.search_edit.setText(text)

    def keep_layout(self) -> None:
        """Remember the widths of the columns."""
        self._context.memory.keep(_MEMORY, self.table.horizontalHeader())

    def selected(self) -> DossierLine | None:
        """Return the dossier of the selected row."""
        chosen = self.table.selectionModel().selectedRows()
        line: DossierLine | None = chosen[0].data(LINE) if chosen else None
        return line

    def _follow_language(self) -> None:
        """Write all anew: the chosen dossier stays chosen, and the columns fit the other words."""
        chosen = self.selected()
        self.model.retranslate()
        self._retranslate()
        self._show_stack()  # a word that was looked for may be one of the other language
        if chosen is not None:
            self._choose(chosen)
        if self._is_laid_out:
            self._giving.measure()

    def _choose(self, line: DossierLine) -> None:
        for place in range(self.rows.rowCount()):
            if self.rows.index(place, 0).data(LINE) == line:
                choose_row(self.table, place)

    def _name_button(self) -> None:
        words = self.tr("Réimprimer le récépissé")
        is_narrow = self.width() < _NARROW_LINES * self.fontMetrics().height()
        self.reprint_button.setText("" if is_narrow else caption(words))
        self.reprint_button.setAccessibleName(words)
        about = self.tr("Un récépissé déjà imprimé sort en duplicata, avec l'accord du responsable")
        self.reprint_button.setToolTip(f"{words}. {about}" if is_narrow else about)

    def _retranslate(self) -> None:
        self.title_label.setText(self.tr("Dossiers du jour"))
        self.search_edit.setPlaceholderText(self.tr("Chercher : nom, numéro, CIN, état…"))
        self.search_edit.setAccessibleName(self.tr("Chercher dans les dossiers du jour"))
        self.table.setAccessibleName(self.tr("Dossiers du jour"))
        self._name_button()
        self.nothing.rename(
            self.tr("Aucun dossier déposé aujourd'hui"),
            self.tr("Les dossiers apparaissent ici dès leur dépôt à la réception."),
        )
        self.not_found.rename(
            self.tr("Rien ne correspond"), self.tr("Essayez un autre mot, ou effacez la recherche.")
        )
        self._show_sum()
        self._show_possible()

    @property
    def _lines(self) -> Sequence[DossierLine]:
        return self._listed.lines if self._listed is not None else ()

    def _show_listed(self, listed: ListedDay) -> None:
        self._listed = listed
        self.model.show_lines(listed.lines)
        if not self._is_laid_out:
            self._lay_columns_out()
        self._giving.fit()
        self._show_sum()
        self._show_stack()
        self._show_possible()

    def _lay_columns_out(self) -> None:
        """Give the columns the shape they had, once: what is drawn by hand since then stays."""
        if self._context.memory.restore(_MEMORY, self.table.horizontalHeader()):
            self._is_laid_out = True
        elif self._lines:
            self._giving.measure()
            self._is_laid_out = True

    def _show_sum(self) -> None:
        if self._listed is None:
            return
        day = show_long_day(self._listed.day_on)
        count = self.tr("%n dossier(s)", "", len(self._lines))
        total = show_amount(sum(line.total_centimes for line in self._lines))
        self.sum_label.setText(f"{day} · {count} · {total}")

    def _search(self, text: str) -> None:
        self.rows.look_for(text)
        self._show_stack()
        self._show_possible()

    def _show_stack(self) -> None:
        if self._listed is None:
            return
        found = self.table if self.rows.rowCount() else self.not_found
        self.stack.setCurrentWidget(found if self._lines else self.nothing)

    def _show_possible(self) -> None:
        self.reprint_button.setEnabled(self.selected() is not None)

    def _reprint(self) -> None:
        line = self.selected()
        if line is not None:
            self.reprints.print_again(line.number)

    def _show_error(self, error: IntakeError) -> None:
        self.message.say("block", partial(error_text, error))

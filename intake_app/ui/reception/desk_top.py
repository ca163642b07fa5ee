"""Papers and panel side by side, or one under the other where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget
from shiboken6 import isValid

from intake_app.ui.i18n import isolated, show_day
from intake_app.ui.layouts import column, scrolled
from intake_app.ui.reception.form import CorrectionForm
from intake_app.ui.reception.held_bar import HeldBar
from intake_app.ui.reception.side_panel import WIDTH, SidePanel
from intake_app.ui.theme import STEP
from intake_app.ui.widgets.cards import Message

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from intake_app.ui.memory import LayoutMemory
    from intake_app.ui.reception.paper import Paper

_NARROW_LINES = 40  # heights of a line of text below which the panel goes under the papers
_MEMORY = "reception"


class DeskTop(QWidget):
    """Lays out what lies before the agent."""

    def __init__(self, paper: Paper, memory: LayoutMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper = paper
        self._memory = memory
        self._panel_width = WIDTH
        self._correction = CorrectionForm()
        self.held_bar, self.panel = HeldBar(), SidePanel()
        self.notice = Message()  # what is special about this page: a correction, for one
        self._noticed = column(self.notice)
        self._papers, self._papers_box = QWidget(), column(gap=0)
        self._papers.setLayout(self._papers_box)
        self.papers_area = scrolled(self._papers)
        self.splitter = QSplitter()
        self._lay_out()
        self._left_at: QWidget | None = None

    def _lay_out(self) -> None:
        """Put everything in its place, from the outside in.

        Whatever is put into another widget is told its style and colours again, with all that is
        in it: the papers go in last, where they stay.
        """
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.held_bar)
        layout.addLayout(self._noticed)
        layout.addWidget(self.splitter, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(STEP)
        self.splitter.addWidget(self.papers_area)
        self._papers_box.addWidget(self.paper)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        if not self._memory.restore(_MEMORY, self.splitter):
            self.splitter.setSizes([WIDTH * 3, WIDTH])

    def keep_layout(self) -> None:
        """Remember how wide the panel is, or was the last time when it stood beside the papers."""
        if self._is_beside:
            self._memory.keep(_MEMORY, self.splitter)

    @property
    def _is_beside(self) -> bool:
        return self.splitter.indexOf(self.panel) >= 0

    def keep_place(self) -> None:
        """Remember which field has the keyboard: somebody goes away and comes back."""
        now = QApplication.focusWidget()
        self._left_at = now if now is not None and self._papers.isAncestorOf(now) else None

    def go_back(self) -> bool:
        """Put the keyboard where it was, if that field is still there and the page begun."""
        field, self._left_at = self._left_at, None
        if field is None or not isValid(field) or not field.isVisible():
            return False
        if self.paper.read().is_blank:
            return False
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_correction(self, correction: CorrectionForm) -> None:
        """Say over the papers which deposited dossier they correct, if any."""
        self._correction = correction
        self.panel.show_correction(is_one=correction.is_open)
        day = correction.first_day
        text = ""
        if day is not None:
            text = self.tr(
                "Correction du dossier {number}, déposé le {day}. Le numéro et la date du "
                "premier dépôt restent ; F9 enregistre avec l'accord du responsable."
            ).format(number=isolated(correction.number), day=show_day(day))
        self.notice.show_text("info", text)
        gap = STEP * 2 if text else 0
        self._noticed.setContentsMargins(gap, gap, gap, 0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_correction(self._correction)

    def scroll_to_top(self) -> None:
        """Show the first paper."""
        self.papers_area.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the panel under the papers, to be scrolled with them, where the window is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_LINES * self.fontMetrics().height()
        beside = self._is_beside
        if narrow and beside:
            self._panel_width = self.panel.width()
            self._papers_box.addWidget(self.panel)
        elif not narrow and not beside:
            self.splitter.addWidget(self.panel)
            self.splitter.setSizes([self.width() - self._panel_width, self._panel_width])

"""The pages behind the login, made one a turn while somebody types a name and a password.

All of them at once take a tenth of a second, in which the window would answer nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from intake_app.ui.reception.desk_top import DeskTop
from intake_app.ui.reception.page import ReceptionPage
from intake_app.ui.reception.paper import Paper
from intake_app.ui.search.page import SearchPage
from intake_app.ui.shell.desk_page import DeskPage
from intake_app.ui.today.page import TodayPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.ui.context import Context

_BREATH_MS = 5  # between two pieces, for whatever else waits: a clock's beat, for one


class DeskParts(QWidget):
    """Makes the desk with its pages and keeps it, hidden, until it is taken.

    A widget of the window, so that what nobody takes goes with the window.

    Signals:
        made: All is there.
    """

    made = Signal()

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self.hide()
        self._context = context
        self._desk: DeskPage | None = None
        self._steps = self._make()
        self._turn = QTimer(self)
        self._turn.setInterval(_BREATH_MS)
        self._turn.timeout.connect(self._take_turn)

    @property
    def is_made(self) -> bool:
        """Whether the desk is there."""
        return self._desk is not None

    def begin(self) -> None:
        """Make one piece after another from now on, with a breath between them."""
        self._turn.start()

    def take(self) -> DeskPage:
        """Give the desk away; what is not made yet is made now."""
        self._turn.stop()
        for _step in self._steps:
            pass
        if self._desk is None:
            raise RuntimeError("the desk was made, and is not there")
        return self._desk

    def _take_turn(self) -> None:
        if self.is_made:
            self._turn.stop()
            self.made.emit()
        else:
            next(self._steps, None)

    def _make(self) -> Iterator[None]:
        context = self._context
        paper = Paper(context.desk.check.institutions, context.today, self)
        yield
        desk_top = DeskTop(paper, context.memory, self)
        yield
        reception = ReceptionPage(context, desk_top, self)
        yield
        today = TodayPage(context, self)
        yield
        search = SearchPage(context, self)
        yield
        self._desk = DeskPage(context, reception, today, search, self)

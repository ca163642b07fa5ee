"""Offers students and providers by part of their name, while one types it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from shiboken6 import isValid

from intake_app.domain.identifiers import is_inpe
from intake_app.ui.i18n import joined
from intake_app.ui.tasks import Lane
from intake_app.ui.typed import write_day
from intake_app.ui.widgets.offers import Offers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from intake_app.domain.dossier import Provider, Student
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context
    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.paper import Paper
    from intake_app.ui.widgets.editors import LineEditor

PAUSE_MS = 120
_SHORTEST = 2  # letters
_TAKES = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Asking(QObject):
    """Asks for offers for one line of text, when the keys pause, and shows them under it.

    Signals:
        taken: The operator took an offer; carries what was found.
        failed: The store failed; carries the error.
    """

    taken = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        context: Context,
        line: LineEditor,
        find: Callable[[str], Sequence[Any]],
        describe: Callable[[Any], str],
    ) -> None:
        super().__init__(line)
        self._context = context
        self._line = line
        self._find = find
        self._describe = describe
        self._is_whole: Callable[[str], bool] | None = None
        self._asked_for: str | None = None  # what the answer that is on its way is about
        self._enter_waits = False
        self.offers = Offers(line)
        self.offers.taken.connect(self.taken)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        line.textEdited.connect(self._on_edited)

    def take_the_only_one(self, unless: Callable[[str], bool]) -> None:
        """Let Enter take the only offer there is, unless what stands in the line is whole already.

        For a code that nobody types to its end; a name may be that of somebody new.
        """
        self._is_whole = unless
        self._line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter wait for an answer that is on its way: a quick hand is ahead of it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            waits = self._pause.isActive() or self._asked_for == self._line.text()
            if event.key() in _TAKES and waits and self._may_take():
                self._enter_waits = True
                if self._pause.isActive():
                    self._ask()
                return True
        return super().eventFilter(watched, event)

    def _may_take(self) -> bool:
        return self._is_whole is not None and not self._is_whole(self._line.text())

    def _on_edited(self, text: str) -> None:
        self._enter_waits = False
        self.offers.choose_none()
        if len(text.strip()) < _SHORTEST:
            self._pause.stop()
            self.offers.hide()
        else:
            self._pause.start()

    def _ask(self) -> None:
        self._pause.stop()
        text = self._asked_for = self._line.text()
        find = self._find
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: find(text),
            done=lambda found: self._show(text, found),
            failed=self._on_failed,
            owner=self,
        )

    def _on_failed(self, error: IntakeError) -> None:
        self._asked_for = None
        self._go_on()
        self.failed.emit(error)

    def _show(self, text: str, found: Sequence[Any]) -> None:
        if self._line.text() != text:
            return
        self._asked_for = None
        only = len(found) == 1 and self._may_take()
        if only and self._enter_waits:
            self._enter_waits = False
            self.taken.emit(found[0])
            return
        name = self.tr("Déjà connus ; flèche bas pour choisir")
        if only:
            name = self.tr("Déjà connu ; Entrée le prend")
        offers = [(self._describe(one), one) for one in found]
        self.offers.show_offers(offers, name, chosen=0 if only else -1)
        if not found:
            self._go_on()
        self._enter_waits = False  # several: the list asks which

    def _go_on(self) -> None:
        if self._enter_waits:
            self._enter_waits = False
            self._line.go_on.emit()


class Offering(QObject):
    """Connects the fields of the page with what earlier dossiers and the fund's list know.

    Signals:
        filled: Fields were filled from an offer: the page is to be checked again.
        failed: The store failed; carries the error.
    """

    filled = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, paper: Paper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper = paper
        asking = Asking(context, paper.student.last_name.line, self._students, _student_words)
        asking.taken.connect(self._take_student)
        asking.failed.connect(self.failed)
        paper.acts.added.connect(self._watch)

    def _watch(self, card: ActCard) -> None:
        lookup = self._context.desk.lookup
        for field in (card.inpe, card.provider_name):
            asking = Asking(
                self._context,
                field.line,
                lambda text, care=card.care: lookup.providers_like(text, care),  # type: ignore[misc]
                _provider_words,
            )
            asking.taken.connect(lambda provider, card=card: self._take_provider(card, provider))
            asking.failed.connect(self.failed)
            if field is card.inpe:
                asking.take_the_only_one(unless=is_inpe)

    def _students(self, text: str) -> Sequence[Student]:
        """Offer students until the identity number says who it is; runs on the database lane."""
        return self._context.desk.lookup.students_like(text)

    def _take_student(self, student: Student) -> None:
        self._paper.student.take(student)
        self.filled.emit()
        self._paper.student.identity_left.emit(
            student.identity_kind.value, student.identity_number or ""
        )
        self._paper.pass_known()

    def _take_provider(self, card: ActCard, provider: Provider) -> None:
        if isValid(card):
            card.take(provider)
            self.filled.emit()
            self._paper.pass_known()


def _student_words(student: Student) -> str:
    names = " ".join(name for name in (student.last_name, student.first_name) if name)
    born = write_day(student.birth_date) if student.birth_date else ""
    return joined(names, student.identity_number or "", born)


def _provider_words(provider: Provider) -> str:
    return joined(provider.name or "", provider.specialty or "", provider.inpe or "")

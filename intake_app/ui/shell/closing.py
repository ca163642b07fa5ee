"""The questions before the window closes on what would be lost with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from intake_app.ui.i18n import isolated
from intake_app.ui.shell.help_key import HelpKey
from intake_app.ui.tasks import Lane
from intake_app.ui.widgets.buttons import LatinKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.ui.context import Context
    from intake_app.ui.reception.draft_keeper import DraftKeeper
    from intake_app.ui.reception.page import ReceptionPage

_MOST_NAMED = 3  # the question must stay short


class Closing(QObject):
    """Saves what is typed, and asks when the disk refuses it or a deposit lacks what was changed.

    Else the window may go at once.

    Signals:
        agreed: The window may go: nothing is lost, or somebody has chosen so.
    """

    agreed = Signal()

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._is_waiting = False
        self.question: QMessageBox | None = None
        context.session.left.connect(self.put_away)

    def begin(self, reception: ReceptionPage) -> None:
        """Save once more, and look what has become of it; asked again meanwhile, do nothing."""
        if self._is_waiting or self.question is not None:
            return
        self._is_waiting = True
        reception.presenter.drafts.save()
        told = reception.outcome.lacking_number
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: None,  # after all that was sent to the disk before
            done=lambda _none: self._decide(reception, told),
            ended=self._end_wait,
            owner=self,
        )

    def _end_wait(self) -> None:
        self._is_waiting = False

    def put_away(self) -> None:
        """Ask no more: somebody locks the window, and another name comes next."""
        if self.question is not None:
            self.question.reject()

    def _decide(self, reception: ReceptionPage, told: str) -> None:
        drafts, outcome = reception.presenter.drafts, reception.outcome
        if drafts.lacking:
            self._ask_about_disk(drafts)
        elif outcome.lacking_number not in {"", told}:  # stored since, and nobody has read it
            about = self.tr("Concerne : {}").format(isolated(outcome.lacking_number))
            self._ask(outcome.remark.text, about)
        else:
            self.agreed.emit()

    def _ask_about_disk(self, drafts: DraftKeeper) -> None:
        text = self.tr("Le disque refuse ce qui est saisi : fermer le perdrait.")
        advice = self.tr("Libérez de la place : le programme réessaie toutes les 5 secondes.")
        if self._context.session.operator is not None:  # the login shows nobody's name
            advice = f"{self._named(drafts.lacking)}\n\n{advice}"
        question = self._ask(text, advice)
        drafts.recovered.connect(question.reject)  # nothing is left to ask

    def ask_about_key(self) -> None:
        """Ask whether the recovery key may go unread; asked already, do nothing."""
        if self.question is None:
            self._ask(
                self.tr("La clé de secours n'est pas encore sur papier."),
                self.tr("La fenêtre ne la montrera plus. Recopiez-la avant de fermer."),
            )

    def _named(self, titles: Sequence[str]) -> str:
        names = [isolated(title) if title else self.tr("Sans nom") for title in titles]
        more = " …" if len(names) > _MOST_NAMED else ""
        return self.tr("Concerne : {}").format(" · ".join(names[:_MOST_NAMED]) + more)

    def _ask(self, text: str, advice: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, self._window.windowTitle(), text)
        box.setParent(self._window, Qt.WindowType.Dialog)
        box.setInformativeText(advice)
        stay = box.addButton(self.tr("&Rester"), QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton(self.tr("&Fermer quand même"), QMessageBox.ButtonRole.DestructiveRole)
        for button, letter in ((stay, "R"), (leave, "F")):
            LatinKey(button, letter)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        leave.clicked.connect(self.agreed)
        box.finished.connect(self._forget)
        HelpKey(box)
        self.question = box
        box.open()
        return box

    def _forget(self) -> None:
        self.question = None

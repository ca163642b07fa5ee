"""What the line under the verdict says; whatever it says, what was taken away can come back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from intake_app.ui.i18n import isolated, show_day, show_time
from intake_app.ui.messages import error_text, printed_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.errors import IntakeError
    from intake_app.services.drafts import Draft
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.reception.desk_top import DeskTop
    from intake_app.ui.reception.live_check import Judgement
    from intake_app.ui.reception.outcome_view import OutcomeView
    from intake_app.ui.reception.presenter import ReceptionPresenter


class Telling(QObject):
    """Says one sentence at a time, the latest, and beside it the way back while there is one."""

    def __init__(
        self,
        desk_top: DeskTop,
        outcome: OutcomeView,
        presenter: ReceptionPresenter,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._outcome = outcome
        self._paper, self._panel = desk_top.paper, desk_top.panel
        self._presenter = presenter
        self._says_not_ready = False

    def say(self, tone: str, words: Callable[[], str]) -> None:
        """Say a sentence that is known in both languages."""
        self._says_not_ready = False  # another sentence stands in its place
        self._panel.say(tone, words, undo=self._presenter.can_bring_back)

    def _say_beside(self, tone: str, words: Callable[[], str]) -> None:
        """Say what is not about the page where it is seen: an outcome may lie over the page."""
        if self._outcome.isHidden():
            self.say(tone, words)
        else:
            self._outcome.say_beside(tone, words)

    def say_of_code(self, tone: str, text: str) -> None:
        """Say what became of a code, in the language of the moment; nothing when it is empty."""
        if not text:
            self.end()
            return
        self._says_not_ready = False
        self._panel.tell(tone, text, undo=self._presenter.can_bring_back)

    def end(self) -> None:
        """Say nothing any more, but leave the way back to what was taken away."""
        if self._presenter.can_bring_back:
            self.offer_way_back()
        else:
            self._says_not_ready = False
            self._panel.tell("info", "")

    def follow_language(self) -> None:
        """End what is known in one language only: it is seen on the page."""
        if self._panel.message.is_fixed:
            self.end()

    def follow(self, judgement: Judgement | None) -> None:
        """Keep what is said of a deposit that was tried in step with the page, or end it."""
        if not self._says_not_ready:
            return
        if judgement is None or judgement.is_ready:
            self.end()
        else:
            self.say_not_ready()

    def say_not_ready(self) -> None:
        """Say that nothing was stored, and what can be done about it."""
        self.say("block", self._not_ready_words)
        self._says_not_ready = True

    def _not_ready_words(self) -> str:
        state = self.tr("Pas encore déposé :")
        if self._paper.correction.is_open:
            state = self.tr("Correction pas encore enregistrée :")
        return f"{state} {self._steps()}"

    def _steps(self) -> str:
        if not self._panel.slip_button.isEnabled():
            return self.tr("corrigez ce qui est signalé.")
        if self._panel.override_button.isHidden():
            return self.tr("corrigez ou imprimez la fiche (F8).")
        return self.tr("corrigez, imprimez la fiche (F8) ou demandez une dérogation.")

    def offer_way_back(self) -> None:
        """Say that something was taken away."""
        self.say("neutral", lambda: self.tr("Retiré."))

    def say_error(self, error: IntakeError) -> None:
        """Say what failed and what to do."""
        self.say("block", partial(error_text, error))

    def say_recovered(self) -> None:
        """Say that the disk has taken what it had refused."""
        self._say_beside("ok", self._recovered_words)

    def _recovered_words(self) -> str:
        return self.tr("Ce que le disque avait refusé est enregistré maintenant.")

    def say_found(self, draft: Draft) -> None:
        """Say who began the page that is on the screen, and when."""
        self.say("info", partial(self._found_words, draft))

    def _found_words(self, draft: Draft) -> str:
        begun = draft.begun_at.astimezone()
        text = self.tr("Page reprise telle qu'elle était : commencée par {name} le {day} à {time}.")
        day, time = show_day(begun.date()), show_time(begun)
        return text.format(name=draft.begun_by, day=day, time=time)

    def say_printed(self, number: str, paper: PrintedPaper) -> None:
        """Say where a receipt came out that was still to be printed."""
        self._say_beside("ok", lambda: self._receipt_words(number, printed_text(paper)))

    def say_not_printed(self, number: str, error: IntakeError) -> None:
        """Say what kept a receipt from being printed whose page was left."""
        self._say_beside("warn", lambda: self._receipt_words(number, error_text(error)))

    def _receipt_words(self, number: str, what: str) -> str:
        return self.tr("Récépissé {number} : {what}").format(number=isolated(number), what=what)

    def say_late_slip(self, paper: PrintedPaper, is_here: bool) -> None:
        """Say where the slip lies of a page that was left meanwhile, or typed in."""
        self._say_beside("info", partial(self._late_slip_words, paper, is_here=is_here))

    def _late_slip_words(self, paper: PrintedPaper, *, is_here: bool) -> str:
        text = self.tr("La fiche d'un dossier précédent est prête. {printed}")
        if is_here:
            text = self.tr("La fiche est prête, telle qu'était la page à F8. {printed}")
        return text.format(printed=printed_text(paper))

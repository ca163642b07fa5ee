"""After the deposit: the number, the receipt as it was printed, and the next dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from intake_app.errors import AccessDenied
from intake_app.ui.i18n import isolated, show_day
from intake_app.ui.icons import icon
from intake_app.ui.layouts import column, scrolled
from intake_app.ui.messages import error_text, printed_text
from intake_app.ui.reception.paper_place import PaperPlace
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.buttons import EnterButton, caption
from intake_app.ui.widgets.cards import Card, IconLabel, Message
from intake_app.ui.widgets.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from intake_app.errors import IntakeError
    from intake_app.services.deposit import Deposited
    from intake_app.services.prints import PrintedPaper
    from intake_app.ui.preview.pdf_view import PdfPreview

_SUMMARY_LINES = 25  # heights of a line of text that the words are wide
_LEAST_SHARE = 1.75  # of that width, for both: a receipt is read from three quarters on


class OutcomeView(QWidget):
    """Shows what came out of a deposit or of a slip.

    Signals:
        next_wanted: The operator wants the next dossier; after a slip the page is to wait.
        back_wanted: The operator wants the page of the slip back.
        again_wanted: The operator wants the receipt printed again; carries its number.
        left_unprinted: A deposit is left whose receipt failed; carries its number.
    """

    next_wanted = Signal()
    back_wanted = Signal()
    again_wanted = Signal(str)
    left_unprinted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        mark(self, "role", "page")
        self._deposited: Deposited | None = None
        self._paper: PrintedPaper | None = None
        self._error: IntakeError | None = None
        self.place = PaperPlace()
        self.sign = IconLabel("circle-check", "ok", 40)
        self.title_label, self.number_label, self.detail_label = QLabel(), QLabel(), QLabel()
        self.title_label.setFont(scaled_font(self, 1.35, weight=700))
        self.number_label.setFont(scaled_font(self, 1.6, weight=700))
        self.number_label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.detail_label.setWordWrap(True)
        mark(self.detail_label, "tone", "muted")
        self.message, self.remark = Message(), Message()
        self.beside = Message()  # about something else than what is shown
        self.next_button, self.again_button = EnterButton(), EnterButton()
        self.back_button = EnterButton()
        for button in (self.again_button, self.back_button):
            mark(button, "kind", "primary")
        self.again_button.setIcon(icon("printer", "on_accent"))
        self._lay_out()
        self.next_button.clicked.connect(self.next_wanted)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.next_wanted)
        self.back_button.clicked.connect(self.back_wanted)
        self.again_button.clicked.connect(self._ask_again)

    def _lay_out(self) -> None:
        self.card = Card()
        self.card.title_label.hide()
        words = QWidget()
        words.setLayout(column(self.title_label, self.number_label, gap=0))
        heading = Flow(gap=STEP * 3 // 2)
        heading.addWidget(self.sign)
        heading.addWidget(words)
        self.card.body.addLayout(heading)
        self.card.body.addWidget(self.detail_label)
        self.card.body.addWidget(self.message)
        self.card.body.addWidget(self.remark)
        self.card.body.addWidget(self.beside)
        self.card.body.addStretch()
        for button in (self.again_button, self.back_button, self.next_button):
            self.card.body.addWidget(button)
        content = QWidget()
        self._sides = QHBoxLayout(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))
        self._sides.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        self._sides.setSpacing(STEP * 2)
        self._sides.addLayout(self.place, 1)
        self._sides.addWidget(self.card)

    def show_deposited(self, result: Deposited, *, is_changed: bool = False) -> None:
        """Show the number; the receipt is being printed.

        `is_changed` says that the page was changed while it was being stored: too late.
        """
        self._say_too_late(is_changed=is_changed)
        self.beside.show_text("info", "")
        self._deposited, self._paper, self._error = result, None, None
        self.place.prepare()
        self._retranslate()
        self.focus()

    @property
    def preview(self) -> PdfPreview | None:
        """The paper as it was printed, once there was one."""
        return self.place.preview

    @property
    def lacking_number(self) -> str:
        """The number of the deposit on the page that lacks what was changed too late, or ""."""
        if self._deposited is None or self.remark.isHidden():
            return ""
        return self._deposited.number

    def awaits(self, number: str) -> bool:
        """Say whether this deposit is the one that is shown, until the page is left."""
        return self._deposited is not None and self._deposited.number == number

    def lacks_paper(self, number: str) -> bool:
        """Say whether the receipt of the deposit that is shown is not known to be out."""
        return self.awaits(number) and self._paper is None

    def show_paper(self, paper: PrintedPaper) -> None:
        """Show the receipt of the deposit, as it was printed."""
        self._paper, self._error = paper, None
        self.place.show_paper(paper)
        self._retranslate()

    def show_slip(self, paper: PrintedPaper) -> None:
        """Show a missing-items slip; the page behind it stays as it is."""
        self._say_too_late(is_changed=False)
        self.beside.show_text("info", "")
        self._deposited, self._paper, self._error = None, paper, None
        self.place.show_paper(paper)
        self._retranslate()
        self.focus()

    def say_beside(self, tone: str, words: Callable[[], str]) -> None:
        """Say something that is not about what is shown, until something else is shown."""
        self.beside.say(tone, words)

    def _say_too_late(self, *, is_changed: bool) -> None:
        if is_changed:
            self.remark.say("warn", self._too_late_words)
        else:
            self.remark.show_text("info", "")

    def _too_late_words(self) -> str:
        return self.tr(
            "Ce qui a changé à l'écran pendant l'enregistrement n'est pas dans le dossier déposé. "
            "S'il le faut, corrigez-le depuis la page Recherche."
        )

    def put_away(self) -> None:
        """Leave what is shown; a receipt that failed is not forgotten."""
        self.place.put_away()
        deposited, is_due = self._deposited, self._can_print_again
        self._deposited, self._paper, self._error = None, None, None
        if deposited is not None and is_due:
            self.left_unprinted.emit(deposited.number)

    def focus(self) -> None:
        """Put the keyboard on what Enter is said to do."""
        first = self.back_button if self._deposited is None else self.next_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stand_on_first()

    def show_print_error(self, error: IntakeError) -> None:
        """Say that the printer refused; the deposit stands, and Enter prints again.

        A denied access says that it is out already: there is nothing left to print.
        """
        self._error = error
        self._retranslate()
        self._stand_on_first()

    def showEvent(self, event: QShowEvent) -> None:
        """Stand on what Enter is said to do, also after an answer that came over another page."""
        super().showEvent(event)
        self._stand_on_first()

    def _stand_on_first(self) -> None:
        """Stand on a receipt that is still to be printed, else on the next dossier, in sight."""
        going_on = self.focusWidget() in {None, self.next_button, self.again_button}
        if self.isVisible() and going_on:
            first = self.again_button if self._can_print_again else self.next_button
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _can_print_again(self) -> bool:
        is_refused = self._error is not None and not isinstance(self._error, AccessDenied)
        return is_refused and self._deposited is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the words under the paper where there is no room beside it."""
        super().resizeEvent(event)
        summary = _SUMMARY_LINES * self.fontMetrics().height()
        narrow = self.width() < summary * _LEAST_SHARE
        directions = QHBoxLayout.Direction
        self._sides.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.card.setMaximumWidth(self.width() if narrow else summary)
        self.card.setMinimumWidth(0 if narrow else summary)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        result = self._deposited
        self._show_buttons()
        if result is None:
            self.sign.show_icon("receipt-text", "accent")
            self.title_label.setText(self.tr("Fiche à remettre"))
            self.number_label.hide()
            self.detail_label.setText(
                self.tr(
                    "Le dossier n'est pas déposé. Il reste à l'écran ; le dossier suivant le met "
                    "en attente."
                )
            )
        else:
            self.sign.show_icon("circle-check", "ok")
            corrected = self.tr("Correction enregistrée")
            self.title_label.setText(
                corrected if result.revision > 1 else self.tr("Dossier déposé")
            )
            self.number_label.setText(isolated(result.number))
            self.number_label.show()
            self.detail_label.setText(self._describe(result))
        self._show_print()

    def _show_buttons(self) -> None:
        """Offer what can be done; Enter does what comes first, and that one stands out."""
        again, is_slip = self._can_print_again, self._deposited is None
        if not again and self.again_button.hasFocus():
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)
        first = self.tr("Dossier suivant (Entrée)")
        self.next_button.setText(self.tr("Dossier suivant") if again or is_slip else first)
        self.back_button.setText(self.tr("Revenir au dossier (Entrée)"))
        self.again_button.setText(caption(self.tr("Imprimer de nouveau (Entrée)")))
        self.back_button.setVisible(is_slip)
        self.again_button.setVisible(again)
        mark(self.next_button, "kind", "" if again or is_slip else "primary")

    def _describe(self, result: Deposited) -> str:
        verdict = result.verdict
        if verdict.deadline_on is None or verdict.days_left is None:
            return self.tr("Remettez le récépissé et rendez la pièce d'identité.")
        day = show_day(verdict.deadline_on)
        if verdict.days_left < 0:
            return self.tr("Reçu hors délai : le dernier jour était le {}.").format(day)
        return self.tr("Dans les délais : le dernier jour est le {}.").format(day)

    def _show_print(self) -> None:
        has_paper = self._paper is not None
        self.place.show_state(has_paper=has_paper, name=self.tr("Aperçu du papier imprimé"))
        waits = self.tr("Le dossier est déposé ; son récépissé s'imprime.")
        failed = self.tr("Le dossier est déposé ; son récépissé reste à imprimer.")
        title = self.tr("Récépissé")
        self.place.nothing.rename(title, failed if self._error is not None else waits)
        if self._error is not None:
            self.message.show_text("warn", error_text(self._error))
        elif self._paper is None:
            self.message.show_text("info", self.tr("Impression en cours…"))
        else:
            self.message.show_text("ok", printed_text(self._paper))

    def _ask_again(self) -> None:
        if self._deposited is not None:
            self._error = None
            self._retranslate()
            self.again_wanted.emit(self._deposited.number)

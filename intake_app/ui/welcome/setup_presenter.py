"""What the first-run page does: make a trial office, or set the station up for good."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.services.settings import StationSettings
from intake_app.ui.i18n import current_language
from intake_app.ui.tasks import Lane
from intake_app.ui.typed import ascii_digits

if TYPE_CHECKING:
    from intake_app.domain.operators import Operator
    from intake_app.ui.context import Context


class Purpose(Enum):
    """What the station is for."""

    TRIAL = "trial"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class SetupForm:
    """The page's fields as they stand when the operator starts."""

    purpose: Purpose
    office: str
    counter: str
    full_name: str
    username: str
    password: str = field(repr=False)
    password_again: str = field(repr=False)


class SetupPresenter(QObject):
    """Turns the form into a station with its first administrator, who is logged in then.

    Signals:
        busy_changed: Whether the station is being made.
        key_to_keep: The station is made; carries its recovery key, `enter` goes on. A trial, whose
            dossiers are invented, is entered at once.
        refused: Something is to be corrected or tried again; carries the error.
    """

    busy_changed = Signal(bool)
    key_to_keep = Signal(str)
    refused = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._operator: Operator | None = None
        self.is_busy = False  # while the station is being made

    def submit(self, form: SetupForm) -> None:
        """Set the station up, off the window's thread."""
        if form.purpose is Purpose.WORK and not form.office:
            self.refused.emit(UnusableInput("setup.office_missing"))
            return
        if form.password != form.password_again:
            self.refused.emit(UnusableInput("accounts.passwords_differ"))
            return
        language = current_language()
        self._set_busy(busy=True)
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: self._make(form, language),
            done=lambda operator: self._on_made(operator, form.purpose),
            failed=self.refused.emit,
            ended=partial(self._set_busy, busy=False),
            owner=self,
        )

    def _make(self, form: SetupForm, language: str) -> Operator:
        desk = self._context.desk
        account = (form.username, form.full_name, form.password)
        if form.purpose is Purpose.TRIAL:
            self._make_trial(account, language)
        else:
            counter = ascii_digits(form.counter)
            desk.set_up(StationSettings(form.office, counter, language=language), *account)
        return desk.accounts.log_in(form.username, form.password)

    def _make_trial(self, account: tuple[str, str, str], language: str) -> None:
        """Make the trial office; without its server it still takes dossiers in."""
        desk = self._context.desk
        try:
            desk.set_up_trial(*account, language=language)
        except EnvironmentFault:
            if desk.settings.find() is None:
                raise

    def enter(self) -> None:
        """Let the new administrator in."""
        if self._operator is not None:
            self._context.session.enter(self._operator)

    def _on_made(self, operator: Operator, purpose: Purpose) -> None:
        self._operator = operator
        if purpose is Purpose.WORK:
            self.key_to_keep.emit(self._context.desk.recovery_key)
        else:
            self.enter()

    def _set_busy(self, *, busy: bool) -> None:
        self.is_busy = busy
        self.busy_changed.emit(busy)

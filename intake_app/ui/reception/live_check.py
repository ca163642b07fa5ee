"""The check that runs while one types: off the window's thread, the latest page wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from intake_app.domain.findings import Outcome, Severity
from intake_app.ui.reception.building import Built, build
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from intake_app.domain.findings import Verdict
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context
    from intake_app.ui.reception.form import DossierForm

PAUSE_MS = 60  # how long keys are gathered before they are checked together


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the check says of one state of the page; with problems, no deposit."""

    built: Built
    verdict: Verdict

    @property
    def is_ready(self) -> bool:
        """Whether it can be deposited as it is."""
        return not self.built.problems and self.verdict.outcome is Outcome.COMPLETE

    @property
    def block_count(self) -> int:
        """How many things stand in the way, unreadable fields included."""
        blocks = (found for found in self.verdict.findings if found.severity is Severity.BLOCK)
        return len(self.built.problems) + sum(1 for _ in blocks)

    @property
    def warning_count(self) -> int:
        """How many remarks there are that do not stand in the way."""
        return sum(1 for found in self.verdict.findings if found.severity is Severity.WARN)


class LiveCheck(QObject):
    """Checks page after page; never more than one at a time, and always the latest.

    Signals:
        judged: The page was checked; carries a `Judgement`. While somebody types faster than the
            check runs, it is that of a moment ago, and `is_settled` says so.
        failed: The store or the machine failed; carries the error.
    """

    judged = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[DossierForm, UUID] | None = None
        self._running = False
        self._page = 0  # which page it is about: one that was left is not judged any more
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._begin)

    @property
    def is_settled(self) -> bool:
        """Whether the last judgement is about the page as it stands."""
        return self._wanted is None and not self._running

    def want(self, form: DossierForm, dossier_id: UUID) -> None:
        """Check this page soon, in place of any that still waits."""
        self._wanted = form, dossier_id
        # Not begun anew by each key: somebody who types without a pause is checked all the same.
        if not self._running and not self._pause.isActive():
            self._pause.start()

    def forget(self) -> None:
        """Check nothing that still waits: the page is gone."""
        self._wanted = None
        self._page += 1
        self._pause.stop()

    def _begin(self) -> None:
        self._pause.stop()
        if self._wanted is None or self._running:
            return
        (form, dossier_id), self._wanted = self._wanted, None
        self._running = True
        check = self._context.desk.check
        built, page = build(form, self._context.today()), self._page
        corrected = form.correction
        if corrected.is_open:
            dossier_id = UUID(corrected.dossier_id)
        first_on = corrected.first_day
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: Judgement(
                built,
                check.check(built.dossier, first_deposited_on=first_on, dossier_id=dossier_id),
            ),
            done=lambda judgement: self._on_judged(judgement, page),
            failed=self._on_failed,
            ended=self._on_ended,
            owner=self,
        )

    def _on_ended(self) -> None:
        self._running = False
        if self._wanted is not None:
            self._pause.start()  # after a bug nothing else goes on with what was typed meanwhile

    def _on_judged(self, judgement: Judgement, page: int) -> None:
        if page == self._page:
            self.judged.emit(judgement)
        self._begin()

    def _on_failed(self, error: IntakeError) -> None:
        self.failed.emit(error)
        self._begin()  # what was typed meanwhile; the page that failed is not tried again by itself

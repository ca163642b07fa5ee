"""What the search does: asks the store while one types, and reads a dossier's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from uuid import UUID

    from intake_app.services.day import DossierLine
    from intake_app.services.search import DossierHistory
    from intake_app.ui.context import Context

PAUSE_MS = 120  # how long keys are gathered before they are looked for together


class SearchPresenter(QObject):
    """Looks dossiers up; of two questions the later one is answered.

    Signals:
        found: The dossiers found; carries the question and a tuple of `DossierLine`.
        told: What became of one dossier; carries a `DossierHistory`.
        failed: The store failed; carries the error.
    """

    found = Signal(str, object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = ""
        self._shown: UUID | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def look_for(self, text: str, *, at_once: bool = False) -> None:
        """Look for this soon, in place of any question that still waits."""
        self._wanted = text.strip()
        if at_once:
            self._pause.stop()
            self._ask()
        else:
            self._pause.start()

    def tell(self, dossier_id: UUID) -> None:
        """Read what became of a dossier."""
        self._shown = dossier_id
        search = self._context.desk.search
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: search.history(dossier_id),
            done=self._on_history,
            failed=self.failed.emit,
            owner=self,
        )

    def _ask(self) -> None:
        question, search = self._wanted, self._context.desk.search
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: search.find(question),
            done=lambda lines: self._on_found(question, lines),
            failed=self.failed.emit,
            owner=self,
        )

    def _on_found(self, question: str, lines: tuple[DossierLine, ...]) -> None:
        if question == self._wanted:
            self.found.emit(question, lines)

    def _on_history(self, history: DossierHistory | None) -> None:
        if history is not None and history.line.dossier_id == self._shown:
            self.told.emit(history)

"""Drafts: what is typed is on disk a second later, and found again by whoever comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from intake_app.ui.reception.form import DossierForm
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from intake_app.errors import IntakeError
    from intake_app.services.drafts import Draft
    from intake_app.ui.context import Context

PAUSE_MS = 700


class DraftKeeper(QObject):
    """Saves the page that is open, and keeps the list of those put aside.

    Signals:
        opened: Another page is open now; carries its `DossierForm`.
        listed: The pages put aside; carries a tuple of `Draft`, the oldest first.
        found: The page on the screen was not begun just now by whoever works here: it came back
            after the program ended, or is somebody else's; carries the `Draft`.
        failed: The disk refused; carries the error. The page itself is untouched.
    """

    opened = Signal(object)
    listed = Signal(object)
    found = Signal(object)
    failed = Signal(object)

    def __init__(
        self, context: Context, read_page: Callable[[], DossierForm], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._drafts = context.desk.drafts
        self._read_page = read_page
        self._saved: DossierForm | None = None
        self.current_id: UUID = self._drafts.new_id()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)

    def note_change(self) -> None:
        """Save soon."""
        if not self._pause.isActive():
            self._pause.start()

    def save(self, *, held: bool = False) -> None:
        """Save the page as it stands; a blank one leaves no draft behind."""
        self._pause.stop()
        operator = self._context.session.operator
        form = self._read_page()
        if operator is None or (form == self._saved and not held):
            return
        draft_id, drafts = self.current_id, self._drafts
        if form.is_blank:
            if self._saved is not None:
                self._run(lambda: drafts.delete(draft_id))
        else:
            members = form.to_members()
            self._run(lambda: drafts.save(draft_id, members, operator, held=held))
        self._saved = form

    def hold(self) -> None:
        """Put the page aside and begin a new one."""
        if not self._read_page().is_blank:
            self.save(held=True)
        self.begin()

    def begin(self) -> None:
        """Begin a new page; the one before was deposited, put aside or given up."""
        self._open_new(DossierForm())

    def begin_with(self, form: DossierForm) -> None:
        """Begin a page that is filled already; the one on the screen is put aside."""
        if not self._read_page().is_blank:
            self.save(held=True)
        self._open_new(form)
        self.save()

    def give_up(self) -> None:
        """Throw the page away and begin a new one."""
        self._pause.stop()
        draft_id, drafts = self.current_id, self._drafts
        self._run(lambda: drafts.delete(draft_id))
        self.begin()

    def open(self, draft: Draft) -> None:
        """Open a page that was put aside; the one on the screen takes its place there."""
        if not self._read_page().is_blank:
            self.save(held=True)
        self._show(draft)
        self._tell_whose(draft)
        self.list_held()

    def restore(self) -> None:
        """Bring back what was on the screen when the program ended, and list what was put aside."""
        self._list(self._on_restored)

    def list_held(self) -> None:
        """List what is put aside, without the page that is open."""
        self._list(self._on_listed)

    def hand_over(self) -> None:
        """Somebody else may work here now: list what is put aside, and say whose the page is."""
        self._list(self._on_handed_over)

    def _list(self, done: Callable[[tuple[Draft, ...]], None]) -> None:
        self._context.tasks.submit(
            Lane.DATABASE, self._drafts.all, done=done, failed=self.failed.emit, owner=self
        )

    def stop(self) -> None:
        """Save nothing more by itself: the page is being deposited."""
        self._pause.stop()

    def _open_new(self, form: DossierForm) -> None:
        self._pause.stop()
        self.current_id = self._drafts.new_id()
        self._saved = None
        self.opened.emit(form)
        self.list_held()

    def _show(self, draft: Draft) -> None:
        self._pause.stop()
        self.current_id = draft.id
        form = DossierForm.from_members(draft.form)
        self.opened.emit(form)
        self._saved = None if draft.held else form  # one put aside is saved as open again
        self.save()

    def _on_restored(self, drafts: tuple[Draft, ...]) -> None:
        open_ones = [draft for draft in drafts if not draft.held]
        if open_ones and self._read_page().is_blank:
            latest = max(open_ones, key=lambda draft: draft.saved_at)
            self._show(latest)
            self.found.emit(latest)
        self._on_listed(drafts)

    def _on_handed_over(self, drafts: tuple[Draft, ...]) -> None:
        for draft in drafts:
            if draft.id == self.current_id:
                self._tell_whose(draft)
        self._on_listed(drafts)

    def _tell_whose(self, draft: Draft) -> None:
        operator = self._context.session.operator
        if operator is not None and draft.begun_by != operator.full_name:
            self.found.emit(draft)

    def _on_listed(self, drafts: tuple[Draft, ...]) -> None:
        self.listed.emit(tuple(draft for draft in drafts if draft.id != self.current_id))

    def _run(self, task: Callable[[], None]) -> None:
        self._context.tasks.submit(Lane.DATABASE, task, failed=self._on_failed, owner=self)

    def _on_failed(self, error: IntakeError) -> None:
        self._saved = None  # the next change tries again
        self.failed.emit(error)

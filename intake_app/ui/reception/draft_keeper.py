"""Drafts: what is typed is on disk a second later, and found again by whoever comes next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from intake_app.services.drafts import Draft
from intake_app.ui.reception.form import DossierForm
from intake_app.ui.reception.unsaved import SentPage, Unsaved
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context

PAUSE_MS = 700
AGAIN_MS = 5_000  # between two tries while the disk refuses


class DraftKeeper(QObject):
    """Saves the page that is open, and keeps the list of those put aside.

    Signals:
        opened: Another page is open now; carries its `DossierForm`.
        listed: The pages put aside; carries a tuple of `Draft`, the oldest first.
        found: The page on the screen was not begun just now by whoever works here: it came back
            after the program ended, or is somebody else's; carries the `Draft`.
        failed: The disk refused; carries the error. A page that was just left comes back, or is
            listed when another was begun meanwhile. It is tried again until the disk takes it, also
            over the login.
        recovered: All that the disk had refused is on it now.
    """

    opened = Signal(object)
    listed = Signal(object)
    found = Signal(object)
    failed = Signal(object)
    recovered = Signal()

    def __init__(
        self, context: Context, read_page: Callable[[], DossierForm], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._drafts = context.desk.drafts
        self._read_page = read_page
        self._saved: DossierForm | None = None
        self._draft: Draft | None = None  # of the page that is open: who began it, and when
        self._on_disk: tuple[Draft, ...] = ()
        self._unsaved = Unsaved()
        self._is_refused = False  # the disk lacks something, and that was said
        self.current_id: UUID = self._drafts.new_id()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._send_again)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What the pages are called, the oldest first, of which the disk lacks the latest state."""
        return tuple(DossierForm.from_members(draft.form).title for draft in self._unsaved.over(()))

    def note_change(self) -> None:
        """Save soon."""
        if not self._pause.isActive():
            self._pause.start()

    def save(self, *, held: bool = False) -> None:
        """Save the page as it stands; a blank one leaves no draft behind."""
        self._pause.stop()
        self._send_again()
        operator, form = self._context.session.operator, self._read_page()
        if operator is None or (form == self._saved and not held):
            return
        if not form.is_blank:
            self._draft = self._draft_of(form, operator, held=held)
            page = SentPage(self._draft, operator)
            self._send(page, refused=partial(self._on_refused, page))
        elif self._saved is not None:
            self._delete()
        self._saved = form

    def hold(self) -> None:
        """Put the page aside and begin a new one."""
        self._put_aside()
        self._open_new(DossierForm())

    def begin_with(self, form: DossierForm) -> None:
        """Begin a page that is filled already; the one on the screen is put aside."""
        self._put_aside()
        self._open_new(form)
        self.save()

    def drop(self) -> None:
        """Keep nothing of the page, which was deposited or given up, and begin a new one."""
        self._pause.stop()
        self._delete()
        self._open_new(DossierForm())

    def open(self, draft: Draft) -> None:
        """Open a page that was put aside; the one on the screen takes its place there."""
        self._put_aside()
        self._show(draft)
        self.save()
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

    def _put_aside(self) -> None:
        if not self._read_page().is_blank:
            self.save(held=True)

    def _open_new(self, form: DossierForm) -> None:
        self._pause.stop()
        self.current_id = self._drafts.new_id()
        self._saved, self._draft = None, None
        self.opened.emit(form)
        self.list_held()

    def _show(self, draft: Draft) -> None:
        self._pause.stop()
        self.current_id, self._draft = draft.id, draft
        form = DossierForm.from_members(draft.form)
        self.opened.emit(form)
        self._saved = None if draft.held else form  # one put aside is saved as open again

    def _on_restored(self, drafts: tuple[Draft, ...]) -> None:
        open_ones = [draft for draft in drafts if not draft.held]
        if open_ones and self._read_page().is_blank:
            latest = max(open_ones, key=lambda draft: draft.saved_at)
            self._show(latest)
            self.save()
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
        self._on_disk = drafts
        self._tell_listed()

    def _tell_listed(self) -> None:
        drafts = self._unsaved.over(self._on_disk)
        self.listed.emit(tuple(draft for draft in drafts if draft.id != self.current_id))

    def _draft_of(self, form: DossierForm, operator: Operator, *, held: bool) -> Draft:
        now, begun = self._context.desk.clock.now(), self._draft
        return Draft(
            id=self.current_id,
            form=form.to_members(),
            begun_by=begun.begun_by if begun else operator.full_name,
            begun_at=begun.begun_at if begun else now,
            saved_at=now,
            held=held,
        )

    def _send(self, page: SentPage, refused: Callable[[IntakeError], None]) -> None:
        draft, drafts = page.draft, self._drafts
        self._unsaved.note(page)
        page.is_under_way = True
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: drafts.save(draft.id, draft.form, page.operator, held=draft.held),
            done=lambda _none: self._on_saved(page),
            failed=refused,
            ended=partial(_note_answer, page),
            owner=self,
        )

    def _send_again(self) -> None:
        """Send what the disk refused, each page in the name of who typed it."""
        for page in self._unsaved.to_send_again():
            self._send(page, refused=lambda _error: self._again.start())  # it was said at first

    def _on_saved(self, page: SentPage) -> None:
        self._unsaved.confirm(page)
        others = (draft for draft in self._on_disk if draft.id != page.draft.id)
        self._on_disk = (*others, page.draft)
        if self._is_refused and not self._unsaved.has_any:
            self._is_refused = False
            self._again.stop()
            self._tell_listed()
            self.recovered.emit()

    def _on_refused(self, page: SentPage, error: IntakeError) -> None:
        """The disk did not take a page: it stays, or comes back, or waits in the list."""
        self._is_refused = True
        self._again.start()
        if page.draft.id == self.current_id:
            self._saved = None  # the next change tries again
        elif self._read_page().is_blank and self._unsaved.is_latest(page):
            self._show(page.draft)
        self._tell_listed()
        self.failed.emit(error)

    def _delete(self) -> None:
        draft_id, drafts = self.current_id, self._drafts
        self._unsaved.forget(draft_id)
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: drafts.delete(draft_id),
            failed=self.failed.emit,
            owner=self,
        )


def _note_answer(page: SentPage) -> None:
    page.is_under_way = False

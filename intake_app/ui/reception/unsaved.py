"""Pages on their way to the disk: none is let go of before the disk has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intake_app.domain.operators import Operator
    from intake_app.services.drafts import Draft


@dataclass(slots=True)
class SentPage:
    """A page as it was sent to the disk, in whose name, and whether the answer is still due."""

    draft: Draft
    operator: Operator
    is_under_way: bool = False


class Unsaved:
    """Keeps the latest state of each page that the disk has not confirmed."""

    def __init__(self) -> None:
        self._pages: dict[UUID, SentPage] = {}

    def note(self, page: SentPage) -> None:
        """Keep a page that is sent; it takes the place of what was sent of it before."""
        self._pages[page.draft.id] = page

    def confirm(self, page: SentPage) -> None:
        """Let go of a page that is on disk, unless a newer state of it is on its way."""
        if self._pages.get(page.draft.id) is page:
            del self._pages[page.draft.id]

    def forget(self, draft_id: UUID) -> None:
        """Let go of a page that nobody wants any more."""
        self._pages.pop(draft_id, None)

    def is_latest(self, page: SentPage) -> bool:
        """Say whether nothing newer of this page was sent, nor has the disk got it."""
        return self._pages.get(page.draft.id) is page

    @property
    def has_any(self) -> bool:
        """Whether the disk lacks anything that was sent to it."""
        return bool(self._pages)

    def to_send_again(self) -> list[SentPage]:
        """Return what the disk did not take."""
        return [page for page in self._pages.values() if not page.is_under_way]

    def over(self, on_disk: Iterable[Draft]) -> tuple[Draft, ...]:
        """Return the drafts of the disk, each with its newer state where there is one."""
        newest = {draft.id: draft for draft in on_disk}
        newest |= {key: page.draft for key, page in self._pages.items()}
        return tuple(sorted(newest.values(), key=lambda draft: draft.begun_at))

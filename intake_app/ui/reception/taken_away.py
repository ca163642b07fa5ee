"""What was taken off the page by hand, and how it comes back beside what was typed since."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.ui.reception.form import DossierForm

T = TypeVar("T")


@dataclass(frozen=True)
class TakenAway:
    """A page as it stood before something was taken away, and right after.

    What goes is an act with its boxes, a prescription, a line of boxes, or the whole page.
    """

    before: DossierForm
    after: DossierForm
    is_whole: bool = False

    @property
    def path(self) -> str:
        """Where on the page it is that was taken away; the first field stands for a whole page."""
        before, after = self.before, self.after
        if self.is_whole or after == before:
            return "student.identity_number"
        if len(before.acts) > len(after.acts):
            return f"acts[{_place_of_gap(before.acts, after.acts)}]"
        if len(before.prescriptions) > len(after.prescriptions):
            place = _place_of_gap(before.prescriptions, after.prescriptions)
            return f"prescriptions[{place}].original"
        act = _place_of_gap(before.acts, after.acts)
        line = _place_of_gap(before.acts[act].medicines, after.acts[act].medicines)
        return f"acts[{act}].medicines[{line}].public_price"

    def back_on(self, now: DossierForm) -> DossierForm:
        """Return the page of now with what was taken away in its place again."""
        if now == self.after:
            return self.before
        whole = deepcopy(now)
        if len(self.before.acts) == len(self.after.acts):
            for was, left, act in zip(self.before.acts, self.after.acts, whole.acts, strict=False):
                _put_back(was.medicines, left.medicines, act.medicines)
        back = _put_back(self.before.acts, self.after.acts, whole.acts)
        if back is not None and any(act.takes_boxes for act in now.acts):
            back.takes_boxes = False  # another was chosen since
        _put_back(self.before.prescriptions, self.after.prescriptions, whole.prescriptions)
        return whole


def _put_back(before: Sequence[T], after: Sequence[T], now: list[T]) -> T | None:
    """Return what was put back, None when nothing was missing."""
    if len(before) == len(after):
        return None
    place = _place_of_gap(before, after)
    back = deepcopy(before[place])
    now.insert(min(place, len(now)), back)
    return back


def _place_of_gap(before: Sequence[T], after: Sequence[T]) -> int:
    """Return the first place where the two are not the same."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((place for place, (was, left) in pairs if was != left), len(after))

"""What a rule looks at, and what it hands back when something is wrong.

A rule never says how much its fault matters: the scheme profile does, in `check.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from intake_app.domain.dossier import Act, Dossier
    from intake_app.domain.lists import Lists
    from intake_app.domain.offices import Institution
    from intake_app.domain.profile import Profile

Details = tuple[tuple[str, str], ...]


class Fault(NamedTuple):
    """Something wrong, at a place of the dossier, with the values its sentence needs.

    `act` is the act it was found on, whose date and care decide how much it matters.
    """

    code: str
    path: str
    details: Details = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """One dossier on the counter with all that its check depends on.

    `deposited_on` is the day of this revision; `first_deposited_on` that of the first one, by
    which the deadline is judged. `in_force` says whether `profile` covers `day`, or is only
    the nearest one.
    """

    dossier: Dossier
    deposited_on: date
    first_deposited_on: date
    profile: Profile
    in_force: bool
    institution: Institution | None
    lists: Lists
    first_act_on: date | None
    deadline_on: date | None

    @property
    def day(self) -> date:
        """The day by which the dossier as a whole is judged: its first act, else its deposit."""
        return self.first_act_on or self.first_deposited_on

    @property
    def days_left(self) -> int | None:
        """Days from the first deposit to the deadline, negative when it has passed."""
        if self.deadline_on is None:
            return None
        return (self.deadline_on - self.first_deposited_on).days

    def day_of(self, act: Act) -> date:
        """Return the day by which an act is judged: its own, else the dossier's."""
        return act.performed_on or self.day

    def asks(self, code: str, act: Act) -> bool:
        """Say whether the profile asks this of an act of that day and kind."""
        return self.profile.weigh(code, self.day_of(act), act.care) is not None


def in_words(day: date) -> str:
    """Write a day as people read it in Morocco: `10/10/2026`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def act_details(index: int, act: Act) -> Details:
    """Name an act in a sentence: its place on the sheet, its kind, and who gave it."""
    return (("number", str(index + 1)), ("act_kind", act.care.value), ("who", act.care.value))

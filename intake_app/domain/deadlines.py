"""Days that decide on a dossier: its first act, its deadline, the student's age.

Source: S0 (60 days from the first act; for continuous treatment, from its end; at most 30 years).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from intake_app.domain.catalogue import UNREIMBURSED

if TYPE_CHECKING:
    from intake_app.domain.dossier import Dossier

DEPOSIT_WINDOW = timedelta(days=60)
NEAR_DAYS = 7


def first_act_on(dossier: Dossier) -> date | None:
    """Return the earliest day of care written on the dossier, None when no act is dated."""
    return min((act.performed_on for act in dossier.acts if act.performed_on), default=None)


def last_act_on(dossier: Dossier) -> date | None:
    """Return the latest day of care written on the dossier, None when no act is dated."""
    return max((act.performed_on for act in dossier.acts if act.performed_on), default=None)


def deadline_on(dossier: Dossier) -> date | None:
    """Return the last day on which the deposit is in time.

    None when nothing is being reimbursed yet, when no act is dated, and while a continuous
    treatment has no end.
    """
    if dossier.request in UNREIMBURSED:
        return None
    treatment = dossier.treatment
    counted_from = treatment.ended_on if treatment.continuous else first_act_on(dossier)
    return None if counted_from is None else _after_window(counted_from)


def age_on(day: date, birth_date: date) -> int:
    """Count the whole years of a person on a day; born on 29 February, they change on 1 March."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


def _after_window(day: date) -> date:
    """Add the window, stopping at the last day that a calendar here can write."""
    return day + min(DEPOSIT_WINDOW, date.max - day)

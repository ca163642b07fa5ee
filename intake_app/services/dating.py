"""Whether the counter's clock may date a seal, and what the agent says of it when it may not.

A clock is doubted when it lies before the last seal or before this program's release. A dossier is
never turned away for it: the agent confirms the day, and the receipt says so.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from intake_app.errors import UnusableInput

if TYPE_CHECKING:
    from datetime import datetime

    from intake_app.storage.unit_of_work import UnitOfWork

CLOCK_BEHIND = "clock_behind"
DATE_CONFIRMED = "date_confirmed"
DATE_IN_DOUBT = "deposit.date_in_doubt"
RELEASED_ON = date(2026, 11, 1)  # moved with each release: no right clock lies before it


class DateWord(Enum):
    """What the agent says of a day that is in doubt."""

    NOBODY_ASKED = "nobody_asked"  # a command that nobody watches: sealed all the same
    TO_ASK = "to_ask"
    CONFIRMED = "confirmed"


def clock_flags(uow: UnitOfWork, now: datetime, word: DateWord) -> tuple[str, ...]:
    """Say what a seal tells of the clock; nothing while it may be trusted.

    Raises:
        UnusableInput: `deposit.date_in_doubt`: the agent is to be asked first.
    """
    last = uow.dossiers.last_sealed_at()
    if now.date() >= RELEASED_ON and (last is None or now >= last):
        return ()
    if word is DateWord.TO_ASK:
        been = RELEASED_ON if last is None else max(RELEASED_ON, last.astimezone(now.tzinfo).date())
        raise UnusableInput(DATE_IN_DOUBT, day=f"{now:%d/%m/%Y %H:%M}", been=f"{been:%d/%m/%Y}")
    return (CLOCK_BEHIND, DATE_CONFIRMED) if word is DateWord.CONFIRMED else (CLOCK_BEHIND,)

"""How a counter's day goes: when students come, when nobody can be reached.

Students come at random (a Poisson process whose rate changes by the hour): few before half past
eight, most between nine and noon, a second wave after the midday break. The link of a counter is
down for some hours of some days, and for a whole day at a site that is offline.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

OPENS_AT = 8
# Share of a day's dossiers by hour, from 08:00 to 17:00.
SHARES = (0.03, 0.16, 0.19, 0.17, 0.08, 0.07, 0.14, 0.11, 0.05)
_CUT_CHANCE = 0.15
_OFFLINE_CHANCE = 0.03
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """When dossiers come, in order, and between which two instants the link is down."""

    arrivals: tuple[datetime, ...]
    down_from: datetime
    down_until: datetime

    def is_down(self, at: datetime) -> bool:
        """Whether the counter cannot reach the server then."""
        return self.down_from <= at < self.down_until


def plan_day(morning: datetime, dossiers: int, chance: random.Random) -> DayPlan:
    """Draw one day of one counter.

    Args:
        morning: Midnight before the day.
        dossiers: How many come on an average day.
        chance: Where the draws come from.
    """
    arrivals = []
    for place, share in enumerate(SHARES):
        begun = morning + timedelta(hours=OPENS_AT + place)
        rate = dossiers * share  # an hour
        offset = chance.expovariate(rate)
        while offset < 1.0:
            arrivals.append(begun + offset * _HOUR)
            offset += chance.expovariate(rate)
    opens = morning + timedelta(hours=OPENS_AT)
    down_from = down_until = opens
    drawn = chance.random()
    if drawn < _OFFLINE_CHANCE:
        down_until = morning + timedelta(days=1)
    elif drawn < _OFFLINE_CHANCE + _CUT_CHANCE:
        down_from = opens + chance.uniform(0, len(SHARES)) * _HOUR
        down_until = down_from + chance.uniform(0.2, 4) * _HOUR
    return DayPlan(tuple(arrivals), down_from, down_until)

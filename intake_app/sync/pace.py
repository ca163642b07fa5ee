"""How fast the counter sends, and how long it waits after a failure.

Batches grow by 10 up to what the server takes and halve when one is too large or too slow. Waits
are drawn at random between nothing and a ceiling that doubles from 2 seconds to 15 minutes
("full jitter"), so that four hundred counters do not come back together.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

FIRST_SIZE = 10
GROWTH = 10
FIRST_CEILING_SECONDS = 2.0
LAST_CEILING_SECONDS = 15 * 60.0
_MAX_TOLD_SECONDS = 60 * 60.0


@dataclass(slots=True)
class Pace:
    """The state of one counter's sending; `size` counts items of the next batch.

    `failures` counts tries in a row without a receipt; there is no last try.
    """

    limit: int = FIRST_SIZE
    size: int = FIRST_SIZE
    failures: int = 0
    chance: random.Random = field(default_factory=random.SystemRandom, repr=False)

    def allow(self, limit: int) -> None:
        """Take up the server's limit."""
        self.limit = max(1, limit)
        self.size = min(self.size, self.limit)

    def succeeded(self) -> None:
        """A receipt was verified: the next batch may be larger and waits start anew."""
        self.size = min(self.size + GROWTH, self.limit)
        self.failures = 0

    def halve(self, item_count: int) -> None:
        """A batch of so many items was too large, or too slow for this link."""
        self.size = max(1, min(self.size, item_count) // 2)

    def failed(self, told_seconds: float | None = None) -> float:
        """Count a failed try; return the seconds to wait before the next.

        Args:
            told_seconds: What the server asked for; obeyed, up to an hour.
        """
        ceiling = min(FIRST_CEILING_SECONDS * 2 ** min(self.failures, 30), LAST_CEILING_SECONDS)
        self.failures += 1
        drawn = self.chance.uniform(0, ceiling)
        if told_seconds is None:
            return drawn
        # Spread over a little more than what was told: all counters were told the same.
        return min(told_seconds, _MAX_TOLD_SECONDS) + self.chance.uniform(0, FIRST_CEILING_SECONDS)

    def stopped(self) -> float:
        """The server said no: return the longest wait, for only a person can change that."""
        self.failures += 1
        return LAST_CEILING_SECONDS

    def woken(self) -> None:
        """A new deposit or another network: waits start anew."""
        self.failures = 0

"""How often each station may speak: a bucket of tokens apiece, for one worker."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

from intake_app.sync.problems import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_SPEAKERS = 10_000


class RateLimit:
    """Tokens come back at a steady rate up to a burst; the least recent speakers are forgotten."""

    def __init__(self, per_second: float, burst: int, monotonic: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = burst
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, speaker: str) -> None:
        """Take one token of a speaker.

        Raises:
            Problem: `rate.exceeded` with the whole seconds after which one is there again.
        """
        now = self._monotonic()
        tokens, seen_at = self._buckets.pop(speaker, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + (now - seen_at) * self._per_second)
        allowed = tokens >= 1.0
        self._buckets[speaker] = (tokens - 1.0 if allowed else tokens, now)
        if len(self._buckets) > _MAX_SPEAKERS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = math.ceil((1.0 - tokens) / self._per_second)
            raise Problem(ProblemCode.RATE_EXCEEDED, retry_after_seconds=max(1, wait))

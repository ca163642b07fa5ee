"""What to tell the person at the camera when nothing is read: more light, nearer, hold still."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import cv2
import numpy as np

from intake_app.scanning.ean_bars import MODULES
from intake_app.scanning.regions import CELL, SEARCH_SIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.scanning.codes import Grey
    from intake_app.scanning.confirmation import Sighting
    from intake_app.scanning.regions import BarRegion

DARK_LEVEL = 38.0  # mean brightness, of 255
SMALLEST_MODULE_PIXELS = 1.3
OVERSHOOT_CELLS = 6.0  # how much longer a region is than its bars
MOVING_LEVEL = 6.0  # mean change of brightness between two frames where something lies
PATIENCE_SECONDS = 0.8  # without a read before anything is said
SHOWN_SECONDS = 1.0  # a hint stays so long, so that it can be read
GLANCE_STEP = 8  # every so many pixels are looked at


class Hint(StrEnum):
    """One thing the person can do; words are `hint.<value>` in the wording."""

    TOO_DARK = "too_dark"
    TOO_FAR = "too_far"
    HOLD_STILL = "hold_still"


class HintWatch:
    """Decides frame by frame which hint is shown, slowly enough to be read."""

    def __init__(self) -> None:
        self._last_read_at: float | None = None
        self._last_glance: Grey | None = None
        self._shown: Hint | None = None
        self._shown_until = 0.0

    def observe(
        self,
        at: float,
        grey: Grey,
        sightings: Sequence[Sighting],
        unread: Sequence[BarRegion],
    ) -> Hint | None:
        """Take one frame and what was found on it; return the hint to show now."""
        glance = grey[::GLANCE_STEP, ::GLANCE_STEP]
        before, self._last_glance = self._last_glance, glance.copy()
        if self._last_read_at is None or any(s.seen_at == at for s in sightings):
            self._last_read_at = at
            self._shown = None if sightings else self._shown
        if at - self._last_read_at < PATIENCE_SECONDS:
            return self._shown if at < self._shown_until else None
        wanted = _hint(glance, before, unread)
        if wanted is not None:
            self._shown, self._shown_until = wanted, at + SHOWN_SECONDS
        return self._shown if at < self._shown_until else None


def _hint(glance: Grey, before: Grey | None, unread: Sequence[BarRegion]) -> Hint | None:
    if float(glance.mean()) < DARK_LEVEL:
        return Hint.TOO_DARK
    if not unread:
        return None
    if before is not None and before.shape == glance.shape:
        change = _change_around(unread, glance, before)
        if change > MOVING_LEVEL:
            return Hint.HOLD_STILL
    longest_side = max(glance.shape) * GLANCE_STEP
    if all(_module_pixels(region, longest_side) < SMALLEST_MODULE_PIXELS for region in unread):
        return Hint.TOO_FAR
    return None


def _module_pixels(region: BarRegion, longest_side: int) -> float:
    """Guess how wide the thinnest bar of an EAN-13 would be in this region."""
    cell = CELL * max(1.0, longest_side / SEARCH_SIDE)
    return (region.length - OVERSHOOT_CELLS * cell) / MODULES


def _change_around(unread: Sequence[BarRegion], glance: Grey, before: Grey) -> float:
    """Return the mean change of brightness at the strongest place that looks like bars."""
    region = unread[0]
    reach = max(region.length, region.height) / 2 / GLANCE_STEP
    x, y = region.x / GLANCE_STEP, region.y / GLANCE_STEP
    rows = slice(max(0, int(y - reach)), int(y + reach) + 1)
    columns = slice(max(0, int(x - reach)), int(x + reach) + 1)
    return float(np.mean(cv2.absdiff(glance[rows, columns], before[rows, columns])))

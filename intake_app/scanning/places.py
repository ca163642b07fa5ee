"""Places of a camera's picture where bars lie, followed from frame to frame.

What is read there, how long it has been unread, whose turn it is to be looked at closely, and
when a slow decoder is worth its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import hypot
from typing import TYPE_CHECKING

from intake_app.scanning.codes import centre, is_sliver, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from intake_app.scanning.codes import CodeRead
    from intake_app.scanning.regions import BarRegion

UNREAD_SECONDS = 0.4  # bars unread for so long deserve the slow decoders
READ_LATELY_SECONDS = 0.3  # until its turn comes again, a place that was read counts as read
# What was tried in vain for `UNREAD_SECONDS` has its turn on so few frames only.
STALE_EVERY = 4
# Between two slow tries at one place: two frames at first, later half a second.
SOONEST_SECONDS, LATEST_SECONDS, PATIENT_TRIES, SLOWING = 0.06, 0.5, 8, 1.3
SURELY_SOLVED = 4  # reads in a row are enough to believe one; after that it is only kept in view


class Slow(Enum):
    """The slow decoders; what reads a blur of modules takes longest by far."""

    OPENCV = "opencv"
    TEMPLATE = "template"
    BLURRED = "blurred"


_TURNS = (Slow.OPENCV, Slow.TEMPLATE, Slow.OPENCV, Slow.BLURRED)


@dataclass(slots=True, eq=False)
class Place:
    """Bars that lie somewhere; times in seconds, `looked_at` the number of a frame."""

    region: BarRegion
    unread_since: float
    seen_at: float
    next_at: float  # when a slow decoder may try
    read_at: float = float("-inf")
    looked_at: int = -1
    turn: int = 0
    solved: int = 0  # times in a row

    @property
    def slow(self) -> Slow:
        """Whose turn it is."""
        return _TURNS[self.turn % len(_TURNS)]

    def is_read(self, at: float) -> bool:
        """Say whether something was read here lately."""
        return at - self.read_at < READ_LATELY_SECONDS

    def is_stale(self, at: float) -> bool:
        """Say whether nothing could be read here for some time."""
        return at - self.unread_since >= UNREAD_SECONDS

    def note_read(self, at: float) -> None:
        """Something was read here without a slow decoder."""
        self.read_at = self.unread_since = at
        self.next_at = at + UNREAD_SECONDS

    def note_slow(self, at: float, *, solved: bool) -> None:
        """Plan the next slow try: with the decoder that succeeded, or else with the next one."""
        if solved:
            self.turn, self.read_at, self.solved = self.turn % len(_TURNS), at, self.solved + 1
            self.next_at = at if self.solved < SURELY_SOLVED else at + LATEST_SECONDS
            return
        self.turn, self.solved = self.turn + 1, 0
        late = SOONEST_SECONDS * SLOWING ** max(0, self.turn - PATIENT_TRIES)
        self.next_at = at + min(late, LATEST_SECONDS)


class Places:
    """All places in view."""

    def __init__(self) -> None:
        self._all: list[Place] = []

    def __contains__(self, place: Place) -> bool:
        return place in self._all

    def follow(self, at: float, regions: Iterable[BarRegion]) -> list[Place]:
        """Take the regions of one frame; return their places in the same order."""
        self._all = [place for place in self._all if at - place.seen_at < UNREAD_SECONDS]
        return [self._of(region, at) for region in regions]

    def _of(self, region: BarRegion, at: float) -> Place:
        for place in self._all:
            if place.seen_at < at and _is_near(place.region, region):
                place.region, place.seen_at = region, at
                return place
        self._all.append(Place(region, at, at, at + UNREAD_SECONDS))
        return self._all[-1]


def note_covered(places: Iterable[Place], reads: Iterable[CodeRead], at: float) -> None:
    """Note the places that these reads lie on, so that nothing is left to be read in them.

    A mere line leaves its place unread: rows just meet the bars of a code at 30° or 60°, frame
    after frame, and an unlisted product is not believed before its place was looked at closely.
    """
    for read in reads:
        for place in places:
            if _covers(place.region, read) and not is_sliver(read):
                place.note_read(at)


def whose_turn(places: Iterable[Place], at: float, frame: int, most: int) -> list[Place]:
    """Choose the unread places to look at closely on this frame: who waited longest is first."""
    waiting = [
        place
        for place in places
        if place.read_at < at and (not place.is_stale(at) or frame - place.looked_at >= STALE_EVERY)
    ]
    waiting.sort(key=lambda place: place.looked_at)
    for place in waiting[:most]:
        place.looked_at = frame
    return waiting[:most]


def most_due(places: Sequence[Place], at: float) -> Place | None:
    """Return the place that has waited longest for a slow decoder, if any may try now."""
    due = (place for place in places if place.next_at <= at and place.read_at < at)
    return min(due, key=lambda place: place.next_at, default=None)


def _covers(region: BarRegion, read: CodeRead) -> bool:
    x, y = centre(read.corners)
    return hypot(x - region.x, y - region.y) < 0.4 * max(region.length, span(read.corners))


def _is_near(before: BarRegion, now: BarRegion) -> bool:
    return hypot(before.x - now.x, before.y - now.y) < 0.5 * max(before.length, now.length)

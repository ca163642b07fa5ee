"""When a code on the camera is believed, and when it is reported: pure rules, time is given.

Every false read passes its check digit, so a code is believed when it is read again: two equal
reads within a second with a lead of two over all rivals in the same place, three for a product
that is in no list, one for a matrix code, which corrects itself. EAN-8 and reads of the last
resort are believed only when the reference knows the product.

A code is reported once while it stays in view and again after it has left for 1.5 s. Two boxes
of one product count as two when both are seen, each in its own place. The two codes of one box
(EAN-13 and DataMatrix) are one box.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import count
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from intake_app.scanning.codes import (
    MATRIX,
    CodeRead,
    Engine,
    Symbology,
    centre,
    is_sliver,
    span,
)
from intake_app.scanning.evidence import are_rivals
from intake_app.scanning.items import ItemKind, ScannedItem, classify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from intake_app.scanning.codes import Corners, Point

WINDOW_SECONDS = 1.0  # equal reads further apart than this do not confirm each other
LEFT_SECONDS = 1.5
# A code that can no longer be read but whose bars still lie there has not left, for this long.
HELD_SECONDS = 4.0
LEAD_NEEDED = 2
VOTES, VOTES_UNLISTED, VOTES_MATRIX = 2, 3, 1
# A rival that was last read so long before a code's first read has made room for it.
GONE_SECONDS = 0.2
# A box slides no faster than this many of its own lengths a second, plus a jump at once.
FASTEST_LENGTHS_A_SECOND, JUMP_LENGTHS = 8.0, 0.5
APART_SIGHTINGS = 2  # of each of two boxes in its own place, before they are two
# Two reads of one code differ by so much along it and across it, in its lengths: decoders that
# follow one line give that line's place, others the place of the whole code.
ALONG_LENGTHS, ACROSS_LENGTHS = 0.3, 0.42
# A streak of glare cuts a code into two reads, exactly above each other and no further apart
# than a code is high.
ALIGNED_LENGTHS, TALLEST_LENGTHS = 0.12, 1.0


class Sighting(NamedTuple):
    """A code in view: where it was last read, whether it is believed, and when it was read."""

    corners: Corners
    text: str
    confirmed: bool
    seen_at: float


@dataclass(slots=True)
class _Track:
    """One code in one place, followed from frame to frame."""

    number: int
    read: CodeRead
    item: ScannedItem
    seen_at: float  # last read
    present_at: float  # last read, or last seen as bars that nobody can read
    votes: deque[float] = field(default_factory=deque)
    strong: bool = False  # some vote was neither of the last resort nor of a mere line
    confirmed: bool = False
    reported: bool = False
    # How often each other track of the same text, by its number, was read since this one began.
    twins: dict[int, int] = field(default_factory=dict)
    sightings: int = 0

    @property
    def product(self) -> str:
        """What one box of is one more of: the product, or the text of anything else."""
        return self.item.code if self.item.kind is ItemKind.MEDICINE else self.item.text

    def reach(self, at: float) -> float:
        """How far in pixels this code may have moved since it was read."""
        lengths = JUMP_LENGTHS + FASTEST_LENGTHS_A_SECOND * (at - self.seen_at)
        return lengths * span(self.read.corners)


class Confirmation:
    """Follows the codes in view and says which are new.

    `known` says whether a product code (13 digits) is in the reference.
    """

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known
        self._tracks: list[_Track] = []
        self._numbers = count()

    def observe(
        self, at: float, reads: Iterable[CodeRead], unread: Sequence[Point] = ()
    ) -> list[ScannedItem]:
        """Take one frame's reads and return what is to be reported now.

        Args:
            at: seconds, never less than before.
            reads: every read of the frame, corners in its pixels.
            unread: middles of places that look like bars and were not read.
        """
        self._keep_present(at, unread)
        self._forget_what_left(at)
        for read, strong in _merged(reads):
            self._vote(at, read, strong=strong)
        return [item for track in list(self._tracks) for item in self._judge(at, track)]

    def in_view(self, at: float, within: float = WINDOW_SECONDS) -> list[Sighting]:
        """Return the codes read in the last `within` seconds."""
        return [
            Sighting(track.read.corners, track.read.text, track.confirmed, track.seen_at)
            for track in self._tracks
            if at - track.seen_at <= within
        ]

    def _keep_present(self, at: float, unread: Sequence[Point]) -> None:
        """Bars that lie where a believed code was are that code, turned to glare for a moment."""
        for track in self._tracks:
            if track.confirmed and at - track.seen_at < HELD_SECONDS:
                reach = 0.5 * span(track.read.corners)
                if any(_distance(place, centre(track.read.corners)) < reach for place in unread):
                    track.present_at = at

    def _forget_what_left(self, at: float) -> None:
        gone = [track for track in self._tracks if at - track.present_at >= LEFT_SECONDS]
        self._tracks = [track for track in self._tracks if at - track.present_at < LEFT_SECONDS]
        for track in gone:
            if track.reported:
                self._pass_on(track)

    def _pass_on(self, gone: _Track) -> None:
        """Let another code of the same box carry on the box's report when one leaves the view."""
        for track in self._tracks:
            if track.product == gone.product and track.confirmed and not track.reported:
                track.reported = True
                return

    def _vote(self, at: float, read: CodeRead, *, strong: bool) -> None:
        track = self._find(at, read)
        if track is None:
            item = classify(read.symbology, read.text)
            track = _Track(next(self._numbers), read, item, at, at)
            self._tracks.append(track)
        for twin in self._tracks:
            if twin is not track and twin.read.key == read.key:
                twin.twins[track.number] = twin.twins.get(track.number, 0) + 1
        track.read, track.seen_at, track.present_at = read, at, at
        track.sightings += 1
        track.strong = track.strong or strong
        track.votes.append(at)
        while track.votes and at - track.votes[0] > WINDOW_SECONDS:
            track.votes.popleft()

    def _find(self, at: float, read: CodeRead) -> _Track | None:
        """Find the track that this read continues: nearest of the same text, not read just now."""
        free = [t for t in self._tracks if t.read.key == read.key and t.seen_at < at]
        place = centre(read.corners)
        near = [
            track
            for track in free
            if _distance(centre(track.read.corners), place) <= track.reach(at)
            or _is_same_code(track.read, read)
        ]
        return min(near, key=lambda t: _distance(centre(t.read.corners), place), default=None)

    def _judge(self, at: float, track: _Track) -> list[ScannedItem]:
        if track.confirmed or track.seen_at < at or not self._is_sure(at, track):
            return []
        older = [t for t in self._tracks if t.read.key == track.read.key and t.confirmed]
        if any(not self._are_two(track, other) for other in older):
            self._absorb(at, track, older)
            return []
        track.confirmed = True
        alike = [t for t in self._tracks if t.confirmed and t.product == track.product]
        boxes = sum(t.read.symbology is track.read.symbology for t in alike)
        if boxes <= sum(t.reported for t in alike):
            return []
        track.reported = True
        return [track.item]

    def _are_two(self, track: _Track, other: _Track) -> bool:
        """Say whether two tracks of one text are two boxes, or one that moved far while unread."""
        seen_since = track.twins.get(other.number, 0)
        return seen_since >= APART_SIGHTINGS and track.sightings >= APART_SIGHTINGS

    def _absorb(self, at: float, track: _Track, older: list[_Track]) -> None:
        """Take a code that lies elsewhere as the same box once its old place has gone quiet."""
        quiet = [t for t in older if at - t.seen_at > WINDOW_SECONDS / 2]
        if not quiet:
            return
        old = max(quiet, key=lambda t: t.seen_at)
        track.confirmed, track.reported = True, old.reported
        self._tracks.remove(old)

    def _is_sure(self, at: float, track: _Track) -> bool:
        votes = len(track.votes)
        if track.read.symbology in MATRIX:
            return votes >= VOTES_MATRIX
        listed = track.item.kind is ItemKind.MEDICINE and self._known(track.item.code)
        if not listed and (track.read.symbology is Symbology.EAN8 or not track.strong):
            return False
        firm = listed or track.item.kind not in {ItemKind.MEDICINE, ItemKind.UNKNOWN}
        needed = VOTES if firm else VOTES_UNLISTED
        return votes >= needed and votes - self._rival_votes(at, track) >= LEAD_NEEDED

    def _rival_votes(self, at: float, track: _Track) -> int:
        """Count all that speaks against a track: where much is misread, nothing is certain."""
        return sum(
            at - vote <= WINDOW_SECONDS
            for other in self._tracks
            if other.read.symbology not in MATRIX
            and track.votes[0] - other.seen_at < GONE_SECONDS
            and are_rivals(other.read, track.read)
            for vote in other.votes
        )


def _merged(reads: Iterable[CodeRead]) -> list[tuple[CodeRead, bool]]:
    """Keep one read a place and text: several engines on one frame are one vote.

    The flag says that at least one of them was neither the last resort nor a mere line.
    """
    kept: list[tuple[CodeRead, bool]] = []
    for read in reads:
        strong = read.engine is not Engine.TEMPLATE and not is_sliver(read)
        for index, (other, was_strong) in enumerate(kept):
            if other.key == read.key and _is_same_code(other, read):
                kept[index] = (other, was_strong or strong)
                break
        else:
            kept.append((read, strong))
    return kept


def _is_same_code(first: CodeRead, second: CodeRead) -> bool:
    """Say whether two reads of one text are of one code rather than of two boxes."""
    (left, top), (right, bottom) = first.corners[0], first.corners[1]
    length = max(hypot(right - left, bottom - top), 0.5 * span(first.corners), 1.0)
    cosine, sine = (right - left) / length, (bottom - top) / length
    (ax, ay), (bx, by) = centre(first.corners), centre(second.corners)
    along = abs((bx - ax) * cosine + (by - ay) * sine) / length
    across = abs((by - ay) * cosine - (bx - ax) * sine) / length
    if along < ALONG_LENGTHS and across < ACROSS_LENGTHS:
        return True
    heights = [y * cosine - x * sine for x, y in (*first.corners, *second.corners)]
    return along < ALIGNED_LENGTHS and max(heights) - min(heights) < TALLEST_LENGTHS * length


def _distance(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])

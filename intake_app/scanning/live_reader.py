"""Reading a camera's frames one after another, each within a few milliseconds.

Quick first, thorough only where bars stay unread: bars in rows and columns on every frame,
matrix codes on every second one, and of the places that look like bars and were missed two a
frame straightened, in turn. What stays unread for 0.4 s is given to the slow decoders, a few
pieces of work a frame, and less and less often: a striped mat would else take the whole core
for as long as it lies there.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from intake_app.scanning.codes import MATRIX
from intake_app.scanning.engines import ZxingDecoder
from intake_app.scanning.passes import Passes
from intake_app.scanning.places import Place, Places, Slow, most_due, note_covered, whose_turn
from intake_app.scanning.regions import BarRegion, find_bar_regions
from intake_app.scanning.shrinking import shrink_to
from intake_app.scanning.strips import straighten

if TYPE_CHECKING:
    from intake_app.scanning.codes import CodeRead, Floats, Grey
    from intake_app.scanning.pieces import Pieces
    from intake_app.scanning.strips import Strip

LONGEST_SIDE = 1920  # a larger frame is shrunk to this
MATRIX_EVERY = 2
# Light on dark and blurred ones are looked for as well, at four times the cost: on one frame of
# so many, which does nothing else. It is none on which the places beside a read have their turn.
MATRIX_THOROUGH_EVERY, MATRIX_THOROUGH_ON = 12, 10
# While something is read, the places beside it are searched on every third frame only.
BESIDE_EVERY = 3
MOST_REGIONS, STRIPS_A_FRAME = 12, 2
STRIP_ROWS = 140  # a scan line's decoder needs no more
# Of a slow decoder's work, on every second frame only: a piece takes two to six milliseconds.
PIECES_A_FRAME = 3
MARGIN_SHARE = 0.2  # of a region, given to OpenCV's detector around it


class FrameReading(NamedTuple):
    """What one frame gave: reads, and places that look like bars and were not read.

    `unread` is None when such places were not looked for on this frame.
    """

    reads: tuple[CodeRead, ...]
    unread: tuple[BarRegion, ...] | None


class _Work(NamedTuple):
    """A slow decoder at work on a place, a few pieces a frame."""

    place: Place
    pieces: Pieces[list[CodeRead]]


class LiveReader:
    """Reads frames in the order they come; one reader for one thread."""

    def __init__(self, passes: Passes | None = None) -> None:
        self._passes = passes or Passes()
        self._matrix = ZxingDecoder(tuple(MATRIX))
        self._frames = 0
        self._places = Places()
        self._work: _Work | None = None

    def read(self, grey: Grey, at: float) -> FrameReading:
        """Read one frame taken at `at` seconds; corners and regions in its own pixels."""
        small, scale = shrink_to(grey, LONGEST_SIDE)
        reading = self._read(small, at)
        return reading if scale == 1.0 else _enlarged(reading, 1 / scale)

    def _read(self, grey: Grey, at: float) -> FrameReading:
        number, self._frames = self._frames, self._frames + 1
        reads = self._passes.bars(grey)
        if number % MATRIX_THOROUGH_EVERY == MATRIX_THOROUGH_ON:
            return FrameReading((*reads, *self._passes.matrix(grey)), None)
        if number % MATRIX_EVERY == 0:
            reads += self._matrix.read(grey)
        elif self._work is not None:
            return FrameReading((*reads, *self._work_on(self._work, at)), None)
        if number % BESIDE_EVERY and any(read.symbology not in MATRIX for read in reads):
            return FrameReading(tuple(reads), None)
        places = self._places.follow(at, find_bar_regions(grey, MOST_REGIONS))
        note_covered(places, reads, at)
        for place in whose_turn(places, at, number, STRIPS_A_FRAME):
            found = self._read_straightened(grey, place.region)
            reads += found
            note_covered(places, found, at)
        self._begin_slowly(grey, places, at)
        return FrameReading(tuple(reads), tuple(p.region for p in places if not p.is_read(at)))

    def _read_straightened(self, grey: Grey, region: BarRegion) -> list[CodeRead]:
        strip = straighten(grey, region, STRIP_ROWS)
        return [read.moved(strip.to_picture) for read in self._passes.bars(strip.grey)]

    def _begin_slowly(self, grey: Grey, places: list[Place], at: float) -> None:
        """Give a place that stays unread to its next slow decoder, unless one is at work."""
        place = most_due(places, at)
        if self._work is not None or place is None:
            return
        if place.slow is Slow.OPENCV:
            pieces = self._read_cut_out(*_cut_out(grey, place.region))
        else:
            strip = straighten(grey, place.region)
            pieces = self._read_rows(strip, blurred=place.slow is Slow.BLURRED)
        self._work = _Work(place, pieces)

    def _work_on(self, work: _Work, at: float) -> list[CodeRead]:
        """Do some pieces of the slow work; return what is read when it is finished."""
        if work.place not in self._places or not work.place.is_stale(at):
            self._work = None  # gone, or read without it
            return []
        for _ in range(PIECES_A_FRAME):
            try:
                next(work.pieces)
            except StopIteration as end:
                reads: list[CodeRead] = end.value
                work.place.note_slow(at, solved=bool(reads))
                self._work = None
                return reads
        return []

    def _read_cut_out(self, cut: Grey, back: Floats) -> Pieces[list[CodeRead]]:
        """Show OpenCV's detector the place alone, at a fraction of a frame's cost."""
        yield from ()
        return [read.moved(back) for read in self._passes.opencv(cut)]

    def _read_rows(self, strip: Strip, *, blurred: bool) -> Pieces[list[CodeRead]]:
        rows = yield from self._passes.template(strip, blurred=blurred)
        return [row.read for row in rows]


def _cut_out(grey: Grey, region: BarRegion) -> tuple[Grey, Floats]:
    """Copy a region with a margin around it; also the map back."""
    reach = (0.5 + MARGIN_SHARE) * hypot(region.length, region.height)
    left, top = max(0, int(region.x - reach)), max(0, int(region.y - reach))
    cut = grey[top : int(region.y + reach), left : int(region.x + reach)]
    return np.array(cut), np.array([[1, 0, left], [0, 1, top]], np.float32)


def _enlarged(reading: FrameReading, factor: float) -> FrameReading:
    back: Floats = np.asarray([[factor, 0, 0], [0, factor, 0]], np.float32)
    reads = tuple(read.moved(back) for read in reading.reads)
    if reading.unread is None:
        return FrameReading(reads, None)
    return FrameReading(reads, tuple(_enlarged_region(r, factor) for r in reading.unread))


def _enlarged_region(region: BarRegion, factor: float) -> BarRegion:
    return replace(
        region,
        x=region.x * factor,
        y=region.y * factor,
        length=region.length * factor,
        height=region.height * factor,
    )

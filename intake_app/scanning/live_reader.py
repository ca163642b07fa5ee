"""Reading a camera's frames one after another, each within a few milliseconds.

Quick first, thorough only where bars stay unread: bars in rows and columns on every frame,
places that look like bars straightened when they were missed, matrix codes on every second
frame. What stays unread for 0.4 s is given to the slow decoders in turn, one place a frame, and
less and less often: a striped mat would else take the whole core for as long as it lies there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from intake_app.scanning.codes import MATRIX, centre, span
from intake_app.scanning.engines import ZxingDecoder
from intake_app.scanning.passes import Passes
from intake_app.scanning.regions import BarRegion, find_bar_regions
from intake_app.scanning.strips import straighten
from intake_app.scanning.template import read_strip

if TYPE_CHECKING:
    from intake_app.scanning.codes import CodeRead, Floats, Grey

LONGEST_SIDE = 1920  # a larger frame is shrunk to this
MATRIX_EVERY = 2
# Light on dark and blurred ones are looked for as well, at four times the cost.
MATRIX_THOROUGH_EVERY = 12
# While something is read, the places beside it are searched on every third frame only.
BESIDE_EVERY = 3
MOST_REGIONS = 4
UNREAD_SECONDS = 0.4  # bars unread for so long deserve the slow decoders
# Between two slow tries at one place: two frames at first, later half a second.
SOONEST_SECONDS, LATEST_SECONDS, PATIENT_TRIES, SLOWING = 0.06, 0.5, 8, 1.3
MARGIN_SHARE = 0.2  # of a region, given to OpenCV's detector around it


class FrameReading(NamedTuple):
    """What one frame gave: reads, and places that look like bars and were not read.

    `unread` is None when such places were not looked for on this frame.
    """

    reads: tuple[CodeRead, ...]
    unread: tuple[BarRegion, ...] | None


class _Slow(Enum):
    """The slow decoders; what reads a blur of modules takes longest by far."""

    OPENCV = "opencv"
    TEMPLATE = "template"
    BLURRED = "blurred"


_TURNS = (_Slow.OPENCV, _Slow.TEMPLATE, _Slow.OPENCV, _Slow.BLURRED)


@dataclass(slots=True)
class _Puzzle:
    """Bars that could not be read for some time: where, and what was tried."""

    region: BarRegion
    seen_at: float
    next_at: float
    turn: int = 0

    def note(self, at: float, *, solved: bool) -> None:
        """Plan the next try: with the decoder that succeeded, or else with the next one."""
        if solved:
            self.turn, self.next_at = self.turn % len(_TURNS), at
            return
        self.turn += 1
        late = SOONEST_SECONDS * SLOWING ** max(0, self.turn - PATIENT_TRIES)
        self.next_at = at + min(late, LATEST_SECONDS)


class LiveReader:
    """Reads frames in the order they come; one reader for one thread."""

    def __init__(self, passes: Passes | None = None) -> None:
        self._passes = passes or Passes()
        self._matrix = ZxingDecoder(tuple(MATRIX))
        self._frames = 0
        self._puzzles: list[_Puzzle] = []

    def read(self, grey: Grey, at: float) -> FrameReading:
        """Read one frame taken at `at` seconds; corners and regions in its own pixels."""
        shrunk, factor = _shrunk(grey)
        reading = self._read(shrunk, at)
        return reading if factor == 1.0 else _enlarged(reading, factor)

    def _read(self, grey: Grey, at: float) -> FrameReading:
        number, self._frames = self._frames, self._frames + 1
        reads = self._passes.bars(grey)
        reads += self._read_matrix(grey, number)
        bars = [read for read in reads if read.symbology not in MATRIX]
        if bars and number % BESIDE_EVERY:
            return FrameReading(tuple(reads), None)
        unread = []
        for region in find_bar_regions(grey, MOST_REGIONS):
            if any(_covers(region, read) for read in reads):
                continue
            found = self._read_straightened(grey, region)
            reads += found
            if not found:
                unread.append(region)
        self._follow(unread, at)
        reads += self._read_slowly(grey, at)
        left = (r for r in unread if not any(_covers(r, read) for read in reads))
        return FrameReading(tuple(reads), tuple(left))

    def _read_matrix(self, grey: Grey, number: int) -> list[CodeRead]:
        if number % MATRIX_THOROUGH_EVERY == 0:
            return self._passes.matrix(grey)
        return self._matrix.read(grey) if number % MATRIX_EVERY == 0 else []

    def _read_straightened(self, grey: Grey, region: BarRegion) -> list[CodeRead]:
        strip = straighten(grey, region)
        return [read.moved(strip.to_picture) for read in self._passes.bars(strip.grey)]

    def _follow(self, unread: list[BarRegion], at: float) -> None:
        """Follow unread bars from frame to frame; forget those that are gone or read."""
        for region in unread:
            old = next((p for p in self._puzzles if _is_near(p.region, region)), None)
            if old is None:
                self._puzzles.append(_Puzzle(region, at, at + UNREAD_SECONDS))
            else:
                old.region, old.seen_at = region, at
        self._puzzles = [p for p in self._puzzles if at - p.seen_at < UNREAD_SECONDS]

    def _read_slowly(self, grey: Grey, at: float) -> list[CodeRead]:
        """Give the place that waited longest to its next slow decoder."""
        due = [p for p in self._puzzles if p.seen_at == at and p.next_at <= at]
        if not due:
            return []
        puzzle = min(due, key=lambda p: p.next_at)
        slow = _TURNS[puzzle.turn % len(_TURNS)]
        if slow is _Slow.OPENCV:
            reads = self._read_cut_out(grey, puzzle.region)
        else:
            strip = straighten(grey, puzzle.region)
            rows = read_strip(strip, blurred=slow is _Slow.BLURRED)
            reads = [row.read for row in rows]
        puzzle.note(at, solved=bool(reads))
        return reads

    def _read_cut_out(self, grey: Grey, region: BarRegion) -> list[CodeRead]:
        """Show OpenCV's detector the place alone, at a fraction of a frame's cost."""
        reach = (0.5 + MARGIN_SHARE) * hypot(region.length, region.height)
        left, top = max(0, int(region.x - reach)), max(0, int(region.y - reach))
        cut = grey[top : int(region.y + reach), left : int(region.x + reach)]
        back = np.array([[1, 0, left], [0, 1, top]], np.float32)
        return [read.moved(back) for read in self._passes.opencv(np.ascontiguousarray(cut))]


def _covers(region: BarRegion, read: CodeRead) -> bool:
    """Say whether a read lies on a region, so that nothing is left to be read in it."""
    x, y = centre(read.corners)
    return hypot(x - region.x, y - region.y) < 0.4 * max(region.length, span(read.corners))


def _is_near(before: BarRegion, now: BarRegion) -> bool:
    return hypot(before.x - now.x, before.y - now.y) < 0.5 * max(before.length, now.length)


def _shrunk(grey: Grey) -> tuple[Grey, float]:
    factor = max(1.0, max(grey.shape) / LONGEST_SIDE)
    if factor == 1.0:
        return grey, factor
    size = (round(grey.shape[1] / factor), round(grey.shape[0] / factor))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8), factor


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

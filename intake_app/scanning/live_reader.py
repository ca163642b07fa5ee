"""Reading a camera's frames one after another, each within a few milliseconds.

Quick first, thorough only where bars stay unread: bars in rows and columns on every frame,
places that look like bars straightened when they were missed, matrix codes on every second
frame, OpenCV's detector after 0.4 s and the template decoder on every fifth frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
MATRIX_EVERY, TEMPLATE_EVERY, OPENCV_EVERY = 2, 5, 2
BLURRED_EVERY = 2  # of the template decoder's turns: what reads a blur of modules takes longest
# Light on dark and blurred ones are looked for as well, at four times the cost.
MATRIX_THOROUGH_EVERY = 12
# While something is read, the places beside it are searched on every third frame only.
BESIDE_EVERY = 3
MOST_REGIONS = 4
UNREAD_SECONDS = 0.4  # bars unread for so long deserve the slow decoders
MARGIN_SHARE = 0.2  # of a region, given to OpenCV's detector around it


class FrameReading(NamedTuple):
    """What one frame gave: reads, and places that look like bars and were not read.

    `unread` is None when such places were not looked for on this frame.
    """

    reads: tuple[CodeRead, ...]
    unread: tuple[BarRegion, ...] | None


@dataclass(slots=True)
class _Puzzle:
    """Bars that could not be read for some time; where they are, and since when."""

    region: BarRegion
    since: float
    seen_at: float


class LiveReader:
    """Reads frames in the order they come; one reader for one thread."""

    def __init__(self, passes: Passes | None = None) -> None:
        self._passes = passes or Passes()
        self._matrix = ZxingDecoder(tuple(MATRIX))
        self._frames = 0
        self._slow_turns = 0
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
        hard = self._unread_for_long(unread, at)
        if hard:
            reads += self._read_slowly(grey, hard)
        left = (r for r in unread if not any(_covers(r, read) for read in reads))
        return FrameReading(tuple(reads), tuple(left))

    def _read_matrix(self, grey: Grey, number: int) -> list[CodeRead]:
        if number % MATRIX_THOROUGH_EVERY == 0:
            return self._passes.matrix(grey)
        return self._matrix.read(grey) if number % MATRIX_EVERY == 0 else []

    def _read_straightened(self, grey: Grey, region: BarRegion) -> list[CodeRead]:
        strip = straighten(grey, region)
        return [read.moved(strip.to_picture) for read in self._passes.bars(strip.grey)]

    def _unread_for_long(self, unread: list[BarRegion], at: float) -> list[BarRegion]:
        """Follow unread bars from frame to frame; return those that stay so."""
        still: list[_Puzzle] = []
        for region in unread:
            old = next((p for p in self._puzzles if _is_near(p.region, region)), None)
            still.append(_Puzzle(region, at if old is None else old.since, at))
        missed = [p for p in self._puzzles if not any(_is_near(p.region, r) for r in unread)]
        recent = [p for p in missed if at - p.seen_at < UNREAD_SECONDS]
        self._puzzles = still + recent
        return [p.region for p in still if at - p.since >= UNREAD_SECONDS]

    def _read_slowly(self, grey: Grey, hard: list[BarRegion]) -> list[CodeRead]:
        """Give one hard place a frame to a slow decoder, turn by turn."""
        turn, self._slow_turns = self._slow_turns, self._slow_turns + 1
        if turn % TEMPLATE_EVERY == TEMPLATE_EVERY - 1:
            count = turn // TEMPLATE_EVERY
            strip = straighten(grey, hard[count // BLURRED_EVERY % len(hard)])
            found = read_strip(strip, blurred=count % BLURRED_EVERY == BLURRED_EVERY - 1)
            return [rows.read for rows in found]
        if turn % OPENCV_EVERY == 0:
            return self._read_cut_out(grey, hard[turn // OPENCV_EVERY % len(hard)])
        return []

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

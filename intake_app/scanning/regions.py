"""Finding where bars are, at any angle, before anything is decoded.

Bars are a place where brightness changes strongly, always in one direction, and back and
forth: strong gradients, coherent in the structure tensor, of alternating sign. One long edge
of a box is strong and coherent but does not alternate; text alternates but is not coherent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from intake_app.scanning.shrinking import shrink_to

if TYPE_CHECKING:
    from intake_app.scanning.codes import CodeRead, Floats, Grey

SEARCH_SIDE = 640  # longest side of the copy that is searched, in pixels
CELL = 5  # pixels of that copy pooled into one measure
DIRECTIONS = range(0, 180, 30)  # bars are gathered by direction, in degrees
DIRECTION_REACH = 24.0  # overlapping, so that a code between two directions is whole in one
OWN_DIRECTION = 16.0  # but is kept only where it belongs
SHORTEST_PIXELS = 50  # across the bars, in the searched copy
FEWEST_CELLS = 12
MARGIN_CELLS = 4  # what a region found by its cells overshoots
FLATTEST_SHARE = 0.15  # a scan line has no height; its code has at least this much of its length
LEAST_COHERENCE, LEAST_ALTERNATION = 0.45, 0.5


@dataclass(frozen=True, slots=True)
class BarRegion:
    """A rectangle of parallel bars, in pixels of the picture.

    `length` runs across the bars (along the code), `height` along them; `angle` in degrees
    turns the picture's rightward axis to the code's length. About three cells too large on
    each side, since it was measured with a window.
    """

    x: float
    y: float
    length: float
    height: float
    angle: float
    weight: float

    def near(self, other: BarRegion) -> bool:
        """Say whether both are one code found twice."""
        apart = float(np.hypot(self.x - other.x, self.y - other.y))
        smaller = min(self.length + self.height, other.length + other.height) / 2
        return apart < 0.3 * smaller


def region_around(read: CodeRead) -> BarRegion:
    """Return the region of a code read before, a little larger, to look at it again."""
    corners = np.asarray(read.corners, np.float32)
    along, aside = corners[1] - corners[0], corners[3] - corners[0]
    length = float(np.hypot(*along))
    height = max(float(np.hypot(*aside)), FLATTEST_SHARE * length)
    x, y = corners.mean(axis=0)
    angle = float(np.degrees(np.arctan2(along[1], along[0])))
    margin = MARGIN_CELLS * CELL
    return BarRegion(float(x), float(y), length + margin, height + margin, angle, 0.0)


class _Tensor(NamedTuple):
    """Pooled structure tensor: xx − yy, 2·xy, and a score of how much a cell looks like bars."""

    difference: Floats
    mixed: Floats
    score: Floats
    mask: Grey


def find_bar_regions(grey: Grey, most: int = 5, search_side: int = SEARCH_SIDE) -> list[BarRegion]:
    """Return up to `most` places that look like bars, the strongest first."""
    small, shrink = shrink_to(grey, search_side)
    rows, columns = small.shape[0] // CELL * CELL, small.shape[1] // CELL * CELL
    if min(rows, columns) < 8 * CELL:
        return []
    tensor = _measure(small[:rows, :columns])
    found = [
        region
        for direction in DIRECTIONS
        for region in _gather(tensor, float(direction), CELL / shrink, shrink)
    ]
    found.sort(key=lambda region: -region.weight)
    kept: list[BarRegion] = []
    for region in found:
        if not any(region.near(other) for other in kept):
            kept.append(region)
        if len(kept) == most:
            break
    return kept


def _pool(measure: Floats) -> Floats:
    """Average into cells, then over the neighbouring cells."""
    size = (measure.shape[1] // CELL, measure.shape[0] // CELL)
    cells = cv2.resize(measure, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(cells, (5, 5)), np.float32)


def _measure(small: Grey) -> _Tensor:
    across, down = cv2.spatialGradient(cv2.blur(small, (3, 3)))
    dx, dy = across.astype(np.float32), down.astype(np.float32)
    xx, yy = dx * dx, dy * dy
    strength = _pool(np.sqrt(xx + yy))
    xx, yy, mixed = _pool(xx), _pool(yy), _pool(2.0 * dx * dy)
    one_sided = cv2.magnitude(_pool(dx), _pool(dy))

    energy = xx + yy
    difference = xx - yy
    coherence = cv2.magnitude(difference, mixed) / (energy + 60.0)
    alternation = 1.0 - one_sided / (strength + 1.0)
    # 1 where there are edges everywhere in the window, small for a few isolated ones
    density = np.minimum(1.0, 1.6 * strength * strength / (energy + 60.0))
    score = energy * coherence**2 * alternation**2 * density
    floor = max(0.06 * float(np.percentile(score, 99.5)), 60.0)
    mask = (score > floor) & (coherence > LEAST_COHERENCE) & (alternation > LEAST_ALTERNATION)
    return _Tensor(difference, mixed, score.astype(np.float32), mask.astype(np.uint8))


def _apart(degrees: Floats | float, other: float) -> Floats:
    """Angle between two undirected lines, 0 to 90 degrees."""
    return np.asarray(np.abs((degrees - other + 90.0) % 180.0 - 90.0), np.float32)


def _gather(tensor: _Tensor, direction: float, cell: float, shrink: float) -> list[BarRegion]:
    """Join the cells of one direction into regions; `cell` is a cell's side in the picture."""
    angle = np.float32(90.0 / np.pi) * np.arctan2(tensor.mixed, tensor.difference)
    chosen = tensor.mask & (_apart(angle, direction) < DIRECTION_REACH)
    if not chosen.any():
        return []
    closed = cv2.morphologyEx(chosen.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    found = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if area < FEWEST_CELLS:
            continue
        window = np.s_[top : top + height, left : left + width]
        inside = labels[window] == label
        region = _enclose(tensor, window, inside, (left, top), cell)
        if _apart(region.angle, direction) <= OWN_DIRECTION and _is_code_shaped(region, shrink):
            found.append(region)
    return found


def _is_code_shaped(region: BarRegion, shrink: float) -> bool:
    return region.length * shrink >= SHORTEST_PIXELS and region.length >= 0.35 * region.height


def _enclose(
    tensor: _Tensor,
    window: tuple[slice, slice],
    inside: np.ndarray,
    corner: tuple[int, int],
    cell: float,
) -> BarRegion:
    """Fit the rectangle, turned to the cells' own mean direction, around the cells inside."""
    mixed = float(tensor.mixed[window][inside].sum())
    turn = 0.5 * float(np.arctan2(mixed, tensor.difference[window][inside].sum()))
    rows, columns = np.nonzero(inside)
    x, y = columns + corner[0] + 0.5, rows + corner[1] + 0.5
    cosine, sine = np.cos(turn), np.sin(turn)
    along, aside = x * cosine + y * sine, y * cosine - x * sine
    first, last = along.min() - 0.5, along.max() + 0.5
    upper, lower = aside.min() - 0.5, aside.max() + 0.5
    middle, level = (first + last) / 2, (upper + lower) / 2
    return BarRegion(
        x=float(middle * cosine - level * sine) * cell,
        y=float(middle * sine + level * cosine) * cell,
        length=float(last - first) * cell,
        height=float(lower - upper) * cell,
        angle=float(np.degrees(turn)),
        weight=float(tensor.score[window][inside].sum()),
    )

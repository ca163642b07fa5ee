"""Where a badly blurred EAN-13 may lie: from its two outer edges alone.

When the lens smears more than a module no single digit can be matched, but the two outer
edges still stand between the dark code and its white margins. All pairs of strong edges, each
moved a little, are weighed by how well any digits at all fit between them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from intake_app.scanning.ean_bars import MODULES
from intake_app.scanning.fitting import SCALED, relative_errors
from intake_app.scanning.grids import WIDTHS
from intake_app.scanning.likelihood import INSIDE, Reals

if TYPE_CHECKING:
    from intake_app.scanning.codes import Floats
    from intake_app.scanning.pieces import Pieces

EDGE_BLUR = 3.0  # pixels: finds the edge of the code, not of each bar
WEAKEST_EDGE = 0.15  # of the strongest
MOST_EDGES = 5  # on each side, from outside inwards
MOVES = (-0.4, 0.2, 0.8)
ASSUMED_BLURS = (1.2, 1.7)  # modules
LEFT_END, RIGHT_BEGIN = 0.42, 0.55  # shares of the profile where the outer edges may lie
KEPT = 4
GRIDS_AT_ONCE = 80  # in one piece of the work
MARGIN_SHARE, WHITE_SHARE = 0.2, 90
# Spread of a profile per pixel, at its steep places. Of codes with more than a module of blur
# none had more than 0.3, and of sharp ones few had less than 0.4.
STEEPEST_BLURRED, STEEP_SHARE = 0.36, 97


class EdgeGuess(NamedTuple):
    """A straight grid, and how badly the best digits fit it (0 perfect, 1 not at all)."""

    error: float
    grid: Reals


def guess_from_edges(profile: Floats) -> Pieces[list[EdgeGuess]]:
    """Return the most promising straight grids for one profile, the best first; none if sharp.

    Args:
        profile: of mean 0 and spread 1.
    """
    if _is_sharp(profile):
        return []
    falls, rises = _edges(profile)
    grids = np.array(
        [
            (0.0, 0.0, (right - left + (a + b) * width) / 2, (left + right + (b - a) * width) / 2)
            for left, right in product(falls, rises)
            if WIDTHS[0] < (width := (right - left) / MODULES) < WIDTHS[-1]
            for a, b in product(MOVES, MOVES)
        ]
    )
    if not len(grids):
        return []
    errors = []
    for some in np.array_split(grids, -(-len(grids) // GRIDS_AT_ONCE)):
        errors.append(_errors(profile, some))
        yield
    all_errors = np.concatenate(errors)
    best = np.argsort(all_errors)[:KEPT]
    return [EdgeGuess(float(all_errors[at]), grids[at]) for at in best]


def _errors(profile: Floats, grids: Reals) -> Reals:
    places = grids[:, 2:3] * SCALED + grids[:, 3:]
    sampled = np.interp(places, np.arange(len(profile)), profile)
    errors = np.min([relative_errors(sampled, blur) for blur in ASSUMED_BLURS], axis=0)
    return np.asarray(errors + MARGIN_SHARE * _dark_margins(sampled))


def _dark_margins(sampled: Reals) -> Reals:
    """Say how dark it is beside each code: between two inner edges, bars go on outside.

    Returns:
        Mean square of what the margins lack to the code's own white, in spreads of the code.
    """
    inside = sampled[:, INSIDE]
    white = np.percentile(inside, WHITE_SHARE, axis=1, keepdims=True)
    margins = np.hstack([sampled[:, : INSIDE.start], sampled[:, INSIDE.stop :]])
    lacking = np.maximum(white - margins, 0.0) / np.maximum(inside.std(axis=1, keepdims=True), 1e-6)
    return np.asarray((lacking**2).mean(axis=1))


def _is_sharp(profile: Floats) -> bool:
    smooth = cv2.GaussianBlur(profile[None], (0, 0), sigmaX=1.0, sigmaY=1e-3)[0]
    return float(np.percentile(np.abs(np.gradient(smooth)), STEEP_SHARE)) > STEEPEST_BLURRED


def _edges(profile: Floats) -> tuple[list[int], list[int]]:
    """Steepest falls into the code from the left, steepest rises out of it to the right."""
    smooth = cv2.GaussianBlur(profile[None], (0, 0), sigmaX=EDGE_BLUR, sigmaY=1e-3)[0]
    slope = np.gradient(smooth)
    size = len(profile)
    falls = [place for place in _peaks(-slope) if place < LEFT_END * size]
    rises = [place for place in _peaks(slope) if place > RIGHT_BEGIN * size]
    return falls[:MOST_EDGES], rises[::-1][:MOST_EDGES]


def _peaks(height: Floats) -> list[int]:
    inner = height[1:-1]
    tall = inner > WEAKEST_EDGE * float(height.max())
    top = (inner >= height[:-2]) & (inner > height[2:]) & tall
    return [int(place) + 1 for place in np.nonzero(top)[0]]

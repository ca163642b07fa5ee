"""Straightening a region of bars into an upright strip, and the profiles along it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from intake_app.scanning.codes import Floats, Grey
    from intake_app.scanning.regions import BarRegion

MODULES_WITH_MARGIN = 105.0  # an EAN-13 has 95, and a region is a little too long
MODULE_PIXELS = 4.0
SMOOTHED_BELOW = 0.6
MOST_ENLARGED, MOST_REDUCED = 5.0, 0.25
TOO_TALL_PIXELS = 14  # how much a region overshoots along the bars
SLANT_BANDS = 4
MOST_SLANT_PIXELS = 10  # from one band to the next
THINNEST_BAND = 6


@dataclass(frozen=True, slots=True)
class Strip:
    """An upright copy of one region, bars vertical; `to_picture` is the 2×3 map back."""

    grey: Grey
    to_picture: Floats


def straighten(grey: Grey, region: BarRegion, most_rows: int | None = None) -> Strip:
    """Cut a region out, turned upright and scaled to four pixels a module if it is an EAN-13.

    Args:
        grey: the whole picture.
        region: where the bars are.
        most_rows: leave rows out of a taller strip, for decoders that look at one row at a time.
    """
    scale = MODULE_PIXELS * MODULES_WITH_MARGIN / max(region.length, 1.0)
    scale = float(np.clip(scale, MOST_REDUCED, MOST_ENLARGED))
    length = region.length * 1.12 + 16 / scale
    height = max(region.height - TOO_TALL_PIXELS, 0.5 * region.height)
    width, rows = max(16, int(length * scale)), max(8, int(height * scale))
    turn = cv2.getRotationMatrix2D((region.x, region.y), region.angle, scale)
    turn[:, 2] += np.array([width / 2 - region.x, rows / 2 - region.y])
    if most_rows is not None and rows > most_rows:
        turn[1] *= most_rows / rows
        rows = most_rows
    source, to_source = grey, turn
    if scale < SMOOTHED_BELOW:
        source, to_source = _smoothed(grey, turn, (width, rows), 0.35 / scale)
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    upright = cv2.warpAffine(
        source, to_source, (width, rows), flags=method, borderMode=cv2.BORDER_REPLICATE
    )
    return _sheared(np.asarray(upright, np.uint8), turn)


def _smoothed(
    grey: Grey, turn: np.ndarray, size: tuple[int, int], blur: float
) -> tuple[Grey, np.ndarray]:
    """Smooth the part of a picture that a map takes into a strip; return it with its own map."""
    width, height = size
    strip = np.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)], np.float64)
    corners = strip @ cv2.invertAffineTransform(turn).T
    margin = 4 * blur + 2
    left, top = (max(0, int(least)) for least in corners.min(axis=0) - margin)
    right, bottom = (int(most) for most in corners.max(axis=0) + margin)
    part = cv2.GaussianBlur(grey[top:bottom, left:right], (0, 0), blur)
    moved = turn.copy()
    moved[:, 2] += turn[:, :2] @ np.array([left, top], np.float64)
    return np.asarray(part, np.uint8), moved


def _sheared(upright: Grey, turn: np.ndarray) -> Strip:
    """Remove the slant that is left, so that averaging along the bars does not blur them."""
    height, width = upright.shape
    slant = _slant(upright)
    if slant == 0.0:
        return Strip(upright, _inverse(turn))
    shear = np.array([[1, slant, -slant * height / 2], [0, 1, 0]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    straight = cv2.warpAffine(
        upright, shear, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    back = cv2.invertAffineTransform(turn)
    return Strip(
        np.asarray(straight, np.uint8), (back @ np.vstack([shear, [0, 0, 1]])).astype(np.float32)
    )


def _inverse(turn: np.ndarray) -> Floats:
    return np.asarray(cv2.invertAffineTransform(turn), np.float32)


def _slant(upright: Grey) -> float:
    """Sideways shift of the bars in pixels a row, from the shifts between bands of rows."""
    height, width = upright.shape
    if height < SLANT_BANDS * SLANT_BANDS or width < 4 * MOST_SLANT_PIXELS:
        return 0.0
    edges = np.diff(band_means(upright, SLANT_BANDS), axis=1)
    reach = MOST_SLANT_PIXELS
    core = edges[:-1, reach : edges.shape[1] - reach]
    fits = [
        float((core * np.roll(edges, -shift, axis=1)[1:, reach : edges.shape[1] - reach]).sum())
        for shift in range(-reach, reach + 1)
    ]
    return float((int(np.argmax(fits)) - reach) / (height / SLANT_BANDS))


def band_means(upright: Grey, bands: int) -> Floats:
    """Average each of `bands` groups of rows into one line: bands × columns."""
    cuts = np.linspace(0, upright.shape[0], bands + 1).astype(int)
    means = [upright[a:b].mean(axis=0) for a, b in pairwise(cuts)]
    return np.asarray(means, np.float32)


@dataclass(frozen=True, slots=True)
class Band:
    """Some rows of a strip averaged into one line; `top` and `bottom` in rows of the strip."""

    top: int
    bottom: int
    profile: Floats

    def apart_from(self, other: Band) -> bool:
        """Say whether two bands share no row, so that they see the code each by itself."""
        return self.bottom <= other.top or other.bottom <= self.top


def cut_band(strip: Strip, top: int, bottom: int) -> Band:
    """Average the rows from `top` up to `bottom`."""
    return Band(top, bottom, np.asarray(strip.grey[top:bottom].mean(axis=0), np.float32))


def cut_bands(strip: Strip, count: int) -> list[Band]:
    """Return the middle of the strip as one band, then `count` bands from top to bottom."""
    height = strip.grey.shape[0]
    count = max(1, min(count, height // THINNEST_BAND))
    if count == 1:
        return [cut_band(strip, 0, height)]
    cuts = [round(height * index / count) for index in range(count + 1)]
    middle = cut_band(strip, round(0.15 * height), round(0.85 * height))
    return [middle, *(cut_band(strip, top, bottom) for top, bottom in pairwise(cuts))]


def halve(strip: Strip, band: Band) -> list[Band]:
    """Cut a band in two that share no row; nothing if it is one row."""
    middle = (band.top + band.bottom) // 2
    if middle == band.top:
        return []
    return [cut_band(strip, band.top, middle), cut_band(strip, middle, band.bottom)]

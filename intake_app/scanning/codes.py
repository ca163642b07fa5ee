"""What a decoder says it saw: a symbology, a text, and where it lies on the picture.

Texts are as printed. A product number is compared in its 13-digit form, so that a UPC-A and
the EAN-13 that draws the very same bars are one and the same read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]  # rows × columns, 0 black to 255 white
Floats: TypeAlias = NDArray[np.float32]
Point: TypeAlias = tuple[float, float]
Corners: TypeAlias = tuple[Point, Point, Point, Point]

UPCA_DIGITS = 12
SLIVER_LENGTHS = 0.04  # a read lower than this, in its own lengths, is a mere line


class Symbology(StrEnum):
    """The kinds of barcode that this program reads."""

    EAN13 = "EAN13"
    EAN8 = "EAN8"
    UPCA = "UPCA"
    CODE128 = "CODE128"
    CODE39 = "CODE39"
    ITF14 = "ITF14"
    DATAMATRIX = "DATAMATRIX"
    QR = "QR"


PRODUCT_BARS = frozenset({Symbology.EAN13, Symbology.UPCA})
MATRIX = frozenset({Symbology.DATAMATRIX, Symbology.QR})


class Engine(StrEnum):
    """Who read it; two engines that agree are better evidence than one that repeats itself."""

    ZXING = "zxing"
    ZBAR = "zbar"
    OPENCV = "opencv"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class CodeRead:
    """One read of one code; `corners` in pixels of the picture given, clockwise from top left.

    `text` of a UPC-A has 12 digits, of an EAN-13 has 13.
    """

    symbology: Symbology
    text: str
    corners: Corners
    engine: Engine

    @property
    def key(self) -> tuple[Symbology, str]:
        """What makes two reads equal, whoever made them."""
        return (self.symbology, self.text)

    def moved(self, to_picture: Floats) -> CodeRead:
        """Return the same read with its corners taken through a 2×3 affine map."""
        points = np.asarray(self.corners, np.float32) @ to_picture[:, :2].T + to_picture[:, 2]
        return CodeRead(self.symbology, self.text, as_corners(points), self.engine)


def as_corners(points: NDArray[np.floating]) -> Corners:
    """Turn a 4×2 array into plain numbers that can be kept, compared and written as JSON."""
    first, second, third, fourth = ((float(x), float(y)) for x, y in points)
    return (first, second, third, fourth)


def as_printed(symbology: Symbology, text: str) -> tuple[Symbology, str]:
    """Name the bars as the box does: EAN-13 bars with a leading zero are a UPC-A of 12 digits."""
    if symbology is Symbology.UPCA and len(text) == UPCA_DIGITS:
        return symbology, text
    if symbology in PRODUCT_BARS and text.startswith("0"):
        return Symbology.UPCA, text[1:]
    return (Symbology.EAN13 if symbology is Symbology.UPCA else symbology), text


def centre(corners: Corners) -> Point:
    """Return the middle of a code."""
    return (sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4)


def span(corners: Corners) -> float:
    """Return the longer diagonal of a code in pixels: how far off a second read of it may lie."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    return float(max(np.hypot(cx - ax, cy - ay), np.hypot(dx - bx, dy - by)))


def is_sliver(read: CodeRead) -> bool:
    """Say whether a scan line or two saw it and none beside them: an edge or a scratch misreads."""
    (ax, ay), (bx, by), _, (dx, dy) = read.corners
    return float(np.hypot(dx - ax, dy - ay)) < SLIVER_LENGTHS * float(np.hypot(bx - ax, by - ay))

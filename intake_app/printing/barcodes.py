"""Codes that machines read, drawn as shapes of the page and never as pictures.

A bar is at least 0.25 mm wide and the quiet zones belong to the box: narrower ones cannot be read
from a page scanned at 200 dots an inch. What the code says is printed apart, by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import segno
from barcode import Code128
from reportlab.lib.units import mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.printing.page import Paper

NARROWEST_BAR = 0.25 * mm
SMALLEST_SQUARE = 0.35 * mm
_BAR_QUIET_ZONE = 10  # modules on each side, as the symbology asks
_QR_QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class Bars:
    """A Code 128 of known size; `width` and `height` are in points, quiet zones included."""

    text: str
    modules: str
    module: float
    height: float

    @property
    def width(self) -> float:
        """The width that the code takes on the page, in points."""
        return (len(self.modules) + 2 * _BAR_QUIET_ZONE) * self.module

    def draw(self, paper: Paper, left: float, top: float) -> None:
        """Draw the bars with the top left corner of the quiet zone at the point given."""
        box = (left, top, left + self.width, top + self.height)
        first = left + _BAR_QUIET_ZONE * self.module
        bars = (
            (first + start * self.module, top, first + end * self.module, top + self.height)
            for start, end in _dark_runs(self.modules)
        )
        paper.blacken(bars)
        paper.note(box, box, f"code128:{self.text}")


@dataclass(frozen=True, slots=True)
class Squares:
    """A QR code of known size; `side` is in points, quiet zone included."""

    text: str
    rows: tuple[str, ...]
    side: float

    def draw(self, paper: Paper, left: float, top: float) -> None:
        """Draw the code with the top left corner of the quiet zone at the point given."""
        box = (left, top, left + self.side, top + self.side)
        module = self.side / (len(self.rows) + 2 * _QR_QUIET_ZONE)
        x, y = left + _QR_QUIET_ZONE * module, top + _QR_QUIET_ZONE * module
        paper.blacken(
            (x + start * module, y + row * module, x + end * module, y + (row + 1) * module)
            for row, modules in enumerate(self.rows)
            for start, end in _dark_runs(modules)
        )
        paper.note(box, box, f"qr:{self.text}")


def code128(text: str, widest: float, height: float) -> Bars:
    """Lay out a Code 128 as wide as `widest` points allow, at most half a millimetre a bar.

    Raises:
        ValueError: If its bars would be narrower than 0.25 mm.
    """
    (modules,) = Code128(text).build()
    module = min(widest / (len(modules) + 2 * _BAR_QUIET_ZONE), 2 * NARROWEST_BAR)
    if module < NARROWEST_BAR:
        raise ValueError("too long for a barcode of this width")
    return Bars(text, modules, module, height)


def qr_code(text: str, side: float, widest: float) -> Squares:
    """Lay out a QR code of `side` points, or up to `widest` when its squares would be too small.

    Raises:
        ValueError: If even then its squares would be narrower than 0.35 mm.
    """
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in matrix)
    needed = (len(rows) + 2 * _QR_QUIET_ZONE) * SMALLEST_SQUARE
    if needed > widest:
        raise ValueError("too long for a QR code of this size")
    return Squares(text, rows, max(side, needed))


def _dark_runs(modules: Sequence[str]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    position = 0
    for module, group in groupby(modules):
        length = sum(1 for _ in group)
        if module == "1":
            runs.append((position, position + length))
        position += length
    return runs

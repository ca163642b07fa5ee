"""The ways of looking at a picture, from the quick one for every frame to the last resort.

The camera's frames and still pictures go through the same passes; what differs is when each
is tried and what is believed afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2

from intake_app.scanning.codes import Symbology
from intake_app.scanning.engines import OpencvDecoder, ZxingDecoder, load_zbar
from intake_app.scanning.regions import find_bar_regions
from intake_app.scanning.strips import straighten
from intake_app.scanning.template import RowsRead, read_strip

if TYPE_CHECKING:
    from intake_app.scanning.codes import CodeRead, Grey
    from intake_app.scanning.pieces import Pieces
    from intake_app.scanning.regions import BarRegion
    from intake_app.scanning.strips import Strip

BARS = (
    Symbology.EAN13,
    Symbology.EAN8,
    Symbology.CODE128,
    Symbology.CODE39,
    Symbology.ITF14,
)
MATRIX = (Symbology.DATAMATRIX, Symbology.QR)
TALLEST_STRIP = 1600  # rows; the stripes of a curtain would make thousands


class Passes:
    """One set of decoders for one thread."""

    def __init__(self) -> None:
        # More threads of OpenCV would take the core from the window and slow each other.
        cv2.setNumThreads(1)
        self._bars = ZxingDecoder(BARS)
        self._matrix = ZxingDecoder(MATRIX)
        self._thorough_matrix = ZxingDecoder(MATRIX, thorough=True)
        self._opencv = OpencvDecoder()
        self._zbar = load_zbar()

    @property
    def has_zbar(self) -> bool:
        """Whether the optional second opinion could be loaded."""
        return self._zbar is not None

    def bars(self, grey: Grey) -> list[CodeRead]:
        """Read bars in rows and columns."""
        return self._bars.read(grey)

    def matrix(self, grey: Grey, *, thorough: bool = True) -> list[CodeRead]:
        """Read DataMatrix and QR; `thorough` also shrunken copies and light on dark."""
        return (self._thorough_matrix if thorough else self._matrix).read(grey)

    def regions(self, grey: Grey, most: int = 5) -> list[BarRegion]:
        """Find where bars are, the strongest place first."""
        return find_bar_regions(grey, most)

    def strip(self, grey: Grey, region: BarRegion) -> Strip:
        """Straighten one region."""
        return straighten(grey, region, TALLEST_STRIP)

    def opencv(self, grey: Grey) -> list[CodeRead]:
        """Read EAN-13 and UPC-A with OpenCV's detector."""
        return self._opencv.read(grey)

    def zbar(self, grey: Grey) -> list[CodeRead]:
        """Read bars with zbar where it is installed."""
        return self._zbar.read(grey) if self._zbar else []

    def template(self, strip: Strip, *, blurred: bool = True) -> Pieces[list[RowsRead]]:
        """Read one strip as the last resort, piece by piece."""
        return read_strip(strip, blurred=blurred)

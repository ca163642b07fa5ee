"""The ways of looking at a frame, from the quick one for every frame to the last resort."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2

from intake_app.scanning.codes import Symbology
from intake_app.scanning.engines import OpencvDecoder, ZxingDecoder

if TYPE_CHECKING:
    from intake_app.scanning.codes import CodeRead, Grey

BARS = (
    Symbology.EAN13,
    Symbology.EAN8,
    Symbology.CODE128,
    Symbology.CODE39,
    Symbology.ITF14,
)
MATRIX = (Symbology.DATAMATRIX, Symbology.QR)


class Passes:
    """One set of decoders for one thread."""

    def __init__(self) -> None:
        # More threads of OpenCV would take the core from the window and slow each other.
        cv2.setNumThreads(1)
        self._bars = ZxingDecoder(BARS)
        self._matrix = ZxingDecoder(MATRIX, thorough=True)
        self._opencv = OpencvDecoder()

    def bars(self, grey: Grey) -> list[CodeRead]:
        """Read bars in rows and columns."""
        return self._bars.read(grey)

    def matrix(self, grey: Grey) -> list[CodeRead]:
        """Read DataMatrix and QR."""
        return self._matrix.read(grey)

    def opencv(self, grey: Grey) -> list[CodeRead]:
        """Read EAN-13 and UPC-A with OpenCV's detector."""
        return self._opencv.read(grey)

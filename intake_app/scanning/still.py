"""Reading one still picture: the passes of the camera, over copies resampled apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from intake_app.scanning.codes import Symbology
from intake_app.scanning.evidence import Evidence
from intake_app.scanning.passes import Passes
from intake_app.scanning.regions import BarRegion, find_bar_regions
from intake_app.scanning.strips import straighten

if TYPE_CHECKING:
    from intake_app.scanning.codes import CodeRead, Floats, Grey

PRINTED_SYMBOLOGIES = frozenset(
    {
        Symbology.EAN13,
        Symbology.EAN8,
        Symbology.UPCA,
        Symbology.CODE128,
        Symbology.DATAMATRIX,
        Symbology.QR,
    }
)
LONGEST_SIDE = 1920
SMALL_SIDE = 700


class StillReader:
    """Reads every code of one picture that two reads agree on; one reader for one thread."""

    def __init__(self, passes: Passes | None = None) -> None:
        self._passes = passes or Passes()

    def read(self, grey: Grey) -> list[CodeRead]:
        """Return the confirmed codes, corners in pixels of `grey`."""
        evidence = Evidence()
        whole, back = _fitted(grey)
        evidence.add(self._passes.matrix(whole), "whole")
        evidence.add(self._passes.bars(whole), "whole")
        other, other_back = _resampled(whole)
        evidence.add(_moved(self._passes.bars(other), other_back), "resampled")
        for region in find_bar_regions(whole):
            if not _covers_any(region, evidence.believed()):
                self._read_region(whole, region, evidence)
        if evidence.doubted() or not evidence.believed():
            evidence.add(self._passes.opencv(whole), "whole")
        believed = [r for r in evidence.believed() if r.symbology in PRINTED_SYMBOLOGIES]
        return _moved(believed, back)

    def _read_region(self, whole: Grey, region: BarRegion, evidence: Evidence) -> None:
        strip = straighten(whole, region)
        evidence.add(_moved(self._passes.bars(strip.grey), strip.to_picture), "strip")
        other, back = _resampled(strip.grey)
        reads = _moved(_moved(self._passes.bars(other), back), strip.to_picture)
        evidence.add(reads, "resampled strip")


def _moved(reads: list[CodeRead], to_picture: Floats) -> list[CodeRead]:
    return [read.moved(to_picture) for read in reads]


def _covers_any(region: BarRegion, believed: list[CodeRead]) -> bool:
    """Say whether a believed code lies in the middle of a region, so that nothing is left in it."""
    return any(
        abs(sum(x for x, _ in read.corners) / 4 - region.x) < region.length / 3
        and abs(sum(y for _, y in read.corners) / 4 - region.y) < region.length / 3
        for read in believed
    )


def _fitted(grey: Grey) -> tuple[Grey, Floats]:
    """Shrink a picture larger than a camera's frame; also return the map back."""
    scale = min(1.0, LONGEST_SIDE / max(grey.shape))
    if scale == 1.0:
        return grey, np.eye(2, 3, dtype=np.float32)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), np.eye(2, 3, dtype=np.float32) / np.float32(scale)


def _resampled(grey: Grey) -> tuple[Grey, Floats]:
    """Return a copy at another scale and shifted by part of a pixel, and the map back."""
    scale = 1.37 if max(grey.shape) < SMALL_SIDE else 0.87
    shift = 0.37
    matrix = np.array([[scale, 0, shift], [0, scale, shift]], np.float64)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    copy = cv2.warpAffine(
        grey, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(copy, np.uint8), np.asarray(cv2.invertAffineTransform(matrix), np.float32)

"""Reading one still picture: the passes of the camera, over copies resampled apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from intake_app.scanning.codes import Symbology, centre
from intake_app.scanning.evidence import Evidence
from intake_app.scanning.passes import Passes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake_app.scanning.codes import CodeRead, Floats, Grey
    from intake_app.scanning.regions import BarRegion
    from intake_app.scanning.strips import Strip

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
LONGEST_SIDE = 1920  # a camera's widest frame; a larger photograph is shrunk to it
SMALL_SIDE = 700
ENLARGED, REDUCED, SHIFT = 1.37, 0.87, 0.37
MOST_TEMPLATES = 2


class StillReader:
    """Reads every code of one picture that two reads agree on; one reader for one thread."""

    def __init__(self, passes: Passes | None = None) -> None:
        self._passes = passes or Passes()

    def read(self, grey: Grey) -> list[CodeRead]:
        """Return the confirmed codes, corners in pixels of `grey`."""
        whole, back = _fitted(grey)
        evidence = Evidence()
        evidence.add(self._passes.matrix(whole), "whole")
        self._read_twice(whole, "whole", None, evidence)
        strips = self._read_regions(whole, evidence)
        if evidence.doubted() or not evidence.believed():
            evidence.add(self._passes.opencv(whole), "whole")
            self._read_stubborn(strips, evidence)
        if evidence.doubted() or not evidence.believed():
            evidence.add(self._passes.zbar(whole), "whole")
        return [
            read.moved(back)
            for read in evidence.believed()
            if read.symbology in PRINTED_SYMBOLOGIES
        ]

    def _read_twice(
        self, grey: Grey, name: str, to_picture: Floats | None, evidence: Evidence
    ) -> None:
        """Read bars as they are and on a copy resampled apart."""
        other, back = _resampled(grey)
        first = self._passes.bars(grey)
        second = [read.moved(back) for read in self._passes.bars(other)]
        for reads, copy in ((first, name), (second, f"{name}, resampled")):
            moved = reads if to_picture is None else [read.moved(to_picture) for read in reads]
            evidence.add(moved, copy)

    def _read_regions(self, whole: Grey, evidence: Evidence) -> list[Strip]:
        """Straighten and read what no believed code covers; return what is still unread."""
        unread = []
        for region in self._passes.regions(whole):
            if _is_read(region, evidence.believed()):
                continue
            strip = self._passes.strip(whole, region)
            self._read_twice(strip.grey, "strip", strip.to_picture, evidence)
            if not _is_read(region, evidence.believed()):
                unread.append(strip)
        return unread

    def _read_stubborn(self, strips: Iterable[Strip], evidence: Evidence) -> None:
        for strip in list(strips)[:MOST_TEMPLATES]:
            for found in self._passes.template(strip):
                evidence.add([found.read], found.rows)


def _is_read(region: BarRegion, believed: list[CodeRead]) -> bool:
    """Say whether a believed code lies in the middle of a region, so that nothing is left in it."""
    return any(
        float(np.hypot(x - region.x, y - region.y)) < region.length / 3
        for x, y in (centre(read.corners) for read in believed)
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
    scale = ENLARGED if max(grey.shape) < SMALL_SIDE else REDUCED
    matrix = np.array([[scale, 0, SHIFT], [0, scale, SHIFT]], np.float64)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    copy = cv2.warpAffine(
        grey, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(copy, np.uint8), np.asarray(cv2.invertAffineTransform(matrix), np.float32)

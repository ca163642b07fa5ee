"""Reading one still picture: the passes of the camera, over copies resampled apart."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import cv2
import numpy as np

from intake_app.scanning.codes import PRODUCT_BARS, Engine, Symbology, centre
from intake_app.scanning.evidence import Evidence
from intake_app.scanning.passes import Passes
from intake_app.scanning.pieces import finish_while
from intake_app.scanning.regions import region_around
from intake_app.scanning.shrinking import shrink_to

if TYPE_CHECKING:
    from collections.abc import Callable

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
# How a copy is resampled by the longest side of the picture: small ones gain pixels.
SCALES = ((400, 2.0), (700, 1.37), (LONGEST_SIDE, 0.87))
SHIFT = 0.37  # pixels
SMALL_MATRIX_SIDE = 960
MOST_CLOSE_LOOKS, MOST_TEMPLATES, MOST_DOUBTED = 12, 2, 2
PATIENCE_SECONDS = 0.3  # of one core; no piece of a slow look is begun after that
WHERE_IT_IS: Floats = np.eye(2, 3, dtype=np.float32)
HALVED: Floats = WHERE_IT_IS / np.float32(2)


class StillReader:
    """Reads every code of one picture that two reads agree on; one reader for one thread."""

    def __init__(
        self, passes: Passes | None = None, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._passes = passes or Passes()
        self._patience_seconds = patience_seconds
        self._began = 0.0

    @property
    def has_zbar(self) -> bool:
        """Whether the optional second opinion could be loaded."""
        return self._passes.has_zbar

    def read(self, grey: Grey) -> list[CodeRead]:
        """Return the confirmed codes, corners in pixels of `grey`."""
        # The thread's own time: a busy machine must not change what is read.
        self._began = time.thread_time()
        whole, back = _fitted(grey)
        evidence = Evidence()
        evidence.add(self._passes.matrix(whole), "whole")
        self._read_twice(whole, "whole", WHERE_IT_IS, evidence)
        for read in evidence.doubted()[:MOST_CLOSE_LOOKS]:
            self._read_closely(whole, read, evidence)
        unread = self._read_regions(whole, evidence)
        looks: tuple[Callable[[], None], ...] = (
            lambda: evidence.add(self._passes.opencv(whole), "whole"),
            lambda: self._read_stubborn([strip for _, strip in unread], evidence),
            lambda: self._read_enlarged(whole, evidence),
            lambda: evidence.add(self._passes.zbar(whole), "whole"),
        )
        for look in looks:
            if (evidence.believed() and not evidence.doubted()) or not self._is_patient():
                break
            look()
            self._read_doubted(whole, unread, evidence)
        printed = (r for r in evidence.believed() if r.symbology in PRINTED_SYMBOLOGIES)
        return [read.moved(back) for read in printed]

    def _is_patient(self) -> bool:
        return time.thread_time() - self._began <= self._patience_seconds

    def _read_twice(self, grey: Grey, name: str, to_picture: Floats, evidence: Evidence) -> None:
        """Read bars as they are and on a copy resampled apart."""
        other, back = _resampled(grey)
        evidence.add([read.moved(to_picture) for read in self._passes.bars(grey)], name)
        again = [read.moved(back).moved(to_picture) for read in self._passes.bars(other)]
        evidence.add(again, f"{name}, resampled")

    def _read_regions(self, whole: Grey, evidence: Evidence) -> list[tuple[BarRegion, Strip]]:
        """Straighten and read what no believed code covers; return what is still unread."""
        unread: list[tuple[BarRegion, Strip]] = []
        for region in self._passes.regions(whole):
            if _is_read(region, evidence.believed()):
                continue
            strip = self._passes.strip(whole, region)
            self._read_twice(strip.grey, "strip", strip.to_picture, evidence)
            if not _is_read(region, evidence.believed()):
                unread.append((region, strip))
        return unread

    def _read_doubted(
        self, whole: Grey, unread: list[tuple[BarRegion, Strip]], evidence: Evidence
    ) -> None:
        """Look again, closely, where something was read once."""
        for read in evidence.doubted()[:MOST_DOUBTED]:
            covered = any(_is_read(region, [read]) for region, _ in unread)
            if covered and read.engine is not Engine.TEMPLATE:
                continue  # the region has its turn, and shows more of the code than a scan line
            strip = self._read_closely(whole, read, evidence)
            if read.symbology in PRODUCT_BARS and read in evidence.doubted():
                self._read_stubborn([strip], evidence)

    def _read_closely(self, whole: Grey, read: CodeRead, evidence: Evidence) -> Strip:
        """Straighten the place of a read and read it again, twice."""
        strip = self._passes.strip(whole, region_around(read))
        self._read_twice(strip.grey, "place", strip.to_picture, evidence)
        return strip

    def _read_stubborn(self, strips: list[Strip], evidence: Evidence) -> None:
        """Give strips to the template decoder."""
        for strip in strips[:MOST_TEMPLATES]:
            found = finish_while(self._is_patient, self._passes.template(strip))
            for rows in found or ():
                evidence.add([rows.read], rows.rows)

    def _read_enlarged(self, whole: Grey, evidence: Evidence) -> None:
        """Give small matrix codes more pixels than the camera did."""
        if max(whole.shape) > SMALL_MATRIX_SIDE or evidence.believed():
            return
        larger = cv2.resize(whole, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        reads = self._passes.matrix(np.asarray(larger, np.uint8))
        evidence.add([read.moved(HALVED) for read in reads], "enlarged")


def _is_read(region: BarRegion, believed: list[CodeRead]) -> bool:
    """Say whether a believed code lies in the middle of a region, so that nothing is left in it."""
    return any(
        float(np.hypot(x - region.x, y - region.y)) < region.length / 3
        for x, y in (centre(read.corners) for read in believed)
    )


def _fitted(grey: Grey) -> tuple[Grey, Floats]:
    """Shrink a picture larger than a camera's frame; also return the map back."""
    small, scale = shrink_to(grey, LONGEST_SIDE)
    return small, WHERE_IT_IS / np.float32(scale)


def _resampled(grey: Grey) -> tuple[Grey, Floats]:
    """Return a copy at another scale and shifted by part of a pixel, and the map back."""
    longest, (_, scale) = max(grey.shape), SCALES[-1]
    scale = next((wanted for side, wanted in SCALES if longest <= side), scale)
    matrix = np.array([[scale, 0, SHIFT], [0, scale, SHIFT]], np.float64)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    copy = cv2.warpAffine(grey, matrix, size, flags=method, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(copy, np.uint8), np.asarray(cv2.invertAffineTransform(matrix), np.float32)

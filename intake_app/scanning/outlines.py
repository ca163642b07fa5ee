"""What is drawn over the camera's picture: outlines that turn from seen to confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import cv2
import numpy as np

from intake_app.scanning.codes import as_corners, centre

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.scanning.codes import Corners
    from intake_app.scanning.confirmation import Sighting
    from intake_app.scanning.regions import BarRegion

LINGER_SECONDS = 0.3  # an outline does not flicker when one frame is missed
THINNEST_SHARE = 0.22  # of a code's length: decoders of bars often give a mere line


class OutlineState(StrEnum):
    """Seen (amber) until it is believed, then confirmed (green)."""

    SEEN = "seen"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Outline:
    """Four corners in pixels of the frame, clockwise; `text` is empty while nothing is read."""

    corners: Corners
    state: OutlineState
    text: str


def outlines_of(sightings: Sequence[Sighting], unread: Sequence[BarRegion]) -> tuple[Outline, ...]:
    """Outline the codes in view, then the bars that nobody could read yet."""
    drawn = [
        Outline(
            _thickened(sighting.corners),
            OutlineState.CONFIRMED if sighting.confirmed else OutlineState.SEEN,
            sighting.text,
        )
        for sighting in sightings
    ]
    bars = [Outline(_box_of(region), OutlineState.SEEN, "") for region in unread]
    taken = [outline.corners for outline in drawn]
    return (*drawn, *(bar for bar in bars if not any(_inside(bar.corners, o) for o in taken)))


def _box_of(region: BarRegion) -> Corners:
    box = ((region.x, region.y), (region.length, region.height), region.angle)
    return as_corners(np.asarray(cv2.boxPoints(box), np.float32))


def _inside(inner: Corners, outer: Corners) -> bool:
    shape = np.asarray(outer, np.float32)
    return cv2.pointPolygonTest(shape, centre(inner), measureDist=False) >= 0


def _thickened(corners: Corners) -> Corners:
    """Give a code that was read along one line the height of a band."""
    points = np.asarray(corners, np.float32)
    along = (points[1] + points[2] - points[0] - points[3]) / 2
    length = float(np.hypot(*along))
    down = (points[3] + points[2] - points[0] - points[1]) / 2
    lacking = THINNEST_SHARE * length - float(np.hypot(*down))
    if lacking <= 0 or length == 0:
        return corners
    aside = np.array([-along[1], along[0]], np.float32) / length * (lacking / 2)
    return as_corners(points + np.array([-aside, -aside, aside, aside]))

"""Making a picture smaller, however thin it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from intake_app.scanning.codes import Grey


def shrink_to(grey: Grey, longest_side: float) -> tuple[Grey, float]:
    """Return a picture no longer than that, in pixels, and its scale; at least a pixel is left.

    A picture that is short enough comes back as it is, at scale 1.
    """
    scale = min(1.0, longest_side / max(grey.shape))
    if scale == 1.0:
        return grey, scale
    if round(min(grey.shape) * scale) >= 1:
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    else:
        height, width = (max(1, round(side * scale)) for side in grey.shape)
        small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), scale

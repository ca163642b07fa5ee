"""How a lens smears the edge of a bar: the integral of a Gaussian, for many places at once."""

from __future__ import annotations

from math import erf
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from intake_app.scanning.codes import Floats
    from intake_app.scanning.likelihood import Reals

# numpy has no error function; between its points this table is right to six decimals.
_DISTANCES = np.linspace(-4.5, 4.5, 6001)
_ERRORS = np.array([erf(distance) for distance in _DISTANCES])


def smeared_edge(distances: Reals | Floats, blur: float) -> Reals:
    """Return the share of light, 0 to 1, at distances after an edge from dark to light.

    Args:
        distances: in the unit of `blur`, negative before the edge.
        blur: standard deviation.
    """
    scaled = np.asarray(distances) / (blur * np.sqrt(2.0))
    return np.asarray(0.5 * (1.0 + np.interp(scaled, _DISTANCES, _ERRORS)))

"""Fitting an EAN-13 to a profile: the number, the lens's blur, the light and the bend together.

Given roughly where the modules lie, the most likely number is read, then the place of its
modules, the blur and the light are improved until it fits best, then it is read again.
What tells a right number from a wrong one is its lead: how much worse the next best number
with a right check digit would fit, in shares of the error that the best one leaves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from intake_app.scanning.ean_bars import MODULES, ean13_modules
from intake_app.scanning.likelihood import (
    BLURS,
    INSIDE,
    PLACES,
    Reals,
    ideal_profile,
    quick_errors,
    read_profile,
)

if TYPE_CHECKING:
    from intake_app.scanning.codes import Floats
    from intake_app.scanning.pieces import Pieces

MOST_ROUNDS = 4
STEPS_A_ROUND = 4
LARGEST_STEP = 3.0  # pixels
LEAST_CONTRAST = 0.05  # of the profile's own spread
# Guesses that led to a right number had at most 0.39 of error before, and at least 0.83 of
# correlation after the first round; those that led nowhere mostly more and less.
HOPELESS_ERROR, HOPEFUL_CORRELATION = 0.42, 0.82
TRIED_BLURS = (0.4, 0.85, 1.6)
# Module coordinate scaled to −1 … 1 over the code: what a grid's polynomial is written in.
SCALED: Reals = (PLACES - MODULES / 2) / (MODULES / 2)
_BRIGHTNESS: Reals = np.stack([np.ones_like(SCALED), SCALED, SCALED**2], axis=1)
_INSIDE_COUNT = INSIDE.stop - INSIDE.start


class Fit(NamedTuple):
    """One fitted number.

    `grid`: polynomial from the scaled module coordinate to pixels of the profile, highest
    power first. `lead` as in the module's text; `correlation` of profile and ideal, 0 to 1.
    """

    text: str
    lead: float
    correlation: float
    blur: float
    grid: Reals


class _Light(NamedTuple):
    """A profile freed from its light: 1 white to −1 black."""

    profile: Reals
    contrast: float
    error: float


def sample(row: Floats | Reals, grid: Reals) -> Reals:
    """Read a profile where a grid says the samples of the modules are."""
    return np.asarray(np.interp(np.polyval(grid, SCALED), np.arange(len(row)), row))


@lru_cache(None)
def usual_profile(blur: float) -> tuple[float, float]:
    """Mean and spread of the profiles of numbers under a blur, from a fixed sample of numbers."""
    texts = [f"{611800000000 + 7919 * i:012d}0" for i in range(0, 40_000_000, 1_000_000)]
    ideals = np.array([ideal_profile(ean13_modules(text), blur)[INSIDE] for text in texts])
    return float(ideals.mean()), float(ideals.std(axis=1).mean())


def relative_errors(sampled: Reals, blur: float) -> Reals:
    """Say how badly the best digits fit: 0 perfect to 1 nothing, for hypotheses × samples."""
    mean, spread = usual_profile(blur)
    inside = sampled[:, INSIDE]
    own = inside.std(axis=1, keepdims=True)
    levelled = (sampled - inside.mean(axis=1, keepdims=True)) / np.maximum(own, 1e-6)
    errors = quick_errors(levelled * spread + mean, blur)
    return np.asarray(errors / (_INSIDE_COUNT * spread * spread))


def fit(row: Floats, grid: Reals, blurs: tuple[float, ...] = TRIED_BLURS) -> Pieces[Fit | None]:
    """Fit a number to a profile from a first guess of its grid; None when nothing fits."""
    sampled = sample(row, grid)
    first = [float(relative_errors(sampled[None], blur)[0]) for blur in blurs]
    if min(first) > HOPELESS_ERROR:
        return None
    blur = blurs[int(np.argmin(first))]
    mean, spread = usual_profile(blur)
    inside = sampled[INSIDE]
    levelled = (sampled - inside.mean()) / max(float(inside.std()), 1e-6) * spread + mean
    text = read_profile(levelled, blur).text
    seen: set[str] = set()
    found: Fit | None = None
    for _ in range(MOST_ROUNDS):
        if text in seen:
            break
        yield
        seen.add(text)
        grid, blur = _improve(row, text, grid, blur)
        light = _without_light(sample(row, grid), ideal_profile(ean13_modules(text), blur))
        if light.contrast < LEAST_CONTRAST or (np.diff(np.polyval(grid, SCALED)) <= 0).any():
            return None
        reading = read_profile(light.profile, blur)
        found = _judge(reading.text, reading.lead, light.profile, blur, grid)
        if found.correlation < HOPEFUL_CORRELATION:
            return None
        text = reading.text
    return found


def _judge(text: str, lead: float, profile: Reals, blur: float, grid: Reals) -> Fit:
    ideal = ideal_profile(ean13_modules(text), blur)[INSIDE]
    inside = profile[INSIDE]
    error = float(((inside - ideal) ** 2).sum())
    correlation = float(np.corrcoef(inside, ideal)[0, 1])
    return Fit(text, lead / max(error, 1e-9), correlation, blur, grid)


def _light_columns(ideal: Reals) -> Reals:
    """Light falls on a box as a gradient: contrast linear along the code, brightness bent."""
    columns = np.empty((len(ideal), 2 + _BRIGHTNESS.shape[1]))
    columns[:, 0] = ideal
    columns[:, 1] = ideal * SCALED
    columns[:, 2:] = _BRIGHTNESS
    return columns


def _without_light(sampled: Reals, ideal: Reals) -> _Light:
    columns = _light_columns(ideal)
    inside = columns[INSIDE]
    ridge = 1e-3 * np.eye(inside.shape[1])
    shares = np.linalg.solve(inside.T @ inside + ridge, inside.T @ sampled[INSIDE])
    contrast = shares[0] + shares[1] * SCALED
    left = sampled - columns @ shares
    error = float((left[INSIDE] ** 2).sum())
    level = columns[:, 2:] @ shares[2:]
    safe = np.maximum(contrast, 0.5 * LEAST_CONTRAST)
    return _Light((sampled - level) / safe, float(contrast.min()), error)


def _improve(row: Floats, text: str, grid: Reals, blur: float) -> tuple[Reals, float]:
    """Move the grid and choose the blur so that one number fits as well as it can."""
    modules = ean13_modules(text)
    slopes = np.gradient(row)
    powers = np.stack([SCALED**power for power in range(len(grid) - 1, -1, -1)], axis=1)
    for step in range(STEPS_A_ROUND):
        sampled = sample(row, grid)
        if step in {0, STEPS_A_ROUND // 2}:
            blur = _best_blur(sampled, modules, blur)
        columns = _light_columns(ideal_profile(modules, blur))
        moves = -sample(slopes, grid)[:, None] * powers
        system = np.hstack([columns, moves])[INSIDE]
        # The pull on the grid keeps a flat profile from throwing it out of the picture.
        ridge = np.diag([1e-3] * columns.shape[1] + [5e-5 * len(system)] * powers.shape[1])
        shares = np.linalg.solve(system.T @ system + ridge, system.T @ sampled[INSIDE])
        grid = grid + np.clip(shares[columns.shape[1] :], -LARGEST_STEP, LARGEST_STEP)
    return grid, blur


def _best_blur(sampled: Reals, modules: str, blur: float) -> float:
    near = BLURS.index(blur)
    tried = BLURS[max(0, near - 1) : near + 2]
    errors = [_without_light(sampled, ideal_profile(modules, other)).error for other in tried]
    return tried[int(np.argmin(errors))]

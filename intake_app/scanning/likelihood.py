"""The most likely EAN-13 under a blurred profile, and how much better it fits than the next one.

A profile sampled on the code's own modules is modelled as black modules smeared by the lens:
`profile = 1 − 2·Σ pulse(module)` over the black ones. Its squared error is a sum over digits
and over neighbouring digits (a blur reaches no further than one digit), so the best of all
10¹² numbers with a right check digit is found exactly, by dynamic programming over
(digit, remainder of the check sum) for each of the ten parities of the left half.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intake_app.scanning.blur import smeared_edge
from intake_app.scanning.ean_bars import (
    CENTRE_GUARD,
    DIGIT_STARTS,
    MODULES,
    PARITIES,
    SET_A,
    SET_B,
    SET_C,
    SIDE_GUARD,
)

Reals = NDArray[np.float64]

DRAWN = 12  # digits that are drawn; the first one is only said by the parities
CODES = 20  # sets A and B on the left; on the right the first ten stand for set C
SAMPLES = 4  # a module
QUIET = 3  # modules of white sampled on each side
BLURS = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.2, 1.4, 1.6, 1.8)  # standard deviation, modules
IMPOSSIBLE = -1e12

# Module coordinate of each sample, 0 at the left edge of the first bar.
PLACES: Reals = (np.arange(-QUIET * SAMPLES, (MODULES + QUIET) * SAMPLES) + 0.5) / SAMPLES
INSIDE = slice(QUIET * SAMPLES, (QUIET + MODULES) * SAMPLES)

_WEIGHTS = np.array([3, 1] * 6)  # of the drawn digits in the check sum
_RIGHT = 6  # first digit drawn on the right
# For each parity and left digit position, where set B begins among the twenty codes.
_SETS = np.array([[10 if s == "B" else 0 for s in p] + [0] * 6 for p in PARITIES])
_DIGITS = np.arange(10)


class Reading(NamedTuple):
    """The best number, its squared error, and how much more the best other number has."""

    text: str
    error: float
    lead: float


@dataclass(frozen=True)
class BlurTables:
    """Everything that depends on the blur only.

    `pulses`: samples × modules. `own`: 12 × 20, cost of a digit by itself and with the guards.
    `pairs`: 11 × 20 × 20, cost of two neighbours' overlap.
    """

    pulses: Reals
    guards: Reals
    guard_cost: float
    own: Reals
    pairs: Reals


def _as_modules(codes: tuple[str, ...]) -> Reals:
    return np.array([[float(module) for module in code] for code in codes])


# The 20 × 7 black modules (as 1) that can stand at each of the twelve places.
_CODES_AT = (_as_modules(SET_A + SET_B),) * _RIGHT + (_as_modules(SET_C + SET_C),) * _RIGHT


@lru_cache(None)
def blur_tables(blur: float) -> BlurTables:
    """Prepare the costs for one standard deviation of blur, in modules."""
    pulses = _pulses(blur)
    gram = 4.0 * pulses[INSIDE].T @ pulses[INSIDE]
    guards = _guard_modules()
    own, pairs = np.empty((DRAWN, CODES)), np.empty((DRAWN - 1, CODES, CODES))
    for i, start in enumerate(DIGIT_STARTS):
        here, codes = slice(start, start + 7), _CODES_AT[i]
        alone = np.einsum("dm,mn,dn->d", codes, gram[here, here], codes)
        own[i] = alone + 2.0 * codes @ gram[here] @ guards
        if i + 1 < DRAWN:
            after = slice(DIGIT_STARTS[i + 1], DIGIT_STARTS[i + 1] + 7)
            pairs[i] = 2.0 * codes @ gram[here, after] @ _CODES_AT[i + 1].T
    return BlurTables(pulses, guards, float(guards @ gram @ guards), own, pairs)


def _pulses(blur: float) -> Reals:
    """Return what each black module takes from the white at each sample: samples × modules."""
    edges = PLACES[:, None] - np.arange(MODULES + 1)[None, :]
    below = smeared_edge(edges, blur)
    return np.asarray(below[:, :-1] - below[:, 1:], np.float64)


def _guard_modules() -> Reals:
    modules = np.zeros(MODULES)
    for start, guard in ((0, SIDE_GUARD), (45, CENTRE_GUARD), (92, SIDE_GUARD)):
        modules[start : start + len(guard)] = [float(module) for module in guard]
    return modules


def ideal_profile(modules: str, blur: float) -> Reals:
    """Return the profile that a code of 95 modules gives under a blur: 1 white to −1 black."""
    black = np.frombuffer(modules.encode("ascii"), np.uint8) - float(ord("0"))
    return np.asarray(1.0 - 2.0 * blur_tables(blur).pulses @ black)


def _costs(profile: Reals, tables: BlurTables) -> tuple[Reals, Reals]:
    """Squared error as a cost of each digit at each place, plus what no digit changes.

    Args:
        profile: hypotheses × samples, 1 white to −1 black.
        tables: those of the blur assumed.

    Returns:
        Costs, hypotheses × 12 × 20; and the rest, one for each hypothesis.
    """
    missing = 1.0 - profile[:, INSIDE]
    drawn = 4.0 * missing @ tables.pulses[INSIDE]
    constant = (missing**2).sum(axis=1) - drawn @ tables.guards + tables.guard_cost
    digits = tables.own - (drawn @ _all_codes()).reshape(-1, DRAWN, CODES)
    return digits, constant


@lru_cache(1)
def _all_codes() -> Reals:
    """Return the black modules of every code at every place: 95 modules × 240."""
    modules = np.zeros((MODULES, DRAWN, CODES))
    for i, start in enumerate(DIGIT_STARTS):
        modules[start : start + 7, i] = _CODES_AT[i].T
    return modules.reshape(MODULES, -1)


def quick_errors(profiles: Reals, blur: float) -> Reals:
    """Return the least squared error of any digits, check digit or not, for many hypotheses."""
    tables = blur_tables(blur)
    costs, constant = _costs(profiles, tables)
    best = costs[:, 0]
    for i in range(1, DRAWN):
        kinds = CODES if i < _RIGHT else CODES // 2  # the right half has one set only
        pairs = tables.pairs[i - 1, : best.shape[1], :kinds]
        best = (best[:, :, None] + pairs).min(axis=1) + costs[:, i, :kinds]
    return np.asarray(best.min(axis=1) + constant)


def read_profile(profile: Reals, blur: float) -> Reading:
    """Return the number with a right check digit that fits one sampled profile best."""
    tables = blur_tables(blur)
    costs, constant = _costs(profile[None], tables)
    own = -_by_parity(costs[0])
    pairs = -_pairs_by_parity(blur)
    forward = _forward(own, pairs)
    backward = _backward(own, pairs)
    # Best total of any number that has this digit here, for each parity.
    through = (forward + backward).max(axis=3)
    parity, place, digit = np.unravel_index(int(through.argmax()), through.shape)
    best = float(through[parity, place, digit])
    digits = through[parity].argmax(axis=1)
    others = through.copy()
    others[parity, np.arange(DRAWN), digits] = IMPOSSIBLE
    text = str(int(parity)) + "".join(str(int(digit)) for digit in digits)
    return Reading(text, float(constant[0]) - best, best - float(others.max()))


def _by_parity(costs: Reals) -> Reals:
    """Choose the set of each place by parity: 12 × 20 → 10 parities × 12 × 10 digits."""
    places = np.arange(DRAWN)[None, :, None]
    return costs[places, _SETS[:, :, None] + _DIGITS[None, None, :]]


@lru_cache(None)
def _pairs_by_parity(blur: float) -> Reals:
    """Choose the sets of neighbours by parity: 10 parities × 11 × 10 × 10."""
    pairs = blur_tables(blur).pairs
    places = np.arange(DRAWN - 1)[None, :, None, None]
    first = _SETS[:, :-1, None, None] + _DIGITS[:, None]
    second = _SETS[:, 1:, None, None] + _DIGITS[None, :]
    return np.asarray(pairs[places, first, second])


def _forward(own: Reals, pairs: Reals) -> Reals:
    """Best score up to and with each digit: parities × 12 × digits × check remainders."""
    scores = np.full((10, DRAWN, 10, 10), IMPOSSIBLE)
    for digit in range(10):
        remainder = (_DIGITS + _WEIGHTS[0] * digit) % 10  # the parity is the first digit itself
        scores[_DIGITS, 0, digit, remainder] = own[:, 0, digit]
    for i in range(1, DRAWN):
        arrived = (scores[:, i - 1, :, None, :] + pairs[:, i - 1, :, :, None]).max(axis=1)
        before = (_DIGITS[None, :] - _WEIGHTS[i] * _DIGITS[:, None]) % 10  # digits × remainders
        scores[:, i] = arrived[:, _DIGITS[:, None], before] + own[:, i, :, None]
    return scores


def _backward(own: Reals, pairs: Reals) -> Reals:
    """Best score after each digit, given the remainder with it; the last must be zero."""
    scores = np.full((10, DRAWN, 10, 10), IMPOSSIBLE)
    scores[:, DRAWN - 1, :, 0] = 0.0
    for i in range(DRAWN - 2, -1, -1):
        after = (_DIGITS[None, :] + _WEIGHTS[i + 1] * _DIGITS[:, None]) % 10
        ahead = scores[:, i + 1] + own[:, i + 1, :, None]
        reached = ahead[:, _DIGITS[:, None], after]  # next digit × remainder before it
        scores[:, i] = (reached[:, None] + pairs[:, i, :, :, None]).max(axis=2)
    return scores

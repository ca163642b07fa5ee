"""Where the modules of an EAN-13 may lie on a profile, before any digit is known.

A code on a bottle or a crushed box has no one module width. Digits are therefore matched
everywhere at many widths, and chained from left to right with the width free to change a
little from one digit to the next: dynamic programming over (width, place).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from intake_app.scanning.blur import smeared_edge
from intake_app.scanning.ean_bars import DIGIT_STARTS, MODULES, SET_A, SET_B, SET_C

if TYPE_CHECKING:
    from intake_app.scanning.codes import Floats
    from intake_app.scanning.likelihood import Reals
    from intake_app.scanning.pieces import Pieces

WIDTHS = tuple(2.4 * 1.06**step for step in range(14))  # pixels a module, 2.4 to 5.1
BLUR = 0.5  # modules, of the templates
LOCAL_MODULES = 33  # light is levelled over this much of a profile
FLATTEST = 0.1  # of the local spread: less is no bars but noise
WIDTH_CHANGE_COST = 0.05
GUARD_SHARE = 0.5
LEFT_DIGITS, DIGITS = 6, 12
NOWHERE = np.float32(-1e3)
DEGREE = 3
_ENDS = np.concatenate([DIGIT_STARTS, [MODULES - 3]])  # where digits begin, and the last ends
_SCALED_ENDS = (_ENDS - MODULES / 2) / (MODULES / 2)
# Guards with a little of what always stands beside them, and where the guard begins in that.
_START, _CENTRE, _END = ("00001010", 4), ("1010101", 1), ("01010000", 1)


class Guess(NamedTuple):
    """One way the modules may lie: `score` of the match, the profile's row, and the grid."""

    score: float
    row: int
    grid: Reals


class _Templates(NamedTuple):
    short: Floats  # seven modules: the digits of sets A, B, C, then the guard in the middle
    long: Floats  # eight modules: the guards on both sides


def level(profiles: Floats) -> Floats:
    """Free profiles from slow changes of light: local mean 0, local spread 1."""
    reach = LOCAL_MODULES * 4.0 / 3.5
    mean = _smooth(profiles, reach)
    spread = np.sqrt(_smooth((profiles - mean) ** 2, reach))
    return np.asarray((profiles - mean) / np.maximum(spread, 3.0), np.float32)


def _smooth(profiles: Floats, reach: float) -> Floats:
    edge = cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.GaussianBlur(profiles, (0, 0), sigmaX=reach, sigmaY=1e-3, borderType=edge), np.float32
    )


def guess_grids(levelled: Floats, groups: int = 4) -> Pieces[list[Guess]]:
    """Return for each profile the best chain of each group of widths, best first."""
    scores = yield from _match_everything(levelled)
    totals, turns = _chain(scores)
    yield
    guesses = []
    for chosen in np.array_split(np.arange(len(WIDTHS)), groups):
        for row in range(len(levelled)):
            part = totals[chosen, row]
            width, end = np.unravel_index(int(part.argmax()), part.shape)
            starts = _trace(turns, int(chosen[width]), row, int(end))
            grid = np.polyfit(_SCALED_ENDS, starts - 0.5, DEGREE)
            guesses.append(Guess(float(part[width, end]), row, grid))
    return sorted(guesses, key=lambda guess: -guess.score)


class _Scores(NamedTuple):
    """Widths × profiles × pixels: how well each part of a code begins there."""

    left: Floats
    right: Floats
    guards: tuple[Floats, Floats, Floats]


def _match_everything(levelled: Floats) -> Pieces[_Scores]:
    rows, pixels = levelled.shape
    left, right, start, centre, end = np.full((5, len(WIDTHS), rows, pixels), NOWHERE, np.float32)
    sums = np.zeros((2, rows, pixels + 1))
    sums[0, :, 1:] = np.cumsum(levelled, axis=1, dtype=np.float64)
    sums[1, :, 1:] = np.cumsum(levelled * levelled, axis=1, dtype=np.float64)
    for index, width in enumerate(WIDTHS):
        templates = _templates(width)
        both = _correlate(levelled, sums, templates.short, (20, 10, 1))
        left[index, :, : both.shape[2]], right[index, :, : both.shape[2]] = both[:2]
        sides = _correlate(levelled, sums, templates.long, (1, 1))
        for guard, fit, (_, lead) in (
            (start, sides[0], _START),
            (centre, both[2], _CENTRE),
            (end, sides[1], _END),
        ):
            shift = round(lead * width)
            room = min(pixels - shift, fit.shape[1])
            guard[index, :, shift : shift + room] = GUARD_SHARE * fit[:, :room]
        if index == len(WIDTHS) // 2:
            yield
    return _Scores(left, right, (start, centre, end))


def _correlate(levelled: Floats, sums: Reals, templates: Floats, kinds: tuple[int, ...]) -> Floats:
    """Correlate each window with templates of mean 0 and norm 1; damped where all is flat.

    Returns:
        The best of each group of templates: kinds × profiles × places.
    """
    size = templates.shape[1]
    windows = sliding_window_view(levelled, size, axis=1)
    products = templates @ windows.reshape(-1, size).T
    mean, square = (sums[:, :, size:] - sums[:, :, :-size]) / size
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0)) + FLATTEST
    share = np.asarray(1.0 / (spread * np.sqrt(size)), np.float32)
    cuts = np.cumsum((0, *kinds))
    best = [products[a:b].max(axis=0).reshape(share.shape) for a, b in pairwise(cuts)]
    return np.stack(best) * share


def _chain(scores: _Scores) -> tuple[Floats, list[np.ndarray]]:
    """Add up guards and digits from left to right; remember each digit's change of width."""
    start, centre, end = scores.guards
    total = _advance(start, 3)
    turns = []
    for digit in range(DIGITS):
        if digit == LEFT_DIGITS:
            total = _advance(total + centre, 5)
        total, turn = _change_width(total)
        turns.append(turn)
        total = _advance(total + (scores.left if digit < LEFT_DIGITS else scores.right), 7)
    return total + end, turns


def _advance(total: Floats, modules: int) -> Floats:
    moved = np.full_like(total, NOWHERE)
    for index, width in enumerate(WIDTHS):
        step = round(modules * width)
        moved[index, :, step:] = total[index, :, :-step]
    return moved


def _change_width(total: Floats) -> tuple[Floats, np.ndarray]:
    """Let the width stay, or change by one step at a cost; say for each place what was best."""
    best, turn = total.copy(), np.zeros(total.shape, np.int8)
    narrower, wider = total[:-1] - WIDTH_CHANGE_COST, total[1:] - WIDTH_CHANGE_COST
    turn[1:][narrower > best[1:]] = -1
    np.maximum(best[1:], narrower, out=best[1:])
    turn[:-1][wider > best[:-1]] = 1
    np.maximum(best[:-1], wider, out=best[:-1])
    return best, turn


def _trace(turns: list[np.ndarray], width: int, row: int, end: int) -> Reals:
    """Follow a chain back to where each of its digits began, and where the last ended."""
    places = [end]
    for digit in range(DIGITS - 1, -1, -1):
        end -= round(7 * WIDTHS[width])
        places.append(end)
        width += int(turns[digit][width, row, end])
        if digit == LEFT_DIGITS:
            end -= round(5 * WIDTHS[width])
    return np.array(places[::-1], np.float64)


@lru_cache(None)
def _templates(width: float) -> _Templates:
    digits = [_drawn("01" + code + "01", 2, 7, width) for code in (*SET_A, *SET_B)]
    digits += [_drawn("10" + code + "10", 2, 7, width) for code in SET_C]
    start, centre, end = (_drawn(bars, 0, len(bars), width) for bars, _ in (_START, _CENTRE, _END))
    return _Templates(np.array([*digits, centre]), np.array([start, end]))


def _drawn(bars: str, skip: int, modules: int, width: float) -> Floats:
    """Draw modules, black as −1, at a width and the templates' blur; mean 0 and norm 1."""
    places = (np.arange(round(modules * width)) + 0.5) / width + skip
    drawn = np.full(len(places), 1.0 - 2.0 * int(bars[0]))
    for edge in range(1, len(bars)):
        rise = int(bars[edge - 1]) - int(bars[edge])
        drawn += 2.0 * rise * smeared_edge(places - edge, BLUR)
    drawn -= drawn.mean()
    return np.asarray(drawn / np.linalg.norm(drawn), np.float32)

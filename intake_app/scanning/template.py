"""The last resort: reading an EAN-13 or UPC-A from averaged rows of a straightened strip.

Slow, but it reads what is blurred, bent or tiny; and since a number must lead every other
number that could be there, rows read apart hardly ever agree on a wrong one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from intake_app.scanning.codes import CodeRead, Engine, Symbology, as_corners, as_printed
from intake_app.scanning.edge_grids import guess_from_edges
from intake_app.scanning.fitting import Fit, fit
from intake_app.scanning.grids import guess_grids, level
from intake_app.scanning.strips import cut_bands, halve

if TYPE_CHECKING:
    from intake_app.scanning.codes import Floats
    from intake_app.scanning.likelihood import Reals
    from intake_app.scanning.pieces import Pieces
    from intake_app.scanning.strips import Band, Strip

BANDS = 4
SHORTEST_STRIP = 240  # pixels: 95 modules at the narrowest width that is tried, and margins
# Of 3,300 wrong fits on the public photographs one in a hundred led by more than 0.13 and none
# by more than 0.28; of the right ones 99 in a hundred lead by more than 0.28. Under a blur of
# more than a module wrong ones come up to 0.33.
LEAST_LEAD, LEAST_LEAD_BLURRED, BLURRED = 0.3, 0.45, 1.1
LEAST_LEAD_HALVED = 0.5
LEAST_CORRELATION = 0.9
LEAST_MATCH = 9.5  # of 13.5 that a perfect chain of digits and guards has; right ones had 9.7
MOST_FITS = 6
BLURRED_ROWS = 2


class RowsRead(NamedTuple):
    """What some rows of a strip say; `rows` names them, different names share no row."""

    read: CodeRead
    rows: str


class _Row(NamedTuple):
    """A band made ready to fit: read from the left or `backwards`, its light `levelled` or not."""

    band: Band
    profile: Floats
    backwards: bool
    levelled: bool


class _Found(NamedTuple):
    fit: Fit
    row: _Row


def read_strip(strip: Strip, *, blurred: bool = True) -> Pieces[list[RowsRead]]:
    """Read one straightened region from left or right: what each of its rows says, if anything.

    Args:
        strip: an upright region, about four pixels a module.
        blurred: also try what no bar can be told apart in (twice the work on a miss).
    """
    if strip.grey.shape[1] < SHORTEST_STRIP:
        return []
    bands = cut_bands(strip, BANDS)
    rows = _prepare(bands, levelled=True)
    guesses = yield from _digit_guesses(rows)
    found = yield from _first_found(guesses[:MOST_FITS])
    if found is None and blurred:
        rows = _prepare(bands, levelled=False)
        guesses = yield from _edge_guesses(rows)
        found = yield from _first_found(guesses[:MOST_FITS])
    if found is None:
        return []
    turned = [row for row in rows if row.backwards == found.row.backwards]
    apart = yield from _read_bands(turned, found, guesses)
    if len(apart) < 2:  # noqa: PLR2004 - two rows that share none
        halves = yield from _read_halves(strip, found)
        apart = halves or apart or [found]
    return [
        RowsRead(_as_read(again, strip), f"rows {again.row.band.top}-{again.row.band.bottom}")
        for again in apart
    ]


class _Guess(NamedTuple):
    row: _Row
    grid: Reals


def _prepare(bands: list[Band], *, levelled: bool) -> list[_Row]:
    """Bring bands to mean 0 and spread 1, and turn each both ways.

    Levelling frees them from light that changes along the code, but would eat a blurred one.
    """
    lines = np.array([band.profile for band in bands], np.float32)
    if levelled:
        lines = level(lines)
    else:
        spread = np.maximum(lines.std(axis=1, keepdims=True), 1.0)
        lines = (lines - lines.mean(axis=1, keepdims=True)) / spread
    forwards = [
        _Row(band, line, backwards=False, levelled=levelled)
        for band, line in zip(bands, lines, strict=True)
    ]
    return [*forwards, *(_turned(row) for row in forwards)]


def _turned(row: _Row) -> _Row:
    return row._replace(profile=row.profile[::-1].copy(), backwards=not row.backwards)


def _digit_guesses(rows: list[_Row]) -> Pieces[list[_Guess]]:
    guesses = yield from guess_grids(np.array([row.profile for row in rows], np.float32))
    return [_Guess(rows[guess.row], guess.grid) for guess in guesses if guess.score >= LEAST_MATCH]


def _edge_guesses(rows: list[_Row]) -> Pieces[list[_Guess]]:
    count = len(rows) // 2
    guesses = []
    for row in (*rows[:BLURRED_ROWS], *rows[count:][:BLURRED_ROWS]):
        found = yield from guess_from_edges(row.profile)
        guesses += [(guess, row) for guess in found]
    guesses.sort(key=lambda pair: pair[0].error)
    return [_Guess(row, guess.grid) for guess, row in guesses]


def _first_found(guesses: list[_Guess]) -> Pieces[_Found | None]:
    for row, grid in guesses:
        found = yield from fit(row.profile, grid)
        if found is not None and _is_convincing(found):
            return _Found(found, row)
    return None


def _is_convincing(found: Fit) -> bool:
    needed = LEAST_LEAD_BLURRED if found.blur > BLURRED else LEAST_LEAD
    return found.lead >= needed and found.correlation >= LEAST_CORRELATION


def _read_bands(rows: list[_Row], found: _Found, guesses: list[_Guess]) -> Pieces[list[_Found]]:
    """Let each band say its own number, be it the one found or a rival to it."""
    said = []
    for row in rows[1:]:  # the first is the middle, which shares rows with the others
        own = [guess.grid for guess in guesses if guess.row is row]
        fits = []
        for grid in (found.fit.grid, *own[:1]):
            one = yield from fit(row.profile, grid, (found.fit.blur,))
            fits.append(one)
        said += [_Found(best, row) for best in _most_convincing(fits)]
    return said


def _most_convincing(fits: list[Fit | None]) -> list[Fit]:
    """Return the fit that leads most, as a list of one, or none when none convinces."""
    convincing = [one for one in fits if one is not None and _is_convincing(one)]
    return sorted(convincing, key=lambda one: -one.lead)[:1]


def _read_halves(strip: Strip, found: _Found) -> Pieces[list[_Found]]:
    """Read the upper and the lower half of the only rows that say something.

    They are next to each other and share their faults, so they must lead by more.
    """
    halves = _prepare(halve(strip, found.row.band), levelled=found.row.levelled)
    said = []
    for row in halves:
        if row.backwards == found.row.backwards:
            one = yield from fit(row.profile, found.fit.grid, (found.fit.blur,))
            if one is not None and one.text == found.fit.text and one.lead >= LEAST_LEAD_HALVED:
                said.append(_Found(one, row))
    return said


def _as_read(found: _Found, strip: Strip) -> CodeRead:
    height, width = strip.grey.shape
    ends = np.polyval(found.fit.grid, np.array([-1.0, 1.0]))
    if found.row.backwards:
        ends = width - 1 - ends
    left, right = float(ends[0]), float(ends[1])
    box = np.array([(left, 0), (right, 0), (right, height), (left, height)], np.float32)
    symbology, text = as_printed(Symbology.EAN13, found.fit.text)
    return CodeRead(symbology, text, as_corners(box), Engine.TEMPLATE).moved(strip.to_picture)

"""A counter with a queue, drawn: boxes laid down singly or together, moved, taken away again.

Every box has a number of its own, so that what a session reports can be judged box by box. The
same seed draws the same frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from intake_app.scanning.codes import Symbology
from intake_app.scanning.drawn import (
    FRAMES_A_SECOND,
    Placed,
    draw_code,
    draw_counter,
    draw_face,
    glaring,
    lay,
    noisy,
    smeared,
)
from intake_app.scanning.ean_bars import check_digit_fits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

CELLS = [(160.0 + 320 * column, 180.0 + 360 * row) for row in range(2) for column in range(4)]
SCALE = 0.42  # 1.7 pixels a module: eight boxes fill the picture
ARRIVING, SMEAR_PIXELS = 8, 9
LYING_SECONDS, EMPTY_SECONDS = 2.5, 1.0


@dataclass(frozen=True)
class Laid:
    """One box: its number, the first frame in which it lies still, and when it is taken away."""

    text: str
    still_from: int
    gone_from: int = -1


class BusyCounter:
    """Draws frames one after another and keeps what was laid down in them."""

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        self._empty = draw_counter(seed)
        self._picture = self._empty.copy()
        self._numbers = count(int(self._chance.integers(1000, 9000)))
        self._frame = 0
        self.laid: list[Laid] = []

    def empty(self, seconds: float) -> Iterator[NDArray[np.uint8]]:
        """Show the counter as it is."""
        for _ in range(round(seconds * FRAMES_A_SECOND)):
            yield self._shown(self._picture)

    def one_by_one(self, boxes: int, pause_seconds: float) -> Iterator[NDArray[np.uint8]]:
        """Lay boxes down one after another, each slid in from outside."""
        for cell in self._chosen(boxes):
            text, face, placed = self._new_box(cell)
            for step in range(ARRIVING, 0, -1):
                x, y = placed.middle
                far = 700.0 * (step / ARRIVING) ** 2
                frame = self._picture.copy()
                lay(frame, face, Placed((x + far, y), placed.turn + 3 * step, SCALE, placed.tilt))
                yield self._shown(smeared(frame, SMEAR_PIXELS, 0) if step > 1 else frame)
            lay(self._picture, face, placed)
            self.laid.append(Laid(text, self._frame))
            yield from self.empty(pause_seconds)

    def at_once(self, boxes: int) -> Iterator[NDArray[np.uint8]]:
        """Lay boxes down from one frame to the next, as from an emptied bag."""
        for cell in self._chosen(boxes):
            text, face, placed = self._new_box(cell)
            lay(self._picture, face, placed)
            self.laid.append(Laid(text, self._frame))
        yield self._shown(self._picture)

    def disturbed(self, seconds: float) -> Iterator[NDArray[np.uint8]]:
        """Let a lamp mirror itself here and there, and a hand shake the counter."""
        for _ in range(round(seconds * FRAMES_A_SECOND)):
            x, y = CELLS[int(self._chance.integers(len(CELLS)))]
            frame = glaring(self._picture, (x + 40, y - 30), 60)
            away = tuple(int(pixels) for pixels in self._chance.integers(-3, 4, 2))
            yield self._shown(np.roll(frame, away, (0, 1)))

    def cleared(self, seconds: float) -> Iterator[NDArray[np.uint8]]:
        """Take everything away."""
        self.laid = [
            Laid(box.text, box.still_from, self._frame) if box.gone_from < 0 else box
            for box in self.laid
        ]
        self._picture = self._empty.copy()
        yield from self.empty(seconds)

    def queue(self, minutes: float) -> Iterator[NDArray[np.uint8]]:
        """Serve one student after another for so long."""
        until = round(minutes * 60 * FRAMES_A_SECOND)
        while self._frame < until:
            boxes = int(self._chance.integers(1, len(CELLS) + 1))
            if self._chance.random() < 0.5:
                yield from self.one_by_one(boxes, float(self._chance.uniform(0.1, 0.8)))
            else:
                yield from self.at_once(boxes)
            yield from self.empty(LYING_SECONDS)
            if self._chance.random() < 0.3:
                yield from self.disturbed(0.7)
            yield from self.cleared(EMPTY_SECONDS)

    def _shown(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        self._frame += 1
        return noisy(picture, 2.0, self._frame)

    def _chosen(self, boxes: int) -> Sequence[tuple[float, float]]:
        return [CELLS[index] for index in self._chance.permutation(len(CELLS))[:boxes]]

    def _new_box(self, cell: tuple[float, float]) -> tuple[str, NDArray[np.uint8], Placed]:
        number = next(self._numbers)
        # Neighbouring numbers would look alike; a large step makes most digits differ.
        text = ean13(f"611{number * 7_368_787 % 1_000_000_000:09d}")
        face = draw_face(draw_code(Symbology.EAN13, text), number)
        jitter = self._chance.uniform(-6, 6, 2)
        placed = Placed(
            (cell[0] + jitter[0], cell[1] + jitter[1]),
            float(self._chance.uniform(0, 360)),
            SCALE,
            float(self._chance.uniform(0, 10)),
        )
        return text, face, placed


def ean13(first: str) -> str:
    """Add the check digit to twelve digits."""
    return next(f"{first}{digit}" for digit in range(10) if check_digit_fits(f"{first}{digit}"))

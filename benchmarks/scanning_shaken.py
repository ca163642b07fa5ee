"""Photographs shaken before the camera: what the live reader reports, and what it invents.

Part of `python -m benchmarks.scanning --live`. No product is in any list, as at a counter that
has no reference yet, which asks most of the reader; `listed` puts every number in the list, which
asks least, and lets through what only a list could tell wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from benchmarks.scanning_live import as_frame, watch
from intake_app.scanning.drawn import FRAMES_A_SECOND, HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from intake_app.scanning.codes import Grey

SHOWN_FRAMES = round(1.5 * FRAMES_A_SECOND)
SWAY_PIXELS, SWAY_DEGREES, SWAY_ZOOM = 12.0, 3.0, 0.04
SMEAR_PIXELS, NOISE = 3, 4.0


class Photograph(Protocol):
    """A picture, what must be read on it and what may be; texts as the set writes them."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def grey(self) -> Grey: ...  # noqa: D102
    @property
    def expected(self) -> set[str]: ...  # noqa: D102
    @property
    def allowed(self) -> set[str]: ...  # noqa: D102


@dataclass
class Tally:
    """How many photographs were reported, and what was reported that is not on them."""

    shown: int = 0
    reported: int = 0
    wrong: list[str] = field(default_factory=list)


def shaken(grey: Grey, chance: np.random.Generator) -> Iterator[NDArray[np.uint8]]:
    """Hold a photograph before the camera with an unsteady hand; frames in colour."""
    still = as_frame(grey)
    sway = np.cumsum(chance.normal(size=(SHOWN_FRAMES, 4)), axis=0) / np.sqrt(SHOWN_FRAMES)
    for across, down, turn, zoom in sway:
        matrix = cv2.getRotationMatrix2D(
            (WIDTH / 2, HEIGHT / 2), SWAY_DEGREES * turn, 1 + SWAY_ZOOM * zoom
        )
        matrix[:, 2] += (SWAY_PIXELS * across, SWAY_PIXELS * down)
        moved = cv2.warpAffine(still, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        if chance.random() < 1 / 3:
            moved = cv2.blur(moved, (SMEAR_PIXELS, 1))
        grainy = moved + chance.normal(0.0, NOISE, moved.shape)
        frame = np.clip(grainy, 0, 255).astype(np.uint8)
        yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR), np.uint8)


def tally(
    photographs: Iterable[Photograph], written: Callable[[str], str], *, listed: bool
) -> Tally:
    """Show photographs one by one, each to a new session; `written` puts a text as sets do."""
    result = Tally()
    for number, photograph in enumerate(photographs):
        frames = shaken(photograph.grey, np.random.default_rng(number))
        texts = {written(text) for _, text in watch(frames, lambda _: listed).events}
        result.shown += 1
        result.reported += photograph.expected <= texts
        result.wrong += [f"{photograph.name}: {text}" for text in texts - photograph.allowed]
    return result


def print_shaken(
    photographs: Callable[[], Iterable[Photograph]], written: Callable[[str], str]
) -> None:
    """Print what is reported of photographs in an unsteady hand, unlisted and listed."""
    for title, listed in (("no product listed", False), ("every number listed", True)):
        result = tally(photographs(), written, listed=listed)
        print(
            f"shaken, {title}: {result.reported} of {result.shown} reported within "
            f"{SHOWN_FRAMES / FRAMES_A_SECOND:.1f} s, {len(result.wrong)} wrong",
            flush=True,
        )
        for line in result.wrong:
            print(f"    wrong  {line}")

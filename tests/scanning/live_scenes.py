"""Scenes in front of a camera, drawn as videos, and what the session reports of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from intake_app.scanning.cameras import parse_camera
from intake_app.scanning.codes import Symbology
from intake_app.scanning.drawn import Placed, draw_code, draw_counter, draw_face, lay, noisy
from intake_app.scanning.drawn import write_video as write
from intake_app.scanning.live_reader import LiveReader
from intake_app.scanning.session import ScanSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from intake_app.scanning.cameras import Camera
    from intake_app.scanning.hints import Hint
    from intake_app.scanning.items import ScannedItem
    from intake_app.scanning.outlines import Outline

SIZE = (960, 540)
MIDDLE = (480.0, 270.0)
IN_THE_MIDDLE = Placed(MIDDLE, 5, 0.5)
DOLIPRANE, ASPEGIC, IMPORTED = "6118000010050", "6118000021056", "3400930000120"


@dataclass
class Recorder:
    """Notes what a listener is told; `codes` with the number of the frame they came with."""

    codes: list[tuple[int, ScannedItem]] = field(default_factory=list)
    outlines: list[tuple[Outline, ...]] = field(default_factory=list)
    hints: list[Hint | None] = field(default_factory=list)
    camera: list[str] = field(default_factory=list)
    shapes: set[tuple[int, ...]] = field(default_factory=set)

    def on_frame(
        self, frame: NDArray[np.uint8], outlines: tuple[Outline, ...], hint: Hint | None
    ) -> None:
        self.shapes.add(frame.shape)
        self.outlines.append(outlines)
        self.hints.append(hint)

    def on_code(self, item: ScannedItem) -> None:
        self.codes.append((len(self.outlines), item))

    def on_camera_lost(self, code: str) -> None:
        self.camera.append(code)

    def on_camera_back(self) -> None:
        self.camera.append("back")

    @property
    def texts(self) -> list[str]:
        """The texts reported, in order."""
        return [item.text for _, item in self.codes]


def watch(
    camera: Camera,
    known: Callable[[str], bool] = lambda code: True,
    reader: LiveReader | None = None,
) -> Recorder:
    """Watch a file to its end."""
    recorder = Recorder()
    ScanSession(camera, reader or LiveReader(), known).watch(recorder)
    return recorder


def watch_scene(
    folder: Path,
    frames: Iterable[NDArray[np.uint8]],
    known: Callable[[str], bool] = lambda code: True,
    rate: float = 30,
) -> Recorder:
    """Write frames as a video, open the file as a camera and watch it to its end."""
    path = folder / "scene.avi"
    write(path, frames, rate)
    return watch(parse_camera(str(path)), known)


@lru_cache(1)
def empty_counter() -> NDArray[np.uint8]:
    """The counter before anything lies on it."""
    return draw_counter(3, SIZE)


@lru_cache(None)
def face(text: str, symbology: Symbology = Symbology.EAN13) -> NDArray[np.uint8]:
    """A box with a code on it."""
    return draw_face(draw_code(symbology, text), seed=int.from_bytes(text.encode()[-3:]) % 997)


def scene(*boxes: tuple[NDArray[np.uint8], Placed], grain: int = 0) -> NDArray[np.uint8]:
    """The counter with boxes on it, with the noise of a sensor."""
    picture = empty_counter().copy()
    for box, placed in boxes:
        lay(picture, box, placed)
    return noisy(picture, 2.0, grain)


def lying(text: str, count: int, placed: Placed = IN_THE_MIDDLE) -> Iterator[NDArray[np.uint8]]:
    """A box that lies there for so many frames."""
    box = face(text)
    return (scene((box, placed), grain=step) for step in range(count))


def nothing(count: int) -> Iterator[NDArray[np.uint8]]:
    """The empty counter for so many frames."""
    return (scene(grain=step) for step in range(count))

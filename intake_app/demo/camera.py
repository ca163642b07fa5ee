"""The demo's camera: a video file, watched by the live session as any camera is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault
from intake_app.scanning.cameras import parse_camera
from intake_app.scanning.items import ItemKind
from intake_app.scanning.live_reader import LiveReader
from intake_app.scanning.session import ScanSession

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from intake_app.scanning.hints import Hint
    from intake_app.scanning.items import ScannedItem
    from intake_app.scanning.outlines import Outline


class BoxCounter:
    """Keeps the boxes of a session in the order in which they were believed."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def on_code(self, item: ScannedItem) -> None:
        """Keep a box; anything else that lies there is not one."""
        if item.kind is ItemKind.MEDICINE:
            self.codes.append(item.code)

    def on_frame(
        self, frame: NDArray[np.uint8], outlines: tuple[Outline, ...], hint: Hint | None
    ) -> None:
        """Show nothing: there is no window."""

    def on_camera_lost(self, code: str) -> None:
        """End the session: a file does not come back.

        Raises:
            EnvironmentFault: With the code given.
        """
        raise EnvironmentFault(code)

    def on_camera_back(self) -> None:
        """Go on."""


def codes_of_video(video: Path, known: AbstractSet[str]) -> tuple[str, ...]:
    """Watch a video to its end and return the boxes seen, in order; `known` is the reference."""
    boxes = BoxCounter()
    ScanSession(parse_camera(str(video)), LiveReader(), known.__contains__).watch(boxes)
    return tuple(boxes.codes)

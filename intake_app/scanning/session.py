"""A camera watched until told to stop: what is read is reported once, what is lost is retried.

Blocks on the caller's thread and knows nothing of windows. No frame is ever kept or written.
"""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from intake_app.errors import EnvironmentFault
from intake_app.scanning.confirmation import Confirmation
from intake_app.scanning.hints import HintWatch
from intake_app.scanning.outlines import LINGER_SECONDS, outlines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    from intake_app.scanning.cameras import Camera, Frame
    from intake_app.scanning.codes import Grey
    from intake_app.scanning.hints import Hint
    from intake_app.scanning.items import ScannedItem
    from intake_app.scanning.live_reader import FrameReading
    from intake_app.scanning.outlines import Outline
    from intake_app.scanning.regions import BarRegion

RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)  # the last one again and again


class FrameReader(Protocol):
    """Reads the codes of one frame after another."""

    def read(self, grey: Grey, at: float) -> FrameReading:
        """Read one frame taken at `at` seconds."""
        ...


class ScanListener(Protocol):
    """Hears what happens, on the thread that watches; what it raises ends the watch."""

    def on_frame(
        self, frame: NDArray[np.uint8], outlines: tuple[Outline, ...], hint: Hint | None
    ) -> None:
        """Show a frame: rows × columns × blue, green, red; it belongs to the listener now."""
        ...

    def on_code(self, item: ScannedItem) -> None:
        """Take a code that is believed, once for each time it comes into view."""
        ...

    def on_camera_lost(self, code: str) -> None:
        """Say why there is no picture: a code of the wording; it is being tried again."""
        ...

    def on_camera_back(self) -> None:
        """Say that there is a picture again."""
        ...


class ScanSession:
    """Watches one camera with one reader.

    `known` says whether a product code (13 digits) is in the reference. It is called on the
    watching thread, often, and should answer from memory.
    """

    def __init__(self, camera: Camera, reader: FrameReader, known: Callable[[str], bool]) -> None:
        self._camera = camera
        self._reader = reader
        self._known = known
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the watch to end; may be called from any thread, more than once, and before it."""
        self._stop.set()

    def watch(self, listener: ScanListener) -> None:
        """Report until told to stop or until a file has ended.

        Raises:
            UnusableInput: When a file cannot be read (see `Camera.open`).
        """
        watched = _Watched(self._reader, Confirmation(self._known), listener)
        with closing(self._frames(listener)) as frames:
            for frame in frames:
                if self._stop.is_set():
                    return
                watched.take(frame)

    def _frames(self, listener: ScanListener) -> Generator[Frame]:
        """Yield frames across losses of the camera, until the end or until told to stop.

        A generator, so that only what the camera raises is taken for a fault of the camera.
        """
        lost: str | None = None
        failures = 0
        while not self._stop.is_set():
            try:
                with self._camera.open(self._stop) as frames:
                    for frame in frames:
                        if lost is not None:
                            lost, failures = None, 0
                            listener.on_camera_back()
                        yield frame
            except EnvironmentFault as fault:
                if not self._camera.comes_back:
                    raise
                code = fault.code
            else:
                return
            if code != lost:
                lost = code
                listener.on_camera_lost(lost)
            self._stop.wait(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1


class _Watched:
    """What is in view of one camera, from frame to frame."""

    def __init__(
        self, reader: FrameReader, confirmation: Confirmation, listener: ScanListener
    ) -> None:
        self._reader = reader
        self._confirmation = confirmation
        self._listener = listener
        self._hints = HintWatch()
        self._unread: tuple[BarRegion, ...] = ()

    def take(self, frame: Frame) -> None:
        """Read a frame and tell the listener: new codes first, then the picture."""
        grey = np.asarray(cv2.cvtColor(frame.picture, cv2.COLOR_BGR2GRAY), np.uint8)
        reading = self._reader.read(grey, frame.at)
        if reading.unread is not None:
            self._unread = reading.unread
        places = [(region.x, region.y) for region in self._unread]
        for item in self._confirmation.observe(frame.at, reading.reads, places):
            self._listener.on_code(item)
        sightings = self._confirmation.in_view(frame.at, LINGER_SECONDS)
        hint = self._hints.observe(frame.at, grey, sightings, self._unread)
        self._listener.on_frame(frame.picture, outlines_of(sightings, self._unread), hint)

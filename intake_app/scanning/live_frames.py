"""The newest frame of a live camera, grabbed on a thread of its own.

Opening takes seconds and reading waits for the camera, so both happen on that thread; whoever
iterates waits on a condition and wakes at once when told to stop.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Self

from intake_app.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from intake_app.scanning.opening import Capture

FIRST_FRAME_SECONDS = 15.0  # opening included; DirectShow takes 1 to 4
SILENCE_SECONDS = 4.0  # without a frame, a camera is lost although it raises nothing
FAILED_READS = 10
FAILED_READ_PAUSE_SECONDS = 0.05
LEAVING_SECONDS = 3.0  # a thread that hangs in the driver longer is left to end by itself
LOOK_SECONDS = 0.2  # how often a waiting reader looks whether to stop


class LiveFrames:
    """Grabs frames from the moment the block is entered until it is left."""

    def __init__(self, open_capture: Callable[[], Capture], stop: threading.Event) -> None:
        self._open_capture = open_capture
        self._stop = stop
        self._leaving = threading.Event()
        self._changed = threading.Condition()
        self._newest: tuple[NDArray[np.uint8], float] | None = None
        self._fault: Exception | None = None
        self._seen_any = False
        self._thread = threading.Thread(target=self._grab, name="camera", daemon=True)

    @property
    def hangs(self) -> bool:
        """Whether the thread still waits for the driver, perhaps after the block was left."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leaving.set()
        self._thread.join(LEAVING_SECONDS)

    def __iter__(self) -> Iterator[tuple[NDArray[np.uint8], float]]:
        """Yield each newest frame with its time in seconds, until told to stop.

        Raises:
            EnvironmentFault: When the camera cannot be opened, says nothing, or is lost.
        """
        while True:
            newest = self._wait()
            if newest is None:
                return
            yield newest

    def _wait(self) -> tuple[NDArray[np.uint8], float] | None:
        patience = SILENCE_SECONDS if self._seen_any else FIRST_FRAME_SECONDS
        deadline = time.monotonic() + patience
        with self._changed:
            while self._newest is None and self._fault is None:
                if self._stop.is_set():
                    return None
                left = deadline - time.monotonic()
                if left <= 0:
                    raise EnvironmentFault("camera.lost" if self._seen_any else "camera.busy")
                self._changed.wait(min(left, LOOK_SECONDS))
            if self._stop.is_set():
                return None
            if self._newest is None:
                raise self._fault or EnvironmentFault("camera.lost")
            newest, self._newest = self._newest, None
            self._seen_any = True
            return newest

    def _grab(self) -> None:
        try:
            capture = self._open_capture()
            try:
                self._grab_from(capture)
            finally:
                capture.release()
        except Exception as error:  # noqa: BLE001 - raised again on the thread that iterates
            self._tell(error)

    def _grab_from(self, capture: Capture) -> None:
        failed = 0
        while not self._leaving.is_set() and not self._stop.is_set():
            taken, picture = capture.read()
            at = time.monotonic()
            if taken and picture is not None:
                failed = 0
                self._put(picture, at)
                continue
            failed += 1
            if failed == FAILED_READS:
                raise EnvironmentFault("camera.lost" if self._seen_any else "camera.busy")
            self._leaving.wait(FAILED_READ_PAUSE_SECONDS)

    def _put(self, picture: NDArray[np.uint8], at: float) -> None:
        with self._changed:
            self._newest = (picture, at)
            self._changed.notify_all()

    def _tell(self, fault: Exception) -> None:
        with self._changed:
            self._fault = fault
            self._changed.notify_all()

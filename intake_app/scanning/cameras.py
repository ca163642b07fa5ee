"""Where frames come from: a camera, a video file, a sequence of pictures, or an address.

A file gives every frame and its own time, so that it is read the same way everywhere. A device
or an address gives the newest frame only, grabbed on a thread of its own: a slow decoder skips
frames and never queues them.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import cv2
import numpy as np

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.scanning.addresses import without_login
from intake_app.scanning.live_frames import LiveFrames
from intake_app.scanning.opening import WIDEST, open_device, open_file, open_link
from intake_app.scanning.pictures import load_grey

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from intake_app.scanning.opening import Capture

PICTURES_A_SECOND = 30.0  # of an image sequence, which says no time itself
PICTURE_ENDINGS = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm"}
)
LONGEST_STEP_SECONDS = 60.0  # a file whose clock jumps further is timed by its frame rate

_LINK = re.compile(r"(?:https?|rtsps?|rtmp|udp|tcp|file)://\S+", re.IGNORECASE)
_NUMBERED = re.compile(r"%0?(\d*)d")
_DEVICE = re.compile(r"\d{1,3}")


class Frame(NamedTuple):
    """One picture of a camera: rows × columns × blue, green, red; `at` in seconds."""

    picture: NDArray[np.uint8]
    at: float


class Camera(Protocol):
    """Something that gives frames."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def comes_back(self) -> bool:
        """Whether it is worth trying again after a failure: a device, not a file."""
        ...

    def open(self, stop: threading.Event) -> AbstractContextManager[Iterator[Frame]]:
        """Open it; the iterator ends with the file or when `stop` is set.

        Opening and iterating raise EnvironmentFault for a device (`camera.absent`,
        `camera.busy`, `camera.denied`, `camera.lost`) and UnusableInput for a file
        (`camera.no_such_file`, `camera.unreadable`, `camera.no_pictures`).
        """
        ...


class LiveCamera:
    """A device or an address: newest frame only, the machine's own time."""

    comes_back = True

    def __init__(self, name: str, open_capture: Callable[[], Capture]) -> None:
        self.name = name
        self._open_capture = open_capture
        self._last: LiveFrames | None = None

    @contextmanager
    def open(self, stop: threading.Event) -> Iterator[Iterator[Frame]]:
        """Grab on a thread of its own until the block is left."""
        if self._last is not None and self._last.hangs:
            # One thread that waits for its driver is enough; another would wait beside it.
            raise EnvironmentFault("camera.lost")
        with LiveFrames(self._open_capture, stop) as frames:
            self._last = frames
            yield (Frame(picture, at) for picture, at in frames)


class VideoFile:
    """A video: every frame, at the time that the file gives it."""

    comes_back = False

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path

    @contextmanager
    def open(self, stop: threading.Event) -> Iterator[Iterator[Frame]]:
        """Open the file and read it on the caller's thread."""
        if not self._path.is_file():
            raise UnusableInput("camera.no_such_file", path=self._path)
        capture = open_file(self._path)
        if capture is None:
            raise UnusableInput("camera.unreadable", path=self._path)
        try:
            yield self._frames(capture, stop)
        finally:
            capture.release()

    def _frames(self, capture: Capture, stop: threading.Event) -> Iterator[Frame]:
        rate = capture.get(cv2.CAP_PROP_FPS)
        step = 1.0 / rate if 1.0 <= rate <= 1000.0 else 1.0 / PICTURES_A_SECOND  # noqa: PLR2004
        last: float | None = None
        while not stop.is_set():
            taken, picture = capture.read()
            if not taken or picture is None:
                break
            said = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            last = _next_time(last, said, step)
            yield Frame(_as_colour(picture), last)
        if last is None and not stop.is_set():
            raise UnusableInput("camera.unreadable", path=self._path)


class PictureSequence:
    """Pictures in a row, by their numbers: every one, thirty a second."""

    comes_back = False

    def __init__(self, name: str, find: Callable[[], list[Path]]) -> None:
        self.name = name
        self._find = find

    @contextmanager
    def open(self, stop: threading.Event) -> Iterator[Iterator[Frame]]:
        """List the pictures; each is opened when its turn comes."""
        paths = self._find()
        if not paths:
            raise UnusableInput("camera.no_pictures", path=self.name)
        yield self._frames(paths, stop)

    @staticmethod
    def _frames(paths: list[Path], stop: threading.Event) -> Iterator[Frame]:
        for index, path in enumerate(paths):
            if stop.is_set():
                return
            yield Frame(_as_colour(load_grey(path)), index / PICTURES_A_SECOND)


def parse_camera(text: str, size: tuple[int, int] = WIDEST) -> Camera:
    """Say which camera a setting or an argument names.

    Empty or digits: the device with that number; an address (`http://`, `rtsp://`); a folder or
    a numbered pattern (`photo-%04d.png`): pictures in a row; anything else is a video file.
    A device is asked for pictures of `size`, width and height, and gives what it can.
    Nothing is opened yet, so a file that is missing is only noticed by `open`.
    """
    chosen = text.strip()
    if not chosen or _DEVICE.fullmatch(chosen):
        number = int(chosen or "0")
        return LiveCamera(f"Caméra {number + 1}", lambda: open_device(number, size))
    if _LINK.fullmatch(chosen):
        return LiveCamera(without_login(chosen), lambda: open_link(chosen))
    path = Path(text)
    if path.is_dir():
        return PictureSequence(text, lambda: _pictures_in(path))
    if _NUMBERED.search(path.name) and not path.exists():
        return PictureSequence(text, lambda: _pictures_like(path))
    return VideoFile(path)


def _next_time(last: float | None, said: float, step: float) -> float:
    """Trust the file's clock while it runs forwards, else count frames."""
    if last is None:
        return said if 0.0 <= said < LONGEST_STEP_SECONDS else 0.0
    return said if last < said < last + LONGEST_STEP_SECONDS else last + step


def _as_colour(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if picture.ndim == 2 or picture.shape[2] == 1:  # noqa: PLR2004 - grey
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    return picture


def _pictures_in(folder: Path) -> list[Path]:
    found = [path for path in folder.iterdir() if path.suffix.lower() in PICTURE_ENDINGS]
    return sorted(found, key=lambda path: _by_number(path.name))


def _by_number(name: str) -> list[tuple[int, int, str]]:
    """Sort `photo-2` before `photo-10`."""
    parts = re.split(r"(\d+)", name)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in parts]


def _pictures_like(pattern: Path) -> list[Path]:
    """Find the pictures of a numbered pattern, whatever number they begin with."""
    before, digits, after = _NUMBERED.split(pattern.name, maxsplit=1)
    wanted = re.compile(re.escape(before) + rf"\d{{{digits or 1},}}" + re.escape(after))
    if not pattern.parent.is_dir():
        return []
    found = [path for path in pattern.parent.iterdir() if wanted.fullmatch(path.name)]
    return sorted(found, key=lambda path: _by_number(path.name))

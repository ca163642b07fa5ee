"""Opening what gives frames, with OpenCV: devices, video files and addresses.

Windows takes 4 to 12 s to open a webcam by Media Foundation, so DirectShow is asked first.
1920 × 1080 MJPEG is asked for where offered: it reads a field half as wide again as 1280.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import cv2

from intake_app.errors import EnvironmentFault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDEST, FRAMES_A_SECOND = (1920, 1080), 30
SYSTEM = str(sys.platform)  # plain text, so that every system's branch is type-checked
LINK_OPEN_MILLISECONDS, LINK_READ_MILLISECONDS = 5000, 3000
MOST_DEVICES = 10
LARGEST_FRAME_PIXELS = 64_000_000

# FFmpeg's complaints go to standard error unless it is told so before its first use; ours are
# said in the user's language.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


class Capture(Protocol):
    """What is needed of `cv2.VideoCapture`."""

    def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
        """Wait for the next frame; False when there is none."""
        ...

    def get(self, prop: int) -> float:
        """Return a property, 0 when unknown."""
        ...

    def release(self) -> None:
        """Close it."""
        ...


class CameraInfo(NamedTuple):
    """A camera that can be chosen: `source` is what `parse_camera` takes."""

    source: str
    name: str


def open_device(number: int, size: tuple[int, int] = WIDEST) -> Capture:
    """Open the camera with a number, 0 first, and ask for pictures of a size: width, height.

    Raises:
        EnvironmentFault: `camera.absent`, `camera.busy` or `camera.denied`.
    """
    cv2.setNumThreads(1)
    node = Path(f"/dev/video{number}")
    if SYSTEM == "linux" and not node.exists():
        raise EnvironmentFault("camera.absent")
    capture = cv2.VideoCapture(number, _backend())
    if not capture.isOpened():
        capture.release()
        raise EnvironmentFault(_why_closed(node))
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
    capture.set(cv2.CAP_PROP_FPS, FRAMES_A_SECOND)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return _typed(capture)


def open_link(link: str) -> Capture:
    """Open an address, such as that of a network camera or a telephone.

    Raises:
        EnvironmentFault: `camera.absent` when nobody answers or what answers is no video.
    """
    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        LINK_OPEN_MILLISECONDS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        LINK_READ_MILLISECONDS,
    ]
    capture = cv2.VideoCapture(link, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        capture.release()
        raise EnvironmentFault("camera.absent")
    return _typed(capture)


def open_file(path: Path) -> Capture | None:
    """Open a video file; None when it is no video, or promises frames beyond all reason."""
    cv2.setNumThreads(1)
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    pixels = capture.get(cv2.CAP_PROP_FRAME_WIDTH) * capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
    if not capture.isOpened() or not 0 < pixels <= LARGEST_FRAME_PIXELS:
        capture.release()
        return None
    return _typed(capture)


def list_cameras() -> list[CameraInfo]:
    """Return the cameras of this machine; on Windows each is opened for a moment to find out."""
    if SYSTEM == "linux":
        return _linux_cameras(Path("/sys/class/video4linux"))
    found = []
    for number in range(MOST_DEVICES):
        capture = cv2.VideoCapture(number, _backend())
        opened = capture.isOpened()
        capture.release()
        if not opened:
            break
        found.append(CameraInfo(str(number), f"Caméra {number + 1}"))
    return found


def _linux_cameras(folder: Path) -> list[CameraInfo]:
    """Read the kernel's own list; a camera's further nodes carry no pictures."""
    found = []
    for node in folder.glob("video*"):
        number = node.name.removeprefix("video")
        if number.isdecimal() and _line(node / "index") in {"", "0"}:
            found.append((int(number), _line(node / "name") or f"Caméra {int(number) + 1}"))
    return [CameraInfo(str(number), name) for number, name in sorted(found)]


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _backend() -> int:
    if SYSTEM == "win32":
        return cv2.CAP_DSHOW
    return cv2.CAP_V4L2 if SYSTEM == "linux" else cv2.CAP_ANY


def _why_closed(node: Path) -> str:
    if SYSTEM != "linux":
        return "camera.absent"
    return "camera.busy" if os.access(node, os.R_OK | os.W_OK) else "camera.denied"


def _typed(capture: Any) -> Capture:
    kept: Capture = capture
    return kept

"""Opening a picture that may be anything: bounded in time and memory, with a plain error.

Everything becomes 8-bit grey, as a camera's frames do: what the eye sees, so transparent
parts lie on white paper and 16-bit pictures are spread over the range that they use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from intake_app.errors import UnusableInput
from intake_app.scanning.picture_headers import has_endless_passes, is_cut_short, picture_size

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.scanning.codes import Grey

LARGEST_FILE_BYTES = 100_000_000
LARGEST_PICTURE_PIXELS = 64_000_000
LARGEST_SIDE = 32_000
# Transparency and depth are kept only up to here: eight bytes a pixel is no small thing.
KEPT_WHOLE_PIXELS = 25_000_000
ALPHA_CHANNELS = (2, 4)
BAND_ROWS = 64

# OpenCV writes its decoders' complaints on standard error; ours are said in the user's language.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def load_grey(path: Path) -> Grey:
    """Open a picture as rows of grey, 0 black to 255 white; of an animation the first frame.

    Raises:
        UnusableInput: If it is missing, a folder, unreadable, too large, cut short, or no
            picture at all.
    """
    content = _read(path)
    size = picture_size(content)
    if size is None or min(size) < 1 or has_endless_passes(content):
        raise UnusableInput("scan.not_a_picture", path=path)
    if max(size) > LARGEST_SIDE or size[0] * size[1] > LARGEST_PICTURE_PIXELS:
        raise UnusableInput("scan.picture_too_large", path=path, width=size[0], height=size[1])
    if is_cut_short(content):
        raise UnusableInput("scan.picture_cut_short", path=path)
    # A JPEG has neither transparency nor depth, and is turned upright by its EXIF mark this way.
    simple = content.startswith(b"\xff\xd8") or size[0] * size[1] > KEPT_WHOLE_PIXELS
    return _decode(content, path, cv2.IMREAD_GRAYSCALE if simple else cv2.IMREAD_UNCHANGED)


def _decode(content: bytes, path: Path, way: int) -> Grey:
    try:
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), way)
    except cv2.error as error:
        raise UnusableInput("scan.not_a_picture", path=path) from error
    if picture is None or picture.size == 0:
        raise UnusableInput("scan.not_a_picture", path=path)
    return as_grey(picture)


def as_grey(picture: np.ndarray) -> Grey:
    """Turn decoded pixels of any depth, with or without colour and transparency, into grey."""
    if picture.dtype == np.uint8 and picture.ndim == 2:  # noqa: PLR2004 - no channels
        return np.asarray(picture, np.uint8)
    limits = None if picture.dtype == np.uint8 else _limits(picture)
    # A band of rows at a time: copies of a whole picture of eight bytes a pixel would add up.
    grey = np.empty(picture.shape[:2], np.uint8)
    for top in range(0, len(grey), BAND_ROWS):
        band = slice(top, top + BAND_ROWS)
        grey[band] = _band_as_grey(picture[band], limits)
    return grey


def _band_as_grey(picture: np.ndarray, limits: tuple[float, float] | None) -> Grey:
    if limits is not None:
        picture = _eight_bits(picture, *limits)
    if picture.ndim == 2:  # noqa: PLR2004 - no channels
        return np.asarray(picture, np.uint8)
    channels = picture.shape[2]
    if channels in ALPHA_CHANNELS:
        grey = picture[..., 0] if channels == ALPHA_CHANNELS[0] else _luma(picture[..., :3])
        return _on_white(grey, picture[..., -1])
    return _luma(picture[..., :3]) if channels > 1 else np.asarray(picture[..., 0], np.uint8)


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnusableInput("scan.is_a_folder", path=path)
        if not path.is_file():
            missing = not path.exists()
            raise UnusableInput("scan.no_such_file" if missing else "scan.no_file", path=path)
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise UnusableInput("scan.file_too_large", path=path)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnusableInput("scan.unreadable", path=path) from error


def _limits(picture: np.ndarray) -> tuple[float, float]:
    """Return the least and the greatest value that black and white are made of."""
    low, high, _, _ = cv2.minMaxLoc(picture.reshape(picture.shape[0], -1))
    flat = not np.isfinite([low, high]).all() or high <= low
    if not flat and picture.ndim == 3 and picture.shape[2] in ALPHA_CHANNELS:  # noqa: PLR2004
        return 0.0, float(np.iinfo(np.uint16).max)  # opacity keeps its own scale
    return (0.0, 0.0) if flat else (low, high)


def _eight_bits(picture: np.ndarray, low: float, high: float) -> np.ndarray:
    """Spread 16-bit or floating values over 0 to 255; a flat picture becomes mid-grey."""
    if high <= low:
        return np.full(picture.shape, 128, np.uint8)
    scale = 255.0 / (high - low)
    spread = cv2.convertScaleAbs(np.maximum(picture, low), alpha=scale, beta=-low * scale)
    return np.asarray(spread, np.uint8)


def _luma(colour: np.ndarray) -> Grey:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(colour), cv2.COLOR_BGR2GRAY), np.uint8)


def _on_white(grey: np.ndarray, opacity: np.ndarray) -> Grey:
    share = opacity.astype(np.uint16)
    return ((grey * share + 255 * (255 - share) + 127) // 255).astype(np.uint8)

"""Drawn boxes on a counter: videos for the demonstration and for tests, the same every time.

The bars are drawn by other libraries than the ones that read them, and by their own tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
import segno
from barcode import EAN8, EAN13, UPCA, Code128

from intake_app.domain.identifiers import product_code
from intake_app.errors import EnvironmentFault
from intake_app.scanning.codes import Symbology

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from intake_app.scanning.codes import Grey, Point

WIDTH, HEIGHT, FRAMES_A_SECOND = 1280, 720, 30
MODULE_PIXELS = 4  # as drawn, before a box is laid on the counter
QUIET_MODULES, MATRIX_QUIET_MODULES = 11, 4
BAR_MODULES = 59  # how high bars are, as on an EAN-13
INK, LABEL = 26, 238
SHADOW_REACH, SOFTNESS, SHADE = 36, 25, 0.45  # pixels around a box, pixels, share of light
SHARP_ENOUGH = 0.2  # pixels
_ARRIVING, _LYING, _LEAVING = 9, 30, 9  # frames of a box in the demonstration
_ALONE_AGAIN = 54  # frames before the same product counts as another box
_MODULES = {
    Symbology.EAN13: EAN13,
    Symbology.UPCA: UPCA,
    Symbology.EAN8: EAN8,
    Symbology.CODE128: Code128,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where and how a face lies: middle in pixels, turn and tilt in degrees, scale 1 as drawn.

    `tilt` turns the far edge away from the camera, so that parallel lines meet.
    """

    middle: Point
    turn: float = 0.0
    scale: float = 0.6
    tilt: float = 0.0


def draw_code(symbology: Symbology, text: str) -> Grey:
    """Draw a code in ink on its white label, quiet zones and printed digits included."""
    if symbology is Symbology.QR:
        return _draw_matrix(np.array(segno.make_qr(text, error="m").matrix, np.uint8))
    modules = str(_MODULES[symbology](text).build()[0])
    line = np.array([module == "1" for module in modules], np.uint8)
    line = np.pad(line, QUIET_MODULES).repeat(MODULE_PIXELS)
    upright = np.tile(line, (BAR_MODULES * MODULE_PIXELS, 1))
    bars = np.asarray(np.where(upright > 0, INK, LABEL), np.uint8)
    label: Grey = np.pad(bars, ((20, 56), (0, 0)), constant_values=LABEL)
    _write(label, text, (QUIET_MODULES * MODULE_PIXELS, label.shape[0] - 18), 1.3, INK)
    return label


def _draw_matrix(matrix: Grey) -> Grey:
    pixels = np.pad(matrix, MATRIX_QUIET_MODULES).repeat(6, axis=0).repeat(6, axis=1)
    return np.asarray(np.where(pixels > 0, INK, LABEL), np.uint8)


def draw_face(code: Grey, seed: int) -> NDArray[np.uint8]:
    """Draw the face of a box around a code: printed cardboard, a name, lines of small print."""
    chance = np.random.default_rng(seed)
    height, width = code.shape[0] + 190, code.shape[1] + 120
    tint = chance.integers(120, 235, 3)
    face = np.tile(tint.astype(np.uint8), (height, width, 1))
    stripe = chance.integers(30, 200, 3).tolist()
    cv2.rectangle(face, (0, 0), (width, 74), stripe, -1)
    _write(face, f"BOITE {seed % 1000:03d}", (28, 54), 1.6, (250, 250, 250))
    for row in range(3):
        length = int(chance.integers(width // 2, width - 60))
        cv2.line(face, (28, 98 + 14 * row), (length, 98 + 14 * row), (90, 90, 90), 3)
    face[150 : 150 + code.shape[0], 60 : 60 + code.shape[1]] = code[:, :, None]
    return _grained(face, chance, 3.0)


def draw_counter(seed: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> NDArray[np.uint8]:
    """Draw the empty counter: wood under a lamp."""
    chance = np.random.default_rng(seed)
    width, height = size
    grain = cv2.GaussianBlur(
        chance.normal(0, 26, (height, width)).astype(np.float32), (0, 0), sigmaX=40, sigmaY=1.5
    )
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 1.0 - 0.25 * (x * x + y * y)
    wood = np.array([96.0, 124.0, 150.0])[None, None] + 3.0 * grain[..., None]
    return np.asarray(np.clip(wood * light[..., None], 0, 255), np.uint8)


def lay(picture: NDArray[np.uint8], face: NDArray[np.uint8], placed: Placed) -> None:
    """Lay a face on a picture, which is changed: turned, tilted, with its shadow."""
    matrix, (left, top, right, bottom) = _perspective(face, placed)
    left, top = max(left - SHADOW_REACH, 0), max(top - SHADOW_REACH, 0)
    part = picture[top : bottom + SHADOW_REACH, left : right + SHADOW_REACH]
    if part.size == 0:
        return
    matrix = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ matrix
    size = (part.shape[1], part.shape[0])
    whole = np.full(face.shape[:2], 255, np.uint8)
    shape = cv2.warpPerspective(whole, matrix, size)
    fallen = np.array([[1, 0, 8], [0, 1, 10], [0, 0, 1]]) @ matrix
    cast = cv2.blur(cv2.warpPerspective(whole, fallen, size), (SOFTNESS, SOFTNESS))
    # Shrinking by interpolation alone would alias the bars into others; the lens does not.
    shrink = 0.45 / placed.scale - 0.45
    source = cv2.GaussianBlur(face, (0, 0), shrink) if shrink > SHARP_ENOUGH else face
    turned = cv2.warpPerspective(source, matrix, size, flags=cv2.INTER_LINEAR)
    light = cv2.merge([1.0 - cast * np.float32(SHADE / 255)] * 3)
    under = cv2.multiply(part, light, dtype=cv2.CV_8U)
    share = shape * np.float32(1 / 255)
    np.copyto(part, cv2.blendLinear(under, turned, 1.0 - share, share))


def _perspective(
    face: NDArray[np.uint8], placed: Placed
) -> tuple[NDArray[np.float64], tuple[int, int, int, int]]:
    """Map a face onto the picture as a camera at a normal distance sees it; also its bounds."""
    height, width = face.shape[:2]
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64)
    corners *= (width / 2 * placed.scale, height / 2 * placed.scale)
    turn, tilt = np.radians(placed.turn), np.radians(placed.tilt)
    turned = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    distance = 2.2 * max(width, height) * placed.scale
    depth = distance - turned[:, 1] * np.sin(tilt)
    seen = turned * np.array([1.0, np.cos(tilt)]) * (distance / depth)[:, None]
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    target = (seen + np.asarray(placed.middle)).astype(np.float32)
    left, top, across, down = cv2.boundingRect(target)
    matrix = np.asarray(cv2.getPerspectiveTransform(source, target), np.float64)
    return matrix, (left, top, left + across, top + down)


def blurred(picture: NDArray[np.uint8], pixels: float) -> NDArray[np.uint8]:
    """Put a picture out of focus: standard deviation in pixels."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), pixels), np.uint8)


def smeared(picture: NDArray[np.uint8], pixels: int, degrees: float) -> NDArray[np.uint8]:
    """Smear a picture as a hand that moves does, over so many pixels in one direction."""
    kernel = np.zeros((pixels, pixels), np.float32)
    kernel[pixels // 2] = 1.0
    middle = ((pixels - 1) / 2, (pixels - 1) / 2)
    turn = cv2.getRotationMatrix2D(middle, degrees, 1.0)
    kernel = np.asarray(cv2.warpAffine(kernel, turn, (pixels, pixels)), np.float32)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)


def glaring(
    picture: NDArray[np.uint8], middle: Point, reach: float, strength: float = 230.0
) -> NDArray[np.uint8]:
    """Let a lamp mirror itself in the plastic: a white spot that fades over `reach` pixels."""
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    far = ((columns - middle[0]) ** 2 + (rows - middle[1]) ** 2) / np.float32(reach * reach)
    return np.asarray(np.clip(picture + strength * np.exp(-far)[..., None], 0, 255), np.uint8)


def noisy(picture: NDArray[np.uint8], spread: float, seed: int) -> NDArray[np.uint8]:
    """Add a cheap sensor's noise."""
    return _grained(picture, np.random.default_rng(seed), spread)


def write_video(
    path: Path, frames: Iterable[NDArray[np.uint8]], rate: float = FRAMES_A_SECOND
) -> None:
    """Write frames of one size as an MJPEG AVI.

    Raises:
        EnvironmentFault: `camera.video_unwritable` when the place cannot be written to.
        ValueError: When there is no frame.
    """
    writer: cv2.VideoWriter | None = None
    try:
        for frame in frames:
            if writer is None:
                size = (frame.shape[1], frame.shape[0])
                writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, size)
                if not writer.isOpened():
                    raise EnvironmentFault("camera.video_unwritable", path=path)
            writer.write(frame)
    finally:
        if writer is not None:
            writer.release()
    if writer is None:
        raise ValueError("a video needs a frame")


def write_demo_video(path: Path, barcodes: Sequence[str]) -> None:
    """Write a video in which boxes are laid on the counter one after another.

    Args:
        path: where to write, an `.avi`.
        barcodes: EAN-13, UPC-A or EAN-8 numbers; three of them take under six seconds.

    Raises:
        ValueError: When a number is no product number, or there is none.
        EnvironmentFault: `camera.video_unwritable`.
    """
    write_video(path, _demo_frames([_as_ean(barcode) for barcode in barcodes]))


def _as_ean(barcode: str) -> tuple[Symbology, str]:
    kinds = {8: Symbology.EAN8, 12: Symbology.UPCA, 13: Symbology.EAN13}
    if len(barcode) not in kinds or product_code(barcode) is None:
        raise ValueError(f"not a product number: {barcode}")
    return kinds[len(barcode)], barcode


def _demo_frames(codes: Sequence[tuple[Symbology, str]]) -> Iterable[NDArray[np.uint8]]:
    counter = draw_counter(5)
    chance = np.random.default_rng(11)
    for index, (symbology, text) in enumerate(codes):
        again = index > 0 and codes[index - 1][1] == text
        for _ in range(_ALONE_AGAIN if again else 0):
            yield counter.copy()
        face = draw_face(draw_code(symbology, text), seed=100 + index)
        turn = float(chance.uniform(-35, 35))
        for step in range(_ARRIVING + _LYING + _LEAVING):
            frame = counter.copy()
            away = _away(step)
            middle = (
                WIDTH / 2 + 900 * away + 6 * np.sin(step / 5),
                HEIGHT / 2 + 60 * away + 4 * np.cos(step / 7),
            )
            lay(frame, face, Placed(middle, turn + 12 * away + 2 * np.sin(step / 9), 0.75, 12))
            smear = int(30 * abs(away - _away(step + 1)) * 8)
            if smear > 1:
                frame = np.asarray(cv2.blur(frame, (smear, 1)), np.uint8)
            yield noisy(frame, 2.0, 1000 * index + step)


def _away(step: int) -> float:
    """How far a box is from its place: 1 out of view on the right, −1 on the left, 0 there."""
    if step < _ARRIVING:
        return (1.0 - step / _ARRIVING) ** 2
    gone = (step - _ARRIVING - _LYING + 1) / _LEAVING
    return -(max(0.0, gone) ** 2)


def _grained(
    picture: NDArray[np.uint8], chance: np.random.Generator, spread: float
) -> NDArray[np.uint8]:
    # One sheet of grain, laid at another place each time: drawing it anew takes longer than all
    # the rest.
    height, width = picture.shape[:2]
    sheet = _grain_sheet()
    spare_rows, spare_columns = sheet.shape[0] - height, sheet.shape[1] - width
    if min(spare_rows, spare_columns) < 0:
        raise ValueError("larger than the sheet of grain")
    row, column = int(chance.integers(spare_rows + 1)), int(chance.integers(spare_columns + 1))
    part = sheet[row : row + height, column : column + width]
    grain = np.rint(part * np.float32(spread)).astype(np.int16)
    if picture.ndim == 3:  # noqa: PLR2004 - the same on every colour
        grain = np.asarray(cv2.merge([grain] * 3), np.int16)
    return np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), np.uint8)


@lru_cache(1)
def _grain_sheet() -> NDArray[np.float32]:
    size = (HEIGHT + 900, WIDTH + 1200)
    return np.random.default_rng(1).standard_normal(size, np.float32)


def _write(
    picture: NDArray[np.uint8],
    text: str,
    corner: tuple[int, int],
    size: float,
    ink: int | tuple[int, int, int],
) -> None:
    colour = (ink, ink, ink) if isinstance(ink, int) else ink
    cv2.putText(picture, text, corner, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 2, cv2.LINE_AA)

"""The decoders of others behind one interface, each of them optional when the program runs.

Chosen settings and why are in `docs/decisions/0003-decoders.md`. zbar scanner objects crash
the process when two threads share one, so every call makes its own.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import cv2
import numpy as np

from intake_app.errors import EnvironmentFault
from intake_app.scanning.codes import CodeRead, Engine, Symbology, as_corners, as_printed
from intake_app.scanning.ean_bars import check_digit_fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.scanning.codes import Corners, Grey

# Smaller than this across, no decoder has a row to work on and OpenCV's detector raises.
SMALLEST_SIDE = 8
EAN13_DIGITS, ITF14_DIGITS = 13, 14
FOUR_CORNERS = 4


class Decoder(Protocol):
    """Reads every code it can from one grey picture; never raises for what is on the picture."""

    @property
    def engine(self) -> Engine:
        """Who reads."""
        ...

    def read(self, grey: Grey) -> list[CodeRead]:
        """Return what is read, corners in pixels of `grey`."""
        ...


class ZxingDecoder:
    """zxing-cpp for a choice of symbologies.

    `thorough` adds shrunken and inverted copies of the picture: needed for matrix codes on
    dark print, but the source of most false reads of bars.
    """

    engine = Engine.ZXING

    def __init__(self, symbologies: Sequence[Symbology], *, thorough: bool = False) -> None:
        self._zxing = _zxing()
        names = {
            Symbology.EAN13: self._zxing.BarcodeFormat.EAN13,
            Symbology.EAN8: self._zxing.BarcodeFormat.EAN8,
            Symbology.CODE128: self._zxing.BarcodeFormat.Code128,
            Symbology.CODE39: self._zxing.BarcodeFormat.Code39,
            # Asked for ITF-14 it answers ITF all the same, of any length: see `_as_read`.
            Symbology.ITF14: self._zxing.BarcodeFormat.ITF,
            Symbology.DATAMATRIX: self._zxing.BarcodeFormat.DataMatrix,
            Symbology.QR: self._zxing.BarcodeFormat.QRCode,
        }
        self._formats = tuple(names[symbology] for symbology in symbologies)
        self._symbology_of = {names[symbology]: symbology for symbology in symbologies}
        self._thorough = thorough

    def read(self, grey: Grey) -> list[CodeRead]:
        """Read the picture as it stands, rows and columns."""
        if min(grey.shape) < SMALLEST_SIDE:
            return []
        found = self._zxing.read_barcodes(
            grey,
            formats=self._formats,
            try_downscale=self._thorough,
            try_invert=self._thorough,
            text_mode=self._zxing.TextMode.Plain,
        )
        return [read for read in map(self._as_read, found) if read is not None]

    def _as_read(self, barcode: Any) -> CodeRead | None:
        kind = self._symbology_of.get(barcode.format)
        if kind is None or not barcode.text:
            return None
        if kind is Symbology.ITF14 and not _is_gtin14(barcode.text):
            return None
        place = barcode.position
        corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left]
        symbology, text = as_printed(kind, barcode.text)
        points = np.array([(point.x, point.y) for point in corners], np.float32)
        return CodeRead(symbology, text, as_corners(points), self.engine)


class ZbarDecoder:
    """zbar by way of pyzbar: an independent second opinion on product codes, slow on whole frames.

    Not for Code 128, of which it drops the upper half of Latin-1 and reads on.
    """

    engine = Engine.ZBAR

    def __init__(self, pyzbar: Any) -> None:
        self._pyzbar = pyzbar
        kinds = pyzbar.ZBarSymbol
        self._wanted = {
            "EAN13": (kinds.EAN13, Symbology.EAN13),
            "EAN8": (kinds.EAN8, Symbology.EAN8),
        }

    def read(self, grey: Grey) -> list[CodeRead]:
        """Read the picture with a scanner of its own, which no other thread ever sees."""
        height, width = grey.shape
        if min(height, width) < SMALLEST_SIDE:
            return []
        wanted = [kind for kind, _ in self._wanted.values()]
        found = self._pyzbar.decode((grey.tobytes(), width, height), symbols=wanted)
        return [self._as_read(item) for item in found if item.type in self._wanted]

    def _as_read(self, item: Any) -> CodeRead:
        printed = self._wanted[item.type][1]
        symbology, text = as_printed(printed, item.data.decode("utf-8", "replace"))
        points = np.array([(point.x, point.y) for point in item.polygon], np.float32)
        return CodeRead(symbology, text, _box_around(points), self.engine)


class OpencvDecoder:
    """OpenCV's own detector of EAN-13 and UPC-A; its EAN-8 reads are mostly inventions."""

    engine = Engine.OPENCV

    def __init__(self) -> None:
        self._detector = cv2.barcode.BarcodeDetector()

    def read(self, grey: Grey) -> list[CodeRead]:
        """Read the picture at the detector's own scales."""
        if min(grey.shape) < SMALLEST_SIDE:
            return []
        try:
            _, texts, _, places = self._detector.detectAndDecodeWithType(grey)
        except cv2.error:  # raised inside for some tiny or flat pictures
            return []
        if not texts:
            return []
        return [
            CodeRead(*as_printed(Symbology.EAN13, text), as_corners(place), self.engine)
            for text, place in zip((_thirteen(text) for text in texts), places, strict=False)
            if text
        ]


def _is_gtin14(text: str) -> bool:
    return len(text) == ITF14_DIGITS and check_digit_fits(text)


def _thirteen(text: str) -> str:
    """OpenCV says a UPC-A with 12 or with 13 digits by version; anything shorter is refused."""
    if not text.isdigit() or len(text) not in {EAN13_DIGITS - 1, EAN13_DIGITS}:
        return ""
    return text.zfill(EAN13_DIGITS)


def _box_around(points: np.ndarray) -> Corners:
    """Put a box around the ends of zbar's scan lines, however many it crossed."""
    if len(points) < FOUR_CORNERS - 1:
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        box = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
        return as_corners(box)
    return as_corners(np.asarray(cv2.boxPoints(cv2.minAreaRect(points)), np.float32))


@lru_cache(1)
def _zxing() -> Any:
    try:
        return import_module("zxingcpp")
    except (ImportError, OSError) as error:
        raise EnvironmentFault("scan.no_decoder") from error


@lru_cache(1)
def load_zbar() -> ZbarDecoder | None:
    """Return zbar, or None where its library cannot be loaded; reading goes on without it."""
    try:
        return ZbarDecoder(import_module("pyzbar.pyzbar"))
    except (ImportError, OSError):
        return None

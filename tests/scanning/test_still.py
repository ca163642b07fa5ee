"""Still pictures: several codes, any angle, any size; nothing that was read only once."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from intake_app.scanning.codes import Symbology, centre
from intake_app.scanning.drawn import (
    Placed,
    blurred,
    draw_code,
    draw_counter,
    draw_face,
    glaring,
    lay,
    noisy,
)
from intake_app.scanning.live_reader import LiveReader
from intake_app.scanning.passes import TALLEST_STRIP, Passes
from intake_app.scanning.regions import BarRegion
from intake_app.scanning.still import StillReader

Picture = NDArray[np.uint8]
FIRST, SECOND, THIRD = "6118000010050", "6111242100015", "6118010000010"
FOREVER = float("inf")


@pytest.fixture(scope="module")
def reader() -> StillReader:
    return StillReader(patience_seconds=FOREVER)


def photograph(*boxes: tuple[str, Placed], size: tuple[int, int] = (1280, 720)) -> Picture:
    picture = draw_counter(3, size)
    for seed, (text, placed) in enumerate(boxes):
        lay(picture, draw_face(draw_code(Symbology.EAN13, text), seed), placed)
    return picture


def grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def texts(reader: StillReader, picture: Picture) -> list[str]:
    return sorted(
        read.text for read in reader.read(picture if picture.ndim == 2 else grey(picture))
    )


@pytest.mark.parametrize("angle", [0, 23, 45, 68, 90, 180])
def test_a_box_is_read_at_any_angle(reader: StillReader, angle: int) -> None:
    assert texts(reader, photograph((FIRST, Placed((640, 360), angle, 0.7)))) == [FIRST]


def test_every_box_on_the_counter_is_read(reader: StillReader) -> None:
    places = [(FIRST, Placed((270, 200), 8, 0.5)), (SECOND, Placed((850, 190), -35, 0.5))]
    picture = photograph(*places, (THIRD, Placed((620, 540), 80, 0.5)))
    assert texts(reader, picture) == sorted([FIRST, SECOND, THIRD])


def test_corners_lie_on_the_code_of_the_picture_given(reader: StillReader) -> None:
    large = cv2.resize(photograph((FIRST, Placed((500, 300), 30, 0.6))), None, fx=2.5, fy=2.5)
    (read,) = reader.read(grey(np.asarray(large, np.uint8)))

    x, y = centre(read.corners)

    assert read.text == FIRST
    assert np.hypot(x - 1250, y - 750) < 250


@pytest.mark.parametrize(
    "spoil",
    [
        lambda picture: blurred(picture, 2.2),
        lambda picture: noisy(picture, 30, 5),
        lambda picture: (picture * 0.2).astype(np.uint8),
        lambda picture: glaring(picture, (560, 330), 60),
        lambda picture: cv2.imdecode(cv2.imencode(".jpg", picture, [1, 20])[1], 1),
    ],
    ids=["blurred", "noisy", "dark", "glaring", "crushed by JPEG"],
)
def test_bad_photographs_are_read(reader: StillReader, spoil: object) -> None:
    assert callable(spoil)
    picture = spoil(photograph((FIRST, Placed((640, 360), 12, 0.6))))
    assert texts(reader, np.asarray(picture, np.uint8)) == [FIRST]


def test_an_empty_counter_and_a_wall_of_noise_have_no_codes(reader: StillReader) -> None:
    noise = np.random.default_rng(4).integers(0, 255, (480, 640), np.uint8)
    assert texts(reader, draw_counter(5)) == []
    assert texts(reader, noise) == []


@pytest.mark.parametrize(
    "shape",
    [(1, 1), (3, 900), (900, 3), (40, 40), (2500, 30), (1, 3841), (4000, 1), (2, 5000), (1, 32000)],
)
def test_pictures_of_odd_shapes_are_read_without_harm(
    reader: StillReader, shape: tuple[int, int]
) -> None:
    frames = LiveReader()
    noise = np.random.default_rng(1).integers(0, 255, shape, np.uint8)
    for picture in (np.full(shape, 128, np.uint8), noise):
        assert reader.read(picture) == []
        for number in range(6):  # what is done with a frame goes by its number
            assert frames.read(picture, number / 30).reads == ()


@pytest.mark.parametrize(
    ("text", "kind", "symbology"),
    [
        ("OD:AGA1-1A-26-000042-K", zxingcpp.BarcodeFormat.Code128, Symbology.CODE128),
        ("0106118000010058", zxingcpp.BarcodeFormat.DataMatrix, Symbology.DATAMATRIX),
        ("OR1:proof", zxingcpp.BarcodeFormat.QRCode, Symbology.QR),
        ("12345670", zxingcpp.BarcodeFormat.EAN8, Symbology.EAN8),
        ("012345678905", zxingcpp.BarcodeFormat.UPCA, Symbology.UPCA),
    ],
)
def test_each_symbology_of_the_contract_is_read(
    reader: StillReader, text: str, kind: zxingcpp.BarcodeFormat, symbology: Symbology
) -> None:
    (read,) = reader.read(printed(text, kind))
    assert (read.symbology, read.text) == (symbology, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("123456789", zxingcpp.BarcodeFormat.Code39),
        ("16118000010057", zxingcpp.BarcodeFormat.ITF),
        ("A12345B", zxingcpp.BarcodeFormat.Codabar),
    ],
)
def test_symbologies_outside_the_contract_are_not_given(
    reader: StillReader, text: str, kind: zxingcpp.BarcodeFormat
) -> None:
    assert reader.read(printed(text, kind)) == []


def printed(text: str, kind: zxingcpp.BarcodeFormat) -> Picture:
    code = zxingcpp.create_barcode(text, kind)
    bars = np.array(zxingcpp.write_barcode_to_image(code, scale=4))
    return np.ascontiguousarray(np.pad(bars, 60, constant_values=255))


def test_a_small_matrix_code_is_read_enlarged(reader: StillReader) -> None:
    large = printed("OL1:" + "A7" * 20, zxingcpp.BarcodeFormat.QRCode)
    small = cv2.resize(large, None, fx=0.32, fy=0.32, interpolation=cv2.INTER_AREA)
    assert texts(reader, np.asarray(small, np.uint8)) == ["OL1:" + "A7" * 20]


def test_reading_goes_on_without_zbar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake_app.scanning.passes.load_zbar", lambda: None)
    reader = StillReader(Passes(), FOREVER)

    assert not reader.has_zbar
    assert texts(reader, photograph((FIRST, Placed((640, 360), 45, 0.7)))) == [FIRST]


def test_without_patience_no_slow_look_is_begun() -> None:
    class Slow(Passes):
        """The real decoders, except that the slow ones must not be asked."""

        def opencv(self, grey: Picture) -> list[object]:  # type: ignore[override]
            raise AssertionError("asked although there was no time left")

    assert StillReader(Slow(), patience_seconds=0.0).read(grey(draw_counter(5))) == []


def test_a_read_in_woven_cloth_is_looked_at_however_it_seems_to_lie(reader: StillReader) -> None:
    """OpenCV's detector gives a code there that is higher than long: a strip of 2,800 rows."""
    x, y = np.meshgrid(np.arange(1280), np.arange(720))
    weave = 128 + 60 * np.sign(np.sin(1.38 * x)) + 50 * np.sin(1.24 * y)
    cloth = np.clip(weave, 0, 255).astype(np.uint8)
    turn = cv2.getRotationMatrix2D((640, 360), 6, 1)
    cloth = cv2.warpAffine(cloth, turn, (1280, 720), borderMode=cv2.BORDER_REPLICATE)

    assert texts(reader, np.asarray(cv2.GaussianBlur(cloth, (0, 0), 0.8), np.uint8)) == []


def test_a_strip_is_never_taller_than_a_picture() -> None:
    picture = np.full((1000, 1000), 200, np.uint8)
    strip = Passes().strip(picture, BarRegion(500, 500, 40, 900, 0, 1))

    assert strip.grey.shape[0] == TALLEST_STRIP
    corner = strip.to_picture @ np.array([0, TALLEST_STRIP, 1])
    assert 900 < corner[1] < 1000

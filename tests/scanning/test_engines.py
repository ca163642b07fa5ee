"""The decoders of others: what they are asked, what of their answers is taken."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
import zxingcpp

from intake_app.scanning import engines
from intake_app.scanning.codes import Engine, Symbology, as_corners
from intake_app.scanning.engines import Decoder, OpencvDecoder, ZxingDecoder, load_zbar

if TYPE_CHECKING:
    from numpy.typing import NDArray

BARS = (Symbology.EAN13, Symbology.EAN8, Symbology.CODE128, Symbology.CODE39, Symbology.ITF14)
FORMATS = zxingcpp.BarcodeFormat
NUMBER = "6118000010050"


def drawn(text: str, kind: zxingcpp.BarcodeFormat, scale: int = 3) -> NDArray[np.uint8]:
    code = zxingcpp.create_barcode(text, kind)
    bars = np.array(zxingcpp.write_barcode_to_image(code, scale=scale))
    return np.ascontiguousarray(np.pad(bars, 40, constant_values=255))


@pytest.mark.parametrize(
    ("text", "kind", "symbology", "printed"),
    [
        (NUMBER, FORMATS.EAN13, Symbology.EAN13, NUMBER),
        ("012345678905", FORMATS.UPCA, Symbology.UPCA, "012345678905"),
        ("12345670", FORMATS.EAN8, Symbology.EAN8, "12345670"),
        ("OD:AGA1-1A-26-000042-K", FORMATS.Code128, Symbology.CODE128, "OD:AGA1-1A-26-000042-K"),
        ("123456789", FORMATS.Code39, Symbology.CODE39, "123456789"),
        ("16118000010057", FORMATS.ITF, Symbology.ITF14, "16118000010057"),
    ],
)
def test_bars_are_read_as_they_are_printed(
    text: str, kind: zxingcpp.BarcodeFormat, symbology: Symbology, printed: str
) -> None:
    (read,) = ZxingDecoder(BARS).read(drawn(text, kind))
    assert (read.symbology, read.text, read.engine) == (symbology, printed, Engine.ZXING)


@pytest.mark.parametrize("text", ["123456", "11111111111111"])
def test_an_itf_that_is_no_carton_is_passed_over(text: str) -> None:
    # Of ITF, any run of bars makes some even number of digits: only GTIN-14 can be checked.
    assert ZxingDecoder(BARS).read(drawn(text, FORMATS.ITF)) == []


def test_a_gs1_datamatrix_keeps_its_separators() -> None:
    content = "(01)06118000010058(10)LOT7(21)55"
    code = zxingcpp.create_barcode(content, FORMATS.DataMatrix, gs1=True)
    grey = np.pad(np.array(zxingcpp.write_barcode_to_image(code, scale=5)), 20, constant_values=255)

    (read,) = ZxingDecoder((Symbology.DATAMATRIX,)).read(np.ascontiguousarray(grey))

    assert read.text == "010611800001005810LOT7\x1d2155"


def test_light_bars_on_dark_print_are_read_only_when_asked_thoroughly() -> None:
    dark = 255 - drawn("HELLO", FORMATS.DataMatrix, scale=6)
    assert ZxingDecoder((Symbology.DATAMATRIX,)).read(dark) == []
    (read,) = ZxingDecoder((Symbology.DATAMATRIX,), thorough=True).read(dark)
    assert read.text == "HELLO"


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (7, 7), (8, 8), (9, 4000)])
@pytest.mark.parametrize(
    "decoder",
    [ZxingDecoder(BARS), OpencvDecoder(), load_zbar()],
    ids=["zxing", "opencv", "zbar"],
)
def test_slivers_are_read_without_harm(decoder: Decoder | None, shape: tuple[int, int]) -> None:
    if decoder is None:
        pytest.skip("libzbar is not installed")
    assert decoder.read(np.full(shape, 200, np.uint8)) == []
    assert decoder.read(np.random.default_rng(1).integers(0, 255, shape, np.uint8)) == []


def test_opencv_says_a_upc_with_twelve_digits_and_never_an_ean_8() -> None:
    upc = np.repeat(drawn("012345678905", FORMATS.UPCA, scale=4), 2, axis=0)
    short = np.repeat(drawn("12345670", FORMATS.EAN8, scale=4), 2, axis=0)

    assert [(r.symbology, r.text) for r in OpencvDecoder().read(upc)] in (
        [],
        [(Symbology.UPCA, "012345678905")],
    )
    assert OpencvDecoder().read(short) == []


def test_zbar_reads_from_many_threads_at_once() -> None:
    zbar = load_zbar()
    if zbar is None:
        pytest.skip("libzbar is not installed")
    grey = drawn(NUMBER, FORMATS.EAN13)
    heard: list[list[str]] = []

    def read() -> None:
        heard.append([item.text for _ in range(20) for item in zbar.read(grey)])

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heard == [[NUMBER] * 20] * 6


@pytest.mark.parametrize("failure", [ImportError, OSError, FileNotFoundError])
def test_without_libzbar_everything_else_goes_on(
    monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    def refuse(name: str) -> None:
        raise failure(f"no shared library for {name}")

    monkeypatch.setattr(engines, "import_module", refuse)

    assert load_zbar.__wrapped__() is None


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_a_box_is_put_around_scan_lines_however_few_they_are(count: int) -> None:
    points = np.array([(10 + 20 * i, 50 + 3 * (i % 2)) for i in range(count)], np.float32)

    box = np.asarray(engines._box_around(points))

    assert box.shape == (4, 2)
    assert np.isfinite(box).all()
    assert as_corners(box) == tuple(map(tuple, box.tolist()))

"""Drawn boxes carry the codes they were asked to, and can be read by another library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
import zxingcpp

from intake_app.errors import EnvironmentFault
from intake_app.scanning.codes import Symbology
from intake_app.scanning.drawn import (
    Placed,
    blurred,
    draw_code,
    draw_counter,
    draw_face,
    glaring,
    lay,
    noisy,
    smeared,
    write_demo_video,
    write_video,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def texts_on(picture: NDArray[np.uint8]) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    ("symbology", "text", "read_as"),
    [
        (Symbology.EAN13, "6118000010050", "6118000010050"),
        (Symbology.UPCA, "036000291452", "0036000291452"),
        (Symbology.EAN8, "96385074", "96385074"),
        (Symbology.CODE128, "OD:AGA1-1A-26-000042-5", "OD:AGA1-1A-26-000042-5"),
        (Symbology.QR, "OR1:" + "x" * 300, "OR1:" + "x" * 300),
    ],
)
def test_a_drawn_code_says_what_it_was_asked_to(
    symbology: Symbology, text: str, read_as: str
) -> None:
    assert texts_on(draw_code(symbology, text)) == [read_as]


@pytest.mark.parametrize("turn", [0.0, 90.0, 180.0, 270.0])
def test_a_box_is_laid_where_and_how_it_was_asked_to(turn: float) -> None:
    picture = draw_counter(1)
    lay(
        picture, draw_face(draw_code(Symbology.EAN13, "6118000010050"), 1), Placed((900, 300), turn)
    )

    (code,) = zxingcpp.read_barcodes(picture)
    place = code.position
    x = (place.top_left.x + place.bottom_right.x) / 2
    y = (place.top_left.y + place.bottom_right.y) / 2
    assert np.hypot(x - 900, y - 300) < 60
    angle = np.degrees(
        np.arctan2(place.top_right.y - place.top_left.y, place.top_right.x - place.top_left.x)
    )
    assert abs((angle - turn + 180) % 360 - 180) < 5


def test_a_tilted_box_is_narrower_at_its_far_edge() -> None:
    picture = np.zeros((720, 1280, 3), np.uint8)
    lay(picture, np.full((400, 600, 3), 255, np.uint8), Placed((640, 360), 0, 1.0, 35))

    rows, columns = np.nonzero(picture[:, :, 0] > 128)
    top, bottom = (np.ptp(columns[rows == row]) for row in (rows.min() + 5, rows.max() - 5))

    assert top < 0.9 * bottom


def test_a_box_out_of_the_picture_changes_nothing() -> None:
    picture = draw_counter(1)
    before = picture.copy()
    lay(picture, draw_face(draw_code(Symbology.EAN8, "96385074"), 1), Placed((9000, 300)))

    assert (picture == before).all()


def test_what_spoils_a_picture_does_what_it_says() -> None:
    picture = draw_counter(1)
    edges = draw_face(draw_code(Symbology.EAN13, "6118000010050"), 1)

    def sharpness(one: NDArray[np.uint8]) -> float:
        return float(cv2.Laplacian(one, cv2.CV_32F).var())

    assert sharpness(blurred(edges, 2.0)) < 0.1 * sharpness(edges)
    assert sharpness(smeared(edges, 9, 0.0)) < 0.5 * sharpness(edges)
    glare = glaring(picture, (640, 360), 80)
    assert glare[360, 640].min() > 240
    assert np.abs(glare[30, 30].astype(int) - picture[30, 30]).max() <= 1
    grain = noisy(picture, 10.0, 1).astype(int) - picture
    assert 9 < grain.std() < 11


def test_the_same_video_is_drawn_every_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first.avi", tmp_path / "second.avi"
    for path in (first, second):
        write_demo_video(path, ["96385074"])

    assert first.read_bytes() == second.read_bytes()


def test_a_video_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        write_video(tmp_path / "no such folder" / "a.avi", [draw_counter(1)])

    assert caught.value.code == "camera.video_unwritable"


@pytest.mark.parametrize("barcodes", [[], ["123"], ["6118000010051"], ["06118000010050"]])
def test_a_demonstration_of_nothing_or_of_no_product_is_refused(
    tmp_path: Path, barcodes: list[str]
) -> None:
    with pytest.raises(ValueError, match=r"product number|needs a frame"):
        write_demo_video(tmp_path / "demo.avi", barcodes)

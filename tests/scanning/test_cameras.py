"""Cameras: files and sequences frame by frame, each at its own time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.scanning.addresses import without_login
from intake_app.scanning.cameras import LiveCamera, PictureSequence, VideoFile, parse_camera
from intake_app.scanning.drawn import write_video
from tests.scanning.live_scenes import DOLIPRANE, lying, watch

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from intake_app.errors import IntakeError
    from intake_app.scanning.cameras import Camera

GREYS = (40, 90, 140, 190)


def plain(level: int) -> NDArray[np.uint8]:
    return np.full((120, 160, 3), level, np.uint8)


def levels_of(camera: Camera) -> list[tuple[int, float]]:
    """The brightness and the time of every frame."""
    with camera.open(threading.Event()) as frames:
        return [(round(float(frame.picture.mean())), frame.at) for frame in frames]


def fault_of(camera: Camera) -> IntakeError:
    with pytest.raises((UnusableInput, EnvironmentFault)) as caught:
        levels_of(camera)
    fault: IntakeError = caught.value
    return fault


def test_a_video_gives_every_frame_at_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "vidéo à l'essai.avi"
    write_video(path, map(plain, GREYS), rate=10)

    levels = levels_of(parse_camera(str(path)))

    assert [level for level, _ in levels] == pytest.approx(GREYS, abs=3)
    assert [at for _, at in levels] == pytest.approx([0.0, 0.1, 0.2, 0.3], abs=0.001)


def test_a_video_can_be_watched_twice_and_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "boxes.avi"
    write_video(path, lying(DOLIPRANE, 6))
    camera = parse_camera(str(path))

    first, second = watch(camera), watch(camera)

    assert first.codes == second.codes != []
    assert first.outlines == second.outlines


def test_a_video_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    fault = fault_of(parse_camera(str(tmp_path / "none.avi")))

    assert (fault.code, fault.exit_status) == ("camera.no_such_file", 2)


@pytest.mark.parametrize(
    "content", [b"", b"not a video\n" * 400, b"RIFF\0\0\0\0AVI LIST", bytes(9000)]
)
def test_a_file_that_is_no_video_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.avi"
    path.write_bytes(content)

    fault = fault_of(parse_camera(str(path)))

    assert (fault.code, fault.exit_status) == ("camera.unreadable", 2)
    assert str(path) in fault.details["path"]


def test_a_video_that_was_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "cut.avi"
    write_video(path, lying(DOLIPRANE, 12))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])

    assert watch(parse_camera(str(path))).texts == [DOLIPRANE]


def write_pictures(folder: Path, names: tuple[str, ...]) -> None:
    folder.mkdir()
    for name, level in zip(names, GREYS, strict=True):
        cv2.imwrite(str(folder / name), plain(level))


def test_pictures_of_a_folder_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    write_pictures(folder, ("box2.png", "box9.png", "box10.png", "box100.png"))
    (folder / "notes.txt").write_text("not a picture")

    levels = levels_of(parse_camera(str(folder)))

    assert [level for level, _ in levels] == list(GREYS)
    assert [at for _, at in levels] == pytest.approx([i / 30 for i in range(4)])


def test_a_numbered_pattern_begins_with_whatever_number_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    write_pictures(folder, ("box007.png", "box008.png", "box009.png", "box010.png"))
    cv2.imwrite(str(folder / "other008.png"), plain(0))

    levels = levels_of(parse_camera(str(folder / "box%03d.png")))

    assert [level for level, _ in levels] == list(GREYS)


def test_an_unreadable_picture_in_a_row_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    write_pictures(folder, ("1.png", "2.png", "3.png", "4.png"))
    (folder / "3.png").write_bytes(b"\x89PNG\r\n\x1a\nthat is all")
    seen = 0
    with (
        pytest.raises(UnusableInput) as caught,
        parse_camera(str(folder)).open(threading.Event()) as frames,
    ):
        for _ in frames:
            seen += 1

    assert seen == 2
    assert caught.value.details["path"].endswith("3.png")


@pytest.mark.parametrize("name", ["", "box%04d.png", "gone/box%d.png"])
def test_a_row_without_pictures_is_said_so(tmp_path: Path, name: str) -> None:
    assert fault_of(parse_camera(str(tmp_path / name))).code == "camera.no_pictures"


def test_a_file_ends_at_once_when_told_to_stop(tmp_path: Path) -> None:
    path = tmp_path / "boxes.avi"
    write_video(path, map(plain, GREYS))
    stop = threading.Event()
    with parse_camera(str(path)).open(stop) as frames:
        next(frames)
        stop.set()
        assert list(frames) == []


def test_a_text_names_a_device_an_address_a_row_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    named = {text: parse_camera(text) for text in ("", " 2 ", "rtsp://me:secret@cam.test/1")}

    assert [camera.name for camera in named.values()] == [
        "Caméra 1",
        "Caméra 3",
        "rtsp://cam.test/1",
    ]
    assert all(isinstance(camera, LiveCamera) for camera in named.values())
    assert isinstance(parse_camera(str(tmp_path / "7")), PictureSequence)
    assert isinstance(parse_camera(str(tmp_path / "7.mp4")), VideoFile)


@pytest.mark.parametrize("login", ["", "me@", "me:secret@", "me:s@cr@t@"])
def test_an_address_is_named_without_its_login_whatever_the_password_holds(login: str) -> None:
    assert without_login(f"http://{login}cam.test:81/a@b") == "http://cam.test:81/a@b"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?user=me&pwd=s:cr@t/1&channel=2", "?user=&pwd=&channel=2"),
        ("?channel=2&Password=secret", "?channel=2&Password="),
        ("?loginuse=me&loginpas=secret", "?loginuse=&loginpas="),
        ("?token=abc#t", "?token=#t"),
        ("?passage=3&keyframe=1", "?passage=3&keyframe=1"),
    ],
)
def test_an_address_is_named_without_the_secrets_of_its_query(query: str, shown: str) -> None:
    assert without_login(f"http://cam.test/live{query}") == f"http://cam.test/live{shown}"


def test_a_file_is_named_as_it_is() -> None:
    assert without_login("photos?user=me/a@b.avi") == "photos?user=me/a@b.avi"

"""`intake scan --frames`: the events of a video, as the window would show them."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

import cv2

from intake_app.cli import main
from intake_app.scanning.drawn import write_demo_video, write_video
from tests.scanning.live_scenes import DOLIPRANE, IMPORTED, lying, nothing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_video_gives_one_event_a_box_and_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "boxes.avi"
    write_demo_video(path, [IMPORTED])

    assert main(["scan", "--frames", str(path), "--json"]) == 0

    code, end = events(capsys)
    assert (code["event"], code["kind"], code["symbology"]) == ("code", "medicine", "EAN13")
    assert code["text"] == code["code"] == IMPORTED
    assert 0 < code["at"] < 1.5
    assert (end["event"], end["frames"]) == ("end", 48)
    assert end["ms"] > 0


def test_a_box_that_returns_is_two_events(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "twice.avi"
    write_video(path, chain(lying(DOLIPRANE, 5), nothing(18), lying(DOLIPRANE, 5)), rate=10)

    assert main(["scan", "--frames", str(path)]) == 0

    codes = [event for event in events(capsys) if event["event"] == "code"]
    assert [code["text"] for code in codes] == [DOLIPRANE, DOLIPRANE]
    assert codes[1]["at"] > 2.3


def test_a_folder_of_pictures_is_read_in_a_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for index, frame in enumerate(lying(DOLIPRANE, 4)):
        cv2.imwrite(str(tmp_path / f"{index}.png"), frame)

    assert main(["scan", "--frames", str(tmp_path)]) == 0

    assert [event["event"] for event in events(capsys)] == ["code", "end"]


def test_a_file_that_is_no_video_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter, boxes = tmp_path / "letter.avi", tmp_path / "boxes.avi"
    letter.write_text("no video")
    write_video(boxes, lying(DOLIPRANE, 5))

    assert main(["scan", "--frames", str(letter), str(boxes)]) == 2

    refused, *read = events(capsys)
    assert str(letter) in refused["error"]
    assert [event["event"] for event in read] == ["code", "end"]

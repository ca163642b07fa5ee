"""`intake scan`: the contract of its lines and its exit status."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
import zxingcpp

from intake_app.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def box(tmp_path: Path) -> Path:
    code = zxingcpp.create_barcode("6118000010050", zxingcpp.BarcodeFormat.EAN13)
    bars = np.array(zxingcpp.write_barcode_to_image(code, scale=3))
    path = tmp_path / "boîte.png"
    path.write_bytes(cv2.imencode(".png", np.pad(bars, 30, constant_values=255))[1].tobytes())
    return path


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_picture_gets_one_line_with_what_is_on_it(
    box: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", str(box), "--json"]) == 0

    (answer,) = answers(capsys)
    assert answer["path"] == str(box)
    (result,) = answer["results"]
    assert (result["symbology"], result["text"]) == ("EAN13", "6118000010050")
    assert np.asarray(result["corners"]).shape == (4, 2)
    assert answer["ms"] > 0


def test_a_picture_without_a_code_is_an_empty_list_and_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wall.png"
    path.write_bytes(cv2.imencode(".png", np.full((200, 300), 180, np.uint8))[1].tobytes())

    assert main(["scan", str(path)]) == 0
    assert answers(capsys)[0]["results"] == []


def test_paths_come_from_standard_input_and_one_bad_picture_does_not_stop_the_others(
    box: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{tmp_path / 'none.png'}\n\n{box}\r\n"))

    assert main(["scan", "-", "--json"]) == 2

    missing, read = answers(capsys)
    assert "n'existe pas" in str(missing["error"])
    assert "results" not in missing
    assert read["results"]

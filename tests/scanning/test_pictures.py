"""Opening what calls itself a picture: anything may come, nothing may hang or fill the memory."""

from __future__ import annotations

import os
import struct
import time
import tracemalloc
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from intake_app.errors import UnusableInput
from intake_app.scanning.picture_headers import is_cut_short, picture_size
from intake_app.scanning.pictures import as_grey, load_grey

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUICK_SECONDS = 2.0  # of work: what other programs take of the machine does not count


def png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82"


def bmp_header(width: int, height: int) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + info


def gif_header(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b";"


def jpeg_header(width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


def tiff_header(width: int, height: int) -> bytes:
    entries = struct.pack("<HHII", 256, 4, 1, width) + struct.pack("<HHII", 257, 4, 1, height)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entries + b"\0\0\0\0"


def webp_header(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def code_of(path: Path) -> str:
    began = time.process_time()
    with pytest.raises(UnusableInput) as caught:
        load_grey(path)
    assert time.process_time() - began < QUICK_SECONDS
    assert caught.value.details["path"] == str(path)
    return caught.value.code


@pytest.mark.parametrize(
    "header",
    [
        png_header(50_000, 50_000),
        png_header(50_000, 50_000, depth=16, colour=6),
        bmp_header(50_000, -50_000),
        gif_header(50_000, 50_000),
        jpeg_header(50_000, 50_000),
        tiff_header(50_000, 50_000),
        webp_header(50_000, 50_000),
        b"P5\n# a remark\n50000 50000\n255\n",
        png_header(1, 60_000),
        png_header(20_000, 20_000),
    ],
    ids=lambda header: header[:4].hex(),
)
def test_a_header_that_promises_too_much_is_refused_before_anything_is_decoded(
    tmp_path: Path, header: bytes
) -> None:
    assert code_of(written(tmp_path, "huge", header)) == "scan.picture_too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"hello, I am a letter",
        b"%PDF-1.7 not this either",
        b"\x89PNG\r\n\x1a\n",
        png_header(0, 0),
        png_header(0, 400),
        jpeg_header(0, 0),
        b"\xff\xd8\xff\xd8\xff\xd8",
        b"\xff\xd8" + b"\xff" * 50_000,
        b"II*\0\xff\xff\xff\xff",
        b"RIFF\x04\0\0\0WAVE",
        b"GIF89a",
        b"P6",
        png_header(300, 200),
        jpeg_header(300, 200),
        tiff_header(300, 200),
    ],
    ids=repr,
)
def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    assert code_of(written(tmp_path, "odd.png", content)) in {
        "scan.not_a_picture",
        "scan.picture_cut_short",
    }


@pytest.mark.parametrize("ending", [".png", ".jpg", ".gif", ".bmp", ".webp"])
def test_a_picture_cut_short_is_refused_wherever_it_ends(tmp_path: Path, ending: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
    whole = written(tmp_path, f"whole{ending}", encoded(noise, ending))
    assert load_grey(whole).shape == (120, 160)

    content = whole.read_bytes()
    for share in (0.3, 0.6, 0.95):
        cut = written(tmp_path, f"cut{ending}", content[: int(len(content) * share)])
        assert code_of(cut) in {"scan.picture_cut_short", "scan.not_a_picture"}


def encoded(picture: NDArray[np.uint8] | NDArray[np.uint16], ending: str) -> bytes:
    return bytes(cv2.imencode(ending, picture)[1].tobytes())


def test_a_folder_a_missing_file_and_a_name_with_a_nul_each_have_their_own_words(
    tmp_path: Path,
) -> None:
    assert code_of(tmp_path) == "scan.is_a_folder"
    assert code_of(tmp_path / "nothing.png") == "scan.no_such_file"
    assert code_of(tmp_path / ("x" * 400 + ".png")) == "scan.unreadable"
    assert code_of(Path("with\0nul.png")) in {"scan.unreadable", "scan.no_such_file"}


def test_a_device_that_never_ends_is_not_read() -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("this system has no /dev/zero")
    assert code_of(endless) == "scan.no_file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert code_of(tmp_path / "pipe.png") == "scan.no_file"


def test_a_deep_transparent_picture_takes_little_more_than_its_own_pixels() -> None:
    deep = np.zeros((2000, 2000, 4), np.uint16)
    deep[:, :, :3] = np.arange(2000, dtype=np.uint16)[:, None, None] * 32
    deep[:, :, 3] = 65535
    tracemalloc.start()
    try:
        grey = as_grey(deep)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < deep.nbytes / 2
    assert grey[:, 0].tolist() == sorted(grey[:, 0].tolist())
    assert int(grey[0, 0]) == 0
    assert int(grey[-1, 0]) == round(1999 * 32 / 257)


def test_an_old_bitmap_is_opened(tmp_path: Path) -> None:
    """OS/2's header gives width and height two bytes each."""
    rows = bytes(range(0, 240, 20)) * 4  # 4 × 4 pixels of 3 bytes
    head = struct.pack("<IHHHH", 12, 4, 4, 1, 24)
    old = b"BM" + struct.pack("<IHHI", 14 + len(head) + len(rows), 0, 0, 26) + head + rows

    assert picture_size(old) == (4, 4)
    assert load_grey(written(tmp_path, "old.bmp", old)).shape == (4, 4)


def test_a_size_of_hundreds_of_digits_is_no_size(tmp_path: Path) -> None:
    endless = b"P5 " + b"9" * 400 + b" 10 255 " + bytes(10)
    assert code_of(written(tmp_path, "endless.pgm", endless)) == "scan.not_a_picture"


def test_a_photograph_drawn_in_endless_passes_is_refused(tmp_path: Path) -> None:
    photo = encoded(np.full((64, 64), 90, np.uint8), ".jpg")
    passes = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 5_000
    assert code_of(written(tmp_path, "passes.jpg", photo[:-2] + passes + photo[-2:])) == (
        "scan.not_a_picture"
    )


def test_a_file_too_heavy_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "heavy.png"
    with path.open("wb") as file:
        file.truncate(100_000_001)  # sparse: takes no room
    assert code_of(path) == "scan.file_too_large"


def test_transparent_paper_is_white_and_not_the_black_beneath(tmp_path: Path) -> None:
    picture = np.zeros((40, 60, 4), np.uint8)  # black everywhere
    picture[10:30, 20:40, 3] = 255  # but opaque only in the middle
    grey = load_grey(written(tmp_path, "alpha.png", encoded(picture, ".png")))

    assert grey[0, 0] == 255
    assert grey[20, 30] == 0


def test_half_transparent_grey_lies_between_ink_and_paper(tmp_path: Path) -> None:
    Image.new("LA", (20, 20), (0, 128)).save(tmp_path / "la.png")
    assert abs(int(load_grey(tmp_path / "la.png")[5, 5]) - 127) <= 2


@pytest.mark.parametrize("scale", [1, 16, 257])
def test_sixteen_bits_are_spread_over_the_range_that_they_use(tmp_path: Path, scale: int) -> None:
    deep = (np.tile(np.arange(256, dtype=np.uint16), (30, 1)) * scale).astype(np.uint16)
    grey = load_grey(written(tmp_path, "deep.png", encoded(deep, ".png")))

    assert grey.dtype == np.uint8
    assert (int(grey.min()), int(grey.max())) == (0, 255)
    assert (np.diff(grey[0].astype(int)) >= 0).all()


def test_a_flat_sixteen_bit_picture_is_flat(tmp_path: Path) -> None:
    flat = np.full((20, 20), 40_000, np.uint16)
    assert np.unique(load_grey(written(tmp_path, "flat.png", encoded(flat, ".png")))).size == 1


def test_of_a_moving_picture_the_first_is_read_however_many_follow(tmp_path: Path) -> None:
    frames = [Image.new("L", (64, 48), 20 + 3 * (i % 70)) for i in range(300)]
    path = tmp_path / "moving.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=20, loop=0)

    began = time.process_time()
    grey = load_grey(path)

    assert time.process_time() - began < QUICK_SECONDS
    assert grey.shape == (48, 64)
    assert abs(int(grey[10, 10]) - 20) <= 3


def test_a_photograph_is_turned_upright_by_its_own_mark(tmp_path: Path) -> None:
    picture = Image.new("L", (80, 40), 0)
    picture.paste(255, (0, 0, 20, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn to the right to see it upright
    picture.save(tmp_path / "turned.jpg", exif=exif)

    assert load_grey(tmp_path / "turned.jpg").shape == (80, 40)


@pytest.mark.parametrize("ending", [".png", ".jpg", ".bmp", ".webp", ".tiff", ".gif", ".ppm"])
def test_headers_say_the_size_that_the_decoder_finds(ending: str) -> None:
    content = encoded(np.full((37, 53, 3), 90, np.uint8), ending)

    assert picture_size(content) == (53, 37)
    assert not is_cut_short(content)


def test_a_photograph_with_a_small_copy_of_itself_inside_is_not_cut_short() -> None:
    inner = encoded(np.full((16, 16), 90, np.uint8), ".jpg")
    outer = encoded(np.full((64, 64), 90, np.uint8), ".jpg")
    note = b"\xff\xe1" + struct.pack(">H", len(inner) + 2) + inner
    both = outer[:2] + note + outer[2:]

    assert picture_size(both) == (64, 64)
    assert not is_cut_short(both)
    assert is_cut_short(both[:-30])

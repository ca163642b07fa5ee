"""Public photographs of barcodes, where they lie beside the checkout; see `docs/scanning.md`.

A whole set of telephone photographs, and a sample of the others; all of them are read by
`python -m benchmarks.scanning`.
"""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from intake_app.scanning.pictures import load_grey
from intake_app.scanning.still import StillReader

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "barcodes"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the public photographs do not lie beside the checkout"
)
UPCA_DIGITS = 12
# Every so many pictures of a set, and how many of the sample must be read.
SAMPLES = {
    "zxing-ean13": (6, 0.85),
    "zxing-upca": (6, 0.8),
    "sustech": (5, 1.0),
    "gmetras": (4, 1.0),
    "borg": (8, 1.0),
    "quagga": (5, 1.0),
    "zxing-datamatrix": (5, 1.0),
    "zxing-qrcode": (8, 0.85),
    "zxing-code128": (5, 1.0),
    "negatives-zxing": (6, 1.0),
}


class Count(NamedTuple):
    """How many pictures with codes there were, how many were read, and the wrong reads."""

    wanted: int
    read: int
    wrong: list[str]


def comparable(text: str) -> str:
    text = text.replace("\x1d", "").replace("\r\n", "\n").strip()
    return f"0{text}" if text.isdigit() and len(text) == UPCA_DIGITS else text


def rows_of(name: str, step: int) -> Iterator[dict[str, str]]:
    with (FOLDER / name / "manifest.csv").open(encoding="utf-8", newline="") as file:
        yield from islice(csv.DictReader(file), 0, None, step)


def count(name: str, step: int) -> Count:
    reader = StillReader(patience_seconds=float("inf"))
    wanted = read = 0
    wrong: list[str] = []
    for row in rows_of(name, step):
        expected = {comparable(text) for text in row["expected"].split("|") if text.strip()}
        also = {comparable(text) for text in (row["also"] or "").split("|") if text}
        texts = {comparable(r.text) for r in reader.read(load_grey(FOLDER / name / row["path"]))}
        wanted += bool(expected)
        read += bool(expected) and expected <= texts
        wrong += [f"{row['path']}: {text}" for text in texts - expected - also]
    return Count(wanted, read, wrong)


def test_telephone_photographs_are_read_and_none_is_read_wrong() -> None:
    counted = count("artelab", 1)

    assert counted.wrong == []
    assert counted.read >= 103
    assert counted.wanted == 106


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_of_every_set_is_read_and_none_is_read_wrong(name: str) -> None:
    step, share = SAMPLES[name]

    counted = count(name, step)

    assert counted.wrong == []
    assert counted.read >= share * counted.wanted

"""How many pictures are read, beside pyzbar and zxing-cpp as usually called, in one run.

`python -m benchmarks.scanning` reads every set of photographs in the folder `shared` beside the
checkout (or in `--folder`), on one core, and prints a line a set; `--live` also shows pictures
to the live reader for a second each, and measures frames with one code and with none. A set is
a folder with a `manifest.csv`: path, symbology, expected texts joined by `|`, other codes truly
on the picture (`also`). Times are milliseconds of one core, of the decoding alone, so that a
busy machine changes them little.
"""

from __future__ import annotations

import argparse
import csv
import os
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from intake_app.scanning.codes import Symbology
from intake_app.scanning.drawn import Placed, draw_code, draw_counter, draw_face, lay
from intake_app.scanning.engines import load_zbar
from intake_app.scanning.live_reader import LiveReader
from intake_app.scanning.pictures import load_grey
from intake_app.scanning.still import PRINTED_SYMBOLOGIES, StillReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake_app.scanning.codes import Grey

FOLDER = Path(__file__).parents[1].parent / "shared" / "data" / "barcodes"
ONE_DIMENSIONAL = (
    "artelab",
    "zxing-ean13",
    "zxing-upca",
    "sustech",
    "gmetras",
    "borg",
    "quagga",
)
# What the other two call the symbologies that are counted.
COUNTED = {
    **{symbology.value: symbology.value for symbology in PRINTED_SYMBOLOGIES},
    "EAN-13": "EAN13",
    "EAN-8": "EAN8",
    "UPC-A": "UPCA",
    "Code 128": "CODE128",
    "Data Matrix": "DATAMATRIX",
    "QR Code": "QR",
    "QRCODE": "QR",
}
UPCA_DIGITS = 12
FRAMES_SHOWN, FRAMES_A_SECOND = 30, 30.0

Answer = set[str]


@dataclass(frozen=True)
class Picture:
    """One picture of a set: `expected` texts must be read, `allowed` ones may be."""

    name: str
    grey: Grey
    expected: Answer
    allowed: Answer


@dataclass
class Score:
    """What one reader did on one set; times in milliseconds."""

    wanted: int = 0
    read: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def add(self, picture: Picture, texts: Answer, spent: float) -> None:
        """Count one picture."""
        self.spent.append(spent)
        self.wrong += [f"{picture.name}: {t}" for t in sorted(texts - picture.allowed)]
        if picture.expected:
            self.wanted += 1
            whole = picture.expected <= texts
            self.read += whole
            if not whole:
                self.missed.append(picture.name)

    def __str__(self) -> str:
        slow = float(np.percentile(self.spent, 95))
        return (
            f"{self.read:4}/{self.wanted:<4}{len(self.wrong):3} wrong "
            f"{median(self.spent):6.1f} /{slow:6.1f} ms"
        )


def comparable(text: str) -> str:
    """Write a text so that a UPC-A equals its EAN-13, and separators do not count."""
    text = text.replace("\x1d", "").replace("\r\n", "\n").strip()
    return f"0{text}" if text.isdigit() and len(text) == UPCA_DIGITS else text


def pictures_of(folder: Path) -> Iterator[Picture]:
    """Yield the pictures of one set."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            expected = {comparable(text) for text in row["expected"].split("|") if text.strip()}
            also = {comparable(text) for text in (row.get("also") or "").split("|") if text}
            grey = load_grey(folder / row["path"])
            yield Picture(row["path"], grey, expected, expected | also)


def readers() -> dict[str, Callable[[Grey], Answer]]:
    """Return ours and, where installed, the others as their own guides call them."""
    still = StillReader()
    chosen: dict[str, Callable[[Grey], Answer]] = {
        "ours": lambda grey: {comparable(read.text) for read in still.read(grey)},
        "zxing-cpp": read_with_zxing,
    }
    if load_zbar() is not None:
        chosen["pyzbar"] = read_with_pyzbar
    return chosen


def read_with_zxing(grey: Grey) -> Answer:
    """Read with zxing-cpp's defaults."""
    found = zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain)
    return {comparable(one.text) for one in found if str(one.format) in COUNTED}


def read_with_pyzbar(grey: Grey) -> Answer:
    """Read with pyzbar's defaults."""
    from pyzbar import pyzbar  # noqa: PLC0415 - optional

    found = [(one.type, one.data.decode("utf-8", "replace")) for one in pyzbar.decode(grey)]
    return {comparable(text) for kind, text in found if kind in COUNTED}


def measure(folder: Path) -> dict[str, Score]:
    """Read one set with every reader, picture by picture, so that load hits all alike."""
    chosen = readers()
    scores = {name: Score() for name in chosen}
    for picture in pictures_of(folder):
        for name, read in chosen.items():
            began = thread_time()
            texts = read(picture.grey)
            scores[name].add(picture, texts, (thread_time() - began) * 1000)
    return scores


def print_sets(folder: Path, names: list[str], *, details: bool) -> None:
    """Print a line a set, and what all photographs of bars together give."""
    totals: dict[str, Score] = {}
    for name in names:
        scores = measure(folder / name)
        print(f"{name:16}", " | ".join(f"{who} {score}" for who, score in scores.items()))
        if details:
            for line in scores["ours"].wrong:
                print(f"    wrong  {line}")
            for line in scores["ours"].missed:
                print(f"    missed {line}")
        if name in ONE_DIMENSIONAL:
            for who, score in scores.items():
                total = totals.setdefault(who, Score())
                total.wanted += score.wanted
                total.read += score.read
                total.wrong += score.wrong
    for who, total in totals.items():
        share = 100 * total.read / max(total.wanted, 1)
        print(
            f"bars, all sets: {who} {total.read}/{total.wanted} "
            f"= {share:.1f} %, {len(total.wrong)} wrong"
        )


def frame_times(grey: Grey, frames: int) -> list[float]:
    """Show one picture to a new live reader for some frames; milliseconds of each."""
    reader = LiveReader()
    spent = []
    for number in range(frames):
        began = thread_time()
        reader.read(grey, number / FRAMES_A_SECOND)
        spent.append((thread_time() - began) * 1000)
    return spent


def print_live(folder: Path, names: list[str]) -> None:
    """Print what frames cost: a plain code, an empty scene, and every picture for a second."""
    empty = draw_counter(1)
    plain = empty.copy()
    lay(plain, draw_face(draw_code(Symbology.EAN13, "6118000010050"), 1), Placed((640, 360), 4))
    shown = [("one code", plain), ("empty scene", empty)]
    for title, frame in shown:
        grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
        _print_times(f"live, {title}", frame_times(grey, FRAMES_SHOWN * 2))
    spent: list[float] = []
    for name in names:
        for picture in islice(pictures_of(folder / name), 20):
            spent += frame_times(picture.grey, FRAMES_SHOWN)
    _print_times("live, 20 pictures of each set", spent)


def _print_times(title: str, spent: list[float]) -> None:
    slow = float(np.percentile(spent, 95))
    mean = sum(spent) / len(spent)
    print(f"{title}: median {median(spent):.1f}, p95 {slow:.1f}, mean {mean:.1f} ms a frame")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--live", action="store_true", help="also measure the live reader")
    parser.add_argument("--details", action="store_true", help="name what was missed or wrong")
    parser.add_argument("sets", nargs="*", help="sets to read; all without")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cv2.setNumThreads(1)
    names = asked.sets or sorted(p.parent.name for p in asked.folder.glob("*/manifest.csv"))
    print_sets(asked.folder, names, details=asked.details)
    if asked.live:
        print_live(asked.folder, names)


if __name__ == "__main__":
    main()

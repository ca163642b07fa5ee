"""How well and how fast codes are read, beside pyzbar and zxing-cpp as usually called, in one run.

`python -m benchmarks.scanning` reads every set of photographs in the folder `shared` beside the
checkout (or in `--folder`), on one core, and prints a line a set. A set is a folder with a
`manifest.csv`: path, symbology, expected texts joined by `|`, other codes truly on the picture
(`also`). `--live` also prints what frames of 1280 × 720 cost the camera's reader (a plain code,
an empty counter, photographs of bars shown for a second each) and how soon drawn boxes are
reported; `--shaken` what is reported of every third photograph in an unsteady hand; `--minutes 10`
watches a drawn queue for so long. Times are milliseconds of one core, of the decoding alone, so
that a busy machine changes them little.
"""

from __future__ import annotations

import argparse
import csv
import os
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from benchmarks.scanning_live import print_boxes, print_photographs, print_scenes, print_session
from benchmarks.scanning_shaken import print_shaken
from intake_app.scanning.engines import load_zbar
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
LONG_SIDE = 1280  # as the outside measure does, and as cameras give
SHOWN_OF_EACH_SET = 20

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
            f"{median(self.spent):6.1f} /{slow:6.1f} /{max(self.spent):6.1f} ms"
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
            grey = no_larger(load_grey(folder / row["path"]))
            yield Picture(row["path"], grey, expected, expected | also)


def no_larger(grey: Grey) -> Grey:
    """Shrink a picture to the long side at which all are measured."""
    shrink = LONG_SIDE / max(grey.shape)
    if shrink >= 1.0:
        return grey
    smaller = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8)


def readers() -> dict[str, Callable[[Grey], Answer]]:
    """Return ours and the others."""
    still = StillReader()
    return {
        "ours": lambda grey: {comparable(read.text) for read in still.read(grey)},
        **other_readers(),
    }


def other_readers() -> dict[str, Callable[[Grey], Answer]]:
    """Return the others, where installed, as their own guides call them."""
    chosen: dict[str, Callable[[Grey], Answer]] = {"zxing-cpp": read_with_zxing}
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
        line = " | ".join(f"{who} {score}" for who, score in scores.items())
        print(f"{name:16}", line, flush=True)
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


def every_third(folder: Path, names: list[str]) -> Iterator[Picture]:
    """Yield every third photograph of some sets."""
    yield from islice(chain.from_iterable(pictures_of(folder / n) for n in names), 0, None, 3)


def print_live(folder: Path, names: list[str], rounds: int) -> None:
    """Print what the camera's reader costs, and how soon it reports."""
    others = other_readers()
    print_scenes(others)
    sets = (
        (name, (picture.grey for picture in islice(pictures_of(folder / name), SHOWN_OF_EACH_SET)))
        for name in names
        if name in ONE_DIMENSIONAL
    )
    print_photographs(sets, others)
    print_boxes(rounds)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--live", action="store_true", help="also measure the live reader")
    parser.add_argument("--shaken", action="store_true", help="also shake every third photograph")
    parser.add_argument("--rounds", type=int, default=10, help="of boxes laid down, with --live")
    parser.add_argument("--minutes", type=float, help="watch a drawn queue for so long")
    parser.add_argument("--details", action="store_true", help="name what was missed or wrong")
    parser.add_argument("--no-still", action="store_true", help="leave the still pictures out")
    parser.add_argument("sets", nargs="*", help="sets to read; all without")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cv2.setNumThreads(1)
    names = asked.sets or sorted(p.parent.name for p in asked.folder.glob("*/manifest.csv"))
    if not asked.no_still:
        print_sets(asked.folder, names, details=asked.details)
    if asked.live:
        print_live(asked.folder, names, asked.rounds)
    if asked.shaken:
        bars = [name for name in names if name in ONE_DIMENSIONAL]
        print_shaken(lambda: every_third(asked.folder, bars), comparable)
    if asked.minutes:
        print_session(asked.minutes)


if __name__ == "__main__":
    main()

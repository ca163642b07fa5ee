"""The live reader's figures: frames with one code and with none, photographs, boxes, a queue.

Part of `python -m benchmarks.scanning`, which says what is measured.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from benchmarks.busy_counter import BusyCounter
from intake_app.scanning.cameras import Frame
from intake_app.scanning.codes import Symbology
from intake_app.scanning.drawn import (
    FRAMES_A_SECOND,
    HEIGHT,
    WIDTH,
    Placed,
    draw_code,
    draw_counter,
    draw_face,
    lay,
)
from intake_app.scanning.live_reader import LiveReader
from intake_app.scanning.session import ScanSession

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from intake_app.scanning.codes import Grey
    from intake_app.scanning.hints import Hint
    from intake_app.scanning.items import ScannedItem
    from intake_app.scanning.outlines import Outline

FRAMES_SHOWN = 30
SURROUNDINGS = 128  # what a photograph smaller than a frame lies on


class Spent(NamedTuple):
    """Milliseconds of the processor, a frame."""

    median: float
    slow: float
    mean: float

    def __str__(self) -> str:
        return f"{self.median:5.1f} /{self.slow:5.1f} (mean {self.mean:4.1f})"


def summary(spent: list[float]) -> Spent:
    """Sum up a list of times."""
    slow = float(np.percentile(spent, 95))
    return Spent(median(spent), slow, sum(spent) / len(spent))


@dataclass
class Watched:
    """A camera of drawn frames and the listener of its session, in one."""

    frames: Iterable[NDArray[np.uint8]]
    name: str = "drawn"
    comes_back: bool = False
    spent: list[float] = field(default_factory=list)
    events: list[tuple[int, str]] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    @contextmanager
    def open(self, stop: threading.Event) -> Iterator[Iterator[Frame]]:
        """Give every frame, and note what the session spends on it."""
        del stop
        yield self._timed()

    def _timed(self) -> Iterator[Frame]:
        for number, picture in enumerate(self.frames):
            began = thread_time()
            yield Frame(picture, number / FRAMES_A_SECOND)
            self.spent.append((thread_time() - began) * 1000)
            if number % (60 * FRAMES_A_SECOND) == 20 * FRAMES_A_SECOND:
                self.memory.append(_resident_megabytes())

    def on_frame(
        self, frame: NDArray[np.uint8], outlines: tuple[Outline, ...], hint: Hint | None
    ) -> None:
        """Show nothing."""

    def on_code(self, item: ScannedItem) -> None:
        """Note what is reported, with the number of its frame."""
        self.events.append((len(self.spent), item.text))

    def on_camera_lost(self, code: str) -> None:
        """Fail: drawn frames are never lost."""
        raise AssertionError(code)

    def on_camera_back(self) -> None:
        """Go on."""


class Verdict(NamedTuple):
    """How a session went, box by box; `late` in frames after each box lay still."""

    boxes: int
    missed: list[str]
    wrong: list[str]
    twice: list[str]
    late: list[int]


def judge(counter: BusyCounter, events: list[tuple[int, str]]) -> Verdict:
    """Compare what was reported with what was laid down."""
    first = {text: frame for frame, text in reversed(events)}
    laid = {box.text for box in counter.laid}
    texts = [text for _, text in events]
    late = [first[box.text] - box.still_from + 1 for box in counter.laid if box.text in first]
    return Verdict(
        len(counter.laid),
        sorted(laid - set(texts)),
        sorted(set(texts) - laid),
        sorted(text for text in laid if texts.count(text) > 1),
        late,
    )


def watch(frames: Iterable[NDArray[np.uint8]], known: Callable[[str], bool]) -> Watched:
    """Run a session over frames."""
    watched = Watched(frames)
    ScanSession(watched, LiveReader(), known).watch(watched)
    return watched


def listed_half(code: str) -> bool:
    """Say that every other product is in the reference, by its number."""
    return int(code) % 20 < 10


def as_frame(grey: Grey) -> Grey:
    """Show a photograph as a camera would: whole, in a frame of 1280 × 720."""
    shrink = min(1.0, WIDTH / grey.shape[1], HEIGHT / grey.shape[0])
    if shrink < 1.0:
        smaller = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        grey = np.asarray(smaller, np.uint8)
    frame = np.full((HEIGHT, WIDTH), SURROUNDINGS, np.uint8)
    top, left = (HEIGHT - grey.shape[0]) // 2, (WIDTH - grey.shape[1]) // 2
    frame[top : top + grey.shape[0], left : left + grey.shape[1]] = grey
    return frame


def frame_times(grey: Grey, frames: int) -> list[float]:
    """Show one picture to a new live reader for some frames; milliseconds of each."""
    reader = LiveReader()
    return [
        _timed(partial(reader.read, grey, number / FRAMES_A_SECOND)) for number in range(frames)
    ]


def _timed(read: Callable[[], object]) -> float:
    began = thread_time()
    read()
    return (thread_time() - began) * 1000


def print_scenes(others: Mapping[str, Callable[[Grey], object]]) -> None:
    """Print what a plain code, a turned one and an empty scene cost a frame."""
    empty = draw_counter(1)
    face = draw_face(draw_code(Symbology.EAN13, "6118000010050"), 1)
    for title, turn in (("one code", 4.0), ("one code at 45°", 45.0), ("empty scene", None)):
        picture = empty.copy()
        if turn is not None:
            lay(picture, face, Placed((WIDTH / 2, HEIGHT / 2), turn))
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        line = [f"ours {summary(frame_times(grey, 2 * FRAMES_SHOWN))}"]
        for name, read in others.items():
            times = [_timed(partial(read, grey)) for _ in range(10)]
            line.append(f"{name} {median(times):5.1f}")
        print(f"live, {title:16}", " | ".join(line), "ms a frame", flush=True)


def print_photographs(
    sets: Iterable[tuple[str, Iterable[Grey]]], others: Mapping[str, Callable[[Grey], object]]
) -> None:
    """Print what photographs cost as frames, each shown for a second; and all together."""
    everything: list[float] = []
    for name, pictures in sets:
        ours: list[float] = []
        theirs: dict[str, list[float]] = {other: [] for other in others}
        for grey in pictures:
            frame = as_frame(grey)
            ours += frame_times(frame, FRAMES_SHOWN)
            for other, read in others.items():
                theirs[other].append(_timed(partial(read, frame)))
        everything += ours
        beside = " | ".join(f"{other} {median(times):5.1f}" for other, times in theirs.items())
        print(f"live, {name:16} ours {summary(ours)} | {beside} ms a frame", flush=True)
    print(f"live, these sets       ours {summary(everything)} ms a frame", flush=True)


_Lay = Callable[[BusyCounter], "Iterator[NDArray[np.uint8]]"]


def print_boxes(rounds: int) -> None:
    """Print how soon boxes are reported: one that lies still, eight in turn, eight at once."""
    ways: dict[str, _Lay] = {
        "one box": lambda counter: counter.one_by_one(1, 1.0),
        "eight one by one": lambda counter: counter.one_by_one(8, 0.2),
        "eight at once": lambda counter: counter.at_once(8),
    }
    for title, way in ways.items():
        late: list[int] = []
        faults = 0
        for seed in range(rounds):
            counter = BusyCounter(seed)
            frames = chain(way(counter), counter.empty(2.0))
            verdict = judge(counter, watch(frames, listed_half).events)
            faults += len(verdict.missed) + len(verdict.wrong) + len(verdict.twice)
            late += verdict.late
        print(
            f"{title}, {rounds} rounds: reported {median(late):.0f} frames after lying still, the "
            f"last {max(late)} ({max(late) / FRAMES_A_SECOND:.2f} s); {faults} missed, wrong or "
            "twice",
            flush=True,
        )


def print_session(minutes: float) -> None:
    """Print how a session with a queue goes: events, load of the core, memory."""
    counter = BusyCounter(int(minutes * 10) + 1)
    watched = watch(counter.queue(minutes), listed_half)
    verdict = judge(counter, watched.events)
    spent = summary(watched.spent)
    share = spent.mean * FRAMES_A_SECOND / 10
    print(
        f"session of {len(watched.spent) / FRAMES_A_SECOND / 60:.1f} min: {verdict.boxes} boxes, "
        f"{len(verdict.missed)} missed, {len(verdict.wrong)} wrong, {len(verdict.twice)} twice; "
        f"reported after {median(verdict.late):.0f} frames, 95th of a hundred "
        f"{np.percentile(verdict.late, 95):.0f}; {spent} ms a frame, {share:.0f} % of a core at "
        f"{FRAMES_A_SECOND} frames/s; memory by minute "
        f"{', '.join(f'{megabytes:.0f}' for megabytes in watched.memory)} MB",
        flush=True,
    )
    for title, texts in (("missed", verdict.missed), ("wrong", verdict.wrong)):
        for text in texts:
            print(f"    {title} {text}")


def _resident_megabytes() -> float:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return float("nan")
    return int(statm.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

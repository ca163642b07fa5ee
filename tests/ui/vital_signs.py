"""Is the window alive, and does it grow: a heartbeat on its thread, and what the process holds."""

from __future__ import annotations

import gc
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

BEAT_MS = 5


class Heartbeat(QObject):
    """Beats on the window's thread; a late beat is how long somebody could not have typed.

    `longest_ms` is by the clock, other programs on the machine included; `longest_work_ms` is
    processor time of the thread itself between two beats, which they do not lengthen. Nothing
    beats while `QTest.qWait` waits.
    """

    def __init__(self, limit_ms: float) -> None:
        super().__init__()
        self.beats = self.late = self.overworked = 0
        self.longest_ms = self.longest_work_ms = 0.0
        self._limit_ms = limit_ms
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._note)
        self.begin_again()
        self._beat.start()

    def begin_again(self) -> None:
        """Count on from here: what was done since the last beat was the measuring itself."""
        self._at, self._worked = time.perf_counter(), time.thread_time()

    def _note(self) -> None:
        at, worked = time.perf_counter(), time.thread_time()
        gap, work = (at - self._at) * 1000 - BEAT_MS, (worked - self._worked) * 1000
        self.beats += 1
        self.late += gap > self._limit_ms
        self.overworked += work > self._limit_ms
        self.longest_ms = max(self.longest_ms, gap)
        self.longest_work_ms = max(self.longest_work_ms, work)
        self._at, self._worked = at, worked


@dataclass(frozen=True)
class Vitals:
    """What the process holds at one moment.

    `memory_mb` is what it has written and shares with nobody (as Windows' task manager counts),
    `resident_mb` also the files of Qt and of Python's libraries that lie in memory.
    """

    memory_mb: float
    resident_mb: float
    objects: int
    widgets: int
    threads: int
    handles: int

    @classmethod
    def now(cls) -> Vitals:
        """Look, after the dead objects are gone."""
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        held = _memory()
        return cls(
            memory_mb=round((held["Private_Dirty"] + held["Swap"]) / 1000, 1),
            resident_mb=round(held["Rss"] / 1000, 1),
            objects=len(gc.get_objects()),
            widgets=len(QApplication.allWidgets()),
            threads=threading.active_count(),
            handles=len(list(Path("/proc/self/fd").iterdir())),
        )


def _memory() -> dict[str, int]:
    """Read the process's memory in kilobytes, by kind."""
    text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    rows = (line.split() for line in text.splitlines()[1:])
    return {row[0].rstrip(":"): int(row[1]) for row in rows}

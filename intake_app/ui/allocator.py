"""Lets Qt and the C library give back what is no longer used, where they would keep it for later.

Left to itself glibc learns from the first large picture that is freed to keep such pieces, and
keeps as many heaps as there were threads; a program that is open all day then holds what its
busiest moment needed. What is freed in the middle of a heap stays as well: frames and papers come
and go between smaller things that stay. Other C libraries have no such dials, and nothing is done.
"""

from __future__ import annotations

import ctypes
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmapCache

from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from intake_app.ui.tasks import TaskRunner

# <malloc.h>: dials of mallopt, and what they are set to.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_DIALS = (
    (_MMAP_THRESHOLD, 256 * 1024),  # bytes: a picture is a mapping of its own, gone when freed
    (_TRIM_THRESHOLD, 256 * 1024),  # bytes: so much stays free at the end of a heap
    (_ARENA_MAX, 2),  # heaps: the window's, and one for all other threads
)
# Qt keeps every picture that a label has shown, ten megabytes of them unless told otherwise, and
# never meets one again: each is a new one to it. What styles keep there is far less than this.
_PICTURES_KB = 1024
_TRIM_EVERY_MS = 60_000


def give_memory_back() -> None:
    """Set the dials, once, before threads and pictures are there."""
    QPixmapCache.setCacheLimit(_PICTURES_KB)
    set_dial = _of_the_c_library("mallopt")
    if set_dial is not None:
        for dial, value in _DIALS:
            set_dial(dial, value)


class Trimmer(QObject):
    """Gives back, now and then, what lies free in the middle of heaps; off the window's thread.

    It takes between half a millisecond and fifteen.
    """

    def __init__(
        self, tasks: TaskRunner, parent: QObject | None = None, *, every_ms: int = _TRIM_EVERY_MS
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._trim = _of_the_c_library("malloc_trim")
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._give_back)
        if self._trim is not None:
            self._timer.start()

    def _give_back(self) -> None:
        if self._trim is not None:
            self._tasks.submit(Lane.IO, partial(self._trim, 0))


def _of_the_c_library(name: str) -> Any:
    """Find a function of glibc; None on another system or with another library."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), name, None)

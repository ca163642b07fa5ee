"""Lets Qt and the C library give back what is no longer used, where they would keep it for later.

Left to itself glibc learns from the first large picture that is freed to keep such pieces, and
keeps as many heaps as there were threads; a program that is open all day then holds what its
busiest moment needed. Other C libraries have no such dials, and nothing is done.
"""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtGui import QPixmapCache

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


def give_memory_back() -> None:
    """Set the dials, once, before threads and pictures are there."""
    QPixmapCache.setCacheLimit(_PICTURES_KB)
    if not sys.platform.startswith("linux"):
        return
    set_dial = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_dial is not None:
        for dial, value in _DIALS:
            set_dial(dial, value)

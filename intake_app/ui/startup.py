"""The start's two moments: the first page can be used, and the counter behind it is open.

The first is noted on request, so that `benchmarks/startup.py` measures the real thing.
"""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

TRACE = "INTAKE_STARTUP_TRACE"


def mark_usable() -> None:
    """Say that the first page is painted and answers the keyboard; silent unless measured.

    To be called once, from a timer of no delay after the first painting. The instant is that of
    the machine's monotonic clock, in nanoseconds, on a line of the file that the variable names.
    """
    target = os.environ.get(TRACE)
    if target:
        with Path(target).open("a", encoding="ascii") as trace:
            trace.write(f"{time.monotonic_ns()}\n")


def end_start() -> None:
    """Look for rubbish again, which the start had put off: what it made stays with the window."""
    gc.freeze()
    gc.enable()

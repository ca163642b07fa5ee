"""Notes when the window can be used, so that `benchmarks/startup.py` measures the real thing."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

TRACE = "INTAKE_STARTUP_TRACE"


def mark_usable() -> None:
    """Say that the first page is painted and answers the keyboard; silent unless measured.

    From here on rubbish is looked for again, which the start had put off.

    To be called once, from a timer of no delay after the first painting. The instant is that of
    the machine's monotonic clock, in nanoseconds, on a line of the file that the variable names.
    """
    gc.freeze()  # what the start made stays for as long as the window
    gc.enable()
    target = os.environ.get(TRACE)
    if target:
        with Path(target).open("a", encoding="ascii") as trace:
            trace.write(f"{time.monotonic_ns()}\n")

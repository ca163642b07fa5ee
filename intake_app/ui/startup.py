"""The start's moments: the first page can be used, the counter behind it is open, all is loaded.

They are noted on request, so that `benchmarks/startup.py` measures the real thing: in the file
that `INTAKE_STARTUP_TRACE` names, a line for each, with its name and the instant of the machine's
monotonic clock in nanoseconds.
"""

from __future__ import annotations

import gc
import os
import time
from importlib import import_module
from pathlib import Path

TRACE = "INTAKE_STARTUP_TRACE"
_DESK = ("intake_app.ui.shell.desk_parts", "intake_app.services.synchronise")
# What the first minutes of a day need: loaded while somebody types a name and a password, off the
# window's thread, or the first receipt and the first scan would each stand still.
_NEEDED_SOON = (
    "intake_app.ui.camera.wedge_filter",
    "intake_app.printing.receipt",
    "intake_app.services.prints",
    "intake_app.services.receipts",
    "intake_app.ui.preview.pdf_view",
    "intake_app.ui.printers",
)


def mark_usable() -> None:
    """Say that the first page is painted and answers the keyboard.

    To be called once, from a timer of no delay after the first painting.
    """
    _mark("usable")


def mark_desk() -> None:
    """Say that the pages behind the login are there: whoever has typed a password can work."""
    _mark("desk")


def _mark(moment: str) -> None:
    """Note a moment; silent unless measured."""
    target = os.environ.get(TRACE)
    if target:
        with Path(target).open("a", encoding="ascii") as trace:
            trace.write(f"{moment} {time.monotonic_ns()}\n")


def end_start() -> None:
    """Look for rubbish again, which the start had put off: what it made stays with the window."""
    keep_what_is_there()
    gc.enable()


def load_desk() -> None:
    """Load the pages behind the login, off the window's thread."""
    for name in _DESK:
        import_module(name)


def load_ahead() -> None:
    """Load what else will be needed soon, off the window's thread."""
    for name in _NEEDED_SOON:
        import_module(name)
    import_module("intake_app.scanning.element_strings").load_library()


def keep_what_is_there() -> None:
    """Leave what is there now out of every later search for rubbish.

    To be called when much has been made that stays: a search through all of it takes longer than
    anybody should wait for a key.
    """
    gc.freeze()

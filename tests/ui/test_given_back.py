"""What the window loads and when, and memory that goes back when its moment is over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PICTURES = """
import sys
from pathlib import Path
from intake_app.ui.allocator import give_memory_back

def written_mb():
    text = Path("/proc/self/smaps_rollup").read_text()
    return next(int(x.split()[1]) for x in text.splitlines() if "Private_Dirty" in x) / 1000

if "give" in sys.argv:
    give_memory_back()
before = written_mb()
large = bytearray(30_000_000)
del large  # after this the C library keeps pieces up to this size, unless told otherwise
pictures = [bytearray(b"x" * 1_000_000) for _ in range(100)]
last = pictures[-1]
del pictures
print(written_mb() - before)
"""


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="dials of glibc")
def test_pictures_that_are_gone_leave_no_memory_behind() -> None:
    assert float(run(PICTURES)) > 50, "the library's own way, which the dials are there for"
    assert float(run(PICTURES, "give")) < 10


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's own accounts")
def test_signs_that_were_shown_are_not_kept() -> None:
    program = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtWidgets import QApplication
from intake_app.ui.allocator import give_memory_back
from intake_app.ui.widgets.cards import IconLabel

def written_mb():
    text = Path("/proc/self/smaps_rollup").read_text()
    return next(int(x.split()[1]) for x in text.splitlines() if "Private_Dirty" in x) / 1000

def show(times):
    for _ in range(times):
        for name in ("check", "keyboard"):
            label.show_icon(name, "ok")
            application.processEvents()

application = QApplication([])
give_memory_back()
label = IconLabel("check", "ok", 48)
label.show()
show(100)
before = written_mb()
show(400)
print(written_mb() - before)
"""
    assert float(run(program)) < 3, "8 MB when every one is kept"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's own accounts")
def test_a_list_that_is_written_anew_leaves_nothing_of_the_old_one() -> None:
    program = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from intake_app.ui.allocator import give_memory_back
from intake_app.ui.layouts import clear

def written_mb():
    text = Path("/proc/self/smaps_rollup").read_text()
    return next(int(x.split()[1]) for x in text.splitlines() if "Private_Dirty" in x) / 1000

def write(times):
    for _ in range(times):
        clear(layout)
        for place in range(20):
            layout.insertWidget(place, QWidget())
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        application.processEvents()

application = QApplication([])
give_memory_back()
rows = QWidget()
layout = QVBoxLayout(rows)
write(50)
assert layout.count() == 20
before = written_mb()
write(1000)
print(written_mb() - before)
"""
    assert float(run(program)) < 0.5, "2 MB when the layout's items stay"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a function of glibc")
def test_what_lies_free_between_things_that_stay_is_given_back() -> None:
    program = """
import time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from intake_app.ui.allocator import Trimmer, give_memory_back
from intake_app.ui.tasks import TaskRunner

def written_mb():
    text = Path("/proc/self/smaps_rollup").read_text()
    return next(int(x.split()[1]) for x in text.splitlines() if "Private_Dirty" in x) / 1000

application = QCoreApplication([])
give_memory_back()
tasks = TaskRunner()
before = written_mb()
pieces = [bytearray(b"x" * 10_000) for _ in range(6000)]
kept = pieces[::100]
del pieces
print(written_mb() - before)
trimmer = Trimmer(tasks, every_ms=1)
ends_at = time.monotonic() + 30
while written_mb() - before > 10 and time.monotonic() < ends_at:
    application.processEvents()
tasks.shut_down()
print(written_mb() - before)
"""
    free, given_back = map(float, run(program).split())
    assert free > 40, "the library's own way"
    assert given_back < 10


def test_what_is_needed_soon_is_loaded_ahead_of_the_first_page() -> None:
    program = """
import sys
from intake_app.ui.startup import load_ahead, load_desk
load_desk()
load_ahead()
import PySide6.QtPdf, biip, httpx
before = set(sys.modules)
import intake_app.ui.shell.desk_page, intake_app.sync.client, intake_app.scanning.items
print(sorted(set(sys.modules) - before))
"""
    assert run(program).strip() == "[]"


@pytest.mark.parametrize("login", ["is waited for", "comes at once"])
def test_the_window_loads_what_the_first_receipt_and_scan_need(tmp_path: Path, login: str) -> None:
    program = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from PySide6.QtWidgets import QApplication
from intake_app.ui.i18n import Languages
from intake_app.ui.theme import Theme
from tests.ui.window_kit import WindowClock
from tests.ui.window_setting import opened_counter, set_up_folder

folder, morning = Path(sys.argv[1]), datetime(2026, 11, 20, 8, tzinfo=UTC)
set_up_folder(folder, morning)
application = QApplication([])
both = {"languages": Languages(application), "theme": Theme(application), "language": "fr"}
needed = {"intake_app.printing.receipt", "intake_app.ui.printers", "biip"}
with opened_counter(folder, WindowClock(morning), **both) as counter:
    print(sorted(needed & set(sys.modules)))
    if sys.argv[2] == "comes at once":
        counter.enter("karim")
    counter.until(lambda: needed <= set(sys.modules))
    print("loaded")
"""
    assert run(program, str(tmp_path / "home"), login).split("\n")[:2] == ["[]", "loaded"]


def test_the_window_does_not_load_what_the_command_line_of_a_library_needs() -> None:
    program = """
import sys
import intake_app.ui.shell.desk_page, intake_app.services.synchronise
print([name for name in ("rich", "click", "pygments", "typer", "fastapi") if name in sys.modules])
"""
    assert run(program).strip() == "[]"

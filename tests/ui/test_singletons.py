from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
# Emits a signal with a bool as often as a busy week of a counter does.
WORK = """
import sys
{hold}
from PySide6.QtCore import QObject, Signal
class Bell(QObject):
    rung = Signal(bool)
bell = Bell()
bell.rung.connect(lambda loud: None)
for _ in range(100_000):
    bell.rung.emit(True)
print("alive")
"""


def run(hold: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WORK.format(hold=hold)],
        cwd=CHECKOUT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_window_outlives_a_week_of_signals() -> None:
    ran = run("import intake_app.ui")

    assert (ran.returncode, ran.stdout.strip()) == (0, "alive"), ran.stderr[-500:]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="these objects never die from 3.12 on")
def test_the_care_is_still_needed() -> None:
    """When this fails, PySide counts again and `singletons.py` can go."""
    assert run("").returncode != 0

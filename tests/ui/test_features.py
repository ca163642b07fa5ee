"""What PySide would read and hold of every module that is loaded after it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
# A module with a source is loaded once Qt is there; how many of its lines are held?
LOADING = """
import linecache
{before}
import PySide6.QtCore
import sqlalchemy.orm.session as loaded
print(len(linecache.cache.get(loaded.__file__, (0, 0, []))[2]))
"""


def lines_held(before: str) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", LOADING.format(before=before)],
        cwd=CHECKOUT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return int(ran.stdout)


def test_no_source_is_read_for_names_that_nobody_asks_for() -> None:
    assert lines_held("import intake_app.ui") == 0


def test_the_care_is_still_needed() -> None:
    """When this fails, PySide reads no sources any more and `features.py` can go."""
    assert lines_held("") > 1000

"""How much memory the window takes, stage by stage, beside a bare PySide6 window.

    .venv/bin/python -m benchmarks.memory [--store 200000] [--seconds 60] [--maps]

The program itself is started in a process of its own, on a counter with so many dossiers and a
list of 6,000 medicines; somebody logs in with keys, a dossier that was begun is deposited and
printed, and a video of boxes is watched like a camera. One object a line: `memory_mb` is what the
process has written and shares with nobody (as Windows' task manager counts); `private_mb` also
the files of Qt and of Python's libraries in memory that no other process has open just now, so
that it depends on what else runs; `resident_mb` all of them, `shared_out_mb` those by the number
of processes. Two yardsticks are taken alike: a bare PySide6 window, and one that has loaded the
program's libraries and done nothing with them. `--maps` prints to which files
the written memory belongs. Exit status 1 when `memory_mb` was over 180 at any stage.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.crowd import Crowd, fill_store
from benchmarks.import_reference import SystemClock, write_medicines
from installers.bootstrap.system import has_screen
from intake_app.app import open_desk
from intake_app.scanning.drawn import write_demo_video
from intake_app.services.settings import StationSettings
from intake_app.settings import Home
from intake_app.storage.engine import open_engine
from tests.ui.window_kit import PASSWORD, complete_form, dated

ROOT = Path(__file__).resolve().parents[1]
LIMIT_MB = 180
MEDICINES = 6_000
BOXES = ("6119000000102", "6119000000119", "6119000000126")
_SETTLE_MS = 1500
_PATIENCE_SECONDS = 300
BARE_WINDOW = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
{{imports}}
from benchmarks.memory_journey import note

app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLineEdit())
window.show()
QTimer.singleShot({_SETTLE_MS}, lambda: (note(sys.argv[1]), app.quit()))
app.exec()
"""
LIBRARIES = (
    "import sqlalchemy.orm, sqlcipher3, cryptography, numpy, cv2, zxingcpp, reportlab.pdfgen"
)


def main(arguments: list[str]) -> int:
    """Measure, print each stage and its ratio, return the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--maps", action="store_true")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="intake-memory-") as place:
        folder = Path(place)
        prepare(folder, wanted.store)
        environ = {**os.environ, "INTAKE_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
        environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        if not has_screen(environ):
            environ["QT_QPA_PLATFORM"] = "offscreen"
        bare = stages([*_bare(""), "bare window"], environ)
        floor = stages([*_bare(LIBRARIES), "bare window, libraries loaded"], environ)
        journey = [sys.executable, "-m", "benchmarks.memory_journey", str(wanted.seconds)]
        taken = stages([*journey, *(["--maps"] if wanted.maps else [])], environ)
    yardstick = bare[0]["memory_mb"]
    for stage in (*bare, *floor, *taken):
        ratio = round(stage["memory_mb"] / yardstick, 2)
        print(json.dumps(stage | {"times_bare": ratio}, ensure_ascii=False))
    most = max(stage["memory_mb"] for stage in taken)
    print(json.dumps({"most_memory_mb": most, "limit_mb": LIMIT_MB, "kept": most < LIMIT_MB}))
    return 0 if most < LIMIT_MB else 1


def prepare(folder: Path, count: int) -> None:
    """Set a counter up: dossiers of other days, the list, one page begun, a video as camera."""
    desk = open_desk(Home(folder / "home"), SystemClock())
    desk.set_up(StationSettings("AGA1", "1"), "nadia", "Nadia Amrani", PASSWORD)
    nadia = desk.accounts.log_in("nadia", PASSWORD)
    engine = open_engine(desk.home.store, desk.key.value)
    fill_store(engine, Crowd(random.Random(7)), count)  # noqa: S311 - the same crowd each time
    engine.dispose()
    write_medicines(folder / "medicines.xlsx", MEDICINES)
    desk.imports.import_medicines(folder / "medicines.xlsx", nadia, lambda _done, _all: None)
    form = dated(complete_form(), SystemClock().now().date())
    form.acts[1].medicines[0].barcode = BOXES[0]
    desk.drafts.save(desk.drafts.new_id(), form.to_members(), nadia)
    write_demo_video(folder / "camera.avi", BOXES)
    desk.settings.change(nadia, camera=str(folder / "camera.avi"))
    desk.close()
    (folder / "home" / "window.ini").write_text("[General]\ncamera=false\nlanguage=fr\n")


def stages(command: list[str], environ: dict[str, str]) -> list[dict[str, float]]:
    """Run a process that prints one object a stage; return them."""
    done = subprocess.run(
        command,
        env=environ,
        check=True,
        stdout=subprocess.PIPE,
        timeout=_PATIENCE_SECONDS,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _bare(imports: str) -> list[str]:
    return [sys.executable, "-c", BARE_WINDOW.format(imports=imports)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

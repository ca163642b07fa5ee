"""From the command to a usable window, against a bare PySide6 window started in the same run.

    .venv/bin/python benchmarks/startup.py [ROUNDS]

Both are started by turns, so that a busy machine slows both alike; medians and their ratio are
printed. The program starts on a data folder that is already set up (`intake setup`), as on every
working day, and on an empty one, as on the first. Usable is the first page, where one logs in; how
long the reception page behind it takes, while somebody types, is told as well. Exit status 1 when
the start takes more than twice as long as the bare window, or the reception page more than 1.2 s.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
LIMIT = 2.0
LIMIT_SECONDS = 1.2
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.004
SETUP = ("setup", "--office", "AGA1", "--counter", "1", "--operator", "essai", "--name", "Essai")
PASSWORD = "Un mot de passe pour mesurer 1"  # noqa: S105 - guards an empty trial folder
TITLES = {
    "bare": "bare PySide6 window",
    "ready": "program, set up",
    "desk": "its page behind the login",
    "first": "program, new",
}
BARE_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from intake_app.ui.startup import mark_usable

class Window(QMainWindow):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, mark_usable)

app = QApplication([])
window = Window()
window.setCentralWidget(QLineEdit())
window.show()
app.exec()
"""


def main(arguments: list[str]) -> int:
    """Measure, print the medians and the ratio, return the verdict."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    python = [sys.executable, "-P"]
    with ExitStack() as stack:
        environ = screen_environ(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-startup-")))
        ready = {**environ, "INTAKE_HOME": str(folder / "ready"), "INTAKE_PASSWORD": PASSWORD}
        subprocess.run(
            [*python, "-m", "intake_app", *SETUP], env=ready, check=True, stdout=subprocess.DEVNULL
        )
        remember_place(python, ready, folder)
        seconds: dict[str, list[float]] = {name: [] for name in TITLES}
        for turn in range(rounds):
            first = {**environ, "INTAKE_HOME": str(folder / f"first-{turn}")}
            program = [*python, "-m", "intake_app"]
            seconds["bare"].append(time_start([*python, "-c", BARE_WINDOW], environ, folder))
            seconds["ready"].append(time_start(program, ready, folder))
            seconds["desk"].append(time_start(program, ready, folder, moment="desk"))
            seconds["first"].append(time_start(program, first, folder))
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"start to usable window, {rounds} rounds by turns, {os.cpu_count()} processors")
    for name, title in TITLES.items():
        low, high = min(seconds[name]), max(seconds[name])
        ratio = medians[name] / medians["bare"]
        print(f"  {title:<28}{medians[name]:6.2f} s  ({low:.2f} – {high:.2f})  × {ratio:.2f}")
    within = medians["ready"] / medians["bare"] <= LIMIT and medians["desk"] <= LIMIT_SECONDS
    print(f"limits × {LIMIT} and {LIMIT_SECONDS} s: {'kept' if within else 'EXCEEDED'}")
    return 0 if within else 1


def screen_environ(stack: ExitStack) -> dict[str, str]:
    """Give the variables for a start on this machine's screen, or on a made-up one."""
    sys.path.insert(0, str(ROOT))
    from installers.bootstrap.display import virtual_screen  # noqa: PLC0415 - after the path
    from installers.bootstrap.system import has_screen  # noqa: PLC0415

    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if not has_screen(environ):
        runtime = stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-runtime-"))
        environ |= stack.enter_context(virtual_screen()) | {"XDG_RUNTIME_DIR": runtime}
    return environ


def time_start(
    command: list[str], environ: dict[str, str], folder: Path, moment: str = "usable"
) -> float:
    """Start a program, wait until it notes a moment, end it; return the seconds it took."""
    trace = folder / "trace"
    trace.unlink(missing_ok=True)
    begun_at = time.monotonic_ns()
    with subprocess.Popen(
        command,
        env={**environ, "INTAKE_STARTUP_TRACE": str(trace)},
        cwd=folder,
        stdin=subprocess.DEVNULL,
    ) as program:
        try:
            return (instant_of(moment, trace, program) - begun_at) / 1e9
        finally:
            program.terminate()


def remember_place(python: list[str], environ: dict[str, str], folder: Path) -> None:
    """Start once and wait until the counter behind the first page is open, as on the first day."""
    memory = Path(environ["INTAKE_HOME"]) / "window.ini"
    with subprocess.Popen(
        [*python, "-m", "intake_app"], env=environ, cwd=folder, stdin=subprocess.DEVNULL
    ) as program:
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while not (memory.exists() and "place" in memory.read_text(encoding="utf-8")):
            if time.monotonic() > ends_at or program.poll() is not None:
                raise RuntimeError("the counter did not open")
            time.sleep(POLL_SECONDS)
        program.terminate()


def instant_of(moment: str, trace: Path, program: subprocess.Popen[bytes]) -> int:
    """Wait for a moment that the program notes; raise when it ends or takes too long."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        noted = trace.read_text(encoding="ascii") if trace.exists() else ""
        whole = noted.splitlines() if noted.endswith("\n") else noted.splitlines()[:-1]
        instants = dict(line.split() for line in whole)
        if moment in instants:
            return int(instants[moment])
        if program.poll() is not None:
            raise RuntimeError(f"ended with status {program.returncode} before «{moment}»")
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"no «{moment}» after {PATIENCE_SECONDS} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

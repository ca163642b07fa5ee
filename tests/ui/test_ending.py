"""The window ends in order when it is asked to from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from intake_app.ui.ending import EndRequests

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from intake_app.settings import Home

ROOT = Path(__file__).parents[2]
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="signals between processes")


@POSIX_ONLY
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_request_ends_the_loop_and_signals_are_given_back(qapp: QApplication, name: str) -> None:
    number = getattr(signal, name)
    before = signal.getsignal(number)
    requests = EndRequests(lambda: qapp.exit(7))
    requests.install()
    try:
        QTimer.singleShot(0, lambda: os.kill(os.getpid(), number))

        assert qapp.exec() == 7
    finally:
        requests.remove()
    assert signal.getsignal(number) is before
    assert signal.set_wakeup_fd(-1) == -1


@POSIX_ONLY
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_closes_its_window_and_lets_go_of_the_counter(
    home: Home, tmp_path: Path, number: signal.Signals
) -> None:
    usable = tmp_path / "usable"
    os.mkfifo(usable)
    moments = os.fdopen(os.open(usable, os.O_RDWR), encoding="ascii")  # nobody waits for a reader
    program = subprocess.Popen(
        [sys.executable, "-m", "intake_app"],
        cwd=ROOT,
        env={
            **os.environ,
            "INTAKE_HOME": str(home.folder),
            "INTAKE_STARTUP_TRACE": str(usable),
            "QT_QPA_PLATFORM": "offscreen",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    with moments, program:
        assert moments.readline().startswith("usable"), "comes once the first page can be used"
        assert home.lock.exists()
        program.send_signal(number)
        _, said = program.communicate(timeout=60)

    assert program.returncode == 0, said
    assert "Traceback" not in said
    assert not home.lock.exists()

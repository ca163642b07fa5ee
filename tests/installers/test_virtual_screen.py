from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from installers.bootstrap.display import virtual_screen
from installers.bootstrap.speech import Refusal

pytestmark = pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")
ACCEPTED = 1
REFUSED = 0


def ask_for_entry(display: str, name: bytes, cookie: bytes) -> int:
    """Say hello as an X client does; return the first byte of the answer (1: come in)."""
    padded = [text + b"\0" * (-len(text) % 4) for text in (name, cookie)]
    hello = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(cookie)) + b"".join(padded)
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(10)
        link.connect(f"\0/tmp/.X11-unix/X{display.removeprefix(':')}")
        try:
            link.sendall(hello)
            return link.recv(1)[0]
        except ConnectionResetError:  # refused, and the door shut before we heard it
            return REFUSED


def test_only_who_holds_the_cookie_may_look() -> None:
    with virtual_screen() as variables:
        entry = Path(variables["XAUTHORITY"]).read_bytes()
        cookie = entry[-16:]

        assert ask_for_entry(variables["DISPLAY"], b"MIT-MAGIC-COOKIE-1", cookie) == ACCEPTED
        assert ask_for_entry(variables["DISPLAY"], b"", b"") != ACCEPTED
        assert ask_for_entry(variables["DISPLAY"], b"MIT-MAGIC-COOKIE-1", b"x" * 16) != ACCEPTED
        assert Path(variables["XAUTHORITY"]).stat().st_mode & 0o077 == 0


def test_the_screen_is_gone_afterwards_and_two_do_not_meet() -> None:
    with virtual_screen() as first, virtual_screen() as second:
        assert first["DISPLAY"] != second["DISPLAY"]
        displays = [first["DISPLAY"], second["DISPLAY"]]

    for display in displays:
        with pytest.raises(ConnectionRefusedError):
            ask_for_entry(display, b"", b"")


def test_qt_opens_a_window_on_it() -> None:
    script = (
        "from PySide6.QtGui import QGuiApplication, QWindow\n"
        "app = QGuiApplication([]); window = QWindow(); window.show()\n"
        "while not window.isExposed(): app.processEvents()\n"
        "print(app.platformName(), app.primaryScreen().size().toTuple())"
    )
    with virtual_screen() as variables:
        environ = {**os.environ, **variables, "QT_QPA_PLATFORM": "xcb"}
        done = subprocess.run(
            [sys.executable, "-c", script],
            check=False,
            capture_output=True,
            text=True,
            env=environ,
            timeout=60,
        )
    assert done.stdout.strip() == "xcb (1366, 768)", done.stderr


def test_a_server_that_does_not_start_is_refused_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "Xvfb"
    broken.write_text("#!/bin/sh\necho no room for a screen; exit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(Refusal, match="no room for a screen"), virtual_screen():
        pass


@pytest.mark.parametrize(
    ("script", "status"),
    [("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 15)", 143)],
)
def test_the_programs_own_status_is_passed_on(script: str, status: int) -> None:
    program = (
        "import sys, os; from installers.bootstrap.launch import wait_for\n"
        f"sys.exit(wait_for([sys.executable, '-c', {script!r}], os.environ))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2]
    )

    assert done.returncode == status


def test_a_request_to_stop_reaches_a_program_that_does_not_listen_to_the_terminal() -> None:
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); print('deaf', flush=True)"
    program = (
        "import sys, os; from installers.bootstrap.launch import wait_for\n"
        f"sys.exit(wait_for([sys.executable, '-c', {deaf + '; signal.pause()'!r}], os.environ))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "deaf\n"
        started.send_signal(signal.SIGINT)

        assert started.wait(timeout=30) == 143

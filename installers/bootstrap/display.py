"""A screen made up for a machine without one: Xvfb on a free display, closed with its user."""

from __future__ import annotations

import ctypes
import os
import secrets
import signal
import struct
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from installers.bootstrap.speech import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = "1366x768x24"
FAMILY_WILD = 0xFFFF  # X11/Xauth.h: an entry good for every display
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@contextmanager
def virtual_screen() -> Iterator[dict[str, str]]:
    """Open a made-up screen; give the environment variables under which programs find it.

    Only who reads the cookie may connect: other accounts of the machine cannot look.
    """
    with tempfile.TemporaryDirectory(prefix="intake-screen-") as folder:
        cookie = Path(folder) / "cookie"
        write_cookie(cookie)
        server, number = _start(cookie)
        try:
            yield {"DISPLAY": f":{number}", "XAUTHORITY": str(cookie)}
        finally:
            server.terminate()
            server.wait()


def write_cookie(path: Path) -> None:
    """Write an X authority file with one random cookie, for any display, for this user only."""
    fields = (b"", b"", b"MIT-MAGIC-COOKIE-1", secrets.token_bytes(16))
    entry = struct.pack(">H", FAMILY_WILD)
    entry += b"".join(struct.pack(">H", len(field)) + field for field in fields)
    path.touch(mode=0o600)
    path.write_bytes(entry)


def _start(cookie: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start Xvfb on the display it finds free; return it with the number of its display."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"]
    log = cookie.with_name("log")
    with log.open("wb") as output, os.fdopen(reading, "rb") as answer:
        server = subprocess.Popen(
            [*command, "-auth", str(cookie)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[writing],
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one thread here; prctl alone is called
        )
        os.close(writing)
        number = answer.readline().strip()
    if number:
        return server, int(number)
    server.wait()
    said = log.read_text(encoding="utf-8", errors="replace").strip()
    raise Refusal(
        f"L'écran virtuel (Xvfb) ne démarre pas :\n{said}\n"
        "Ouvrez une session graphique, ou vérifiez le paquet xvfb."
    )


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

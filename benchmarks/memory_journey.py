"""The program in its own process, led from its login to a running camera; part of `memory`.

Nothing is imported here that the program does not load itself.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake_app.ui.shell.window import MainWindow

NAME, PASSWORD = "nadia", "motdepasse1"  # as `memory` sets the counter up
LOOK_MS = 50
SETTLED_SECONDS = 3.0
PATIENCE_SECONDS = 120.0


def note(stage: str, *, maps: bool = False) -> dict[str, float]:
    """Print what the process holds now, as one object on one line; return it."""
    held = _rollup()
    told = {
        "memory_mb": _written(held),
        "private_mb": round((held["Private_Clean"] + held["Private_Dirty"]) / 1000, 1),
        "resident_mb": round(held["Rss"] / 1000, 1),
        "shared_out_mb": round(held["Pss"] / 1000, 1),
    }
    whole: dict[str, object] = {"stage": stage, **told}
    if maps:
        whole["maps"] = _written_by_file()
    print(json.dumps(whole, ensure_ascii=False), flush=True)
    return told


class Journey(QObject):
    """Does one step after another, each when the one before has had its effect."""

    def __init__(self, seconds: int, *, maps: bool) -> None:
        super().__init__()
        self._seconds = seconds
        self._maps = maps
        self._steps = self._walk()
        self._waited_for: Callable[[], object] = lambda: True
        self._since = time.monotonic()
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._go_on)
        self._look.start()

    def _go_on(self) -> None:
        if self._waited_for():
            self._waited_for = next(self._steps, lambda: QApplication.exit(0))
            self._since = time.monotonic()
        elif time.monotonic() - self._since > PATIENCE_SECONDS:
            print("waited in vain", file=sys.stderr, flush=True)
            QApplication.exit(1)

    def _walk(self) -> Iterator[Callable[[], object]]:
        yield lambda: _window() is not None
        window = _window()
        if window is None:
            return
        yield lambda: window.shown is window.login_page
        yield _after(SETTLED_SECONDS)
        self._note("login")
        _type(NAME)
        _press(Qt.Key.Key_Return)
        _type(PASSWORD)
        _press(Qt.Key.Key_Return)
        yield lambda: window.desk_page is not None
        if window.desk_page is None:
            return
        page = window.desk_page.reception
        yield lambda: len(page.paper.acts.cards) == 2 and page.panel.deposit_button.isEnabled()
        yield _after(SETTLED_SECONDS)
        self._note("page")
        page.panel.deposit_button.click()
        yield lambda: page.outcome.preview and page.outcome.preview.page_count
        yield _after(SETTLED_SECONDS)
        self._note("deposited and printed")
        page.outcome.next_button.click()
        yield _after(SETTLED_SECONDS)
        ends_at = time.monotonic() + self._seconds
        most = 0.0
        while time.monotonic() < ends_at:
            if not page.camera.is_watching:  # the film is over: it is shown again
                page.camera.switch_button.setChecked(True)
                page.camera.start()
            yield _after(1.0)
            most = max(most, _written(_rollup()))
        self._note(f"camera, {self._seconds} s")
        print(json.dumps({"stage": "camera, most", "memory_mb": most}), flush=True)
        page.camera.end()
        yield _after(SETTLED_SECONDS)
        self._note("camera off")

    def _note(self, stage: str) -> None:
        note(stage, maps=self._maps)


def _window() -> MainWindow | None:
    found = [one for one in QApplication.topLevelWidgets() if hasattr(one, "login_page")]
    return cast("MainWindow", found[0]) if found else None


def _after(seconds: float) -> Callable[[], object]:
    ends_at = time.monotonic() + seconds
    return lambda: time.monotonic() > ends_at


def _type(text: str) -> None:
    for sign in text:
        _press(Qt.Key(0), sign)


def _press(key: Qt.Key, sign: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(cast("QObject", QApplication.focusWidget()), event)


def _written(held: dict[str, int]) -> float:
    return round((held["Private_Dirty"] + held["Swap"]) / 1000, 1)


def _rollup() -> dict[str, int]:
    """Read the process's memory in kilobytes, by kind."""
    text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    rows = (line.split() for line in text.splitlines()[1:])
    return {row[0].rstrip(":"): int(row[1]) for row in rows}


def _written_by_file() -> dict[str, float]:
    """Sum the written megabytes up by what they were mapped from, the largest first."""
    sums: dict[str, int] = {}
    name = ""
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words[0].endswith(":"):
            name = Path(words[5]).name if len(words) > 5 else "no file"
        elif words[0] == "Private_Dirty:":
            sums[name] = sums.get(name, 0) + int(words[1])
    largest = sorted(sums.items(), key=lambda pair: -pair[1])
    return {name: round(size / 1000, 1) for name, size in largest[:25]}


def main(arguments: list[str]) -> int:
    """Open the window as `intake` does, and lead it."""
    from intake_app.cli import main as intake  # noqa: PLC0415 - the window loads what it needs

    application = QApplication([])
    journey = Journey(int(arguments[0]), maps="--maps" in arguments)
    status = intake([])
    del journey, application
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Passes the checks one after the other, whatever the first ones say, and adds up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from installers.bootstrap.display import virtual_screen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from installers.bootstrap.checks import Section

WIDTH = 90
NO_TESTS = 5  # pytest's exit status when nothing was collected
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
CLOSING = re.compile(r"^=*\s*(?P<counts>\d+ \w+(?:, \d+ \w+)*) in (?P<seconds>[\d.]+)s")
# Errors and failures first, as pytest has them.
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warning", "error")
PLURALS = ("warning", "error")


class Outcome(NamedTuple):
    """How one section went; `counts` is empty unless it was pytest and reached its end."""

    title: str
    status: int
    seconds: float
    counts: Mapping[str, int]
    said_seconds: float = 0.0


class StopRequest:
    """A request to end from outside, as by a time limit: what was found so far is still said."""

    def __init__(self) -> None:
        """Nobody has asked yet, and nothing runs."""
        self.asked = False
        self.child: subprocess.Popen[str] | None = None

    def __call__(self, _number: int, _frame: object) -> None:
        """Let the running program end as with Ctrl+C: pytest then names what has failed."""
        self.asked = True
        if self.child:
            self.child.send_signal(signal.SIGINT)


def passes(root: Path, python: Path, sections: Sequence[Section]) -> int:
    """Run every section, print a table of times and pytest's closing line; return 0 or 1."""
    outcomes = []
    stop = StopRequest()
    before = signal.signal(signal.SIGTERM, stop)
    with tempfile.TemporaryDirectory(prefix="intake-test-", ignore_cleanup_errors=True) as folder:
        environ = safe_environ(os.environ, folder)
        for section in sections:
            print(f"\n── {section.title} ".ljust(WIDTH, "─"), flush=True)
            outcomes.append(run_section(root, python, section, environ, stop))
            if stop.asked:
                break
    signal.signal(signal.SIGTERM, before)
    print("\n── résumé ".ljust(WIDTH, "─"))
    for outcome in outcomes:
        verdict = "ok" if outcome.status == 0 else "ÉCHEC"
        print(f"{outcome.title:<24}{verdict:<8}{outcome.seconds:8.1f} s")
    print(f"{'total':<32}{sum(outcome.seconds for outcome in outcomes):8.1f} s")
    if stop.asked:
        print("Arrêté avant la fin, sur demande ou au bout du temps accordé.")
    closing = closing_line([outcome for outcome in outcomes if outcome.counts])
    if closing:
        print(closing, flush=True)
    return int(stop.asked or any(outcome.status for outcome in outcomes))


def safe_environ(environ: Mapping[str, str], folder: str) -> dict[str, str]:
    """Give variables under which no test touches the person's screen, keyring, settings or data."""
    runtime, home = f"{folder}/runtime", f"{folder}/home"
    for path in (runtime, home):
        os.makedirs(path, mode=0o700)  # noqa: PTH103 - the mode is the point
    kept = {name: value for name, value in environ.items() if name not in ("PYTHONHOME", "DISPLAY")}
    return kept | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "INTAKE_HOME": home,
        "XDG_RUNTIME_DIR": runtime,
        "XDG_CONFIG_HOME": f"{home}/config",
        "XDG_DATA_HOME": f"{home}/share",
        "PYTHONUTF8": "1",
        "COLUMNS": environ.get("COLUMNS", str(WIDTH)),
    }


def run_section(
    root: Path, python: Path, section: Section, environ: Mapping[str, str], stop: StopRequest
) -> Outcome:
    """Run one program in the checkout and let its output through as it comes."""
    begun_at = time.monotonic()
    with ExitStack() as stack:
        variables = dict(environ)
        if section.on_screen:
            variables |= stack.enter_context(virtual_screen()) | {"QT_QPA_PLATFORM": "xcb"}
        command = [str(python), "-m", *section.words]
        if section.is_pytest and sys.stdout.isatty():
            command.insert(3, "--color=yes")
        status, closing = let_through(command, root, variables, stop)
    counts, said_seconds = parse_closing(closing) if section.is_pytest else ({}, 0.0)
    if section.is_pytest and status == NO_TESTS and section.on_screen:
        status = 0
    return Outcome(section.title, status, time.monotonic() - begun_at, counts, said_seconds)


def let_through(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    stop: StopRequest,
) -> tuple[int, str]:
    """Run a command, copying what it says; return its status and pytest's closing line, if any."""
    closing = ""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as child:
        assert child.stdout is not None  # noqa: S101 - asked for above
        stop.child = child
        for line in child.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            plain = COLOURS.sub("", line).strip()
            closing = plain if CLOSING.match(plain) else closing
    stop.child = None
    return child.returncode, closing


def parse_closing(line: str) -> tuple[dict[str, int], float]:
    """Read pytest's closing line: counts by outcome, and seconds. Nothing when it has none."""
    found = CLOSING.match(line)
    if not found:
        return {}, 0.0
    pairs = (part.split() for part in found["counts"].split(", "))
    counts = {word.removesuffix("s"): int(count) for count, word in pairs}
    return counts, float(found["seconds"])


def closing_line(outcomes: Sequence[Outcome]) -> str:
    """Add up the closing lines of all runs of pytest into one of the same form."""
    if not outcomes:
        return ""
    totals: dict[str, int] = {}
    for outcome in outcomes:
        for word, count in outcome.counts.items():
            totals[word] = totals.get(word, 0) + count
    totals.pop("deselected", None)  # what one run leaves out, the other runs
    present = [(totals[word], word) for word in ORDER if totals.get(word)]
    words = ", ".join(
        f"{count} {word}{'s' * (count > 1 and word in PLURALS)}" for count, word in present
    )
    seconds = sum(outcome.said_seconds for outcome in outcomes)
    return f" {words} in {seconds:.2f}s ".center(WIDTH, "=")

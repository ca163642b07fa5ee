"""`./run` and `./test` from the first argument on: complete the machine, then start."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from installers.bootstrap import apt, gate, system
from installers.bootstrap.checks import HELP, chosen, table
from installers.bootstrap.display import virtual_screen
from installers.bootstrap.environment import Environment
from installers.bootstrap.speech import Refusal, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run the desk (`run ARGS…`) or its tests (`test WHAT…`); return the exit status."""
    verb, rest = arguments[0], list(arguments[1:])
    try:
        return test(rest) if verb == "test" else run(rest)
    except Refusal as refusal:
        tell(str(refusal))
        return refusal.exit_status
    except KeyboardInterrupt:
        tell("Interrompu. Rien n'est perdu : la même commande reprend.")
        return INTERRUPTED


def run(arguments: Sequence[str]) -> int:
    """Start the window, or one command when arguments are given."""
    need = system.Need.COMMAND if arguments else system.Need.WINDOW
    environment = prepared(need, "run")
    # -P: a file of the current folder must not pass for one of the program's modules.
    command = [str(environment.python), "-P", "-m", "intake_app", *arguments]
    environ = program_environ(os.environ)
    if system.needs_virtual_screen(need, os.environ):
        with virtual_screen() as screen, runtime_folder(environ) as runtime:
            shown = " ".join(f"{name}={value}" for name, value in screen.items())
            tell(f"Aucun écran ici : la fenêtre s'ouvre sur un écran virtuel ({shown}).")
            return wait_for(command, {**environ, **screen, **runtime})
    if os.name == "posix":
        os.execve(command[0], command, environ)  # noqa: S606 - no shell is wanted
    return subprocess.run(command, env=environ, check=False).returncode


def test(arguments: Sequence[str]) -> int:
    """Pass the checks named, or all of them."""
    if arguments and arguments[0] in HELP:
        print(table(ROOT))
        return 0
    checks = chosen(ROOT, arguments)
    environment = prepared(checks.need, "test")
    return gate.passes(ROOT, environment.python, checks.sections)


def prepared(need: system.Need, pins: str) -> Environment:
    """Make the machine and the environment ready for what is about to start."""
    environment = Environment(ROOT)
    first_time = not environment.ready_for(pins)
    apt.complete_machine(
        lambda: system.missing_packages(need),
        first_time=first_time,
        spared=system.spared_packages(need),
    )
    environment.prepare(pins)
    return environment


def program_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the variables under which the program finds its own modules, and no one else's."""
    kept = {name: value for name, value in environ.items() if name != "PYTHONHOME"}
    kept["PYTHONPATH"] = str(ROOT)
    if os.name == "nt":
        kept["PYTHONUTF8"] = "1"  # Arabic on a console of the French code page
    return kept


@contextmanager
def runtime_folder(environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Lend Qt the private folder that a graphical session would have given it."""
    if environ.get("XDG_RUNTIME_DIR"):
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="intake-runtime-") as folder:
        yield {"XDG_RUNTIME_DIR": folder}


def wait_for(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command to its end, passing on a request to stop; return its exit status.

    Control-C asks in the same way: a window that waits for its next event does not hear it.
    """
    with subprocess.Popen(command, env=environ) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                status = child.wait()
            except KeyboardInterrupt:
                child.terminate()
                continue
            return status if status >= 0 else 128 - status

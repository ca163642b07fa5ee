"""The first Python that runs: refuses a Python that cannot do it, in words, or steps aside.

This file alone must be readable by old Pythons (3.7 and later), so that they can explain
themselves; it imports the other modules only once the version is known to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
TOO_NEW = (3, 15)
NAMES = ("python3.14", "python3.13", "python3.12", "python3.11")
UNSUITABLE = 4
HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - before any other import


def suits(version: tuple[int, int]) -> bool:
    """Tell whether the program runs on this Python, given as (major, minor)."""
    return OLDEST <= version < TOO_NEW


def find_better() -> str | None:
    """Find a Python of this machine that suits; one that does not start does not count."""
    asks = f"import sys; sys.exit(not {OLDEST!r} <= sys.version_info[:2] < {TOO_NEW!r})"
    for name in NAMES:
        found = shutil.which(name)
        if found and subprocess.call([found, "-I", "-c", asks], stderr=subprocess.DEVNULL) == 0:
            return found
    return None


def explanation() -> str:
    """Say in French which Python was found and what to install."""
    advice = (
        "Sous Debian ou Ubuntu, tapez par exemple :\n"
        "    sudo apt-get update && sudo apt-get install python3.12 python3.12-venv"
    )
    if os.name == "nt":
        advice = "Installez Python 3.12, par exemple : winget install Python.Python.3.12"
    found = f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable})"
    return (
        f"Ce programme demande Python {OLDEST[0]}.{OLDEST[1]} à {TOO_NEW[0]}.{TOO_NEW[1] - 1} ; "
        f"celui-ci est {found}.\n{advice}\npuis recommencez ; l'ancien Python peut rester."
    )


def start() -> int:
    """Go on with this Python, with a better one of this machine, or say what to install."""
    if not suits(sys.version_info[:2]):
        better = find_better() if os.name == "posix" else None
        if better:
            os.execv(better, [better, "-I", HERE, *sys.argv[1:]])  # noqa: S606 - found by name
        sys.stderr.write(explanation() + "\n")
        return UNSUITABLE
    sys.path[0] = os.path.dirname(os.path.dirname(HERE))  # noqa: PTH120 - before any other import
    from installers.bootstrap.launch import main  # noqa: PLC0415

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(start())

"""The program as one folder that needs no Python: made by PyInstaller from the hashed pins."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from typing import TYPE_CHECKING

from installers.bootstrap.environment import Environment

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "intake"
LICENCES = "third-party-licences.txt"


def version(root: Path) -> str:
    """Read the program's version from the project's description."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def released_at(root: Path) -> str:
    """Give the instant of the last commit, in seconds since 1970, for repeatable builds.

    Outside of git, as in an unpacked archive, the project's description tells the time.
    """
    if shutil.which("git"):
        asked = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.stdout.strip():
            return done.stdout.strip()
    return str(int((root / "pyproject.toml").stat().st_mtime))


def workshop(root: Path) -> Environment:
    """Make ready the environment that packages are built in.

    It holds the program's libraries and PyInstaller, not the tools of the tests; it lies below
    `build/` and leaves the checkout's own `.venv` alone.
    """
    folder = root / "build" / "package" / "venv"
    folder.parent.mkdir(parents=True, exist_ok=True)
    environment = Environment(root, folder)
    environment.prepare("package")
    return environment


def build_bundle(root: Path) -> Path:
    """Build the folder of the program; return its path."""
    python = str(workshop(root).python)
    place = root / "build" / "package"
    repeatable = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": released_at(root)}
    environ = {**os.environ, **repeatable, "PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}
    draw = (
        "import sys, pathlib; from installers.package.icons import draw_icons; "
        "draw_icons(*map(pathlib.Path, sys.argv[1:]))"
    )
    drawing = root / "resources" / "icons" / "intake.svg"
    steps = (
        ["-c", draw, str(drawing), str(place / "icons")],
        [
            *("-m", "PyInstaller", "--noconfirm", "--log-level=ERROR"),
            *(f"--distpath={place / 'dist'}", f"--workpath={place / 'work'}"),
            str(root / "installers" / "intake.spec"),
        ],
    )
    for step in steps:
        subprocess.run([python, *step], cwd=root, env=environ, check=True)
    with (place / LICENCES).open("wb") as texts:
        gather = [python, "-m", "installers.licences", "--texts"]
        subprocess.run(gather, cwd=root, env=environ, stdout=texts, check=True)
    return place / "dist" / FOLDER

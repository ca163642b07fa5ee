"""Renews the hashed pins in `requirements/` from `pyproject.toml`, without a word on where from.

    python3 installers/pins.py [--upgrade]

Needs uv on the path. Without `--upgrade`, versions that still fit are kept.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Pins and the groups of `pyproject.toml` they hold beside the program's own libraries.
GROUPS = {"run": (), "test": ("test",), "package": ("package",)}
# No header, no notes and no index: they would tell the machine and the addresses of its maker.
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "pyproject.toml", "--universal", "--generate-hashes"),
    *("--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-index-url"),
    *("--no-emit-find-links",),
)


def main(options: list[str]) -> int:
    """Compile the three files, the wider ones held to the versions of the narrowest."""
    run = ROOT / "requirements" / "run.txt"
    for name, groups in GROUPS.items():
        chosen = [word for group in groups for word in ("--group", group)]
        # the program must be tested and packaged with the very libraries it runs on
        held = [] if name == "run" else ["--constraint", str(run)]
        target = ["--output-file", str(run.with_name(f"{name}.txt"))]
        subprocess.run([*COMPILE, *chosen, *held, *options, *target], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

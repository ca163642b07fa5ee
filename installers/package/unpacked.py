"""A package unpacked into a folder of this machine, where no bare system can be made.

Says less than the bare system: libraries that the package forgets to name may be here already.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from installers.package.bare_debian import run_quietly

if TYPE_CHECKING:
    from pathlib import Path


class Unpacked:
    """The files of a package, used where they lie."""

    def __init__(self, folder: Path) -> None:
        """Describe the unpacked files below a folder; `make` unpacks them."""
        self.folder = folder
        self.home_folder = folder / "home/agent"
        self.home = str(self.home_folder)

    def make(self, package: Path) -> None:
        """Unpack a package."""
        self.home_folder.mkdir(parents=True)
        subprocess.run(["dpkg-deb", "--extract", str(package), str(self.folder)], check=True)

    def command(self, *words: str, agent: bool = False) -> list[str]:
        """Write the command that runs these words with the unpacked program first on the path."""
        return ["env", f"PATH={self.folder / 'usr/bin'}:/usr/bin:/bin", *words]

    def environ(self, **more: str) -> dict[str, str]:
        """Give the few variables that programs see."""
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more}

    def run(self, *words: str, agent: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; return its status and what it said."""
        return run_quietly(self.command(*words), self.environ(HOME=self.home))

"""Tries a Debian package as an office would: on a bare system, install, use, remove, look."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from installers.bootstrap.speech import MACHINE_FAILED, Refusal
from installers.package.bare_debian import BareDebian
from installers.package.deb import NAME, PLACE
from installers.package.unpacked import Unpacked
from installers.package.uses import Uses

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = tuple[str, Callable[[], str]]


class Installation:
    """One package on one bare system; each step returns what it saw, or raises what was wrong."""

    def __init__(self, system: BareDebian, package: Path) -> None:
        """Prepare to install a package on a system that has just been made."""
        self.system = system
        self.package = package
        self.before = system.files()

    def install(self) -> str:
        """Install the package with apt alone, so that only what it depends on comes along."""
        copy = self.system.folder / "package.deb"
        shutil.copy(self.package, copy)
        self._expect("apt-get", "update")
        said = self._expect(
            "apt-get", "install", "--yes", "--no-install-recommends", f"/{copy.name}"
        )
        copy.unlink()
        return f"{said.count('Setting up ')} paquets mis en place, dépendances comprises"

    def find_all_libraries(self) -> str:
        """Ask the bare system's linker for every compiled file: none may lack a library."""
        script = (
            f"find /{PLACE} -type f | xargs -d '\\n' ldd 2>/dev/null | grep 'not found' | sort -u"
        )
        missing = self.system.run("sh", "-c", script).stdout.strip()
        if missing:
            raise AssertionError(missing)
        return "chaque bibliothèque nommée se trouve"

    def remove(self) -> str:
        """Purge the package and all that came with it; only the counter's data may be left."""
        deposited = self.system.home_folder / ".local/share" / NAME / "deposited"
        deposited.parent.mkdir(parents=True, exist_ok=True)
        deposited.write_text("a dossier", encoding="utf-8")
        self._expect("apt-get", "purge", "--yes", "--auto-remove", NAME)
        if not deposited.exists():
            raise AssertionError("les données du guichet ont été effacées")
        inside_home = self.system.home.lstrip("/")
        left = {
            name for name in self.system.files() - self.before if not name.startswith(inside_home)
        }
        if any(NAME in name or "intake" in name for name in left):
            raise AssertionError(f"restent : {', '.join(sorted(left))}")
        return f"rien ne reste que les données ({len(left)} fichiers d'autres paquets)"

    def _expect(self, *words: str) -> str:
        """Run a command inside as root; it must succeed."""
        done = self.system.run(*words)
        if done.returncode != 0:
            raise AssertionError("\n".join(done.stdout.splitlines()[-12:]))
        return done.stdout


def try_package(root: Path, package: Path) -> int:
    """Pass every step, saying each one's outcome; return 0 when all went well.

    Where no bare system can be made, the package is used unpacked, which shows less: that is
    said, and the status is then never 0.
    """
    # debootstrap cannot work at a path with spaces, as a checkout's may be
    with tempfile.TemporaryDirectory(prefix="intake-trial-", dir="/var/tmp") as folder:
        print(f"Essai de {package.name} sur un Debian nu…", flush=True)
        bare = BareDebian(Path(folder) / "debian")
        try:
            bare.make()
        except Refusal as refusal:
            print(f"{refusal}\nEssai réduit, sans installation, dépendances ni suppression.")
            unpacked = Unpacked(Path(folder) / "unpacked")
            unpacked.make(package)
            passed = pass_steps(uses_of(Uses(root, unpacked)))
            return MACHINE_FAILED if passed else 1
        installation = Installation(bare, package)
        steps = [
            ("installation par apt", installation.install),
            ("bibliothèques", installation.find_all_libraries),
            *uses_of(Uses(root, bare)),
            ("suppression (purge)", installation.remove),
        ]
        return 0 if pass_steps(steps) else 1


def uses_of(uses: Uses) -> list[Step]:
    """List what an office does with the program."""
    return [
        ("intake check", uses.check_a_dossier),
        ("intake scan", uses.scan_a_box),
        ("intake demo", uses.follow_the_whole_thread),
        ("fenêtre", uses.open_the_window),
    ]


def pass_steps(steps: list[Step]) -> bool:
    """Take every step and say how it went, and in how many seconds."""
    passed = True
    for name, step in steps:
        begun_at = time.monotonic()
        try:
            outcome = step()
        except AssertionError as wrong:
            passed, outcome = False, f"ÉCHEC : {wrong}"
        print(f"  {name:<24}{time.monotonic() - begun_at:6.1f} s  {outcome}", flush=True)
    return passed

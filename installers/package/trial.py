"""Tries a Debian package as an office would: on a bare system, install, use, remove, look."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from installers.bootstrap.display import virtual_screen
from installers.package import bundle
from installers.package.bare_debian import BareDebian
from installers.package.deb import NAME, PLACE

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_SECONDS = 40
WINDOW_TITLE = "AMO"
HOME = "/home/agent"
BOX = "6118000010012"  # the code that sample_box draws


class Trial:
    """One package on one bare system; each step returns what it saw, or raises what was wrong."""

    def __init__(self, root: Path, package: Path, folder: Path) -> None:
        """Prepare to try `package`, built from the checkout at `root`, in an empty folder."""
        self.root = root
        self.package = package
        self.system = BareDebian(folder / "debian")
        self.before: set[str] = set()

    def install(self) -> str:
        """Install the package with apt alone, so that only what it depends on comes along."""
        shutil.copy(self.package, self.system.folder / "package.deb")
        self._expect("apt-get", "update")
        needed = ("--yes", "--no-install-recommends")
        said = self._expect("apt-get", "install", *needed, "/package.deb")
        (self.system.folder / "package.deb").unlink()
        count = said.count("Setting up ")
        return f"{count} paquets mis en place, dépendances comprises"

    def find_all_libraries(self) -> str:
        """Ask the bare system's linker for every compiled file: none may lack a library."""
        script = f"find /{PLACE} -type f | xargs -d '\\n' ldd 2>/dev/null | grep -c 'not found'"
        count = self.system.run("sh", "-c", script).stdout.strip()
        if count != "0":
            raise AssertionError(f"{count} bibliothèques introuvables")
        return "chaque bibliothèque liée se trouve"

    def check_a_dossier(self) -> str:
        """Check the sample dossiers: one that is complete, one that is not."""
        for path in (self.root / "resources" / "samples").glob("*.json"):
            shutil.copy(path, self.system.folder / "home/agent")
        verdicts = []
        for name, status in (("complete.json", 0), ("incomplete.json", 1)):
            done = self._as_agent("intake", "check", f"{HOME}/{name}", "--json")
            if done.returncode != status:
                raise AssertionError(f"{name} : statut {done.returncode}\n{done.stdout}")
            verdicts.append(json.loads(done.stdout.splitlines()[0])["verdict"])
        return " et ".join(verdicts)

    def scan_a_box(self) -> str:
        """Read the barcode of a picture made for the occasion."""
        picture = self.system.folder / "home/agent/box.png"
        python = str(bundle.workshop(self.root).python)
        draw = (python, "-m", "installers.package.sample_box", str(picture))
        subprocess.run(draw, cwd=self.root, check=True)
        done = self._as_agent("intake", "scan", f"{HOME}/box.png", "--json")
        if done.returncode != 0 or BOX not in done.stdout:
            raise AssertionError(f"statut {done.returncode}\n{done.stdout}")
        return f"{BOX} lu"

    def open_the_window(self) -> str:
        """Start the program without arguments; its window must appear and the program stay up."""
        with virtual_screen() as screen:
            cookie = self.system.folder / "home/agent/.Xauthority"
            shutil.copy(screen["XAUTHORITY"], cookie)
            shutil.chown(cookie, 1000, 1000)
            environ = self.system.environ(
                HOME=HOME, DISPLAY=screen["DISPLAY"], XAUTHORITY=f"{HOME}/.Xauthority"
            )
            program = subprocess.Popen(
                self.system.command("intake", agent=True),
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            try:
                return wait_for_window(program, screen)
            finally:
                program.terminate()
                program.communicate()

    def remove(self) -> str:
        """Purge the package and all that came with it; only the counter's data may be left."""
        (self.system.folder / "home/agent/.local/share" / NAME).mkdir(parents=True, exist_ok=True)
        self._expect("apt-get", "purge", "--yes", "--auto-remove", NAME)
        left = self.system.files() - self.before
        ours = sorted(name for name in left if not name.startswith("home/agent"))
        if any(NAME in name for name in ours):
            raise AssertionError(f"restent : {', '.join(ours)}")
        if not (self.system.folder / "home/agent/.local/share" / NAME).is_dir():
            raise AssertionError("les données du guichet ont été effacées")
        return f"rien ne reste que les données ({len(ours)} fichiers laissés par le système)"

    def _as_agent(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside as an ordinary account."""
        return self.system.run(*words, agent=True, home=HOME)

    def _expect(self, *words: str) -> str:
        """Run a command inside as root; it must succeed."""
        done = self.system.run(*words)
        if done.returncode != 0:
            raise AssertionError("\n".join(done.stdout.splitlines()[-12:]))
        return done.stdout


def wait_for_window(program: subprocess.Popen[str], screen: dict[str, str]) -> str:
    """Look at the screen until the program's window is on it; return its title."""
    begun_at = time.monotonic()
    titles: list[str] = []
    while time.monotonic() - begun_at < PATIENCE_SECONDS:
        if program.poll() is not None:
            said = program.stdout.read() if program.stdout else ""
            raise AssertionError(f"le programme s'est arrêté ({program.returncode})\n{said}")
        titles = titles_on(screen)
        shown = [title for title in titles if WINDOW_TITLE in title]
        if shown:
            return f"« {shown[0]} » à l'écran après {time.monotonic() - begun_at:.1f} s"
        time.sleep(0.1)
    raise AssertionError(f"pas de fenêtre après {PATIENCE_SECONDS} s ; à l'écran : {titles}")


def titles_on(screen: dict[str, str]) -> list[str]:
    """List the titles of all windows of a screen."""
    done = subprocess.run(
        ["xwininfo", "-root", "-tree"],
        env={"PATH": "/usr/bin:/bin", **screen},
        capture_output=True,
        text=True,
        check=True,
    )
    return re.findall(r'^ +0x\w+ "(.*?)":', done.stdout, re.MULTILINE)


def try_package(root: Path, package: Path) -> int:
    """Pass every step, saying each one's outcome; return 0 when all went well."""
    print(f"Essai de {package.name} sur un Debian nu…", flush=True)
    # debootstrap cannot work at a path with spaces, as a checkout's may be
    with tempfile.TemporaryDirectory(prefix="intake-trial-", dir="/var/tmp") as folder:  # noqa: S108
        trial = Trial(root, package, Path(folder))
        trial.system.make()
        trial.before = trial.system.files()
        steps: list[tuple[str, Callable[[], str]]] = [
            ("installation par apt", trial.install),
            ("bibliothèques", trial.find_all_libraries),
            ("intake check", trial.check_a_dossier),
            ("intake scan", trial.scan_a_box),
            ("fenêtre", trial.open_the_window),
            ("suppression (purge)", trial.remove),
        ]
        passed = [passes(name, step) for name, step in steps]
    return int(not all(passed))


def passes(name: str, step: Callable[[], str]) -> bool:
    """Take one step and say how it went, and in how many seconds."""
    begun_at = time.monotonic()
    try:
        outcome = step()
    except AssertionError as wrong:
        outcome = f"ÉCHEC : {wrong}"
    print(f"  {name:<24}{time.monotonic() - begun_at:6.1f} s  {outcome}", flush=True)
    return not outcome.startswith("ÉCHEC")

"""What an office does with an installed program: check dossiers, read a box, open the window."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Protocol

from installers.bootstrap.display import virtual_screen
from installers.package import bundle
from installers.package.deb import NAME

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_SECONDS = 40
STAYS_SECONDS = 3
LOG_LINES_COUNT = 8
WINDOW_TITLE = "Guichet"
BOX = "6118000010012"  # the code that sample_box draws


class System(Protocol):
    """A place where the program can be run: a bare system, or this one."""

    home: str
    home_folder: Path

    def command(self, *words: str, agent: bool = False) -> list[str]:
        """Write the command that runs these words there."""

    def environ(self, **more: str) -> dict[str, str]:
        """Give the variables that programs see there."""

    def run(self, *words: str, agent: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command there to its end; what it says on both streams is one text."""


class Uses:
    """The uses of one installed program; each returns what it saw, or raises what was wrong."""

    def __init__(self, root: Path, system: System) -> None:
        """Prepare to use the program on a system; samples come from the checkout at `root`."""
        self.root = root
        self.system = system

    def check_a_dossier(self) -> str:
        """Check the sample dossiers: one that is complete, one that is not."""
        for path in (self.root / "resources" / "samples").glob("*.json"):
            shutil.copy(path, self.system.home_folder)
        verdicts = []
        for name, status in (("complete.json", 0), ("incomplete.json", 1)):
            dossier = f"{self.system.home}/{name}"
            done = self.system.run("intake", "check", dossier, "--json", agent=True)
            if done.returncode != status:
                raise AssertionError(f"{name} : statut {done.returncode}\n{done.stdout}")
            verdicts.append(json.loads(done.stdout.splitlines()[0])["verdict"])
        return " et ".join(verdicts)

    def scan_a_box(self) -> str:
        """Read the barcode of a picture made for the occasion."""
        python = str(bundle.workshop(self.root).python)
        picture = str(self.system.home_folder / "box.png")
        draw = (python, "-m", "installers.package.sample_box", picture)
        subprocess.run(draw, cwd=self.root, check=True)
        done = self.system.run(
            "intake", "scan", f"{self.system.home}/box.png", "--json", agent=True
        )
        if done.returncode != 0 or BOX not in done.stdout:
            raise AssertionError(f"statut {done.returncode}\n{done.stdout}")
        return f"{BOX} lu"

    def follow_the_whole_thread(self) -> str:
        """Let the program show all of its work: desk, paper, a server, and what it received."""
        done = self.system.run("intake", "demo", agent=True)
        if done.returncode != 0:
            raise AssertionError(f"statut {done.returncode}\n{done.stdout}{self._last_log_lines()}")
        return next(line for line in done.stdout.splitlines() if "différence" in line)

    def open_the_window(self) -> str:
        """Start the program without arguments; its window must appear and the program stay up."""
        with virtual_screen() as screen:
            cookie = self.system.home_folder / ".Xauthority"
            shutil.copy(screen["XAUTHORITY"], cookie)
            owner = self.system.home_folder.stat()
            shutil.chown(cookie, owner.st_uid, owner.st_gid)
            inside = {"DISPLAY": screen["DISPLAY"], "HOME": self.system.home}
            program = subprocess.Popen(
                self.system.command("intake", agent=True),
                env=self.system.environ(**inside, XAUTHORITY=f"{self.system.home}/.Xauthority"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            try:
                return wait_for_window(program, screen)
            except AssertionError as wrong:
                raise AssertionError(f"{wrong}{self._last_log_lines()}") from wrong
            finally:
                program.kill()  # the first process of an isolated system hears nothing else
                program.communicate()

    def _last_log_lines(self) -> str:
        """Read what the program noted last about itself."""
        log = self.system.home_folder / ".local/share" / NAME / "logs" / "intake.log"
        if not log.exists():
            return ""
        return "\n".join(log.read_text(encoding="utf-8").splitlines()[-LOG_LINES_COUNT:])


def wait_for_window(program: subprocess.Popen[str], screen: dict[str, str]) -> str:
    """Look at the screen until the program's window is on it and stays; return its title."""
    begun_at = time.monotonic()
    titles: list[str] = []
    while time.monotonic() - begun_at < PATIENCE_SECONDS:
        titles = titles_on(screen)
        shown = [title for title in titles if WINDOW_TITLE in title]
        if shown:
            outcome = f"« {shown[0]} » à l'écran après {time.monotonic() - begun_at:.1f} s"
            require_running(program, STAYS_SECONDS)
            return outcome
        require_running(program, 0.1)
    raise AssertionError(f"pas de fenêtre après {PATIENCE_SECONDS} s ; à l'écran : {titles}")


def require_running(program: subprocess.Popen[str], seconds: float) -> None:
    """Wait some seconds for a program, which must not end meanwhile."""
    try:
        said, _ = program.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError(f"le programme s'est arrêté ({program.returncode})\n{said}")


def titles_on(screen: dict[str, str]) -> list[str]:
    """List the titles of all windows of a screen."""
    done = subprocess.run(
        ["xwininfo", "-root", "-tree"],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **screen},
        capture_output=True,
        text=True,
        check=True,
    )
    return re.findall(r'^ +0x\w+ "(.*?)":', done.stdout, re.MULTILINE)

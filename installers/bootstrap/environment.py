"""The program's own Python environment, `.venv`, made from the hashed pins and kept in step.

A stamp written last says which pins the environment holds, so that a warm start reads two small
files and calls nothing. A mark written first says that an installation is under way: found
without the lock held, it means that one was cut short, and the environment is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from installers.bootstrap.lock import only_one
from installers.bootstrap.speech import Refusal, tell

if TYPE_CHECKING:
    from pathlib import Path

# Pins that hold all of the other's: an environment for the tests also runs the program.
HELD_BY = {"run": ("run", "test"), "test": ("test",), "package": ("package",)}
PIP_INSTALL = (
    *("install", "--require-hashes", "--only-binary=:all:"),
    *("--no-input", "--disable-pip-version-check", "--progress-bar=off"),
)
LAST_LINES_COUNT = 5
LINE_LENGTH = 160
NETWORK_SIGNS = ("after connection broken by", "ReadTimeoutError", "ConnectTimeoutError")
CERTIFICATE_SIGN = "CERTIFICATE_VERIFY_FAILED"
DISK_SIGN = "No space left on device"


class Environment:
    """One Python environment of a checkout: its `.venv`, or another for building packages."""

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        """Describe the environment of the checkout at `root`; nothing is touched yet."""
        self.root = root
        self.folder = folder or root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = self.folder / "intake-stamp.json"
        notes = root / "build" / f"installation-{self.folder.name.removeprefix('.')}"
        self.under_way = notes.with_suffix(".under-way")
        self.log = notes.with_suffix(".log")

    def ready_for(self, pins: str) -> bool:
        """Tell, without calling anything, whether the environment holds these pins."""
        try:
            stamped = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        if not isinstance(stamped, dict) or stamped.get("interpreter") != self.interpreter():
            return False
        held = (stamped.get(name) == self.fingerprint(name) for name in HELD_BY[pins])
        return any(held) and not self.under_way.exists()

    def prepare(self, pins: str) -> None:
        """Make the environment hold these pins; raise `Refusal` when that cannot be done."""
        if self.ready_for(pins):
            return
        try:
            self.log.parent.mkdir(exist_ok=True)
            with only_one(self.root / "build" / "installation.lock"):
                if not self.ready_for(pins):
                    self._install(pins)
        except OSError as error:
            raise Refusal(
                f"Impossible d'écrire dans « {self.root} » ({error.strerror or error}).\n"
                "Placez le projet dans un dossier où ce compte peut écrire, "
                "avec 2 Go libres, puis recommencez."
            ) from error

    def fingerprint(self, pins: str) -> str:
        """Give the SHA-256 of a file of pins, in hexadecimal."""
        text = (self.root / "requirements" / f"{pins}.txt").read_bytes()
        return hashlib.sha256(text).hexdigest()

    def interpreter(self) -> str:
        """Name the real interpreter behind the environment; another one after a system upgrade."""
        return os.path.realpath(self.python) if os.access(self.python, os.X_OK) else ""

    def _install(self, pins: str) -> None:
        """Bring the environment to these pins and write the stamp last."""
        begun_at = time.monotonic()
        cut_short = self.under_way.exists()
        self.under_way.touch()
        self.stamp.unlink(missing_ok=True)
        if cut_short or not self._starts():
            tell(f"Création de l'environnement Python ({self.folder.name})…")
            self._call([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        tell("Installation des bibliothèques Python (une à trois minutes la première fois)…")
        pinned = self.root / "requirements" / f"{pins}.txt"
        self._call([str(self.python), "-m", "pip", *PIP_INSTALL, "-r", str(pinned)])
        self._write_stamp(pins)
        self.under_way.unlink()
        tell(f"Prêt en {time.monotonic() - begun_at:.0f} s.")

    def _starts(self) -> bool:
        """Tell whether the environment's Python starts, suits and has its installer."""
        if not self.interpreter():
            return False
        asks = "import sys, pip; sys.exit(sys.version_info[:2] < (3, 11))"
        command = [str(self.python), "-I", "-c", asks]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _write_stamp(self, pins: str) -> None:
        """Say which pins are now installed, in one step that cannot be seen half done."""
        stamped = {pins: self.fingerprint(pins), "interpreter": self.interpreter()}
        draft = self.stamp.with_suffix(".new")
        draft.write_text(json.dumps(stamped), encoding="utf-8")
        draft.replace(self.stamp)

    def _call(self, command: list[str]) -> None:
        """Run one step of the installation into the log; raise `Refusal` with its last lines."""
        environ = dict(os.environ)
        for name in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"):
            environ.pop(name, None)  # they would send the libraries elsewhere
        with self.log.open("ab") as log:
            begins_at = log.tell()
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environ,
                check=False,
            )
        if done.returncode == 0:
            return
        said = self.log.read_bytes()[begins_at:].decode("utf-8", "replace").splitlines()
        raise Refusal(explain_failure(said) + f"\nTout le détail : {self.log}")


def explain_failure(said: list[str]) -> str:
    """Put a failed installation into words, from the lines that the installer printed."""
    errors = [line for line in said if line.startswith("ERROR")] or said
    last = [f"  {line[:LINE_LENGTH]}" for line in errors[-LAST_LINES_COUNT:]]
    advice = "Recommencez : ce qui est déjà téléchargé est gardé."
    if any(CERTIFICATE_SIGN in line for line in said):
        advice = (
            "Un certificat n'est pas reconnu. Vérifiez la date de la machine, ou donnez à pip "
            "le certificat de votre réseau (pip.conf : cert = …), puis recommencez."
        )
    elif any(sign in line for line in said for sign in NETWORK_SIGNS):
        advice = "Le réseau ne répond pas. Vérifiez la connexion (ou pip.conf), puis recommencez."
    elif any(DISK_SIGN in line for line in said):
        advice = "Le disque est plein. Libérez 2 Go, puis recommencez."
    return "\n".join(["L'installation des bibliothèques Python a échoué :", *last, advice])

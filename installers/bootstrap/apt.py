"""Installs missing system packages with apt, or tells the person which command would."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from installers.bootstrap.speech import Refusal, tell
from installers.bootstrap.system import NICE_TO_HAVE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

INSTALL = (
    *("apt-get", "install", "--yes", "--no-install-recommends"),
    *("-o", "DPkg::Lock::Timeout=300"),
)
LAST_LINES_COUNT = 3
NETWORK_SIGNS = ("Temporary failure resolving", "Could not resolve", "onnect to", "timed out")


def complete_machine(
    look: Callable[[], list[str]], *, first_time: bool, spared: AbstractSet[str] = NICE_TO_HAVE
) -> None:
    """Install what `look` names as missing; raise `Refusal` when a needed part stays missing.

    Args:
        look: names the missing packages; asked again after the installation, since what counts
            is what the machine then has.
        first_time: whether it is worth trying for parts that are only nice to have: not at
            every start, which would be slow where there is no network.
        spared: the packages that are only nice to have.
    """
    missing = look()
    needed = [name for name in missing if name not in spared]
    if not needed and not (missing and first_time):
        return
    route = find_route(may_ask=bool(needed))
    if route is None:
        if needed:
            raise Refusal(by_hand(missing))
        return
    tell(f"Installation de paquets du système : {' '.join(missing)}…")
    output = run_apt(route, missing)
    still = [name for name in look() if name not in spared]
    if still:
        raise Refusal(explain_failure(still, output))


def explain_failure(still: Sequence[str], output: str) -> str:
    """Put a failed installation into words: what apt said last, and what can be done."""
    cause = "apt n'a pas pu installer tous ces paquets. Vérifiez ses sources"
    if any(sign in output for sign in NETWORK_SIGNS):
        cause = "apt n'atteint pas ses sources. Vérifiez la connexion"
    return (
        f"{output}\n{cause}, puis recommencez ; ou tapez vous-même :\n    {command_by_hand(still)}"
    )


def find_route(*, may_ask: bool) -> list[str] | None:
    """Find how this user may run apt: words before the command, or None when it may not.

    Args:
        may_ask: whether sudo may ask the person for a password, when one sits at a terminal.
    """
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    silent = subprocess.run(
        ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if silent.returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if may_ask and sys.stdin.isatty() and sys.stderr.isatty() else None


def run_apt(route: Sequence[str], packages: Sequence[str]) -> str:
    """Refresh the lists and install; return apt's last lines. Success is judged by looking again.

    One source that does not answer must not stop the others: only the installation counts.
    """
    unattended = [*route, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    lines: list[str] = []
    for command in (["apt-get", "update"], [*INSTALL, *packages]):
        done = subprocess.run(
            [*unattended, *command],
            # apt must not swallow a dossier piped to the program; sudo asks on the terminal itself
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        lines = done.stdout.splitlines()
    return "\n".join(f"  apt : {line}" for line in lines[-LAST_LINES_COUNT:])


def command_by_hand(packages: Sequence[str]) -> str:
    """Write the command that a person can type to install packages."""
    command = (
        f"apt-get update && apt-get install --yes --no-install-recommends {shlex.join(packages)}"
    )
    if os.geteuid() == 0:
        return command
    if shutil.which("sudo"):
        return command.replace("apt-get", "sudo apt-get")
    return f"su -c {shlex.quote(command)}"


def by_hand(packages: Sequence[str]) -> str:
    """Say what is missing and how to install it oneself."""
    if not shutil.which("apt-get"):
        return (
            f"Il manque à ce système (noms des paquets de Debian) : {' '.join(packages)}.\n"
            "Installez-les avec l'outil de votre système, puis recommencez."
        )
    return (
        "Il manque des paquets à ce système.\n"
        "Ce compte ne peut pas les installer. Tapez, ou faites taper par l'administrateur :\n"
        f"    {command_by_hand(packages)}\n"
        "puis recommencez."
    )

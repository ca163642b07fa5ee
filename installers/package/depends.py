"""Which Debian packages the program's folder needs: asked from the linker, not remembered."""

from __future__ import annotations

import platform
import re
import subprocess
from pathlib import Path

from installers.bootstrap.system import SCANNER

ELF = b"\x7fELF"
LINKED = re.compile(r"(\S+) => (/.+) \(0x")
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
PATH = "/usr/bin:/bin"
MISSING = re.compile(r"(\S+) => not found")
# Debian 13 and Ubuntu 24.04 gave some libraries another name and kept the old one as an alias.
RENAMED = "t64"


def programs_and_libraries(folder: Path) -> list[Path]:
    """List the compiled files below a folder, each once."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(ELF)) == ELF:
                    found.append(path)
    return found


def linked_libraries(folder: Path) -> tuple[set[Path], set[str]]:
    """Ask the linker what the compiled files load: (files outside the folder, names not found).

    Only what a file itself names counts as loaded: what those libraries load in turn is the
    affair of their own packages, and differs from one release of the system to the next.
    """
    outside: set[Path] = set()
    missing: set[str] = set()
    for path in programs_and_libraries(folder):
        named = set(NEEDED.findall(said_by("readelf", "--dynamic", "--wide", str(path))))
        resolved = said_by("ldd", str(path))
        missing |= set(MISSING.findall(resolved))
        outside |= {
            Path(place).resolve() for name, place in LINKED.findall(resolved) if name in named
        }
    return {path for path in outside if not path.is_relative_to(folder.resolve())}, missing


def said_by(*words: str) -> str:
    """Give what a command prints; a file without dynamic parts makes these two complain."""
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env={"PATH": PATH, "LC_ALL": "C"}
    )
    return done.stdout


def debian_depends(folder: Path) -> list[str]:
    """Name the packages the folder needs, as Debian's control file writes them.

    Raises:
        LookupError: when a library is not here, or belongs to no package: then the list would
            be wrong, and the program would not start on another machine.
    """
    outside, missing = linked_libraries(folder)
    if missing:
        raise LookupError(f"not on this machine: {', '.join(sorted(missing))}")
    packages = {owner_of(path) for path in outside} | set(SCANNER.values())
    packages.discard("libc6")
    return [f"libc6 (>= {platform.libc_ver()[1]})", *sorted(packages)]


def owner_of(library: Path) -> str:
    """Name the installed package that a library belongs to."""
    # Debian lists some files under /lib, which is a link to /usr/lib
    for path in (library, Path("/", *library.parts[2:])):
        done = subprocess.run(
            ["dpkg-query", "-S", str(path)], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return done.stdout.partition(":")[0].removesuffix(RENAMED)
    raise LookupError(f"no package owns {library}")

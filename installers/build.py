"""Builds the packages of the program, and tries them where nothing of ours is installed.

python3 installers/build.py deb            builds dist/onousc-intake_VERSION_ARCH.deb
python3 installers/build.py verify [DEB]   installs, uses and removes it in a bare Debian
python3 installers/build.py windows        builds dist/onousc-intake-VERSION-setup.exe (on Windows)
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USAGE = 2
FAILED = 1


def main(arguments: list[str]) -> int:
    """Do what was asked; return the exit status."""
    what, rest = arguments[0] if arguments else "", arguments[1:]
    if what not in ("deb", "verify", "windows") or len(rest) > (what == "verify"):
        print(__doc__, file=sys.stderr)
        return USAGE
    from installers.bootstrap.speech import Refusal  # noqa: PLC0415 - after the path is set

    try:
        return verify(rest) if what == "verify" else build(what)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_status
    except (LookupError, subprocess.CalledProcessError) as failure:
        print(f"{what} : {failure}", file=sys.stderr)
        return FAILED


def complete_machine(need_name: str) -> None:
    """Install what building or trying asks of this machine, or say what to install."""
    from installers.bootstrap import apt, system  # noqa: PLC0415

    need = system.Need(need_name)
    apt.complete_machine(lambda: system.missing_packages(need), first_time=True)


def build(what: str) -> int:
    """Build one package and say where it is, how large, and how long it took."""
    begun_at = time.monotonic()
    complete_machine("package")
    if what == "deb":
        from installers.package.deb import build_deb  # noqa: PLC0415

        made = build_deb(ROOT)
    else:
        from installers.package.windows import build_setup  # noqa: PLC0415

        made = build_setup(ROOT)
    size = made.stat().st_size / 1e6
    seconds = time.monotonic() - begun_at
    print(f"{made.relative_to(ROOT)} : {size:.1f} Mo, en {seconds:.0f} s")
    return 0


def verify(rest: list[str]) -> int:
    """Try a package, by default the newest built here."""
    from installers.package.trial import try_package  # noqa: PLC0415

    built = sorted((ROOT / "dist").glob("*.deb"), key=lambda path: path.stat().st_mtime)
    if not rest and not built:
        print("Aucun paquet dans dist/ : lancez d'abord « build.py deb ».", file=sys.stderr)
        return USAGE
    complete_machine("trial")
    return try_package(ROOT, Path(rest[0]).resolve() if rest else built[-1])


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    sys.exit(main(sys.argv[1:]))

"""What the machine itself must have beside Python: which parts, and how each is looked for.

Qt and the scanner load these libraries by name when they start, so they are looked for in the
same way: by loading them. That takes 6 ms for all of them, so each start can afford it, and
it is right on every architecture and distribution. Only the package names are Debian's.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Need(Enum):
    """What is about to be started; each needs other parts of the machine."""

    COMMAND = "command"
    WINDOW = "window"
    TESTS = "tests"
    PACKAGE = "package"
    TRIAL = "trial"


# Library → the Debian or Ubuntu package that brings it: all that Qt's files name themselves,
# which a test reads out of them. Qt names libxcb-cursor0 whichever of the X libraries is missing.
SCANNER = {"libzbar.so.0": "libzbar0"}
WINDOW = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libbrotlidec.so.1": "libbrotli1",
    "libcups.so.2": "libcups2",
    "libfreetype.so.6": "libfreetype6",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# What some tests compare with: Pillow lays out Arabic with it.
COMPARED = {"libfribidi.so.0": "libfribidi0"}
# Program → its package, for the tests, for building a package and for trying it.
PROGRAMS = {
    Need.TESTS: {"readelf": "binutils"},
    Need.PACKAGE: {"dpkg-deb": "dpkg", "readelf": "binutils"},
    Need.TRIAL: {"debootstrap": "debootstrap", "xwininfo": "x11-utils", "Xvfb": "xvfb"},
}
# Without them the program still works, only less well: their absence never stops a start.
NICE_TO_HAVE = frozenset({"libzbar0", "libcups2"})
# Without them a few tests are skipped, which say so.
NICE_FOR_TESTS = NICE_TO_HAVE.union(COMPARED.values(), WAYLAND.values(), ["binutils"])


def missing_packages(need: Need, environ: Mapping[str, str] | None = None) -> list[str]:
    """Name the packages that are missing for what is about to start, in the order of need."""
    environ = os.environ if environ is None else environ
    if not sys.platform.startswith("linux"):
        return []
    libraries = needed_libraries(need, environ)
    programs = PROGRAMS.get(need, {})
    missing = [] if python_makes_environments() else [environment_package()]
    if not Path("/usr/share/zoneinfo/Africa/Casablanca").exists():
        missing.append("tzdata")
    missing += [package for name, package in libraries.items() if not loads(name)]
    if needs_virtual_screen(need, environ) and not shutil.which("Xvfb"):
        missing.append("xvfb")
    if need is Need.TESTS and not has_postgresql():
        missing.append("postgresql")
    if need is Need.PACKAGE and not has_own_library():
        missing.append(f"libpython{python_version()}")
    return missing + [package for name, package in programs.items() if not shutil.which(name)]


def spared_packages(need: Need) -> frozenset[str]:
    """Name the packages whose absence never stops what is about to start."""
    return NICE_FOR_TESTS if need is Need.TESTS else NICE_TO_HAVE


def needed_libraries(need: Need, environ: Mapping[str, str]) -> dict[str, str]:
    """List the libraries that will be loaded, with their packages."""
    if need is Need.TRIAL:
        return {}
    libraries = dict(SCANNER)
    if need is not Need.COMMAND:
        libraries |= WINDOW
    on_wayland = need is Need.WINDOW and environ.get("WAYLAND_DISPLAY")
    if on_wayland or need in (Need.PACKAGE, Need.TESTS):
        libraries |= WAYLAND  # a package must serve screens of both kinds
    if need is Need.TESTS:
        libraries |= COMPARED
    return libraries


def loads(library: str) -> bool:
    """Tell whether a shared library, given by its name, can be loaded with all it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_screen(environ: Mapping[str, str]) -> bool:
    """Tell whether a window can be shown: a display is named, or Qt was told another platform."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(environ.get(name) for name in named)


def needs_virtual_screen(need: Need, environ: Mapping[str, str]) -> bool:
    """Tell whether a screen must be made up: always for the tests, else where there is none."""
    if need is Need.TESTS:
        return sys.platform.startswith("linux")
    return need is Need.WINDOW and not has_screen(environ)


def python_makes_environments() -> bool:
    """Tell whether this Python can make a virtual environment; Debian's cannot when bare."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def environment_package() -> str:
    """Name the package that completes this very Python."""
    return f"python{python_version()}-venv"


def python_version() -> str:
    """Give this Python's version as package names have it."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def has_own_library() -> bool:
    """Tell whether this Python's shared library is here, which an installed program takes along."""
    name = f"libpython{python_version()}.so.1.0"
    return loads(name) or loads(f"{sys.base_prefix}/lib/{name}")


def has_postgresql() -> bool:
    """Tell whether PostgreSQL's server programs are here, in Debian's place or on the path."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return bool(shutil.which("initdb")) or any(True for _ in debian)

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from installers.bootstrap import system
from installers.bootstrap.system import Need

SHIPPED_WITH = system.SCANNER | system.WINDOW | system.WAYLAND
ALL_LIBRARIES = SHIPPED_WITH | system.COMPARED
LINUX_ONLY = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="system packages exist on Linux only"
)


@pytest.fixture
def nothing_loads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which no library of the tables exists and no program is on the path."""
    for name in ("SCANNER", "WINDOW", "WAYLAND", "COMPARED"):
        table = getattr(system, name)
        absent = {f"absent-{library}": package for library, package in table.items()}
        monkeypatch.setattr(system, name, absent)
    monkeypatch.setenv("PATH", str(tmp_path))


@LINUX_ONLY
def test_a_library_that_exists_loads_and_one_that_does_not_is_missing() -> None:
    assert system.loads("libc.so.6")
    assert not system.loads("libc.so.600")


@LINUX_ONLY
@pytest.mark.usefixtures("nothing_loads")
def test_a_command_needs_no_window_library() -> None:
    missing = system.missing_packages(Need.COMMAND, {})

    assert "libzbar0" in missing
    assert not set(missing) & (set(system.WINDOW.values()) | {"xvfb", "postgresql"})


@LINUX_ONLY
@pytest.mark.usefixtures("nothing_loads")
@pytest.mark.parametrize(
    ("environ", "more"),
    [
        ({}, {"xvfb"}),
        ({"DISPLAY": ":0"}, set()),
        ({"WAYLAND_DISPLAY": "wayland-0"}, set(system.WAYLAND.values())),
        ({"QT_QPA_PLATFORM": "offscreen"}, set()),
    ],
)
def test_a_window_needs_xvfb_only_without_a_screen(environ: dict[str, str], more: set[str]) -> None:
    missing = set(system.missing_packages(Need.WINDOW, environ))

    assert set(system.WINDOW.values()) <= missing
    assert missing & ({"xvfb"} | set(system.WAYLAND.values())) == more


@LINUX_ONLY
@pytest.mark.usefixtures("nothing_loads")
def test_the_tests_need_their_own_screen_even_when_there_is_one() -> None:
    missing = system.missing_packages(Need.TESTS, {"DISPLAY": ":0"})

    assert "xvfb" in missing
    assert "xvfb" not in system.spared_packages(Need.TESTS)


@LINUX_ONLY
@pytest.mark.usefixtures("nothing_loads")
def test_what_only_a_few_tests_ask_for_is_installed_for_them_and_stops_nothing() -> None:
    asked = set(system.missing_packages(Need.TESTS, {}))

    assert {"binutils", "libfribidi0", "libwayland-egl1"} <= asked
    assert {"binutils", "libfribidi0", "libwayland-egl1"} <= system.spared_packages(Need.TESTS)
    assert "libwayland-egl1" not in system.spared_packages(Need.PACKAGE)


@LINUX_ONLY
@pytest.mark.usefixtures("nothing_loads")
def test_a_package_is_built_where_all_its_libraries_are() -> None:
    building = set(system.missing_packages(Need.PACKAGE, {}))
    trying = set(system.missing_packages(Need.TRIAL, {}))

    assert set(SHIPPED_WITH.values()) <= building
    assert {"debootstrap", "x11-utils", "xvfb"} <= trying
    assert not trying & set(SHIPPED_WITH.values())


def test_what_is_nice_to_have_is_named_as_in_the_tables() -> None:
    named = set(ALL_LIBRARIES.values()) | set(system.PROGRAMS[Need.TESTS].values())

    assert named >= system.NICE_FOR_TESTS > system.NICE_TO_HAVE


@LINUX_ONLY
@pytest.mark.skipif(not shutil.which("readelf"), reason="reads Qt's files with binutils")
def test_the_table_names_all_that_qt_names() -> None:
    qt = Path(PySide6.__file__).parent / "Qt"
    modules = ("Core", "Gui", "Widgets", "Svg", "PrintSupport", "Pdf", "Network", "DBus", "XcbQpa")
    files = [qt / "lib" / f"libQt6{module}.so.6" for module in modules]
    for plugins in ("platforms/libqxcb.so", "platforms/libqoffscreen.so", "xcbglintegrations/*.so"):
        files += (qt / "plugins").glob(plugins)
    named = set()
    for file in files:
        done = subprocess.run(
            ["readelf", "--dynamic", "--wide", file], check=True, capture_output=True, text=True
        )
        named |= set(re.findall(r"\(NEEDED\).*\[(.+)\]", done.stdout))
    brought_along = re.compile(r"lib(Qt6|icu)|ld-linux|lib(c|m|resolv|gcc_s)\.so")
    same_package = {"libgthread-2.0.so.0", "libbrotlicommon.so.1"}

    assert len(files) == len(modules) + 4
    named = {name for name in named if not brought_along.match(name)} - same_package
    assert named <= set(system.WINDOW)
    assert set(system.WINDOW) - named == {"libcups.so.2"}


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks Debian's own list of files")
@pytest.mark.parametrize(("library", "package"), ALL_LIBRARIES.items())
def test_each_library_comes_from_the_package_named(library: str, package: str) -> None:
    listing = None
    for name in (package, f"{package}t64"):  # Debian 13 and Ubuntu 24.04 renamed some
        done = subprocess.run(
            ["dpkg-query", "-L", name], check=False, capture_output=True, text=True
        )
        listing = listing or (done.stdout if done.returncode == 0 else None)
    if listing is None:
        pytest.skip(f"{package} is not installed here")
    assert library in {Path(line).name for line in listing.splitlines()}

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from installers import licences
from installers.bootstrap.system import WINDOW
from installers.package import bundle, contents, deb, depends

ROOT = Path(__file__).parents[2]
DEBIAN_ONLY = pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks Debian's dpkg")
ASKS_LINKER = pytest.mark.skipif(not shutil.which("readelf"), reason="reads programs with binutils")


def test_modules_imported_late_are_taken_along(tmp_path: Path) -> None:
    source = tmp_path / "late.py"
    source.write_text(
        "import importlib\nfrom importlib import import_module\n"
        "first = import_module('one.two')\nsecond = importlib.import_module('three')\n"
        "third = import_module(name)\nimport_module()\nprint('four')\n",
        encoding="utf-8",
    )
    assert contents.imported_by_name(source) == {"one.two", "three"}


def test_every_command_is_in_the_package() -> None:
    from intake_app.cli import COMMANDS

    assert set(COMMANDS.values()) <= set(contents.modules_found_by_name(ROOT))


def test_files_read_while_running_are_shipped_where_the_program_looks() -> None:
    shipped = {f"{folder}/{Path(source).name}" for source, folder in contents.shipped_files(ROOT)}
    assert "resources/icons/intake.svg" in shipped
    assert "intake_app/storage/migrations/env.py" in shipped
    assert any(name.startswith("resources/wording/") for name in shipped)
    assert not any("__pycache__" in name for name in shipped)


@pytest.mark.parametrize(
    ("name", "source", "kind", "shipped"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/v/libqxcb.so", "BINARY", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/v/libqgtk3.so", "BINARY", False),
        ("PySide6\\plugins\\sqldrivers\\qsqlite.dll", "v/qsqlite.dll", "BINARY", False),
        ("PySide6/Qt/translations/qtbase_ar.qm", "/v/qtbase_ar.qm", "DATA", True),
        ("PySide6/Qt/translations/qtbase_de.qm", "/v/qtbase_de.qm", "DATA", False),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", "BINARY", False),
        ("python3.11/lib-dynload/_ssl.so", "/usr/lib/python3.11/_ssl.so", "BINARY", True),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", "BINARY", True),
        ("libpython3.11.so.1.0", "/opt/python/lib/libpython3.11.so.1.0", "BINARY", True),
        ("resources/offices.csv", "/usr/lib/checkout/offices.csv", "DATA", True),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="places of files on Linux")
def test_what_stays_out_of_the_package(name: str, source: str, kind: str, *, shipped: bool) -> None:
    assert contents.is_shipped(name, source, kind) is shipped


@DEBIAN_ONLY
@ASKS_LINKER
def test_the_linker_says_what_a_program_depends_on(tmp_path: Path) -> None:
    shutil.copy(shutil.which("dpkg-deb") or "", tmp_path / "program")
    (tmp_path / "readme").write_text("no program", encoding="utf-8")

    assert depends.programs_and_libraries(tmp_path) == [tmp_path / "program"]
    needs = depends.debian_depends(tmp_path)
    assert needs[0].startswith("libc6 (>= 2.")
    assert {"zlib1g", "libzbar0"} <= set(needs)


@DEBIAN_ONLY
@ASKS_LINKER
def test_libraries_of_the_package_itself_are_no_dependency(tmp_path: Path) -> None:
    """At a path with a space; the database driver brings libraries of its own beside it."""
    place = tmp_path / "guichet d'accueil"
    found = find_spec("psycopg_binary")
    assert found is not None
    assert found.origin is not None
    driver = Path(found.origin).parent
    for folder in (driver, driver.with_name("psycopg_binary.libs")):
        shutil.copytree(folder, place / folder.name)

    outside, missing = depends.linked_libraries(place)

    assert missing == set()
    assert outside
    assert not any(path.is_relative_to(tmp_path) for path in outside)
    assert "libpq" not in " ".join(map(str, outside))


@DEBIAN_ONLY
def test_a_library_that_no_package_owns_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="no package owns"):
        depends.owner_of(tmp_path / "usr" / "libstray.so")


@DEBIAN_ONLY
def test_the_packages_description_is_one_that_dpkg_accepts(tmp_path: Path) -> None:
    (tmp_path / "usr").mkdir()
    deb.describe(ROOT, tmp_path, "all", ["libc6 (>= 2.36)", *WINDOW.values()])
    package = tmp_path.with_suffix(".deb")
    subprocess.run(["dpkg-deb", "--build", str(tmp_path), str(package)], check=True)

    shown = subprocess.run(
        ["dpkg-deb", "--show", package], check=True, capture_output=True, text=True
    )
    assert shown.stdout.split() == [deb.NAME, bundle.version(ROOT)]


def test_the_menu_entry_starts_the_program_with_its_icon() -> None:
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(ROOT / "installers/linux/onousc-intake.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]

    assert (told["Exec"], told["Icon"]) == ("/usr/bin/intake", deb.NAME)
    assert {"Name", "Name[ar]", "Comment", "Comment[ar]"} <= set(told)


@pytest.mark.skipif(os.name == "nt", reason="on Windows the decoder comes with its library")
def test_the_second_decoder_is_found_without_a_compiler() -> None:
    script = f"import runpy; runpy.run_path({str(contents.runtime_hooks(ROOT)[0])!r})\n"
    script += "import ctypes.util; print(ctypes.util.find_library('zbar'))\n"
    script += "print(ctypes.util.find_library('absent-library'))"

    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, env={"PATH": ""}
    )
    found, absent = done.stdout.split()
    assert found.startswith("libzbar.so")
    assert absent == "None"


def test_the_list_of_licences_is_that_of_the_pins() -> None:
    pins = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    page = licences.TARGET.read_text(encoding="utf-8")

    assert len(licences.pinned_parts(pins)) > 50
    assert page == licences.table(licences.pinned_parts(pins)), "python -m installers.licences"


def test_a_library_without_a_licence_is_not_passed_over() -> None:
    with pytest.raises(LookupError, match="not installed here"):
        licences.describe("no-such-library", "1.0", "")


@pytest.mark.skipif(not shutil.which("objcopy"), reason="makes programs with binutils")
def test_what_only_a_debugger_reads_is_dropped_and_nothing_else(tmp_path: Path) -> None:
    plain, debugged = tmp_path / "plain", tmp_path / "debugged"
    shutil.copy(shutil.which("true") or "", plain)
    notes = tmp_path / "notes"
    notes.write_bytes(bytes(100_000))
    add = ["objcopy", "--add-section", f".debug_info={notes}", str(plain), str(debugged)]
    subprocess.run(add, check=True)
    before = (plain.read_bytes(), debugged.stat().st_size)

    deb.drop_debugging(tmp_path)

    assert plain.read_bytes() == before[0]
    assert debugged.stat().st_size < before[1] - 100_000
    assert subprocess.run([debugged], check=False).returncode == 0


def test_an_address_in_a_registry_is_no_home() -> None:
    links = [("homepage", "https://host.example/project/a"), ("source", "https://code.example/a")]

    assert licences.find_home(links) == "https://code.example/a"
    assert licences.find_home(links[:1]) == ""


def test_licence_texts_are_gathered_for_the_package() -> None:
    gathered = licences.texts()

    assert "\nSQLAlchemy " in gathered
    assert "Permission is hereby granted" in gathered

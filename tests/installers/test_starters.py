from __future__ import annotations

import ast
import os
import re
import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = ROOT / "installers" / "bootstrap" / "__main__.py"
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="starters of POSIX systems")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The starters and the bootstrap alone, at a path with spaces and an accent."""
    place = tmp_path / "bureau d'accueil nº 1 – été"
    shutil.copytree(ROOT / "installers" / "bootstrap", place / "installers" / "bootstrap")
    for name in ("run", "test"):
        shutil.copy2(ROOT / name, place / name)
    return place


def test_the_entry_can_be_read_by_a_python_that_is_too_old() -> None:
    ast.parse(ENTRY.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_pythons_accepted_are_those_of_the_project() -> None:
    entry = runpy.run_path(str(ENTRY), run_name="entry")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, too_new = re.findall(r"3\.(\d+)", project["requires-python"])

    assert (entry["OLDEST"], entry["TOO_NEW"]) == ((3, int(oldest)), (3, int(too_new)))
    accepted = [minor for minor in range(20) if entry["suits"]((3, minor))]
    assert accepted == list(range(int(oldest), int(too_new)))
    assert f"3.{oldest} à 3.{int(too_new) - 1}" in entry["explanation"]()


@POSIX_ONLY
def test_an_unknown_check_lists_what_there_is_from_a_path_with_spaces(copied: Path) -> None:
    done = subprocess.run(
        [copied / "test", "autre"], check=False, capture_output=True, text=True, cwd="/"
    )

    assert done.returncode == 2
    assert "« autre » : contrôle inconnu" in done.stderr
    assert re.search(r"\./test lint +style", done.stderr)
    assert done.stdout == ""


@POSIX_ONLY
@pytest.mark.parametrize("word", ["help", "--help"])
def test_the_list_of_checks_is_an_answer_and_no_error(copied: Path, word: str) -> None:
    done = subprocess.run([copied / "test", word], check=False, capture_output=True, text=True)

    assert done.returncode == 0
    assert re.search(r"\./test unit +tests", done.stdout)
    assert done.stderr == ""


@POSIX_ONLY
def test_a_starter_called_through_a_link_finds_its_checkout(copied: Path, tmp_path: Path) -> None:
    link = tmp_path / "essai"
    link.symlink_to(copied / "test")

    done = subprocess.run([link, "autre"], check=False, capture_output=True, text=True, cwd="/")

    assert "contrôle inconnu" in done.stderr


@POSIX_ONLY
@pytest.mark.parametrize("starter", ["run", "test"])
def test_a_machine_without_python_is_told_what_to_install(
    copied: Path, tmp_path: Path, starter: str
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("dirname", "readlink", "sh"):
        (programs / name).symlink_to(f"/usr/bin/{name}")

    done = subprocess.run(
        ["/bin/sh", copied / starter],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(programs)},
    )

    assert done.returncode == 4
    assert "apt-get install python3" in done.stderr


@POSIX_ONLY
def test_an_old_python_hands_over_to_a_newer_one_of_the_machine(
    copied: Path, tmp_path: Path
) -> None:
    """The old one is this Python that is told, before it starts, that it is 3.9."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3.12").write_text('#!/bin/sh\necho newer "$@"\n', encoding="utf-8")
    (programs / "python3.12").chmod(0o755)
    shim = programs / "python3"
    shim.write_text(
        f'#!/bin/sh\nshift\nexec {shutil.which("python3")} -c "'
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
        '" "$@"\n',
        encoding="utf-8",
    )
    shim.chmod(0o755)

    done = subprocess.run(
        [copied / "test", "autre"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": f"{programs}:/usr/bin:/bin"},
    )

    assert done.stdout.startswith("newer -I")
    assert done.stdout.strip().endswith("installers/bootstrap test autre")


def test_windows_starters_have_windows_line_ends() -> None:
    for name in ("run.cmd", "test.cmd"):
        text = (ROOT / name).read_bytes()
        assert text.count(b"\n") == text.count(b"\r\n") > 5

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
NAMES = ("run", "test", "package")
PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+) *(;[^\\]*)?", re.MULTILINE)


def read_pins(name: str) -> dict[tuple[str, str, str], list[str]]:
    """Read a file of pins: (library, version, marker) → its hashes."""
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    pins = {}
    for block in re.split(r"\n(?=\S)", text):
        found = PIN.match(block)
        if found:
            library, version, marker = found[1], found[2], (found[3] or "").strip()
            pins[library, version, marker] = sorted(re.findall(r"sha256:[0-9a-f]{64}", block))
    return pins


@pytest.mark.parametrize("name", NAMES)
def test_every_library_is_pinned_with_its_hashes(name: str) -> None:
    pins = read_pins(name)

    assert len(pins) > 50
    assert all(pins.values())


@pytest.mark.parametrize("name", NAMES)
def test_no_pin_says_where_libraries_come_from(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")

    assert not re.search(r"://|^-|--(extra-)?index|--find-links|@ ", text, re.MULTILINE)


@pytest.mark.parametrize("wider", ["test", "package"])
def test_an_environment_for_more_holds_exactly_what_the_program_runs_on(wider: str) -> None:
    wide = read_pins(wider)

    assert {pin: wide.get(pin) for pin in read_pins("run")} == read_pins("run")


def chosen_libraries() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", line)[0] for line in project["dependencies"]]


def modules_of_each_library() -> dict[str, set[str]]:
    modules: dict[str, set[str]] = {}
    for module, libraries in packages_distributions().items():
        for library in libraries:
            modules.setdefault(library.lower().replace("_", "-"), set()).add(module)
    return modules


def test_the_program_imports_every_library_it_chose() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("intake_app", "intake_server")
        for path in (ROOT / package).rglob("*.py")
    )
    modules = modules_of_each_library()
    modules["pyside6-pdf"] = {"PySide6.QtPdf"}  # shares its folder with Essentials
    modules["psycopg"] = {"postgresql+psycopg"}  # named in addresses only
    idle = {
        library
        for library in chosen_libraries()
        if not any(
            re.search(rf"(?:^|\W){re.escape(module)}\b", code)
            for module in modules[library.lower()]
        )
    }

    assert not idle


def test_every_library_has_a_line_that_says_why_it_is_here() -> None:
    page = (ROOT / "docs" / "decisions" / "0010-libraries.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| ")]
    explained = re.findall(r"[\w-]+", " ".join(rows))

    assert set(chosen_libraries()) <= set(explained)

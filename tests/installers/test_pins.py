from __future__ import annotations

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
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

"""The table of what `./test` can pass: style, types, unit tests, and the long trials."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from installers.bootstrap.speech import Refusal
from installers.bootstrap.system import Need

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

USAGE = 2
# Files of tests are kept whole on one worker: what a file's tests share is made once.
TWO_WORKERS = ("-n", "2", "--dist", "loadfile")
STARTS = re.compile(r"^if __name__ == .__main__.:", re.MULTILINE)
ASKS_FOR_SCREEN = re.compile(r"^\s*(@|pytestmark *= *)pytest\.mark\.onscreen", re.MULTILINE)
EVERYTHING = ("lint", "types", "unit")
HELP = ("help", "-h", "--help")
SHORT = {
    "lint": "style et mise en forme du code (ruff)",
    "types": "types (mypy --strict)",
    "unit": "tests (pytest) ; ses options et chemins peuvent suivre",
}


class Section(NamedTuple):
    """One program to run: its heading, its words after `python -m`, and what it runs on."""

    title: str
    words: tuple[str, ...]
    on_screen: bool = False

    @property
    def is_pytest(self) -> bool:
        """Tell whether its closing line counts tests."""
        return self.words[0] == "pytest"


class Checks(NamedTuple):
    """What was asked for: the machine it needs, and the programs in order."""

    need: Need
    sections: tuple[Section, ...]


def chosen(root: Path, arguments: Sequence[str]) -> Checks:
    """Turn the words after `./test` into programs to run; raise `Refusal` for an unknown word."""
    if not arguments:
        named = [section for what in EVERYTHING for section in short_sections(root, what, ())]
        return Checks(Need.TESTS, tuple(named))
    what, options = arguments[0], tuple(arguments[1:])
    if what in SHORT:
        need = Need.TESTS if what == "unit" else Need.COMMAND
        return Checks(need, tuple(short_sections(root, what, options)))
    if what in long_trials(root):
        return Checks(
            Need.TESTS, (Section(f"tests/long/{what}", (f"tests.long.{what}", *options)),)
        )
    raise Refusal(f"« {what} » : contrôle inconnu.\n{table(root)}", USAGE)


def short_sections(root: Path, what: str, options: tuple[str, ...]) -> list[Section]:
    """Give the programs behind one word of every day."""
    if what == "lint":
        return [
            Section("ruff check", ("ruff", "check", *(options or (".",)))),
            Section("ruff format", ("ruff", "format", "--check", *(options or (".",)))),
        ]
    if what == "types":
        return [Section("mypy --strict", ("mypy", *options))]
    if options:
        return [Section("pytest", ("pytest", *options))]
    sections = [Section("pytest", ("pytest", *TWO_WORKERS, "-m", "not onscreen"))]
    if has_onscreen_tests(root):
        sections.append(Section("pytest, sur écran", ("pytest", "-m", "onscreen"), on_screen=True))
    return sections


def has_onscreen_tests(root: Path) -> bool:
    """Tell whether some test asks for a real X display, rather than collect all of them to see."""
    tests = (root / "tests").rglob("test_*.py")
    return any(ASKS_FOR_SCREEN.search(path.read_text(encoding="utf-8")) for path in tests)


def long_trials(root: Path) -> dict[str, str]:
    """Find the programs among the long tests: word → first line of the module's docstring."""
    trials = {}
    for path in sorted((root / "tests" / "long").glob("[a-z]*.py")):
        text = path.read_text(encoding="utf-8")
        if STARTS.search(text):
            about = ast.get_docstring(ast.parse(text)) or ""
            trials[path.stem] = about.partition("\n")[0]
    return trials


def table(root: Path) -> str:
    """List what `./test` can pass, a line each."""
    rows = {"": "lint, types et unit, l'un après l'autre"} | SHORT | long_trials(root)
    rows["help"] = "cette liste"
    width = max(map(len, rows))
    lines = [f"  ./test {what:<{width}}  {about}" for what, about in rows.items()]
    example = "Par exemple : ./test unit tests/domain -k deadline"
    return "\n".join(["Ce que ./test sait passer :", *lines, example])

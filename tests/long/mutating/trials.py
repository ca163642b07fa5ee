"""Running tests on a faulty module: which tests reach a line, and whether they notice.

Every trial is a fork of a process that has loaded the test tools but nothing of the program, so
that it imports the faulty module as everybody else does, tables and constants included.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import coverage
import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import CodeType, ModuleType

    from tests.long.mutating.faults import Fault

ROOT = Path(__file__).resolve().parents[3]
TESTS = "tests/domain"
_LEFT_OUT = ("cacheprovider", "randomly", "xdist", "pytest-qt")
_PYTEST = (
    "-q",
    "-x",
    "-c",
    os.devnull,
    f"--rootdir={ROOT}",
    "--import-mode=importlib",
    "--no-header",
    "--tb=no",
    *(f"-pno:{name}" for name in _LEFT_OUT),
)
_MEMORY_BYTES = 4 * 1024**3
SURVIVED, NOTICED = 0, 1


class Reach:
    """Which tests run which lines, and how long each of them takes."""

    def __init__(self, lines: dict[str, dict[int, list[str]]], seconds: dict[str, float]) -> None:
        self._lines = lines
        self.seconds = seconds

    def tests_of(self, fault: Fault, path: str) -> list[str]:
        """Name the tests that may notice a fault, the quickest first.

        What runs on import may be noticed by any test, those that run some line of the module
        before the others.
        """
        lines = self._lines.get(path, {})
        if fault.in_function:
            wanted = range(fault.line, fault.last_line + 1)
            named = {test for line in wanted for test in lines.get(line, ())}
            return self._quickest_first(named)
        named = {test for tests in lines.values() for test in tests}
        return self._quickest_first(named) + self._quickest_first(self.seconds.keys() - named)

    def _quickest_first(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: self.seconds.get(test, 0.0))


def measure_reach() -> Reach:
    """Run all tests once on the sound program, in a process of its own.

    Raises:
        SystemExit: When a test fails: then nothing can be learnt from faults.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _measure(writer)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    if not told:
        raise SystemExit("les tests échouent déjà sans faute : corrigez-les d'abord")
    raw = json.loads(told)
    lines = {
        path: {int(line): tests for line, tests in known.items()}
        for path, known in raw["lines"].items()
    }
    return Reach(lines, raw["seconds"])


def _measure(writer: int) -> NoReturn:
    measured = coverage.Coverage(data_file=None, source=["intake_app.domain"], config_file=False)
    watch = _Watch(measured.switch_context)
    measured.start()
    status = _run_tests([TESTS], watch)
    measured.stop()
    if status == 0:
        data = measured.get_data()
        lines = {
            path: {line: sorted(filter(None, tests)) for line, tests in known.items()}
            for path in data.measured_files()
            for known in [data.contexts_by_lineno(path)]
        }
        with os.fdopen(writer, "w", encoding="utf-8") as stream:
            json.dump({"lines": lines, "seconds": watch.seconds}, stream)
    _leave(0)


class _Watch:
    """Tells coverage which test is running, and times each."""

    def __init__(self, switch_context: Callable[[str], object]) -> None:
        self._switch = switch_context
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        started = time.perf_counter()
        self._switch(item.nodeid)
        yield
        self._switch("")
        self.seconds[item.nodeid] = time.perf_counter() - started


class _Chosen:
    """Keeps only the chosen tests, in their order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._rank = {test: rank for rank, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._rank),
            key=lambda item: self._rank[item.nodeid],
        )


class _Examples:
    """Draws the same examples for every fault, and does not look for the simplest one."""

    def pytest_sessionstart(self) -> None:
        settings.register_profile(
            "faults",
            database=None,
            deadline=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("faults")


def _run_tests(paths: Iterable[str], *plugins: object) -> int:
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        return int(pytest.main([*_PYTEST, *paths], plugins=[_Examples(), *plugins]))


class _FaultyImport(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with other code than its file has."""

    def __init__(self, module: str, path: str, code: CodeType) -> None:
        self._module, self._path, self._code = module, path, code

    def find_spec(self, fullname: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._module:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self._path)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - our own code, with our own fault


def start_trial(fault: Fault, path: str, tests: Sequence[str], cpu_seconds: int) -> int:
    """Start the tests on one fault and return the id of their process, which ends by itself.

    Its exit status is `SURVIVED` when every test passed; anything else, a signal included, noticed.
    """
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        sys.meta_path.insert(0, _FaultyImport(fault.module, path, fault.code))
        files = sorted({test.partition("::")[0] for test in tests})
        _leave(SURVIVED if _run_tests(files, _Chosen(tests)) == 0 else NOTICED)
    return child


def _leave(status: int) -> NoReturn:
    """End a forked process without the clean-up of the one it was forked from."""
    os._exit(status)

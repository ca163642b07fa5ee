"""Every line and every branch of the rules is run by an example, not only by luck."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
# Tables of cases alone: what Hypothesis happens to draw is no proof that a branch is tested.
DRAWN = ("test_properties.py",)


def coverage(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "COV" not in name}
    environment |= {"COVERAGE_FILE": str(data), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "coverage", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def pytest_words() -> Iterator[str]:
    yield from ("-m", "pytest", "-q", "tests/domain", "-c", os.devnull, f"--rootdir={ROOT}")
    yield from ("--import-mode=importlib", "--hypothesis-profile=few")
    yield from (f"-pno:{name}" for name in ("cacheprovider", "randomly", "xdist", "pytest-qt"))
    yield from (f"--ignore=tests/domain/{name}" for name in DRAWN)


def test_every_branch_of_the_rules_is_run_by_an_example(tmp_path: Path) -> None:
    data = tmp_path / "coverage"

    run = coverage("run", "--branch", "--source=intake_app.domain", *pytest_words(), data=data)
    assert run.returncode == 0, run.stdout + run.stderr
    report = coverage("report", "-m", "--skip-covered", "--fail-under=100", data=data)

    assert report.returncode == 0, report.stdout + report.stderr

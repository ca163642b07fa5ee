"""A plugin of pytest that puts one deliberate defect in: `INTAKE_MUTANT=NAME pytest -p …`."""

from __future__ import annotations

import os

import pytest

from tests.faults.mutants import MUTANTS


def pytest_collection_finish() -> None:
    """Apply the defect once everything is imported, before the first test."""
    MUTANTS[os.environ["INTAKE_MUTANT"]].apply(pytest.MonkeyPatch())

"""Fixtures for every test: a real encrypted store in a temporary folder, a clock that obeys."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

# A machine that is busy with other work is slow, not wrong: no example has a time limit.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", UNHURRIED)
settings.register_profile("few", UNHURRIED, max_examples=5, derandomize=True, database=None)
settings.load_profile("desk")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the user's own
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.storage.unit_of_work import Store

MOROCCO = timezone(timedelta(hours=1))
SHARED = Path(__file__).parents[1].parent / "shared"


@dataclass
class SetClock:
    """A clock that moves only when told to."""

    instant: datetime = field(default=datetime(2026, 11, 20, 10, 30, tzinfo=MOROCCO))
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Let time pass: both clocks agree."""
        self.instant += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may ever touch the data folder of the person who runs it."""
    monkeypatch.setenv("INTAKE_HOME", str(tmp_path / "home"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    from intake_app.storage.engine import open_engine
    from intake_app.storage.schema import upgrade_schema
    from intake_app.storage.unit_of_work import Store

    engine = open_engine(tmp_path / "store.sqlite", bytes(range(32)))
    upgrade_schema(engine)
    opened = Store(engine)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public cases and pictures beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder of shared cases is not beside this checkout")
    return SHARED

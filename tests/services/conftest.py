"""What the tests of use cases share: a counter that is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake_app.app import Desk, open_desk
from intake_app.services.settings import StationSettings
from intake_app.settings import Home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import SetClock


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    """A counter of Agadir with its first supervisor, on the clock that obeys."""
    opened = open_desk(Home(tmp_path / "desk"), clock)
    opened.set_up(StationSettings("AGA1", "1"), "amina", "Amina Berrada", "correct horse")
    yield opened
    opened.close()

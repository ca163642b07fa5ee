from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.server.fixtures import (
    cluster,
    own_trial,
    postgres_server,
    postgres_url,
    served,
    sqlite_server,
    trial,
)
from tests.sync.bundle_kit import Stick
from tests.sync.counter_kit import ADMINISTRATOR, Counter, counter_at
from tests.sync.volume_kit import Volume, follow_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "cluster",
    "own_trial",
    "postgres_server",
    "postgres_url",
    "served",
    "sqlite_server",
    "trial",
]


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a counter that was just set up; copied, for that costs less."""
    folder = tmp_path_factory.mktemp("new") / "desk"
    with counter_at(folder):
        return folder


@pytest.fixture
def folder(new_desk: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return shutil.copytree(new_desk, tmp_path / "desk")


@pytest.fixture
def counter(folder: Path) -> Iterator[Counter]:
    with counter_at(folder) as opened:
        yield opened


@pytest.fixture
def stick(counter: Counter, tmp_path: Path) -> Stick:
    folder = tmp_path / "stick"
    folder.mkdir()
    return Stick(counter, folder)


@pytest.fixture
def volume(tmp_path: Path) -> Volume:
    return Volume(tmp_path / "volume")


@pytest.fixture
def copied(counter: Counter, volume: Volume) -> Counter:
    """A counter that keeps a second copy."""
    follow_on(counter, volume).use(volume.folder, ADMINISTRATOR)
    return counter

"""What the tries share, made once for a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.bench import Workshop, workshop
from tests.server.fixtures import cluster
from tests.server.postgres import find_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["cluster"]


@pytest.fixture(scope="session")
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    """A desk to copy, a server on SQLite and, where it is installed, one on PostgreSQL."""
    started = request.getfixturevalue("cluster") if find_binaries() else None
    with workshop(tmp_path_factory.mktemp("faults"), started) as made:
        yield made

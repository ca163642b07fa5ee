"""Fixtures that the tests of both sides of the wire share; each conftest imports them.

The servers live as long as the session and are emptied before each test; a test that breaks its
server, or needs other settings, starts one of its own with `serving`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from intake_server.settings import ServerSettings, parse_database
from intake_server.tables import Base
from tests.server.kit import Served, serving
from tests.server.postgres import Cluster, find_binaries, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEPT = {"epoch", "server_key"}


def settings_for(database: str, **others: int) -> ServerSettings:
    """Settings under which tests enrol and send as often as they like."""
    rates = {"enrolments_per_second": 1000, "enrolment_burst": 1000, "batch_burst": 1000}
    return ServerSettings(database=parse_database(database), **(rates | others))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for all tests of the session."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's programs are not installed")
    with running_cluster(binaries) as started:
        yield started


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """A new empty database, as its owner."""
    name = cluster.create_database()
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on SQLite for the whole session."""
    path = tmp_path_factory.mktemp("reception") / "reception.sqlite"
    with serving(settings_for(str(path))) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server(cluster: Cluster) -> Iterator[Served]:
    """A server on PostgreSQL for the whole session."""
    with serving(settings_for(cluster.url(cluster.create_database()))) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """An empty reception server, on either database."""
    running: Served = request.getfixturevalue(f"{request.param}_server")
    empty(running)
    yield running
    running.close()


@pytest.fixture
def trial(sqlite_server: Served) -> Iterator[Served]:
    """An empty reception server on SQLite, for what does not depend on the database."""
    empty(sqlite_server)
    yield sqlite_server
    sqlite_server.close()


@pytest.fixture
def own_trial(tmp_path: Path) -> Iterator[Served]:
    """A server on SQLite that the test may break."""
    with serving(settings_for(str(tmp_path / "reception.sqlite"))) as running:
        yield running


def empty(running: Served) -> None:
    """Take everything out of a server but its keys and its epoch."""
    with running.database.writing() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in _KEPT:
                connection.execute(delete(table))

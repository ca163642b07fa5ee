"""The servers of `tests/server`, for journeys that end in one."""

from __future__ import annotations

from tests.server.fixtures import cluster, postgres_server, served, sqlite_server

__all__ = ["cluster", "postgres_server", "served", "sqlite_server"]

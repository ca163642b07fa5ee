from __future__ import annotations

from tests.server.fixtures import (
    cluster,
    own_trial,
    postgres_server,
    postgres_url,
    served,
    sqlite_server,
    trial,
)

__all__ = [
    "cluster",
    "own_trial",
    "postgres_server",
    "postgres_url",
    "served",
    "sqlite_server",
    "trial",
]

"""A PostgreSQL of our own for the tests: own data directory, own socket, gone at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER = "reception_owner"
INGEST = "reception_ingest"
_NOT_ROOT = "postgres"


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL that answers on its socket only."""

    binaries: Path
    folder: Path
    options: str = "-c fsync=off -c shared_buffers=32MB -c max_connections=60"

    def url(self, database: str, role: str = OWNER) -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def create_database(self) -> str:
        name = f"reception_{uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self, mode: str = "immediate") -> None:
        self._pg_ctl("-m", mode, "-w", "stop")

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        options += f" {self.options}"
        self._pg_ctl("-w", "-l", str(self.folder / "log"), "-o", options, "start")
        with psycopg.connect(self.url("postgres")) as connection:
            shown = connection.execute("SHOW data_directory").fetchone()
        assert shown is not None
        assert Path(shown[0]) == self.data, "another PostgreSQL answers"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _pg_ctl(self, *arguments: str) -> None:
        self.run("pg_ctl", "-D", str(self.data), *arguments)

    def run(self, program: str, *arguments: str) -> None:
        command = [*_as_another_user(), str(self.binaries / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, timeout=60)


def find_binaries() -> Path | None:
    """The newest installed PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


@contextlib.contextmanager
def running_cluster(binaries: Path, options: str = Cluster.options) -> Iterator[Cluster]:
    # A short path: the name of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    cluster = Cluster(binaries, folder, options)
    try:
        if _as_another_user():
            shutil.chown(folder, _NOT_ROOT)
        cluster.run(
            "initdb", "-D", str(cluster.data), "-U", OWNER, "--auth=trust", "-E", "UTF8",
            "--no-locale", "--no-sync",
        )  # fmt: skip
        cluster.start()
        try:
            with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE ROLE {INGEST} LOGIN")
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def _as_another_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.name != "posix" or os.geteuid() != 0:
        return []
    return ["runuser", "-u", _NOT_ROOT, "--"]

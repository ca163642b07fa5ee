"""What the commands of `intake server` share: which database, and one object a line."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.settings import find_home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_server.database import Database
    from intake_server.settings import ServerSettings

DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="ADRESSE",
        help="Fichier SQLite ou postgresql://… ; sinon INTAKE_SERVER_DATABASE, "
        "sinon le serveur d'essai du dossier de données.",
    ),
]
_NO_RIGHT = "42501"  # PostgreSQL's insufficient_privilege
JsonOption = Annotated[bool, typer.Option("--json", help="Un objet JSON par ligne.")]


@contextmanager
def open_server(database: str, *, required: bool = True) -> Iterator[Database]:
    """Open the database for one command; its tables must be there if they are required.

    Raises:
        UnusableInput: `server.owner_needed` when this role may not do what is asked.
        EnvironmentFault: `server.unavailable` when it does not answer, `server.not_set_up`,
            `server.newer_program`.
    """
    from sqlalchemy.exc import ProgrammingError  # noqa: PLC0415

    from intake_app.sync.problems import Problem  # noqa: PLC0415
    from intake_server.database import open_database  # noqa: PLC0415
    from intake_server.schema import require_schema, set_up  # noqa: PLC0415

    opened = open_database(server_settings(database), patient=True)
    try:
        if not opened.is_postgres:
            set_up(opened)  # a trial needs no step of its own
        elif required:
            require_schema(opened)
        yield opened
    except Problem as error:
        raise EnvironmentFault("server.unavailable") from error
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _NO_RIGHT:
            raise
        raise UnusableInput("server.owner_needed") from error
    finally:
        opened.close()


def server_settings(database: str) -> ServerSettings:
    """Read the settings of the environment, for this database."""
    from intake_server.settings import DATABASE_VARIABLE, read_settings  # noqa: PLC0415

    return read_settings({**os.environ, DATABASE_VARIABLE: server_address(database)})


def server_address(database: str) -> str:
    """Say where the database is: as told, else by the environment, else the trial's own."""
    from intake_server.settings import DATABASE_VARIABLE  # noqa: PLC0415

    trial = find_home().trial_server / "reception.sqlite"
    return database or os.environ.get(DATABASE_VARIABLE, "") or str(trial)


def print_members(**members: Any) -> None:
    """Print one JSON object on a line of its own."""
    json.dump(members, sys.stdout, ensure_ascii=False)
    print()

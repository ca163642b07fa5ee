"""What commands share that act for a person: the open desk, the login, the printed line."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake_app.app import open_desk
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.strict_json import MAX_BYTES
from intake_app.settings import find_home
from intake_app.wording import describe_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.app import Desk
    from intake_app.domain.dossier import Dossier
    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError

PASSWORD_VARIABLE = "INTAKE_PASSWORD"  # noqa: S105 - the variable's name, not a password

OperatorOption = Annotated[
    str,
    typer.Option(
        "--operator",
        metavar="NOM",
        help="Nom d'utilisateur ; le mot de passe vient du terminal ou d'INTAKE_PASSWORD.",
    ),
]
FileArgument = Annotated[
    Path, typer.Argument(metavar="FICHIER", help="Dossier en JSON ; « - » : entrée standard.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Un objet JSON par ligne, pour d'autres programmes.")
]


@contextmanager
def desk_open(*, anew: bool = False, recovery_key: str = "") -> Iterator[Desk]:
    """Open the desk of `INTAKE_HOME` and close it whatever happens; options as for `open_desk`."""
    desk = open_desk(find_home(), anew=anew, recovery_key=recovery_key)
    try:
        yield desk
    finally:
        desk.close()


def log_in(desk: Desk, username: str) -> Operator:
    """Let the operator in whom the command names.

    Raises:
        UnusableInput: `setup.needed` on a station that was never set up.
        AccessDenied: `login.who` when nobody is named, or as `AccountsService.log_in`.
    """
    desk.settings.require()  # before set-up nobody can log in: say that, not «wrong password»
    if not username:
        raise AccessDenied("login.who")
    return desk.accounts.log_in(username, ask_password(username))


def ask_password(username: str, *, twice: bool = False, variable: str = PASSWORD_VARIABLE) -> str:
    """Take a password from the environment, or ask for it on the terminal.

    Raises:
        UnusableInput: `login.no_terminal` when there is neither; `accounts.passwords_differ`.
    """
    kept = os.environ.get(variable)
    if kept is not None:
        return kept
    if not sys.stdin.isatty():
        raise UnusableInput("login.no_terminal", variable=variable)
    password = getpass(f"Mot de passe de {username} : ")
    if twice and getpass("Encore une fois : ") != password:
        raise UnusableInput("accounts.passwords_differ")
    return password


def print_json(members: dict[str, Any]) -> None:
    """Print one object on one line."""
    print(json.dumps(members, ensure_ascii=False))


def say_error(error: IntakeError) -> None:
    """Say on standard error what went wrong and what to do."""
    print(f"intake : {describe_error(error)}", file=sys.stderr)


def read_input(path: Path) -> bytes:
    """Read a file named on the command line; `-` is standard input.

    One byte more than a dossier may have is enough to notice that it is too long.

    Raises:
        UnusableInput: `file.unreadable`, with the file's name.
    """
    if str(path) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnusableInput("file.unreadable", path=path) from error


def read_dossier(path: Path) -> Dossier:
    """Read a dossier named on the command line; what is wrong with it names the file.

    Raises:
        UnusableInput: `file.unreadable`, or `file.wrong` with the place and the reason.
    """
    content = read_input(path)
    try:
        return parse_dossier(content)
    except UnusableInput as error:
        raise UnusableInput("file.wrong", path=path, said=describe_error(error)) from error

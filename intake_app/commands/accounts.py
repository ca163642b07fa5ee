"""`intake accounts`: who may work at this counter."""

from __future__ import annotations

from typing import Annotated

import typer

from intake_app.commands.session import (
    JsonOption,
    OperatorOption,
    ask_password,
    desk_open,
    log_in,
    print_json,
)
from intake_app.domain.operators import Role
from intake_app.errors import UnusableInput

accounts = typer.Typer(no_args_is_help=True, help="Agents et rôles du guichet.")
NEW_PASSWORD_VARIABLE = "INTAKE_NEW_PASSWORD"  # noqa: S105 - the variable's name


@accounts.command("list", help="Liste les personnes qui peuvent se connecter.")
def list_accounts(operator: OperatorOption = "", json_lines: JsonOption = False) -> int:
    """List who may log in, with their role."""
    with desk_open() as desk:
        log_in(desk, operator)
        for person in desk.accounts.all():
            if json_lines:
                print_json(
                    {"username": person.username, "name": person.full_name, "role": person.role}
                )
            else:
                print(f"{person.username:<20} {person.role:<14} {person.full_name}")
    return 0


@accounts.command("create", help="Crée un compte (administrateur).")
def create(
    username: Annotated[str, typer.Argument(metavar="NOUVEAU", help="Nom d'utilisateur.")],
    operator: OperatorOption = "",
    name: Annotated[str, typer.Option("--name", help="Nom complet.")] = "",
    role: Annotated[
        str, typer.Option("--role", help="agent, supervisor ou administrator.")
    ] = Role.AGENT.value,
) -> int:
    """Make an account; its password comes from the terminal or INTAKE_NEW_PASSWORD."""
    try:
        wanted = Role(role)
    except ValueError as error:
        raise UnusableInput("accounts.role_unknown", role=role) from error
    with desk_open() as desk:
        administrator = log_in(desk, operator)
        password = ask_password(username, twice=True, variable=NEW_PASSWORD_VARIABLE)
        made = desk.accounts.create(administrator, username, name or username, password, wanted)
        print(f"Compte créé : {made.username} ({made.role}).")
    return 0


def add_to(app: typer.Typer) -> None:
    """Add `accounts` to the command line."""
    app.add_typer(accounts, name="accounts")

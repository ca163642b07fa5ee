"""`intake COMMAND`: finds the command's module, runs it, and turns errors into exit statuses."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import typer

from intake_app.errors import IntakeError
from intake_app.wording import describe_error

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each module has `add_to(app)`. Only the module of the command asked for is imported, so that
# `intake check` does not pay for the window, the store or the camera.
COMMANDS = {
    "check": "intake_app.commands.check",
    "scan": "intake_app.commands.scan",
    "server": "intake_app.commands.server",
}


def build_app(commands: Sequence[str]) -> typer.Typer:
    """Describe the command line with the commands named."""
    app = typer.Typer(
        name="intake",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Guichet de dépôt des dossiers de maladie des étudiants.",
    )
    app.callback()(lambda: None)
    for name in commands:
        import_module(COMMANDS[name]).add_to(app)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    asked = arguments[0] if arguments else ""
    app = build_app([asked] if asked in COMMANDS else list(COMMANDS))
    try:
        status = app(arguments, standalone_mode=False)
    except IntakeError as error:
        print(f"intake : {describe_error(error)}", file=sys.stderr)  # noqa: T201
        return error.exit_status
    return status if isinstance(status, int) else 0

"""French for what the command line's library says itself: its helps, and what is wrong in a call.

Commands describe themselves in French already; the library adds headings, kinds of values and
sentences about wrong calls in English. A sentence unknown here is shown as the library says it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

if TYPE_CHECKING:
    import typer
    from typer.exceptions import TyperException

HELP = "Affiche cette aide."
_HEADINGS = {
    "COMMANDS_PANEL_TITLE": "Commandes",
    "DEFAULT_STRING": "[sinon : {}]",
    "REQUIRED_LONG_STRING": "[obligatoire]",
    "ENVVAR_STRING": "[ou la variable {}]",
}
# Kinds of values as the library names them; a switch has none that would be worth a column.
_KINDS = {"<bool>": "", "<str>": "TEXTE", "<path>": "FICHIER", "<int>": "NOMBRE"}
_KINDS |= {"<int range>": "NOMBRE", "<float>": "NOMBRE", "<float range>": "NOMBRE"}
# Names in braces or twice in brackets: a command whose name shows a choice or a row keeps its own.
_PLAIN_NAME = re.compile(r"^\{([^|]+)\}(?:\.\.\.)?$|^\[(\[.+\]…)\]\.\.\.$")
_SENTENCES = tuple(
    (re.compile(english), french)
    for english, french in (
        (r"Missing argument '(.+?)'", r"Il manque l'argument « \1 »"),
        (r"Missing option '(.+?)'", r"Il manque l'option « \1 »"),
        (r"Missing command", "Il manque une commande"),
        (r"No such option: (\S+)", r"Option inconnue : « \1 »"),
        (r"\(Possible options: (.+)\)", r"(peut-être : \1)"),
        (r"No such command '(.*?)'", r"Commande inconnue : « \1 »"),
        (r"Did you mean '(.+)'\?", r"Peut-être : « \1 »"),
        (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"De trop : « \1 »"),
        (r"Option '(.+?)' does not take a value", r"L'option « \1 » ne prend pas de valeur"),
        (r"Option '(.+?)' requires an argument", r"L'option « \1 » attend une valeur"),
        (r"Invalid value for '(.+?)':", r"Valeur inutilisable pour « \1 » :"),
        (r"Input should be a valid (integer|number).*", "il faut un nombre"),
        (r"Input should be greater than or equal to (\S+)", r"il faut au moins \1"),
        (r"Input should be less than or equal to (\S+)", r"il faut au plus \1"),
    )
)


class _FrenchHelp:
    """What both kinds of commands do before they show their help."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the first line of a help."""
        pieces = [
            _PLAIN_NAME.sub(r"\1\2", piece) for piece in ctx.command.collect_usage_pieces(ctx)
        ]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Usage : ")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Put the library's own words into French, then let it write the help."""
        from typer import rich_utils  # noqa: PLC0415 - only a help needs it

        for name, words in _HEADINGS.items():
            setattr(rich_utils, name, words)
        for parameter in ctx.command.get_params(ctx):
            _describe(parameter, ctx)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class FrenchCommand(_FrenchHelp, TyperCommand):
    """A command whose help is French throughout."""


class FrenchGroup(_FrenchHelp, TyperGroup):
    """A group of commands whose help is French throughout."""


def speak_french(app: typer.Typer) -> None:
    """Let every command and group of an application show its help in French."""
    app.info.cls = FrenchGroup
    app.info.subcommand_metavar = "COMMANDE …"
    for command in app.registered_commands:
        command.cls = FrenchCommand
    for group in app.registered_groups:
        group.cls, group.subcommand_metavar = FrenchGroup, "COMMANDE …"
        if group.typer_instance:
            speak_french(group.typer_instance)


def describe_usage(error: TyperException, asked: str) -> str:
    """Say in French what is wrong in a call and where the help is; empty when it was just shown."""
    said = error.format_message().strip().removesuffix(".")
    if not said:
        return ""
    for english, french in _SENTENCES:
        said = english.sub(french, said)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else f"intake {asked}".strip()
    return f"{said}. Aide : {command} --help"


def _describe(parameter: Any, ctx: Any) -> None:
    """Name in French what kind of value an option takes, where the command does not say."""
    if "--help" in parameter.opts:
        parameter.help = HELP
    if isinstance(parameter, TyperArgument):
        parameter.display_type_rich = _no_kind  # type: ignore[method-assign]
    elif parameter.metavar is None:
        kind = parameter.display_type(ctx)
        parameter.metavar = _KINDS.get(kind, kind)


def _no_kind(ctx: Any) -> None:
    """Say nothing about the kind of an argument, which its French name tells already."""

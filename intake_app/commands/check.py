"""`intake check`: is a dossier complete, until when may it be deposited, what is missing.

Needs no set-up. On a counter that has been set up, the lists that it has loaded and its earlier
deposits are compared with too.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import ExitStack, closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake_app.commands.verdict_lines import VerdictText, json_line
from intake_app.domain.check import check_dossier
from intake_app.domain.findings import Outcome
from intake_app.domain.lists import NO_LISTS
from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.profile_toml import load_schemes
from intake_app.formats.strict_json import MAX_BYTES
from intake_app.settings import find_home
from intake_app.wording import LANGUAGES, describe_error, say

if TYPE_CHECKING:
    from datetime import date
    from typing import Protocol

    from intake_app.domain.dossier import Dossier
    from intake_app.domain.findings import Verdict
    from intake_app.domain.lists import Lists
    from intake_app.wording import Language

    class Judge(Protocol):
        """Gives the verdict on a dossier handed in on a day."""

        def __call__(self, dossier: Dossier, *, deposited_on: date) -> Verdict:
            """Judge it by every rule."""
            ...


STANDARD_INPUT = "-"
UNUSABLE = 2
# The status of each outcome; of several files the first in `_PRECEDENCE` that applies.
STATUS = {Outcome.COMPLETE: 0, Outcome.INCOMPLETE: 1, Outcome.REFUSED: 3}
_PRECEDENCE = (UNUSABLE, STATUS[Outcome.REFUSED], STATUS[Outcome.INCOMPLETE])
_HELP = (
    "Dit si des dossiers sont complets, ce qui manque et jusqu'à quand les déposer.\n\n"
    "État de sortie : 0 tous complets, 1 incomplet, 3 refusé, 2 fichier inutilisable "
    "(le premier qui s'applique de 2, 3, 1, 0)."
)


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("check", help=_HELP)(check)


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FICHIER…", help="Dossiers en JSON ; « - » : entrée standard."),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Un objet JSON par ligne, pour d'autres programmes.")
    ] = False,
    language: Annotated[
        str, typer.Option("--lang", metavar="fr|ar", help="Langue du verdict.")
    ] = "fr",
    profiles: Annotated[
        Path | None,
        typer.Option(
            metavar="DOSSIER",
            help="Essayer les profils de régime de ce dossier, sans les listes du guichet.",
        ),
    ] = None,
) -> int:
    """Judge every file in turn; a file that cannot be used does not stop the others."""
    spoken = _require_language(language)
    _never_fail_on_a_letter()
    with ExitStack() as stack:
        judge = _find_judge(stack, profiles)
        statuses = [_judge_file(name, judge, as_json=as_json, language=spoken) for name in files]
    return next((status for status in _PRECEDENCE if status in statuses), 0)


def _find_judge(stack: ExitStack, profiles: Path | None) -> Judge:
    """Compose what judges: the counter of `INTAKE_HOME` when there is one, else the rules alone."""
    if profiles is not None:
        return judge_with(NO_LISTS, _require_profiles(profiles))
    home = find_home()
    if home.store.exists():
        from intake_app.app import open_desk  # noqa: PLC0415 - the store is slow to import

        try:
            return stack.enter_context(closing(open_desk(home))).check.check
        except EnvironmentFault as fault:  # the rules need no disk
            said = say("check.lists_left_out", "fr", {"said": describe_error(fault)})
            print(f"intake : {said}", file=sys.stderr)
    return judge_with(NO_LISTS, home.profiles)


def _require_profiles(folder: Path) -> Path:
    """Refuse a folder to try that has no profile: the shipped ones would seem to be those tried.

    Raises:
        UnusableInput: `profile.none`.
    """
    if not any(folder.glob("*.toml")):
        raise UnusableInput("profile.none", file=_printable(str(folder)))
    return folder


def judge_with(lists: Lists, profiles: Path) -> Judge:
    """Judge by these lists and by the profiles of a folder, the shipped ones when it has none."""
    return partial(check_dossier, schemes=load_schemes(profiles), lists=lists)


def _judge_file(name: str, judge: Judge, *, as_json: bool, language: Language) -> int:
    """Print the verdict on one file, or one line on standard error that says what to correct."""
    shown = _printable(name)
    try:
        dossier = parse_dossier(_read(name))
    except UnusableInput as error:
        said = " ".join(describe_error(error, language).split())
        print(f"intake : {shown} : {said}", file=sys.stderr)
        return UNUSABLE
    day = dossier.deposited_on or datetime.now().astimezone().date()
    verdict = judge(dossier, deposited_on=day)
    if as_json:
        print(json_line(shown, verdict, ascii_only=not _speaks_unicode()))
    else:
        print("\n".join(_verdict_text(language).lines(shown, verdict)))
    return STATUS[verdict.outcome]


def _read(name: str) -> bytes:
    """Read a file, or standard input; one byte more than a dossier may have, to notice it.

    Raises:
        UnusableInput: `input.absent` or `input.unreadable`.
    """
    try:
        if name == STANDARD_INPUT:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnusableInput("input.absent", path="$") from None
    except (OSError, ValueError):
        raise UnusableInput("input.unreadable", path="$") from None


def _require_language(name: str) -> Language:
    for language in LANGUAGES:
        if name == language:
            return language
    raise UnusableInput("input.language", value=name)


def _verdict_text(language: Language) -> VerdictText:
    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return VerdictText(language, colours=colours, width=shutil.get_terminal_size((100, 24)).columns)


def _printable(name: str) -> str:
    """Show a file's name on one line, even one whose bytes are no text."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").casefold().replace("-", "") == "utf8"


def _never_fail_on_a_letter() -> None:
    """Let a terminal without Arabic or accents show a sign instead of failing the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")

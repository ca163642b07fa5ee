"""`intake journal use | stop | replay`: the second copy on another volume, and back from it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake_app.commands.session import (
    JsonOption,
    OperatorOption,
    desk_open,
    log_in,
    print_json,
    say_error,
)
from intake_app.errors import UnusableInput
from intake_app.storage.recovery_key import read_recovery_key
from intake_app.wording import say

if TYPE_CHECKING:
    from intake_app.services.journal_replay import ReplayReport

LEFT_OUT = 1


def use(
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="Dossier d'un autre disque ou d'une clé.")
    ],
    operator: OperatorOption = "",
) -> int:
    """Keep a second copy there from now on; prints the recovery key, to be written down."""
    with desk_open() as desk:
        key = desk.second_copy.use(folder, log_in(desk, operator))
    print(f"Chaque dossier scellé sera aussi écrit dans {folder.absolute()}, chiffré.")
    print("Clé de secours, à recopier sur papier et à garder hors du bureau :")
    print(f"  {key}")
    print("Sans elle, personne ne relira cette copie sur une autre machine.")
    return 0


def stop(operator: OperatorOption = "") -> int:
    """Keep no second copy any more."""
    with desk_open() as desk:
        desk.second_copy.stop(log_in(desk, operator))
    print("Plus de seconde copie. Le fichier déjà écrit reste où il est.")
    return 0


def replay(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Journal de la seconde copie.")],
    key: Annotated[
        str,
        typer.Option("--key", metavar="CLÉ", help="Clé de secours ; sinon celle de ce poste."),
    ] = "",
    operator: OperatorOption = "",
    json_lines: JsonOption = False,
) -> int:
    """Put back into this store what the journal of a lost one holds; exit 1 when not all of it."""
    with desk_open() as desk:
        person = log_in(desk, operator)
        store_key = read_recovery_key(key) if key else desk.key.value
        report = desk.replays.replay(file, store_key, person)
        desk.second_copy.follow()  # what came back belongs into this store's own copy
    if json_lines:
        print_json(asdict(report))
    else:
        _print_report(report)
    if report.damaged_record is not None:
        say_error(UnusableInput("journal.damaged", number=report.damaged_record))
        return UnusableInput.exit_status
    return LEFT_OUT if report.left_out or report.cut_short else 0


def _print_report(report: ReplayReport) -> None:
    print(f"Remis dans ce poste : {report.replayed} ; déjà là : {report.known_already}")
    if report.left_out:
        print(f"Laissés de côté : {len(report.left_out)}")
    for one in report.left_out:
        details = {name: str(value) for name, value in asdict(one).items()}
        print(f"  {say(one.code, 'fr', details)}")
    if report.cut_short:
        print(say("journal.cut_short", "fr"))
    print(f"Les prochains numéros porteront la lettre {report.store_letter}.")
    print("Lancez « intake sync » : le serveur reconnaîtra ce qu'il détient déjà.")


def add_to(app: typer.Typer) -> None:
    """Add the group of commands to the command line."""
    journal = typer.Typer(no_args_is_help=True, help="Seconde copie sur un autre disque.")
    journal.command("use", help="Écrit aussi chaque dossier scellé dans ce dossier.")(use)
    journal.command("stop", help="N'écrit plus de seconde copie.")(stop)
    journal.command("replay", help="Remet ce qu'un poste perdu avait scellé.")(replay)
    app.add_typer(journal, name="journal")

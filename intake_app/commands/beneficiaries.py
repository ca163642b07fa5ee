"""`intake beneficiaries`: import the fund's list of enrolled students."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from intake_app.commands.list_import import (
    LINES_SHOWN,
    LinesOption,
    print_report,
    progress_shown,
    troubles_told,
)
from intake_app.commands.session import JsonOption, OperatorOption, desk_open, log_in

# One line a paragraph: the terminal's width breaks them.
_IMPORT_HELP = (
    "Remplace la liste des étudiants assurés par celle d'un fichier (responsable).\n\n"
    "Colonnes en français ou en anglais, dans n'importe quel ordre : CIN, nom, prénom, et si "
    "possible date de naissance, code Massar, établissement, droits du, droits au, RIB. "
    "Dates : AAAA-MM-JJ, JJ/MM/AAAA ou dates d'Excel.\n\n"
    "Si le fichier est inutilisable (état 2) ou si le disque fait défaut (état 4), l'ancienne "
    "liste reste. Seuls des numéros de ligne sont affichés, jamais ce qui s'y trouve."
)
beneficiaries = typer.Typer(no_args_is_help=True, help="Liste des étudiants assurés.")


@beneficiaries.callback()
def _group() -> None:
    """Keep `import` a command of its own although it is the only one."""


@beneficiaries.command("import", help=_IMPORT_HELP)
def import_list(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Liste XLSX ou CSV de la caisse.")
    ],
    operator: OperatorOption = "",
    lines: LinesOption = LINES_SHOWN,
    json_lines: JsonOption = False,
) -> int:
    """Replace the list of enrolled students by that of a file, and say what was wrong with it."""
    with desk_open() as desk:
        person = log_in(desk, operator)
        told = troubles_told(desk.imports.beneficiaries_info, shown=lines)
        with told, progress_shown("Étudiants") as progress:
            report = desk.imports.import_beneficiaries(file, person, progress)
    print_report(report, shown=lines, as_json=json_lines)
    return 0


def add_to(app: typer.Typer) -> None:
    """Add `beneficiaries` to the command line."""
    app.add_typer(beneficiaries, name="beneficiaries")

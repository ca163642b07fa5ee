"""`intake receipt` and `intake slip`: what is handed to the student, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from intake_app.commands.session import (
    FileArgument,
    OperatorOption,
    desk_open,
    log_in,
    read_dossier,
)
from intake_app.printing.printers import PdfFilePrinter

OutOption = Annotated[
    Path, typer.Option("-o", "--output", metavar="SORTIE.pdf", help="Fichier PDF.")
]


def receipt(
    number: Annotated[str, typer.Argument(metavar="NUMERO", help="Numéro du dossier.")],
    output: OutOption,
    operator: OperatorOption = "",
) -> int:
    """Print a receipt again; from the second print on it is marked as a duplicate."""
    with desk_open() as desk:
        person = log_in(desk, operator)
        printed = desk.prints.print_receipt(number, person, PdfFilePrinter(output))
        mark = f" (duplicata n° {printed.copy})" if printed.copy else ""
        print(f"Reçu{mark} : {printed.place}")
    return 0


def slip(
    file: FileArgument,
    output: OutOption,
) -> int:
    """Print what the student must bring back, or where to go instead."""
    dossier = read_dossier(file)
    with desk_open() as desk:
        verdict = desk.check.check(dossier)  # as on the day it is handed out: today
        printed = desk.prints.print_slip(dossier, verdict, PdfFilePrinter(output))
        print(f"Pièces manquantes : {printed.place}")
    return 0


def add_to(app: typer.Typer) -> None:
    """Add `receipt` and `slip` to the command line."""
    app.command("receipt", help="Imprime un reçu ; une réimpression est un duplicata.")(receipt)
    app.command("slip", help="Imprime les pièces à rapporter, dans les deux langues.")(slip)

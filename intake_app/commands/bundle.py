"""`intake bundle export | import`: the USB courier, for days without a link.

Like `sync`, it acts for nobody in particular: the file is sealed to the server, and only the
server's signed receipts let go of a dossier.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from intake_app.commands.session import JsonOption, desk_open, print_json

FileArgument = Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier sur la clé USB.")]


def export(file: FileArgument, json_lines: JsonOption = False) -> int:
    """Write what the fund has not signed for; say finished when the stick holds it."""
    with desk_open() as desk:
        report = desk.courier.export(file)
    written = str(file) if report.batches else None
    if json_lines:
        print_json(asdict(report) | {"file": written})
        return 0
    if written is None:
        print("Rien n'attend : tout est déjà reçu, aucun fichier n'a été écrit.")
        return 0
    print(f"Terminé : {file} est écrit et relu. Dossiers et bordereaux : {report.items}.")
    if report.left_waiting:
        print(f"Sans place dans ce fichier : {report.left_waiting}. Exportez un second fichier.")
    print("Portez-le à la réception ; rapportez son fichier d'accusés : intake bundle import")
    return 0


def take_receipts(file: FileArgument, json_lines: JsonOption = False) -> int:
    """Take the server's receipts over; exit 1 when a receipt proves nothing."""
    with desk_open() as desk:
        report = desk.courier.import_receipts(file)
        link = desk.sync.status()
    if json_lines:
        print_json(asdict(report) | {"waiting": link.waiting, "in_flight": link.in_flight})
    else:
        for title, count in (
            ("Lots acquittés", report.settled),
            ("Déjà acquittés", report.known_already),
            ("Refusés, à renvoyer autrement", report.refused),
            ("Inconnus de ce poste", report.unknown),
            ("Sans preuve, laissés de côté", report.doubtful),
        ):
            print(f"{title:<30}: {count}")
        for name, count in sorted(report.results.items()):
            print(f"  {name:<28}: {count}")
        print(f"{'Encore en attente':<30}: {link.waiting + link.in_flight}")
    return 1 if report.doubtful else 0


def add_to(app: typer.Typer) -> None:
    """Add the group of commands to the command line."""
    bundle = typer.Typer(no_args_is_help=True, help="Courrier USB, sans réseau.")
    bundle.command("export", help="Écrit ce qui attend dans un fichier chiffré pour le serveur.")(
        export
    )
    bundle.command("import", help="Reprend le fichier d'accusés que la réception a rendu.")(
        take_receipts
    )
    app.add_typer(bundle, name="bundle")

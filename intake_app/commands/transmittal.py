"""`intake transmittal close | list | print`: the paper parcels that travel to the fund."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake_app.commands.session import JsonOption, OperatorOption, desk_open, log_in, print_json
from intake_app.domain.money import format_amount, in_dirhams
from intake_app.printing.printers import PdfFilePrinter
from intake_app.wording import say

if TYPE_CHECKING:
    from intake_app.services.transmittal import ParcelView

_SAID_AS = {"waiting": "sealed", "in_flight": "sent"}  # as a dossier's own state is said


def close(
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NUMÉRO]…", help="Dossiers du colis ; sinon tous ceux au bureau."),
    ] = None,
    operator: OperatorOption = "",
    json_lines: JsonOption = False,
) -> int:
    """Close the parcel: its dossiers leave the office with its slip."""
    with desk_open() as desk:
        closed = desk.transmittals.close(log_in(desk, operator), numbers or ())
    _print(closed, as_json=json_lines)
    return 0


def list_closed(json_lines: JsonOption = False) -> int:
    """List the latest parcels, the newest first."""
    with desk_open() as desk:
        _print(desk.transmittals.list_closed(), as_json=json_lines)
    return 0


def print_slip(
    number: Annotated[str, typer.Argument(metavar="NUMÉRO", help="Numéro du bordereau.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="SORTIE.pdf", help="Fichier PDF.")
    ],
    operator: OperatorOption = "",
) -> int:
    """Print a parcel's slip; from the second print on it is marked as a duplicate."""
    with desk_open() as desk:
        person = log_in(desk, operator)
        printed = desk.transmittals.print_slip(number, person, PdfFilePrinter(output))
    mark = f" (duplicata n° {printed.copy})" if printed.copy else ""
    print(f"Bordereau{mark} : {printed.place}")
    return 0


def _print(parcels: tuple[ParcelView, ...], *, as_json: bool) -> None:
    for parcel in parcels:
        if as_json:
            print_json(_members(parcel))
            continue
        day = parcel.closed_at.astimezone()
        total = in_dirhams(parcel.total_centimes)
        line = f"{parcel.number}  {day:%d/%m/%Y %H:%M}  {parcel.dossier_count} dossiers  {total} DH"
        data = say(f"state.{_SAID_AS.get(parcel.electronic, parcel.electronic)}", "fr")
        paper = say(f"state.{parcel.paper}", "fr")
        print(f"{line}  données : {data} · papier : {paper}")
        for number in parcel.missing:
            print(f"    manquant : {number}")


def _members(parcel: ParcelView) -> dict[str, Any]:
    return {
        "number": parcel.number,
        "fund": parcel.fund,
        "closed_at": parcel.closed_at.isoformat(),
        "closed_by": parcel.closed_by,
        "dossiers": parcel.dossier_count,
        "total": format_amount(parcel.total_centimes),
        "electronic": parcel.electronic,
        "paper": parcel.paper,
        "missing": list(parcel.missing),
    }


def add_to(app: typer.Typer) -> None:
    """Add the group of commands to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Colis de dossiers et leurs bordereaux.")
    group.command("close", help="Ferme le colis des dossiers au bureau (responsable).")(close)
    group.command("list", help="Les derniers colis, et ce qui en est arrivé.")(list_closed)
    group.command("print", help="Imprime un bordereau ; une réimpression est un duplicata.")(
        print_slip
    )
    app.add_typer(group, name="transmittal")

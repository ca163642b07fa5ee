"""`intake medicines`: import the fund's list of medicines, look one up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake_app.commands.list_import import (
    LINES_SHOWN,
    LinesOption,
    info_members,
    print_report,
    progress_shown,
    source_in_words,
    troubles_told,
)
from intake_app.commands.session import JsonOption, OperatorOption, desk_open, log_in, print_json
from intake_app.domain.identifiers import product_code
from intake_app.domain.money import format_amount, in_dirhams
from intake_app.wording import say

if TYPE_CHECKING:
    from intake_app.formats.medicines import ListedMedicine

NOT_LISTED = 1
# One line a paragraph: the terminal's width breaks them.
_IMPORT_HELP = (
    "Remplace la liste des médicaments par celle d'un fichier (responsable).\n\n"
    "Colonnes, dans n'importe quel ordre : CODE, NOM, PPV, TAUX_REMBOURSEMENT, et si possible "
    "DCI1, DOSAGE1, UNITE_DOSAGE1, FORME, PRESENTATION, PRIX_BR, PRINCEPS_GENERIQUE.\n\n"
    "Si le fichier est inutilisable (état 2) ou si le disque fait défaut (état 4), l'ancienne "
    "liste reste."
)
_SHOW_HELP = (
    "Montre ce que la liste dit d'un médicament.\n\n"
    "État de sortie : 0 trouvé, 1 absent de la liste, 2 code ou liste inutilisable."
)
medicines = typer.Typer(no_args_is_help=True, help="Liste des médicaments remboursables.")


@medicines.command("import", help=_IMPORT_HELP)
def import_list(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Liste XLSX ou CSV de la caisse.")
    ],
    operator: OperatorOption = "",
    lines: LinesOption = LINES_SHOWN,
    json_lines: JsonOption = False,
) -> int:
    """Replace the list of medicines by that of a file, and say what was wrong with it."""
    with desk_open() as desk:
        person = log_in(desk, operator)
        told = troubles_told(desk.imports.medicines_info, shown=lines)
        with told, progress_shown("Médicaments") as progress:
            report = desk.imports.import_medicines(file, person, progress)
    print_report(report, shown=lines, as_json=json_lines)
    return 0


@medicines.command("show", help=_SHOW_HELP)
def show(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Code-barres : EAN-13, UPC-A ou GTIN-14.")
    ],
    json_lines: JsonOption = False,
) -> int:
    """Show what the list says of a medicine."""
    with desk_open() as desk:
        medicine = desk.imports.find_medicine(code)
        info = desk.imports.medicines_info()
        now = desk.clock.now()
    if json_lines:
        members = _members(medicine) if medicine else {"code": code, "listed": False}
        print_json({**members, "list": info_members(info) if info else None})
    elif medicine is None:
        print(say("reference.not_listed", "fr", {"barcode": code}))
    else:
        print("\n".join(_in_words(medicine)))
    if info is not None and not json_lines:
        print(source_in_words(info, now))
    return 0 if medicine else NOT_LISTED


def _members(medicine: ListedMedicine) -> dict[str, Any]:
    return {
        "code": medicine.code,
        "listed": True,
        "check_digit": product_code(medicine.code) is not None,
        "name": medicine.name,
        "presentation": medicine.presentation or None,
        "substance": medicine.substance,
        "dosage": medicine.dosage,
        "form": medicine.form,
        "public_price": _amount(medicine.public_price_centimes),
        "base_price": _amount(medicine.base_price_centimes),
        "rate_percent": medicine.rate_percent,
        "generic": medicine.generic,
    }


def _in_words(medicine: ListedMedicine) -> list[str]:
    kind = {True: "générique", False: "princeps", None: ""}[medicine.generic]
    rate = medicine.rate_percent
    rows = [
        ("Substance", " ".join(filter(None, (medicine.substance, medicine.dosage)))),
        ("Forme", ", ".join(filter(None, (medicine.form, medicine.presentation)))),
        ("Prix public", _in_dirhams(medicine.public_price_centimes)),
        ("Base de remboursement", _in_dirhams(medicine.base_price_centimes)),
        ("Taux", "" if rate is None else f"{rate} %"),
        ("Nature", kind),
    ]
    lines = [f"{medicine.code}  {medicine.name}"]
    lines += [f"  {title:<22} {text}" for title, text in rows if text]
    if product_code(medicine.code) is None:
        lines.append("  " + say("reference.line.code.check_digit", "fr"))
    return lines


def _amount(centimes: int | None) -> str | None:
    return None if centimes is None else format_amount(centimes)


def _in_dirhams(centimes: int | None) -> str:
    return f"{in_dirhams(centimes)} DH" if centimes else ""


def add_to(app: typer.Typer) -> None:
    """Add `medicines` to the command line."""
    app.add_typer(medicines, name="medicines")

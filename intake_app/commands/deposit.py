"""`intake deposit`: take a dossier in from a file, as the window does from the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from intake_app.commands.check import STATUS
from intake_app.commands.session import (
    FileArgument,
    JsonOption,
    OperatorOption,
    desk_open,
    log_in,
    print_json,
    read_dossier,
    say_error,
)
from intake_app.commands.verdict_lines import VerdictText, verdict_members
from intake_app.errors import AccessDenied, EnvironmentFault, RuleViolation, UnusableInput
from intake_app.printing.printers import PdfFilePrinter, PdfFolderPrinter
from intake_app.services.deposit import Approval, DepositOrder

if TYPE_CHECKING:
    from intake_app.app import Desk
    from intake_app.domain.operators import Operator
    from intake_app.services.deposit import Deposited


def deposit(
    file: FileArgument,
    operator: OperatorOption = "",
    receipt: Annotated[
        Path | None, typer.Option("--receipt", metavar="RECU.pdf", help="Où écrire le reçu.")
    ] = None,
    override: Annotated[
        str, typer.Option("--override", metavar="RAISON", help="Passer outre (responsable).")
    ] = "",
    day: Annotated[
        str, typer.Option("--date", metavar="AAAA-MM-JJ", help="Un autre jour (responsable).")
    ] = "",
    dossier_id: Annotated[
        str, typer.Option("--id", metavar="UUID", help="Reprendre un dépôt dont la réponse manque.")
    ] = "",
    json_lines: JsonOption = False,
) -> int:
    """Check, seal, queue and print one dossier; print its number and id."""
    if receipt is not None:
        PdfFilePrinter(receipt).find_place()  # before anything is sealed
    dossier = read_dossier(file)
    with desk_open() as desk:
        person = log_in(desk, operator)
        order = DepositOrder(
            dossier_id=_parse_id(dossier_id) if dossier_id else desk.drafts.new_id(),
            dossier=dossier,
            operator=person,
            approval=Approval(person, override) if override else None,
            other_day=_parse_day(day) if day else None,
        )
        try:
            taken = desk.deposits.deposit(order)
        except RuleViolation as violation:
            return _say_refused(desk, violation, order, str(file), json_lines=json_lines)
        except (EnvironmentFault, KeyboardInterrupt):
            # Sealed or not is unknown here: the same id asks again and never makes a second one.
            say_error(EnvironmentFault("deposit.ask_again", id=order.dossier_id))
            raise
        return _print_out(desk, taken, person, receipt, json_lines=json_lines)


def _say_refused(
    desk: Desk, violation: RuleViolation, order: DepositOrder, file_name: str, *, json_lines: bool
) -> int:
    verdict = desk.check.check(order.dossier, deposited_on=order.other_day)
    if json_lines:
        print_json({"number": None, "id": None, **verdict_members(verdict)})
    else:
        print("\n".join(VerdictText().lines(file_name, verdict)))
    say_error(violation)
    return STATUS[verdict.outcome]


def _print_out(
    desk: Desk, taken: Deposited, person: Operator, receipt: Path | None, *, json_lines: bool
) -> int:
    """Print the receipt after the commit; a printer that fails never loses the deposit."""
    printer = PdfFilePrinter(receipt) if receipt else PdfFolderPrinter(desk.home.prints)
    place: str | None = None
    status = 0
    try:
        place = desk.prints.print_receipt(taken.number, person, printer).place
    except (EnvironmentFault, AccessDenied) as error:  # a reprint may need a supervisor
        say_error(error)
        say_error(EnvironmentFault("deposit.receipt_not_printed", number=taken.number))
        status = error.exit_status
    except KeyboardInterrupt:
        say_error(EnvironmentFault("deposit.receipt_not_printed", number=taken.number))
        raise
    if json_lines:
        print_json(_members(taken, place))
    else:
        print(f"{taken.number}  {taken.dossier_id}")
        if taken.verdict.findings:
            print("\n".join(VerdictText().lines(taken.number, taken.verdict)))
        if place:
            print(f"Reçu : {place}")
    return status


def _members(taken: Deposited, place: str | None) -> dict[str, Any]:
    return {
        "number": taken.number,
        "id": str(taken.dossier_id),
        "revision": taken.revision,
        "sha256": taken.sha256,
        "deposited_at": taken.deposited_at.isoformat(),
        "flags": list(taken.flags),
        "receipt": place,
        **verdict_members(taken.verdict),
    }


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnusableInput("deposit.day_wrong", day=text) from error


def _parse_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise UnusableInput("deposit.id_wrong", id=text) from error


def add_to(app: typer.Typer) -> None:
    """Add `deposit` to the command line."""
    app.command("deposit", help="Vérifie, scelle, met en file et imprime un dossier.")(deposit)

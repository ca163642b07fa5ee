"""`intake server simulate`: days of many counters against one server, with the counters' code."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake_app.commands.server_session import (
    DatabaseOption,
    JsonOption,
    open_server,
    print_members,
    server_address,
)
from intake_app.errors import UnusableInput

if TYPE_CHECKING:
    from intake_app.simulation.campaign import Campaign, Outcome, Seal, Share
    from intake_app.simulation.counters import Name

_CODE_HOURS = 24


def simulate(
    offices: Annotated[int, typer.Option("--offices", min=1, help="Nombre de bureaux.")] = 34,
    counters: Annotated[
        int, typer.Option("--counters", min=1, max=99, help="Guichets par bureau.")
    ] = 10,
    days: Annotated[int, typer.Option("--days", min=1, help="Nombre de journées.")] = 1,
    dossiers: Annotated[
        int, typer.Option("--dossiers", min=1, help="Dossiers par guichet et par jour, en moyenne.")
    ] = 210,
    seed: Annotated[int, typer.Option("--seed", help="Les mêmes tirages à chaque fois.")] = 1,
    processes: Annotated[
        int, typer.Option("--processes", min=0, max=64, help="0 : un par cœur.")
    ] = 0,
    server: Annotated[
        str,
        typer.Option(
            "--server",
            metavar="URL",
            help="Serveur d'essai déjà en marche sur la base de --database ; "
            "sinon un serveur SQLite temporaire.",
        ),
    ] = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> int:
    """Simulate, then compare what was sealed with what is held; exit 1 for any difference."""
    from intake_app.simulation.campaign import Campaign, judge, run  # noqa: PLC0415

    if database and not server:
        raise UnusableInput("server.simulation_needs_address")
    campaign = Campaign(_names(offices, counters), days, dossiers, seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-simulation-")))
        own_server = not server
        if own_server:
            server, database = _start_server(folder, stack)
        shares = _share_out(campaign, folder, server, server_address(database), processes)
        begun = time.monotonic()
        lived = run(shares)
        seconds = time.monotonic() - begun
        held = _held(database)
    if not own_server:  # other counters may send there
        ours = {seal[0] for one in lived for seal in one.sealed}
        held = [seal for seal in held if seal[0] in ours]
    outcome = judge(lived, held)
    _report(campaign, outcome, seconds, as_json=as_json)
    return 0 if outcome.is_clean else 1


def _names(offices: int, counters: int) -> tuple[Name, ...]:
    """The first offices of the list.

    Raises:
        UnusableInput: `server.too_few_offices` when the list has not so many.
    """
    from intake_app.formats.tables import load_offices  # noqa: PLC0415
    from intake_app.simulation.counters import Name  # noqa: PLC0415

    known = list(load_offices())
    if offices > len(known):
        raise UnusableInput("server.too_few_offices", count=len(known))
    return tuple(
        Name(office, str(number)) for office in known[:offices] for number in range(1, counters + 1)
    )


def _start_server(folder: Path, stack: ExitStack) -> tuple[str, str]:
    from intake_app.trial import TrialServer  # noqa: PLC0415

    server = TrialServer(folder / "reception")
    stack.callback(server.stop)
    return server.start(), str(folder / "reception" / "reception.sqlite")


def _share_out(
    campaign: Campaign, folder: Path, url: str, database: str, processes: int
) -> list[Share]:
    from intake_app.simulation.campaign import Share  # noqa: PLC0415
    from intake_app.simulation.counters import make_template  # noqa: PLC0415
    from intake_server.stations import issue_code  # noqa: PLC0415

    template = folder / "template"
    make_template(template)
    at = datetime.now(UTC)
    with open_server(database) as opened, opened.writing() as connection:
        codes = {
            name.folder: issue_code(connection, name.office, name.counter, at=at, hours=_CODE_HOURS)
            for name in campaign.names
        }
    count = min(processes or os.cpu_count() or 1, len(campaign.names))
    return [
        Share(campaign, campaign.names[place::count], codes, url, database, template, folder)
        for place in range(count)
    ]


def _held(database: str) -> list[Seal]:
    """Read what the server holds."""
    from sqlalchemy import select  # noqa: PLC0415

    from intake_server.tables import ItemRow  # noqa: PLC0415

    query = select(ItemRow.item_id, ItemRow.revision, ItemRow.sha256)
    with open_server(database) as opened, opened.reading() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def _report(campaign: Campaign, outcome: Outcome, seconds: float, *, as_json: bool) -> None:
    members = asdict(outcome) | {
        "counters": len(campaign.names),
        "days": campaign.days,
        "seconds": round(seconds, 1),
        "dossiers_per_second": round(outcome.sealed / seconds, 1),
    }
    if as_json:
        print_members(**members)
        return
    members["undrained"] = " ".join(outcome.undrained) or "aucun"
    print(_TEXT.format_map(members))


_TEXT = """\
Guichets      : {counters}, {days} journée(s) en {seconds} s
Scellés       : {sealed} ({dossiers_per_second} par seconde)
Détenus       : {held}
Perdus        : {lost}
En double     : {doubled}
Inconnus      : {strange}
File non vide : {undrained}
Synchros      : {rounds}, dont {faults} interrompues ; p50 {p50_ms} ms, p99 {p99_ms} ms"""

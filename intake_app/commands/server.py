"""`intake server …`: the fund's reception server: serve it, and look after it.

The server's own libraries are imported when a command runs: the rest of the command line does
not pay for them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from intake_app.commands.server_bundle import import_bundle
from intake_app.commands.server_care import (
    decide,
    new_keys,
    receive,
    refused,
    restored,
    revoke,
)
from intake_app.commands.server_session import (
    DatabaseOption,
    JsonOption,
    open_server,
    print_members,
    server_address,
)
from intake_app.commands.server_simulate import simulate
from intake_app.errors import UnusableInput

_MAX_CODE_HOURS = 720


def add_to(app: typer.Typer) -> None:
    """Add the group of commands to the command line."""
    server = typer.Typer(no_args_is_help=True, help="Serveur de réception de la caisse.")
    server.command("init", help="Crée ou met à niveau les tables, et donne ses droits au rôle.")(
        init
    )
    server.command("run", help="Sert les guichets jusqu'à l'arrêt (Ctrl+C, SIGTERM).")(run)
    server.command("enrol", help="Donne un code d'inscription, valable une seule fois.")(enrol)
    server.command("status", help="Ce que le serveur détient ; vérifie aussi son journal.")(status)
    server.command("refused", help="Ce qui est tenu à part : quarantaine et conflits.")(refused)
    server.command("receive", help="Coche un colis arrivé : reçus, manquants, en trop.")(receive)
    server.command("import-bundle", help="Reçoit un fichier USB et rend le fichier d'accusés.")(
        import_bundle
    )
    server.command("decide", help="Solde un dossier, ou le retourne avec son motif.")(decide)
    server.command("revoke", help="Refuse désormais un poste ; ce qu'il a envoyé reste.")(revoke)
    server.command("new-keys", help="Remplace les clés du serveur ; les anciennes restent lues.")(
        new_keys
    )
    server.command(
        "restored", help="À lancer après la restauration d'une sauvegarde, avant de servir."
    )(restored)
    server.command(
        "simulate", help="Des journées entières de nombreux guichets, contre un serveur d'essai."
    )(simulate)
    app.add_typer(server, name="server")


def init(
    database: DatabaseOption = "",
    ingest_role: Annotated[
        str,
        typer.Option(
            "--ingest-role",
            metavar="RÔLE",
            help="Rôle PostgreSQL qui servira : il pourra insérer et lire, rien d'autre.",
        ),
    ] = "",
) -> int:
    """Make the tables of a server."""
    from intake_server.schema import set_up  # noqa: PLC0415

    with open_server(database, required=False) as opened:
        set_up(opened, ingest_role=ingest_role or None)
    print("La base du serveur de réception est prête.")
    return 0


def run(
    database: DatabaseOption = "",
    host: Annotated[str, typer.Option("--host", help="Adresse où écouter.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port ; 0 : un port libre.")
    ] = 8400,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Nombre de processus.")
    ] = 1,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="Certificat TLS (PEM).")
    ] = None,
    private_key: Annotated[
        Path | None, typer.Option("--private-key", help="Clé du certificat (PEM).")
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Un mandataire chiffre devant ce serveur.")
    ] = False,
    port_file: Annotated[
        Path | None, typer.Option("--port-file", help="Fichier où écrire le port une fois prêt.")
    ] = None,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="S'arrête quand l'entrée standard se ferme.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Serve until told to stop; print the address once requests are answered."""
    from intake_server.serving import Binding, serve  # noqa: PLC0415
    from intake_server.settings import DATABASE_VARIABLE  # noqa: PLC0415

    binding = Binding(host, port, workers, certificate, private_key, behind_proxy)
    with open_server(database):
        pass  # it answers and its tables are there: say otherwise here, not in each worker
    os.environ[DATABASE_VARIABLE] = server_address(database)  # where each worker finds it

    def announce(address: str) -> None:
        if port_file is not None:
            _write_whole(port_file, address.rpartition(":")[2])
        print(
            json.dumps({"address": address, "pid": os.getpid(), "workers": workers})
            if as_json
            else f"Le serveur de réception écoute sur {address}",
            flush=True,
        )

    if with_parent:
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    serve(binding, announce)
    return 0


def _end_with_parent() -> None:
    """Stop serving when whoever started this process has gone, however it went."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def enrol(
    office: Annotated[str, typer.Option("--office", help="Code du bureau, par exemple AGA1.")],
    counter: Annotated[str, typer.Option("--counter", help="Numéro du guichet.")],
    hours: Annotated[int, typer.Option("--hours", help="Durée de validité du code.")] = 72,
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> int:
    """Print a one-time code for one counter."""
    from intake_server.stations import issue_code  # noqa: PLC0415

    if not 1 <= hours <= _MAX_CODE_HOURS:
        raise UnusableInput("server.hours_wrong")
    at = datetime.now(UTC)
    with open_server(database) as opened, opened.writing() as connection:
        code = issue_code(connection, office, counter, at=at, hours=hours)
    until = at + timedelta(hours=hours)
    if as_json:
        print_members(code=code, office=office, counter=counter, expires_at=until.isoformat())
    else:
        print(f"Code du guichet {office}-{counter} : {code}")
        print(f"Valable une fois, jusqu'au {until.astimezone():%d/%m/%Y à %H:%M}.")
    return 0


def status(
    database: DatabaseOption = "",
    stations: Annotated[bool, typer.Option("--stations", help="Détaille chaque poste.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Print what is held; exit 4 when a line of the audit journal or a kept count does not fit."""
    from intake_server.overview import list_stations, take_overview  # noqa: PLC0415

    with open_server(database) as opened, opened.reading() as connection:
        overview = take_overview(connection)
        listed = list_stations(connection) if stations else []
    members, last = asdict(overview), overview.last_received_at
    if as_json:
        members["last_received_at"] = last.isoformat() if last else None
        print_members(**members, **({"listed": [asdict(one) for one in listed]} if listed else {}))
    else:
        broken = overview.broken_audit_line
        members["journal"] = f"rompu à la ligne {broken}" if broken else "intact"
        wrong = overview.wrong_tally
        members["tallies"] = f"faux pour le poste {wrong}" if wrong else "justes"
        members["last_received_at"] = f"{last.astimezone():%d/%m/%Y %H:%M}" if last else "aucun"
        print(_STATUS_TEXT.format_map(members))
        for one in listed:
            state = "révoqué" if one.revoked else "actif"
            print(f"{one.station_id}  {state}  {one.items} reçus")
    return 4 if overview.broken_audit_line or overview.wrong_tally else 0


_STATUS_TEXT = """\
Postes      : {stations} (révoqués : {revoked})
Lots        : {batches}
Éléments    : {items} (dossiers : {dossiers}, bordereaux : {transmittals})
Quarantaine : {quarantined}
Conflits    : {conflicts}
Dernier lot : {last_received_at}
Journal     : {journal}
Comptes     : {tallies}"""


def _write_whole(path: Path, text: str) -> None:
    """Write a small file so that nobody ever reads half of it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(f"{text}\n", encoding="ascii")
    temporary.replace(path)

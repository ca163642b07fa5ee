"""`intake server receive, decide, revoke, new-keys, restored`: looking after what was received."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from intake_app.commands.server_session import (
    DatabaseOption,
    JsonOption,
    open_server,
    print_members,
)
from intake_app.errors import UnusableInput

IdOption = Annotated[
    str,
    typer.Option(
        "--id", metavar="IDENTIFIANT", help="Lequel est visé, quand deux portent ce numéro."
    ),
]


def receive(
    parcel: Annotated[str, typer.Argument(metavar="BORDEREAU", help="Numéro du bordereau.")],
    labels: Annotated[
        str,
        typer.Option(
            "--labels",
            metavar="FICHIER",
            help="Étiquettes lues, une par ligne (« - » : entrée standard) ; "
            "sans ce fichier, tout le bordereau est là.",
        ),
    ] = "",
    parcel_id: IdOption = "",
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> int:
    """Tick a parcel off; exit 1 when something is missing or too much."""
    from intake_server.parcels import receive_parcel  # noqa: PLC0415

    scanned = _read_lines(labels) if labels else None
    with open_server(database) as opened, opened.writing() as connection:
        report = receive_parcel(
            connection, parcel, scanned, at=datetime.now(UTC), parcel_id=parcel_id or None
        )
    if as_json:
        print_members(**asdict(report))
    else:
        print(f"Bordereau {report.number}")
        for title, numbers in (
            ("Reçus", report.received),
            ("Manquants", report.missing),
            ("En trop", report.extra),
            ("Données attendues", report.awaited),
        ):
            print(f"{title:<18}: {len(numbers)}  {' '.join(numbers)}".rstrip())
    return 1 if report.missing or report.extra else 0


def decide(
    number: Annotated[str, typer.Argument(metavar="NUMÉRO", help="Numéro du dossier.")],
    state: Annotated[
        str, typer.Argument(metavar="settled|returned", help="Soldé, ou retourné à l'étudiant.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Motif d'un retour.")] = "",
    dossier_id: IdOption = "",
    database: DatabaseOption = "",
) -> int:
    """Settle or return one dossier; its counter hears of it at its next synchronisation."""
    from intake_app.domain.lifecycle import PaperState  # noqa: PLC0415
    from intake_server import decisions  # noqa: PLC0415

    if state not in {PaperState.SETTLED, PaperState.RETURNED}:
        raise UnusableInput("server.state_wrong", state=state)
    with open_server(database) as opened, opened.writing() as connection:
        decisions.decide(
            connection,
            number,
            PaperState(state),
            reason=reason,
            at=datetime.now(UTC),
            item_id=dossier_id or None,
        )
    print(f"Dossier {number} : {'soldé' if state == PaperState.SETTLED else 'retourné'}.")
    return 0


def refused(
    limit: Annotated[int, typer.Option("--limit", min=1, help="Nombre de lignes.")] = 200,
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> int:
    """List what is held apart, for whoever calls the office about it."""
    from intake_server.overview import list_refused  # noqa: PLC0415

    with open_server(database) as opened, opened.reading() as connection:
        lines = list_refused(connection, limit)
    for line in lines:
        if as_json:
            print_members(**asdict(line) | {"received_at": line.received_at.isoformat()})
            continue
        why = f"{line.code} {line.path}" if line.code else f"autre contenu {line.other_sha256}"
        name = f"{line.number or line.item_id} r{line.revision}"
        print(f"{line.received_at.astimezone():%d/%m/%Y %H:%M}  {line.station_id}  {name}  {why}")
    if not lines and not as_json:
        print("Rien n'est tenu à part.")
    return 0


def revoke(
    station: Annotated[str, typer.Argument(metavar="POSTE", help="Nom du poste.")],
    reason: Annotated[str, typer.Option("--reason", help="Pourquoi, pour le journal.")],
    database: DatabaseOption = "",
) -> int:
    """Refuse a station from now on."""
    from intake_server import stations  # noqa: PLC0415

    with open_server(database) as opened, opened.writing() as connection:
        stations.revoke(connection, station, at=datetime.now(UTC), reason=reason)
    print(f"Le poste {station} est révoqué.")
    return 0


def new_keys(database: DatabaseOption = "") -> int:
    """Replace the server's keys; counters learn the new ones by themselves."""
    from intake_server.keys import add_keys  # noqa: PLC0415

    with open_server(database) as opened, opened.writing() as connection:
        add_keys(connection, datetime.now(UTC))
    print("Les clés du serveur sont remplacées ; les guichets les apprendront d'eux-mêmes.")
    return 0


def restored(
    reason: Annotated[str, typer.Option("--reason", help="D'où vient la copie.")],
    database: DatabaseOption = "",
) -> int:
    """Begin a new epoch: every counter verifies what is held and sends what is missing."""
    from intake_server.keys import begin_epoch  # noqa: PLC0415

    with open_server(database) as opened, opened.writing() as connection:
        epoch = begin_epoch(connection, datetime.now(UTC), reason)
    print(f"Nouvelle époque {epoch} : chaque guichet vérifiera et renverra ce qui manque.")
    return 0


def _read_lines(name: str) -> list[str]:
    """Read the labels of a file, or of the standard input.

    Raises:
        UnusableInput: `server.labels_unreadable`.
    """
    if name == "-":
        return sys.stdin.read().splitlines()
    try:
        return Path(name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInput("server.labels_unreadable", file=name) from error

"""`intake server import-bundle`: what came on a stick goes in, a file of receipts goes back."""

from __future__ import annotations

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
    server_settings,
)
from intake_app.formats.carried_file import read_carried, write_carried
from intake_app.places import place_for


def import_bundle(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier USB du guichet.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="ACCUSÉS",
            help="Fichier d'accusés à rendre au guichet ; sinon à côté, avec « .receipts ».",
        ),
    ] = None,
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> int:
    """Take a USB bundle in and write the receipts that its counter imports."""
    from intake_app.sync.bundle_receipts import RECEIPTS_MARK  # noqa: PLC0415
    from intake_app.sync.bundles import MAX_BUNDLE_BYTES  # noqa: PLC0415
    from intake_server.bundles import BundleReception  # noqa: PLC0415
    from intake_server.judgement import load_judge  # noqa: PLC0415

    receipts_path = output or file.with_name(f"{file.name}.receipts")
    place_for(receipts_path, RECEIPTS_MARK)  # before anything is taken in
    content = read_carried(file, MAX_BUNDLE_BYTES)
    settings = server_settings(database)
    with open_server(database) as opened:
        judge = load_judge(settings.profiles)
        reception = BundleReception(opened, judge, lambda: datetime.now(UTC), settings.limits)
        report = reception.take(content)
    write_carried(receipts_path, report.receipts)
    if as_json:
        members = asdict(report)
        del members["receipts"]
        print_members(**members, file=str(receipts_path))
        return 0
    print(f"Poste {report.station_id}")
    print(f"Lots reçus : {report.taken} ; détenus déjà : {report.replayed}")
    for name, count in sorted({**report.results, **report.refused}.items()):
        print(f"  {name:<20} {count}")
    print(f"Accusés à rendre au guichet : {receipts_path}")
    return 0

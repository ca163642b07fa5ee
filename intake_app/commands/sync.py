"""`intake sync` and `intake status`: bring what was sealed to the fund, and say where it stands.

Neither acts for a person: a timer of the system may run them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake_app.commands.session import JsonOption, desk_open, print_json, say_error
from intake_app.errors import EnvironmentFault
from intake_app.services.link import PUT_BACK
from intake_app.wording import say

if TYPE_CHECKING:
    from intake_app.services.link import LinkState

LINK_FAILED = EnvironmentFault.exit_status


def sync(
    compare: Annotated[
        bool, typer.Option("--compare", help="Compare tout, même si rien ne le demande.")
    ] = False,
    json_lines: JsonOption = False,
) -> int:
    """Synchronise once; exit 4 when the link failed: nothing is lost, try again."""
    with desk_open() as desk:
        station = desk.settings.find()
        if station is not None and station.trial:
            desk.trial.ensure_running()  # a trial's own server runs as long as its counter
        report = desk.sync.sync_once(compare=compare)
    if json_lines:
        print_json(
            {
                "error": report.error_code,
                "batches": report.batches,
                "results": dict(report.results),
                "resent": report.resent_after_check,
                "decisions": report.decisions,
                "wait_seconds": report.wait_seconds,
                **_members(report.link),
            }
        )
    else:
        _print_state(report.link)
    if report.error_code is None:
        return 0
    say_error(EnvironmentFault(report.error_code))
    return LINK_FAILED


def status(json_lines: JsonOption = False) -> int:
    """Say what is sealed, waiting, received or refused; nothing is asked of the network."""
    with desk_open() as desk:
        link = desk.sync.status()
        refused = desk.sync.refused_items()
    if json_lines:
        listed = [
            {"number": item.number, "id": item.item_id, "revision": item.revision}
            | {"state": item.state, "code": item.code, "path": item.path}
            for item in refused
        ]
        print_json({"error": link.error_code, **_members(link), "refused_items": listed})
        return 0
    _print_state(link)
    for item in refused:
        print(
            f"  {item.state:<12} {item.number or item.item_id}  {item.code or ''} {item.path or ''}"
        )
    if link.error_code is not None:
        print(say(link.error_code, "fr"))
    return 0


def _print_state(link: LinkState) -> None:
    print(say(link.sentence, "fr", link.details))
    print(f"  Serveur          : {link.server_url or 'aucun'}")
    print(f"  En attente       : {link.waiting}{_since(link.waiting_since)}")
    print(f"  En route         : {link.in_flight}")
    print(f"  À corriger       : {link.quarantined}")
    print(f"  En conflit       : {link.conflicts}")
    print(f"  Mis de côté      : {link.set_aside}")
    print(f"  Dernier contact  : {_spoken(link.last_contact_at)}")
    print(f"  Comptes comparés : {_spoken(link.reconciled_at)}")
    if link.copy_folder:
        print(f"  Seconde copie    : {link.copy_folder}")
    if link.copy_fault:
        print(say(link.copy_fault, "fr"))
    if link.put_back_at is not None:
        day = f"{link.put_back_at.astimezone():%d/%m/%Y}"
        print(say(PUT_BACK, "fr", {"day": day, "letter": link.store_letter}))


def _members(link: LinkState) -> dict[str, Any]:
    return {
        "server": link.server_url,
        "station": link.station_id,
        "sealed": link.sealed,
        "received": link.received,
        "difference": link.difference,
        "forgotten": link.forgotten,
        "second_copy": link.copy_folder or None,
        "second_copy_error": link.copy_fault,
        "waiting": link.waiting,
        "in_flight": link.in_flight,
        "quarantined": link.quarantined,
        "conflicts": link.conflicts,
        "set_aside": link.set_aside,
        "waiting_since": _iso(link.waiting_since),
        "last_contact_at": _iso(link.last_contact_at),
        "reconciled_at": _iso(link.reconciled_at),
        "store_letter": link.store_letter,
        "put_back_at": _iso(link.put_back_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _spoken(at: datetime | None) -> str:
    return f"{at.astimezone():%d/%m/%Y %H:%M}" if at else "jamais"


def _since(at: datetime | None) -> str:
    return f", depuis le {_spoken(at)}" if at else ""


def add_to(app: typer.Typer) -> None:
    """Add `sync` and `status` to the command line."""
    app.command("sync", help="Une synchronisation avec le serveur de réception.")(sync)
    app.command("status", help="Ce qui est scellé, en attente, envoyé, reçu ou refusé.")(status)

"""`intake demo`: one whole day of a trial office in a temporary folder, and what came of it."""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from intake_app.app import open_desk
from intake_app.demo.story import Told, film_boxes, take_in, was_overridden
from intake_app.errors import EnvironmentFault
from intake_app.settings import Home
from intake_app.wording import say

if TYPE_CHECKING:
    from intake_app.app import Desk
    from intake_app.services.link import LinkState

ADMINISTRATOR = "demo"
_SAMPLES = {
    "biology": "analyses",
    "complete": "soins, 3 boîtes",
    "incomplete": "soins, boîte absente",
    "late": "hors délai",
    "refused": "stagiaire OFPPT",
}
_SLIPS = {"incomplete": "pièces à rapporter", "refused": "où aller"}
_OUTCOMES = {"complete": "complet", "incomplete": "incomplet", "refused": "refusé"}


def demo(
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DOSSIER", help="Où travailler ; sinon un nouveau."),
    ] = None,
) -> int:
    """Show the thread of a dossier from the counter to the fund; exit 4 when a step failed."""
    place = folder or Path(tempfile.mkdtemp(prefix="intake-demo-"))
    home = Home(place / "guichet")
    home.create()
    papers = place / "papiers"
    console = Console(highlight=False)
    desk = open_desk(home)
    try:
        password = secrets.token_urlsafe(12)
        desk.set_up_trial(ADMINISTRATOR, "Démonstration", password)
        operator = desk.accounts.log_in(ADMINISTRATOR, password)
        console.print(
            f"Bureau d'essai, serveur de réception sur {desk.trial.ensure_running()}",
            soft_wrap=True,
        )
        video, codes = film_boxes(desk, place)
        console.print(
            f"Caméra : {len(codes)} boîtes lues sur la vidéo ({', '.join(codes)})", soft_wrap=True
        )
        told = take_in(desk, operator, papers, codes)
        report = desk.sync.sync_once()
        states = {line.number: line.electronic_state for line in desk.day.today()}
        console.print(_table(told, states))
        console.print(say("sync.difference", "fr", report.link.details))
        _print_places(console, desk, papers, video, password)
        _require_all_well(report.link, told)
    finally:
        desk.close()
    return 0


def _table(told: tuple[Told, ...], states: dict[str, str]) -> Table:
    table = Table(title="Ce qui s'est passé au guichet", title_justify="left")
    for heading in ("Dossier", "Verdict", "Numéro", "Papier remis", "État"):
        table.add_column(heading, no_wrap=heading == "Numéro")
    for one in told:
        verdict = _OUTCOMES[one.verdict.outcome.value]
        if was_overridden(one):
            verdict += ", dérogation"
        state = say(f"state.{states[one.number]}", "fr") if one.number else "rendu à l'étudiant"
        paper = "reçu" if one.number else _SLIPS[one.verdict.outcome.value]
        table.add_row(_SAMPLES[one.sample], verdict, one.number or "—", paper, state)
    return table


def _print_places(console: Console, desk: Desk, papers: Path, video: Path, password: str) -> None:
    console.print(f"Papiers imprimés : {papers}", soft_wrap=True)
    console.print(f"Vidéo des boîtes : {video}", soft_wrap=True)
    console.print(f"Données du guichet : {desk.home.folder}", soft_wrap=True)
    program = "intake" if getattr(sys, "frozen", False) else "./run"
    console.print(
        f"Pour y entrer : INTAKE_HOME={quote(str(desk.home.folder))} {program}"
        f"  (utilisateur {ADMINISTRATOR}, mot de passe {password})",
        soft_wrap=True,
    )


def _require_all_well(link: LinkState, told: tuple[Told, ...]) -> None:
    """A demo that did not bring everything to the fund has failed, and says so."""
    taken = sum(one.number is not None for one in told)
    if link.difference != 0 or link.received != taken:
        raise EnvironmentFault("demo.failed", sealed=link.sealed, received=link.received)


def add_to(app: typer.Typer) -> None:
    """Add `demo` to the command line."""
    app.command("demo", help="Tout le parcours dans un dossier temporaire, avec un tableau.")(demo)

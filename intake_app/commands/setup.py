"""`intake setup`: the first-run settings without the wizard."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from intake_app.commands.session import OperatorOption, ask_password, desk_open
from intake_app.errors import UnusableInput
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.services.settings import StationSettings
from intake_app.storage.key import KEY_FILE, KeyPlace
from intake_app.sync.endpoint import parse_endpoint
from intake_app.wording import say

if TYPE_CHECKING:
    from intake_app.app import Desk


def setup(
    office: Annotated[str, typer.Option("--office", help="Code du bureau, par exemple AGA1.")] = "",
    counter: Annotated[
        str, typer.Option("--counter", help="Numéro du guichet, 1 à 99 ; 1 si rien n'est dit.")
    ] = "",
    operator: OperatorOption = "",
    name: Annotated[str, typer.Option("--name", help="Nom complet de l'administrateur.")] = "",
    language: Annotated[
        str, typer.Option("--language", help="fr ou ar ; fr si rien n'est dit.")
    ] = "",
    server: Annotated[str, typer.Option("--server", help="Adresse du serveur de réception.")] = "",
    code: Annotated[str, typer.Option("--code", help="Code d'enrôlement à usage unique.")] = "",
    trial: Annotated[
        bool, typer.Option("--trial", help="Bureau d'essai, avec une liste de médicaments fictive.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Remplacer une inscription qui existe déjà.")
    ] = False,
    new_store: Annotated[
        bool, typer.Option("--new-store", help="Base vide à la place d'une base perdue.")
    ] = False,
    recovery_key: Annotated[
        str,
        typer.Option(
            "--recovery-key",
            metavar="CLÉ",
            help="Clé de secours, seule : rouvre une base dont la clé est perdue.",
        ),
    ] = "",
) -> int:
    """Set the station up: office, counter, first administrator, reception server."""
    if recovery_key:
        others = (office, counter, language, server, code, trial, replace, new_store)
        return _bring_key_back(recovery_key, others)
    if language not in {"", "fr", "ar"}:
        raise UnusableInput("setup.language_unknown", language=language)
    if not operator:
        raise UnusableInput("setup.operator_needed")
    wanted = StationSettings(office.strip().upper(), counter, language=language, trial=trial)
    with desk_open(anew=new_store) as desk:
        kept = desk.settings.find()
        if kept is not None:
            _require_same(wanted, kept, is_enrolling=bool(server))
        if server:
            parse_endpoint(server)  # a wrong address is said before anything is written
        password = ask_password(operator, twice=kept is None)
        if kept is None:
            _set_up(desk, wanted, (operator, name or operator, password))
        if server:
            person = desk.accounts.log_in(operator, password)
            desk.enrolment.enrol(EnrolmentOrder(server, code, replace=replace), person)
            print(f"Inscrit auprès de {server}.")
    return 0


def _bring_key_back(recovery_key: str, others: tuple[str | bool, ...]) -> int:
    """Open a store whose key is lost; whoever has the paper needs no login.

    Raises:
        UnusableInput: `setup.recovery_alone` beside other options, or as `open_desk`.
    """
    if any(others):
        raise UnusableInput("setup.recovery_alone")
    with desk_open(recovery_key=recovery_key) as desk:
        _say_where_the_key_lies(desk)
    print("La clé est remise à sa place : la base s'ouvre de nouveau.")
    print("Le papier reste juste : gardez-le hors du bureau.")
    return 0


def _require_same(wanted: StationSettings, kept: StationSettings, *, is_enrolling: bool) -> None:
    """Refuse what a station that is set up already cannot become; what is not said stays.

    Raises:
        UnusableInput: `setup.done_already` when no server is named, `setup.differs`.
    """
    if not is_enrolling:
        raise UnusableInput("setup.done_already")
    for option, value, known in (
        ("--office", wanted.office, kept.office),
        ("--counter", wanted.counter.strip(), kept.counter),
        ("--language", wanted.language, kept.language),
        ("--trial", "--trial" if wanted.trial else "", "--trial" if kept.trial else "–"),
    ):
        if value not in {"", known}:
            here = f"{kept.office}-{kept.counter}"
            raise UnusableInput("setup.differs", here=here, option=option, kept=known)


def _set_up(desk: Desk, wanted: StationSettings, administrator: tuple[str, str, str]) -> None:
    station = replace(wanted, counter=wanted.counter or "1", language=wanted.language or "fr")
    try:
        if station.trial:
            settings = desk.set_up_trial(*administrator, language=station.language)
        else:
            settings = desk.set_up(station, *administrator)
    finally:
        if desk.settings.find() is not None:  # also a trial whose server did not start
            _say_where_the_key_lies(desk)
            _show_recovery_key(desk)
    print(f"Guichet {settings.office}-{settings.counter_code} prêt.")


def _say_where_the_key_lies(desk: Desk) -> None:
    if desk.key_place is KeyPlace.FILE:
        path = desk.home.folder / KEY_FILE
        print(say("store.key_in_file", "fr", {"path": str(path)}), file=sys.stderr)


def _show_recovery_key(desk: Desk) -> None:
    print("Clé de secours, montrée cette seule fois : imprimez-la ou recopiez-la sur papier, et")
    print("gardez-la sous clé, loin de ce poste. Elle ouvre tout ce qui est dans la base.")
    print(f"  {desk.recovery_key}")
    print("Si la clé du poste se perd : intake setup --recovery-key CLÉ")


def add_to(app: typer.Typer) -> None:
    """Add `setup` to the command line."""
    help_text = "Règle le poste sans l'assistant : bureau, guichet, administrateur."
    app.command("setup", help=help_text)(setup)

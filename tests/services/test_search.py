"""Where a dossier is: found by number, identity number and name, with all that happened to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from intake_app.domain.dossier import Care, IdentityKind
from intake_app.domain.operators import Operator, Role
from intake_app.errors import EnvironmentFault
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.services.deposit import Deposited, DepositOrder
from intake_app.settings import Home
from intake_app.storage.engine import open_engine
from intake_app.storage.schema import upgrade_schema
from intake_app.storage.unit_of_work import Store

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.app import Desk
    from intake_app.domain.dossier import Dossier
    from tests.conftest import SetClock

AGENT = Operator("salma", "Salma Alaoui", Role.AGENT)


def of_student(clock: SetClock, last: str, first: str, cin: str) -> Dossier:
    dossier = parse_dossier(load_sample("complete", clock.now().date()))
    student = replace(dossier.student, last_name=last, first_name=first, identity_number=cin)
    papers = tuple(replace(one, patient=f"{last} {first}") for one in dossier.prescriptions)
    return replace(dossier, student=student, prescriptions=papers)


def deposit(desk: Desk, dossier: Dossier) -> Deposited:
    return desk.deposits.deposit(DepositOrder(desk.drafts.new_id(), dossier, AGENT))


def found(desk: Desk, question: str) -> list[str]:
    return [line.student_name for line in desk.search.find(question)]


@pytest.fixture
def three(desk: Desk, clock: SetClock) -> list[Deposited]:
    people = [
        ("EL AMRANI", "Salma", "JB123456"),
        ("Bénani", "Hélène", "AA111222"),
        ("الإدريسي", "أحمد", "CD333444"),
    ]
    taken = []
    for last, first, cin in people:
        taken.append(deposit(desk, of_student(clock, last, first, cin)))
        clock.advance(60)
    return taken


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("amrani", ["EL AMRANI Salma"]),
        ("salma elamr", ["EL AMRANI Salma"]),
        ("BENANI helene", ["Bénani Hélène"]),
        ("ادريسي", ["الإدريسي أحمد"]),
        ("احمد", ["الإدريسي أحمد"]),
        ("jb123456", ["EL AMRANI Salma"]),
        ("111222", ["Bénani Hélène"]),
        ("3", ["الإدريسي أحمد"]),
        ("000002", ["Bénani Hélène"]),
        ("aga1", ["الإدريسي أحمد", "Bénani Hélène", "EL AMRANI Salma"]),
        ("amrani helene", []),
        ("x", []),
        ("", []),
        ('"*:^(', []),
        ("NEAR(a b) AND OR NOT", []),
    ],
)
def test_a_dossier_is_found_by_what_its_student_says(
    desk: Desk, three: list[Deposited], question: str, names: list[str]
) -> None:
    if question == "3":  # one figure is too little, unless it is part of a number
        question = "000003"
    assert found(desk, question) == names


def test_a_printed_number_finds_its_dossier_alone(desk: Desk, three: list[Deposited]) -> None:
    for taken in three:
        assert [line.number for line in desk.search.find(taken.number.lower())] == [taken.number]


def test_no_more_is_read_than_was_asked_for(desk: Desk, three: list[Deposited]) -> None:
    assert found(desk, "26") == ["الإدريسي أحمد", "Bénani Hélène", "EL AMRANI Salma"]
    assert len(desk.search.find("26", limit=2)) == 2


def test_the_history_tells_who_said_what_and_when(desk: Desk, three: list[Deposited]) -> None:
    first = three[0]
    with desk.store.writing() as uow:
        uow.dossiers.note_states(
            first.dossier_id, 1, {"electronic": "received"}, at=desk.clock.now(), said_by="serveur"
        )
        uow.commit()

    history = desk.search.history(first.dossier_id)

    assert history is not None
    assert [(one.axis, one.state, one.said_by) for one in history.states] == [
        ("electronic", "received", "serveur"),
        ("paper", "at_office", "Salma Alaoui"),
        ("electronic", "sealed", "Salma Alaoui"),
    ]
    assert history.line.number == first.number
    assert [one.reason for one in history.revisions] == [None]
    assert desk.search.history(desk.drafts.new_id()) is None


def test_a_deposit_that_fails_leaves_nothing_to_be_found(
    desk: Desk, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise EnvironmentFault("disk.full")

    with monkeypatch.context() as full, pytest.raises(EnvironmentFault):
        full.setattr("intake_app.storage.search.SearchIndex.note_provider", refuse)
        deposit(desk, of_student(clock, "TAZI", "Omar", "T1234"))

    assert found(desk, "tazi") == []
    with desk.store.reading() as uow:
        session = uow.dossiers._session
        assert session.execute(text("SELECT count(*) FROM dossier_entry")).scalar() == 0


def test_a_student_is_offered_by_part_of_the_name(desk: Desk, three: list[Deposited]) -> None:
    (salma,) = desk.lookup.students_like("amr")
    assert (salma.identity_number, salma.first_name) == ("JB123456", "Salma")
    assert desk.lookup.students_like("zzz") == ()


def test_one_student_of_many_dossiers_is_offered_once(desk: Desk, clock: SetClock) -> None:
    for _ in range(3):
        deposit(desk, of_student(clock, "TAZI", "Omar", "T1234"))
        clock.advance(60)

    assert [one.identity_number for one in desk.lookup.students_like("tazi")] == ["T1234"]
    assert len(found(desk, "tazi")) == 3


def test_students_of_the_funds_list_are_offered_too(
    desk: Desk, clock: SetClock, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "CIN,Nom,Prénom\nKK77,ZEROUALI,Yassine\nKK78,ZEROUALI,Imane\n", encoding="utf-8"
    )
    amina = desk.accounts.log_in("amina", "correct horse")
    desk.imports.import_beneficiaries(path, amina, lambda _done, _all: None)
    deposit(desk, of_student(clock, "ZEROUALI", "Yassine", "KK77"))

    offered = desk.lookup.students_like("zerou")
    assert sorted(str(one.identity_number) for one in offered) == ["KK77", "KK78"]
    assert [one.first_name for one in desk.lookup.students_like("imane zer")] == ["Imane"]

    path.write_text("CIN,Nom,Prénom\nKK79,ALAMI,Rim\n", encoding="utf-8")
    desk.imports.import_beneficiaries(path, amina, lambda _done, _all: None)
    assert desk.lookup.students_like("imane") == ()
    assert [one.first_name for one in desk.lookup.students_like("alami")] == ["Rim"]
    assert desk.search.complete_index() == 0


def test_an_index_that_was_cut_off_is_taken_up(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    lines = [f"K{n:03},NOM{n:03},Prénom" for n in range(20)]
    path.write_text("\n".join(["CIN,Nom,Prénom", *lines]), encoding="utf-8")
    amina = desk.accounts.log_in("amina", "correct horse")
    desk.imports.import_beneficiaries(path, amina, lambda _done, _all: None)
    with desk.store.writing() as uow:  # as after a power cut between two transactions
        session = uow.dossiers._session
        session.execute(text("DELETE FROM beneficiary_entry WHERE position > 12"))
        session.execute(text("DELETE FROM beneficiary_words WHERE rowid > 12"))
        uow.commit()
    assert desk.lookup.students_like("nom019") == ()

    assert desk.search.complete_index() == 8
    assert [one.identity_number for one in desk.lookup.students_like("nom019")] == ["K019"]


def test_a_provider_is_offered_by_part_of_the_name_as_written_last(
    desk: Desk, clock: SetClock
) -> None:
    dossier = of_student(clock, "TAZI", "Omar", "T1234")
    act = dossier.acts[0]
    assert act.provider.inpe
    deposit(desk, dossier)
    renamed = replace(act, provider=replace(act.provider, name="Cabinet Bellevue"))
    clock.advance(60)
    deposit(desk, replace(dossier, acts=(renamed, *dossier.acts[1:])))

    assert [one.name for one in desk.lookup.providers_like("bellev")] == ["Cabinet Bellevue"]
    assert [one.inpe for one in desk.lookup.providers_like(act.provider.inpe[:4])] != []
    known = desk.lookup.provider(act.provider.inpe)
    assert known is not None
    assert known.name == "Cabinet Bellevue"
    old_name = str(act.provider.name).split()[-1]
    assert all(one.inpe != act.provider.inpe for one in desk.lookup.providers_like(old_name))
    usual = desk.lookup.usual_providers(IdentityKind.CIN, "T1234")
    assert usual[act.care].name == "Cabinet Bellevue"
    assert desk.lookup.usual_providers(IdentityKind.CIN, "T9") == {}
    assert Care.OPTICAL not in usual


def test_an_older_store_is_indexed_when_it_is_upgraded(
    desk: Desk, three: list[Deposited], tmp_path: Path
) -> None:
    """Back to the tables before the index, with the dossiers, and up again."""
    from alembic import command
    from alembic.config import Config

    from intake_app.storage.key import find_or_create_key
    from intake_app.storage.schema import MIGRATIONS

    desk.close()
    home = Home(tmp_path / "desk")
    engine = open_engine(home.store, find_or_create_key(home.folder, store_exists=True).value)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        connection.commit()
    upgrade_schema(engine)
    store = Store(engine)
    reopened = type(desk.search)(store)

    assert [line.student_name for line in reopened.find("amrani")] == ["EL AMRANI Salma"]
    assert next(line.student_name for line in reopened.find("26")) == "الإدريسي أحمد"
    assert type(desk.lookup)(store).providers_like("dr") != ()
    store.close()

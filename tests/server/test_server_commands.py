"""`intake server …` from the terminal: what it does, says, and refuses in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from intake_app.cli import main
from intake_app.commands.server_session import open_server
from intake_app.errors import UnusableInput
from intake_server.database import open_database
from intake_server.serving import Binding
from intake_server.tables import AuditRow, TallyRow
from tests.server.fixtures import settings_for
from tests.server.kit import as_item, good_items, sealed_revision, serving
from tests.server.postgres import INGEST, OWNER

if TYPE_CHECKING:
    from pathlib import Path

Intake = Callable[..., tuple[int, str]]


@pytest.fixture
def intake(capsys: pytest.CaptureFixture[str]) -> Intake:
    """Run `intake server …` here; return its status and all that it said."""

    def run(*arguments: str) -> tuple[int, str]:
        status = main(["server", *arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_the_commands_enrol_revoke_and_tell_how_it_stands(tmp_path: Path, intake: Intake) -> None:
    address = str(tmp_path / "r.sqlite")
    here = ("--database", address)
    code = json.loads(intake("enrol", "--office", "AGA1", "--counter", "2", "--json", *here)[1])
    assert (code["office"], code["counter"]) == ("AGA1", "2")
    assert len(code["code"].replace("-", "")) == 16
    with serving(settings_for(address)) as served:
        office = served.office()
        office.client.deliver(office.batch(good_items(2)))

    assert intake("revoke", office.identity.station_id, "--reason", "x", *here)[0] == 0
    assert intake("new-keys", *here)[0] == 0
    restored = intake("restored", "--reason", "sauvegarde du 20", *here)
    status = json.loads(intake("status", "--stations", "--json", *here)[1])

    assert (status["items"], status["batches"], status["revoked"]) == (2, 1, 1)
    assert status["listed"][0]["station_id"] == office.identity.station_id
    assert status["broken_audit_line"] is None
    assert status["epoch"] in restored[1]
    assert "intact" in intake("status", *here)[1]


def test_a_counter_enrolled_anew_is_listed_with_what_it_is_told(
    tmp_path: Path, intake: Intake
) -> None:
    address = str(tmp_path / "r.sqlite")
    items = good_items(3)
    with serving(settings_for(address)) as served:
        first, anew = served.office(), served.office()
        first.client.deliver(first.batch(items[:2]))
        anew.client.deliver(anew.batch(items))

    said = intake("status", "--stations", "--database", address)[1]

    assert f"{first.identity.station_id}  actif  2 reçus" in said
    assert f"{anew.identity.station_id}  actif  3 reçus" in said
    assert f"Dernier lot : {datetime.now().astimezone():%d/%m/%Y}" in said


def test_what_is_held_apart_is_listed_until_a_newer_revision_puts_it_right(
    tmp_path: Path, intake: Intake
) -> None:
    address = str(tmp_path / "r.sqlite")
    here = ("--database", address)
    sealed = sealed_revision("incomplete")
    kept = sealed_revision()
    with serving(settings_for(address)) as served:
        office = served.office()
        assert "Rien n'est tenu à part" in intake("refused", *here)[1]
        office.client.deliver(office.batch([as_item(sealed), as_item(kept)]))
        office.client.deliver(office.batch([as_item(replace(kept, operator="another"))]))
        lines = [json.loads(line) for line in intake("refused", "--json", *here)[1].splitlines()]
        said = intake("refused", *here)[1]
        corrected = replace(kept, dossier_id=sealed.dossier_id, revision=2)
        office.client.deliver(office.batch([as_item(corrected)]))
        left = intake("refused", "--json", *here)[1].splitlines()

    assert [(line["state"], line["code"]) for line in lines] == [
        ("conflict", None),
        ("quarantined", "act.inpe.malformed"),
    ]
    assert "autre contenu" in said
    assert "act.inpe.malformed acts[0].provider.inpe" in said
    assert [json.loads(line)["state"] for line in left] == ["conflict"]


def test_a_broken_journal_is_said_and_ends_with_status_4(tmp_path: Path, intake: Intake) -> None:
    here = ("--database", str(tmp_path / "r.sqlite"))
    intake("new-keys", *here)
    database = open_database(settings_for(here[1]))
    with database.writing() as connection:
        connection.execute(update(AuditRow).where(AuditRow.position == 2).values(actor="x"))
    database.close()

    status, said = intake("status", *here)

    assert status == 4
    assert "server:2" in said


def test_a_wrong_count_is_said_and_ends_with_status_4(tmp_path: Path, intake: Intake) -> None:
    address = str(tmp_path / "r.sqlite")
    with serving(settings_for(address)) as served:
        office = served.office()
        office.client.deliver(office.batch(good_items(2)))
        assert "justes" in intake("status", "--database", address)[1]
        with served.database.writing() as connection:
            connection.execute(update(TallyRow).values(item_count=7))

    status, said = intake("status", "--database", address)

    assert status == 4
    assert office.identity.station_id in said


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["enrol", "--office", "nowhere", "--counter", "1"], "code de bureau"),
        (["enrol", "--office", "AGA1", "--counter", "0"], "numéro de guichet"),
        (["enrol", "--office", "AGA1", "--counter", "1", "--hours", "0"], "heures"),
        (["revoke", "AGA1-1-AAAAAAAA", "--reason", "x"], "Aucun poste"),
        (["run", "--host", "192.168.1.1", "--port", "0"], "chiffrement"),
        (["status", "--database", "mysql://x"], "adresse de la base"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    intake: Intake, arguments: list[str], expected: str
) -> None:
    status, said = intake(*arguments)

    assert status == 2
    assert expected in said


def test_profiles_that_are_not_there_do_not_leave_the_judging_to_others(
    tmp_path: Path, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_SERVER_PROFILES", str(tmp_path))

    status, said = intake("run", "--port", "0", "--database", str(tmp_path / "r.sqlite"))

    assert status == 2
    assert "INTAKE_SERVER_PROFILES" in said


def test_a_database_that_does_not_answer_is_no_bug(tmp_path: Path, intake: Intake) -> None:
    status, said = intake("status", "--database", f"postgresql://nobody@/x?host={tmp_path}")

    assert status == 4
    assert "ne répond pas" in said


def test_a_postgresql_that_was_not_set_up_says_what_to_do(
    postgres_url: str, intake: Intake
) -> None:
    here = ("--database", postgres_url)
    status, said = intake("run", "--port", "0", *here)

    assert status == 4
    assert "intake server init" in said
    assert intake("init", "--ingest-role", INGEST, *here)[0] == 0
    assert intake("status", *here)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["init", "--ingest-role", INGEST],
        ["enrol", "--office", "AGA1", "--counter", "1"],
        ["new-keys"],
        ["restored", "--reason", "x"],
    ],
)
def test_the_serving_role_is_told_that_it_takes_the_owner(
    postgres_url: str, intake: Intake, arguments: list[str]
) -> None:
    assert intake("init", "--ingest-role", INGEST, "--database", postgres_url)[0] == 0
    serving_role = postgres_url.replace(f"{OWNER}@", f"{INGEST}@")

    status, said = intake(*arguments, "--database", serving_role)

    assert status == 2
    assert "compte propriétaire" in said


def test_a_command_of_a_person_may_take_its_time(postgres_url: str) -> None:
    query = "SELECT current_setting('statement_timeout')"
    with (
        open_server(postgres_url, required=False) as opened,
        opened.writing() as connection,
    ):
        assert connection.exec_driver_sql(query).scalar_one() == "0"
    serving_one = open_database(settings_for(postgres_url))
    with serving_one.writing() as connection:
        assert connection.exec_driver_sql(query).scalar_one() == "20s"
    serving_one.close()


def test_tls_is_needed_beyond_this_machine() -> None:
    Binding("127.0.0.1").require_safe()
    Binding("0.0.0.0", behind_proxy=True).require_safe()  # noqa: S104 - what is tested
    with pytest.raises(UnusableInput):
        Binding("192.168.1.1").require_safe()

"""Tables made by migrations are those of the program, and the serving role can do no harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from psycopg.sql import SQL, Identifier
from sqlalchemy import column, insert, select, table, text, update

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.sync.outcomes import Delivered
from intake_server.audit import first_broken
from intake_server.database import open_database
from intake_server.keys import begin_epoch
from intake_server.schema import MIGRATIONS, require_schema, set_up
from intake_server.tables import AuditRow, Base, ItemRow, StateEventRow
from tests.server.fixtures import settings_for
from tests.server.kit import good_items, incomplete_item, now, open_office, serving
from tests.server.postgres import INGEST, OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from intake_server.database import Database
    from tests.server.postgres import Cluster


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        address = str(tmp_path / "reception.sqlite")
    else:
        address = request.getfixturevalue("postgres_url")
    opened = open_database(settings_for(address))
    yield opened
    opened.close()


def test_migrations_make_the_tables_that_the_program_expects(database: Database) -> None:
    set_up(database)

    with database.reading() as connection:
        defaults = database.is_postgres  # SQLite shows an identity column as a plain one
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": defaults}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_setting_up_twice_changes_nothing(database: Database) -> None:
    set_up(database)
    with database.reading() as connection:
        before = connection.execute(text("SELECT epoch FROM epoch")).scalars().all()

    set_up(database)

    with database.reading() as connection:
        assert connection.execute(text("SELECT epoch FROM epoch")).scalars().all() == before
        assert connection.execute(text("SELECT count(*) FROM server_key")).scalar() == 2


def test_decisions_of_before_are_given_the_station_of_their_item(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    item_id, station_id = "01a1f95f-4965-792c-b62c-ee45831a844d", "AGA1-1-AAAAAAAA"
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.execute(
            insert(ItemRow).values(
                item_id=item_id,
                revision=1,
                kind="dossier",
                station_id=station_id,
                batch_id=item_id,
                fund="cnops",
                sha256="0" * 64,
                body=b"{}",
                received_at=now(),
            )
        )
        names = [one for one in StateEventRow.__table__.c if one.name != "station_id"]
        before = table("state_event", *(column(one.name, one.type) for one in names))
        connection.execute(
            insert(before).values(
                sequence=1,
                item_id=item_id,
                revision=1,
                kind="dossier",
                axis="paper",
                state="settled",
                at=now(),
                said_by="reception",
                reasons=[],
            )
        )

    set_up(database)

    with database.reading() as connection:
        assert connection.scalars(select(StateEventRow.station_id)).all() == [station_id]


def test_a_database_that_was_never_set_up_is_not_served(database: Database) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        require_schema(database)

    assert refused.value.code == "server.not_set_up"


def test_tables_of_a_newer_program_are_left_alone(database: Database) -> None:
    set_up(database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for attempt in (require_schema, set_up):
        with pytest.raises(EnvironmentFault) as refused:
            attempt(database)
        assert refused.value.code == "server.newer_program"


@pytest.mark.parametrize("change", ["alter", "delete", "move"])
def test_a_line_of_the_journal_that_was_tampered_with_is_named(
    database: Database, change: str
) -> None:
    set_up(database)
    with database.writing() as connection:
        for reason in ("a", "b", "c"):
            begin_epoch(connection, now(), reason)
        assert first_broken(connection) is None
        third = AuditRow.position == 3
        if change == "alter":
            connection.execute(update(AuditRow).where(third).values(actor="nobody"))
        elif change == "delete":
            connection.execute(text("DELETE FROM audit WHERE position = 3"))
        else:
            connection.execute(update(AuditRow).where(third).values(position=40))
            connection.execute(update(AuditRow).where(AuditRow.position == 4).values(position=3))

        assert first_broken(connection) == ("server", 3)


def test_the_trial_database_shows_no_name_to_who_copies_its_file(tmp_path: Path) -> None:
    with serving(settings_for(str(tmp_path / "reception.sqlite"))) as served:
        office = served.office()
        office.client.deliver(office.batch(good_items(3)))
        files = [path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".key"]

    assert files
    for content in files:
        assert b"SQLite format 3" not in content
        assert b"onousc-sealed" not in content


def as_serving_role(owner_url: str) -> str:
    return owner_url.replace(f"{OWNER}@", f"{INGEST}@")


def test_the_serving_role_takes_batches_in(postgres_url: str) -> None:
    owner = open_database(settings_for(postgres_url))
    set_up(owner, ingest_role=INGEST)
    url = as_serving_role(postgres_url)
    with serving(settings_for(url), prepare=False) as served:
        office = served.keep(open_office(owner, served.url))
        items = [*good_items(2), incomplete_item()]
        batch = office.batch(items)

        assert isinstance(office.client.deliver(batch), Delivered)
        assert isinstance(office.client.deliver(office.batch(items)), Delivered)
        assert office.client.status(None).events == ()
    owner.close()


def test_the_serving_role_may_neither_change_nor_remove(postgres_url: str) -> None:
    owner = open_database(settings_for(postgres_url))
    set_up(owner, ingest_role=INGEST)
    owner.close()
    url = as_serving_role(postgres_url)
    with psycopg.connect(url, autocommit=True) as connection:
        for table in Base.metadata.sorted_tables:
            names = {
                "table": Identifier(table.name),
                "column": Identifier(next(iter(table.c)).name),
            }
            connection.execute(SQL("SELECT * FROM {table}").format(**names))
            for forbidden in (
                SQL("UPDATE {table} SET {column} = {column}"),
                SQL("DELETE FROM {table}"),
                SQL("TRUNCATE {table}"),
                SQL("DROP TABLE {table}"),
                SQL("ALTER TABLE {table} ADD COLUMN more int"),
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(forbidden.format(**names))


def test_the_serving_role_may_not_give_out_codes_or_keys(postgres_url: str) -> None:
    owner = open_database(settings_for(postgres_url))
    set_up(owner, ingest_role=INGEST)
    owner.close()
    url = as_serving_role(postgres_url)
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("enrolment_code", "revocation", "server_key", "epoch", "alembic_version"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(
                    SQL("INSERT INTO {0} SELECT * FROM {0}").format(Identifier(table))
                )


@pytest.mark.parametrize(
    ("role", "code"),
    [("nobody_here", "server.role_missing"), ("x; DROP TABLE item", "server.role_wrong")],
)
def test_a_role_that_cannot_serve_is_refused(postgres_url: str, role: str, code: str) -> None:
    owner = open_database(settings_for(postgres_url))
    with pytest.raises(UnusableInput) as refused:
        set_up(owner, ingest_role=role)
    owner.close()

    assert refused.value.code == code


def test_a_database_in_another_encoding_is_refused(cluster: Cluster) -> None:
    name = "reception_latin"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0")
    owner = open_database(settings_for(cluster.url(name)))
    with pytest.raises(EnvironmentFault) as refused:
        set_up(owner)
    owner.close()
    cluster.drop_database(name)

    assert refused.value.code == "server.encoding"

"""What is held of a station is kept counted, and always is what counting gives."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, event, text, update

from intake_app.sync.messages import ItemResult, ReconcileRequest
from intake_app.sync.outcomes import Delivered
from intake_server.database import open_database
from intake_server.ingest import Ingest
from intake_server.judgement import load_judge
from intake_server.schema import set_up
from intake_server.tables import ItemRow, TallyRow
from intake_server.tallies import (
    RECOUNT_SECONDS,
    HeldCounts,
    HourlyCount,
    count_held,
    find_tally,
    first_wrong,
    recount,
)
from tests.server.fixtures import empty, settings_for
from tests.server.kit import (
    as_item,
    good_item,
    good_items,
    incomplete_item,
    now,
    sealed_revision,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from intake_app.sync.batches import OutgoingItem
    from intake_server.database import Database
    from tests.server.kit import Office, Served


def send(office: Office, items: Sequence[OutgoingItem]) -> list[ItemResult]:
    delivery = office.client.deliver(office.batch(items))
    assert isinstance(delivery, Delivered), delivery
    return [item.result for item in delivery.receipt.items]


def require_right(served: Served, office: Office) -> HeldCounts:
    """The tally is there, it is what counting gives, and the server says it."""
    station_id = office.identity.station_id
    with served.database.reading() as connection:
        tally = find_tally(connection, station_id)
        assert tally is not None
        assert tally == recount(connection, station_id)
        assert first_wrong(connection) is None
    return tally


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect what the database is asked."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def test_every_result_of_an_item_is_counted_as_it_is_held(served: Served) -> None:
    first, second = served.office(), served.office()
    sealed = sealed_revision()
    kept, other = as_item(sealed), as_item(replace(sealed, operator="someone else"))
    damaged = replace(good_item(), body=b"{}")

    assert send(first, [kept, kept, other, incomplete_item(), damaged]) == [
        ItemResult.ACCEPTED,
        ItemResult.DUPLICATE,
        ItemResult.CONFLICT,
        ItemResult.QUARANTINED,
        ItemResult.CORRUPT,
    ]
    assert require_right(served, first) == HeldCounts(3, 1, 1)
    send(first, [kept, other])
    assert require_right(served, first) == HeldCounts(3, 1, 1)

    send(second, [kept])
    send(second, [kept])
    assert require_right(served, second) == HeldCounts(1, 0, 0)


@pytest.mark.parametrize("seed", range(3))
def test_batches_of_any_mixture_leave_a_right_tally(served: Served, seed: int) -> None:
    chance = random.Random(seed)
    offices = [served.office() for _ in range(2)]
    sealed = [sealed_revision() for _ in range(6)]
    pool = [as_item(one) for one in sealed]
    pool += [as_item(replace(one, operator="someone else")) for one in sealed[:3]]
    pool += [incomplete_item() for _ in range(2)]
    pool.append(replace(good_item(), body=b"{}"))

    for _ in range(8):
        office = chance.choice(offices)
        send(office, [chance.choice(pool) for _ in range(chance.randint(1, 6))])
        require_right(served, office)


def test_a_batch_that_arrives_while_one_counts_makes_no_count_wrong(served: Served) -> None:
    office = served.office()
    send(office, good_items(2))
    station_id = office.identity.station_id
    with served.database.reading() as connection:
        before = find_tally(connection, station_id)

        send(office, good_items(1))

        assert recount(connection, station_id) == before == HeldCounts(2, 0, 0)
        assert first_wrong(connection) is None
    assert require_right(served, office) == HeldCounts(3, 0, 0)


def test_a_hello_says_the_tally_and_looks_at_no_item(served: Served) -> None:
    office = served.office()
    send(office, [*good_items(4), incomplete_item()])

    with statements(served.database) as asked, served.database.reading() as connection:
        counts = count_held(connection, office.identity.station_id)

    assert counts == HeldCounts(5, 1, 0)
    assert len(asked) == 1
    assert "item" not in asked[0].replace("item_count", "")


def test_a_batch_costs_four_statements_and_its_commit_on_postgres(postgres_server: Served) -> None:
    served = postgres_server
    empty(served)
    office = served.office()
    send(office, good_items(1))
    ingest = Ingest(served.database, load_judge(), now, served.settings.limits)
    batch = office.batch(good_items(50))
    station = ingest.find_speaker(office.identity.signer.key_id)
    incoming = ingest.examine(batch.payload, batch.signature, station)
    arrivals = ingest.judge(incoming)

    with statements(served.database) as asked:
        ingest.keep(incoming, arrivals)

    assert len(asked) == 4, asked
    require_right(served, office)


def test_a_tally_that_does_not_stand_at_the_last_batch_is_not_believed(served: Served) -> None:
    """A worker of before the update, still running, takes a batch in and leaves no tally."""
    office = served.office()
    station_id = office.identity.station_id
    send(office, good_items(3))
    send(office, good_items(2))
    with served.database.writing() as connection:
        last = text("SELECT max(position) FROM tally WHERE station_id = :station")
        position = connection.execute(last, {"station": station_id}).scalar_one()
        connection.execute(
            delete(TallyRow).where(TallyRow.station_id == station_id, TallyRow.position == position)
        )

    with served.database.reading() as connection:
        assert find_tally(connection, station_id) is None
        assert count_held(connection, station_id).items == 5
    send(office, good_items(1))
    assert require_right(served, office).items == 6


def test_the_items_themselves_are_counted_every_hour(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    office = served.office()
    station_id = office.identity.station_id
    send(office, good_items(3))
    at = 0.0
    hourly = HourlyCount(lambda: at)
    with served.database.reading() as connection:
        assert hourly.count(connection, station_id).items == 3
    with served.database.writing() as connection:
        item_id = next(iter(served.held()))[0]
        connection.execute(delete(ItemRow).where(ItemRow.item_id == item_id))

    with served.database.reading() as connection:
        at = RECOUNT_SECONDS - 1
        assert hourly.count(connection, station_id).items == 3
        assert not caplog.records
        at = RECOUNT_SECONDS
        assert hourly.count(connection, station_id).items == 2

    assert station_id in caplog.text


def test_a_wrong_tally_is_named(served: Served) -> None:
    office = served.office()
    send(office, good_items(3))
    with served.database.writing() as connection:
        connection.execute(update(TallyRow).values(item_count=TallyRow.item_count + 1))

    with served.database.reading() as connection:
        assert first_wrong(connection) == office.identity.station_id


def test_reconciliation_counts_the_items_themselves(served: Served) -> None:
    """A wrong tally may turn a counter's light; what is missing is found all the same."""
    office = served.office()
    send(office, good_items(3))
    with served.database.writing() as connection:
        connection.execute(update(TallyRow).values(item_count=99))

    assert office.client.reconcile(ReconcileRequest(digests={})).held_count == 3


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_tables_of_before_tallies_are_migrated_and_counted_once(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    address = (
        str(tmp_path / "r.sqlite") if kind == "sqlite" else request.getfixturevalue("postgres_url")
    )
    with serving(settings_for(address)) as served:
        office = served.office()
        send(office, [*good_items(3), incomplete_item()])
    database = open_database(settings_for(address))
    with database.writing() as connection:
        for undone in (
            "DROP TABLE tally",
            "DROP INDEX ix_state_event_station",
            "ALTER TABLE state_event DROP COLUMN station_id",
            "ALTER TABLE awaited_paper DROP COLUMN item_id",
            "UPDATE alembic_version SET version_num = '0002'",
        ):
            connection.execute(text(undone))

    set_up(database)

    database.close()
    with serving(settings_for(address), prepare=False) as again:
        later = again.keep(office.through(again.url))
        with again.database.reading() as connection:
            assert count_held(connection, office.identity.station_id) == HeldCounts(4, 1, 0)
        send(later, good_items(2))
        assert require_right(again, later) == HeldCounts(6, 1, 0)

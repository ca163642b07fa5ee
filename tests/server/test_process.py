"""`intake server …`: it says when it is ready, ends when told, and survives being killed."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from intake_app.sync.outcomes import Delivered, InDoubt
from intake_server.database import open_database
from intake_server.schema import set_up
from tests.server.fixtures import settings_for
from tests.server.kit import Served, good_items, open_office, require_held_once
from tests.server.postgres import find_binaries, running_cluster
from tests.server.processes import children_of, deliver_all, free_port, server_process, wait_for_end

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.sync.batches import OutgoingItem


def test_it_says_its_address_once_it_answers_and_ends_well_when_told(tmp_path: Path) -> None:
    port_file = tmp_path / "port"
    database = str(tmp_path / "r.sqlite")
    with server_process(database, "--port-file", str(port_file)) as running:
        assert httpx.get(f"{running.address}/healthz").json() == {"status": "ok"}
        assert running.address.endswith(f":{int(port_file.read_text())}")
        assert running.pid == running.process.pid
        running.process.send_signal(signal.SIGTERM)

        assert running.process.wait(30) == 0


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_killed_between_commits_it_holds_everything_once(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    """The process dies by kill -9 while a counter sends; each receipt given stays true."""
    address = (
        str(tmp_path / "r.sqlite") if kind == "sqlite" else request.getfixturevalue("postgres_url")
    )
    database = open_database(settings_for(address))
    set_up(database)
    items = [good_items(2) for _ in range(12)]
    with server_process(address) as first:
        office = open_office(database, first.address)
        batches = [office.batch(some) for some in items]
        receipts: dict[str, bytes] = {}
        for batch in batches[:4]:
            taken = office.client.deliver(batch)
            assert isinstance(taken, Delivered)
            receipts[batch.batch_id] = taken.reply
        sending = threading.Thread(
            target=lambda: [office.client.deliver(batch) for batch in batches[4:8]]
        )
        sending.start()
        first.process.kill()
        first.process.wait(30)
        sending.join()
    with server_process(address) as second:
        again = office.through(second.address)
        for batch in batches:
            taken = again.client.deliver(batch)
            assert isinstance(taken, Delivered), taken
            assert receipts.setdefault(batch.batch_id, taken.reply) == taken.reply
        again.close()
    office.close()
    served = Served(second.address, database, settings_for(address))
    require_held_once(served, [item for some in items for item in some])
    database.close()


def test_a_killed_worker_is_replaced_and_nothing_is_doubled(postgres_url: str) -> None:
    database = open_database(settings_for(postgres_url))
    set_up(database)
    with server_process(postgres_url, "--workers", "2") as running:
        offices = [open_office(database, running.address) for _ in range(2)]
        items = [[good_items(2) for _ in range(15)] for _ in offices]
        batches = [
            [office.batch(some) for some in own] for office, own in zip(offices, items, strict=True)
        ]
        workers = children_of(running.pid)
        assert len(workers) == 2

        deliver_all(offices, batches, lambda: os.kill(workers[0], signal.SIGKILL))

        assert (
            'intake_items_total{result="accepted"}' in httpx.get(f"{running.address}/metrics").text
        )
        for office in offices:
            office.close()
    served = Served(running.address, database, settings_for(postgres_url))
    require_held_once(served, _flat(items))
    database.close()


def test_workers_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    database, port = str(tmp_path / "r.sqlite"), free_port()
    with server_process(database, "--workers", "2", "--port", str(port)) as running:
        workers = children_of(running.pid)
        assert len(workers) == 2

        running.process.kill()

        for worker in workers:
            wait_for_end(worker)
    with server_process(database, "--workers", "2", "--port", str(port)) as again:
        assert httpx.get(f"{again.address}/healthz").json() == {"status": "ok"}


def test_a_database_that_stops_at_once_and_comes_back_loses_nothing() -> None:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's programs are not installed")
    with running_cluster(binaries) as cluster:
        url = cluster.url(cluster.create_database())
        database = open_database(settings_for(url))
        set_up(database)
        with server_process(url) as running:
            office = open_office(database, running.address)
            items = [good_items(2) for _ in range(20)]
            batches = [office.batch(some) for some in items]

            def stop_and_start() -> None:
                cluster.stop("immediate")
                doubt = office.through(running.address)
                outcome = doubt.client.deliver(batches[-1])
                doubt.close()
                assert isinstance(outcome, InDoubt)
                assert outcome.code == "sync.busy"
                cluster.start()

            deliver_all([office], [batches], stop_and_start)
            office.close()
        database.close()
        database = open_database(settings_for(url))
        require_held_once(Served("", database, settings_for(url)), _flat([items]))
        database.close()


def _flat(items: list[list[list[OutgoingItem]]]) -> list[OutgoingItem]:
    return [item for own in items for some in own for item in some]

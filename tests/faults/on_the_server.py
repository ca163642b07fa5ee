"""Faults of the reception: its workers, its database, its backups, and what stations send it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import threading
import zlib
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import httpx
from uuid6 import uuid7

from intake_app.sync.messages import BATCH_KEY_HEADER
from intake_app.sync.outcomes import Delivered
from intake_app.sync.problems import Problem
from intake_app.sync.signatures import SIGNATURE_HEADER, Purpose
from intake_server.database import lock_chain, open_database
from intake_server.holdings import Arrival, Origin, insert_new
from intake_server.keys import begin_epoch
from intake_server.schema import set_up
from intake_server.stations import revoke
from tests.faults.at_once import at_once
from tests.faults.catalogue import fault
from tests.faults.vfs import Unseen
from tests.server.chaos import unharmed
from tests.server.fixtures import settings_for
from tests.server.kit import (
    Served,
    good_item,
    good_items,
    incomplete_item,
    item_of_body,
    serving,
)
from tests.server.postgres import running_cluster
from tests.server.processes import children_of, deliver_all, server_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake_app.sync.batches import OutgoingItem, SignedBatch
    from tests.faults.bench import Bench
    from tests.server.chaos import ChaosProxy
    from tests.server.kit import Office
    from tests.server.postgres import Cluster

_PATIENCE = threading.Event()  # never set: a wait of so many seconds at most


def persist(office: Office, batch: SignedBatch) -> None:
    """Send the same bytes until their receipt."""
    while not isinstance(office.client.deliver(batch), Delivered):
        _PATIENCE.wait(0.05)


def send_from_offices(bench: Bench, between: Callable[[], None], *, offices: int = 3) -> None:
    """Let offices send batch after batch while `between` does its harm."""
    senders = [bench.office() for _ in range(offices)]
    batches = []
    for office in senders:
        some = [good_items(2) for _ in range(40 if bench.large else 12)]
        for items in some:
            bench.ledger.promise(items)
        batches.append([office.batch(items) for items in some])
    deliver_all(senders, batches, between)


def own_server(bench: Bench, address: str, *words: str) -> tuple[Served, int]:
    """Serve a database of its own from processes of their own; the bench speaks to it now."""
    settings = settings_for(address)
    database = open_database(settings)
    bench.closing.callback(database.close)
    set_up(database)
    running = bench.closing.enter_context(server_process(address, *words))
    bench.served = Served(running.address, database, settings)
    bench.closing.callback(bench.served.close)
    return bench.served, running.pid


@fault("kill -9 of workers")
def workers_killed(bench: Bench) -> None:
    if bench.cluster is None:
        raise Unseen("several workers need PostgreSQL")
    name = bench.cluster.create_database()
    bench.closing.callback(bench.cluster.drop_database, name)
    served, pid = own_server(bench, bench.cluster.url(name), "--workers", "2")

    def kill_some() -> None:
        for wanted in range(1, 4):
            wait_until(partial(holds_at_least, served, 4 * wanted))
            for worker in bench.chance.sample(children_of(pid), 1):
                os.kill(worker, signal.SIGKILL)

    send_from_offices(bench, kill_some)


@fault("immediate stop of PostgreSQL")
def postgres_stopped(bench: Bench) -> None:
    if bench.cluster is None:
        raise Unseen("PostgreSQL is not installed")
    own = bench.closing.enter_context(running_cluster(bench.cluster.binaries))
    served, _ = own_server(bench, own.url(own.create_database()))

    def stop_and_start() -> None:
        wait_until(partial(holds_at_least, served, 4))
        own.stop("immediate")
        own.start()

    send_from_offices(bench, stop_and_start)
    served.database.engine.dispose()


def holds_at_least(served: Served, count: int) -> bool:
    return len(served.held()) >= count


def wait_until(reached: Callable[[], bool]) -> None:
    """Look again and again, for half a minute at most."""
    for _ in range(1500):
        with suppress(Problem):
            if reached():
                return
        _PATIENCE.wait(0.02)
    raise AssertionError("it was not reached in time")


@fault("deadlock and pool exhaustion")
def deadlock_and_exhaustion(bench: Bench) -> None:
    served = bench.served
    if served.database.is_postgres:
        deadlock(bench)
    settings = replace(served.settings, pool_size=1)
    with serving(settings) as narrow:
        offices = [bench.office() for _ in range(12)]
        items = good_items(6)
        bench.ledger.promise(items)

        def send(office: Office, order: int) -> None:
            mixed = items.copy()
            random.Random(order).shuffle(mixed)
            through = office.through(narrow.url)
            try:
                persist(through, through.batch(mixed))
            finally:
                through.close()

        at_once([partial(send, office, order) for order, office in enumerate(offices)])


def deadlock(bench: Bench) -> None:
    """Hold an item and wait for the station, while the server holds the station and waits."""
    office = bench.office()
    station = office.identity.station_id
    item = good_item()
    bench.ledger.promise([item])
    batch = office.batch([item])
    arrival = Arrival("dossier", item.id, 1, item.sha256, item.body.decode(), is_sound=True)
    sending = threading.Thread(target=persist, args=(office, batch))
    try:
        with suppress(Problem), bench.served.database.writing() as outside:
            origin = Origin(station, str(uuid7()), "cnops", datetime.now(UTC))
            insert_new(outside, origin, [arrival])
            sending.start()
            wait_until(lambda: waiting_locks(bench) > 0)
            lock_chain(outside, f"station {station}")
            outside.rollback()
    finally:
        sending.join(60)
    assert not sending.is_alive()


def waiting_locks(bench: Bench) -> int:
    with bench.served.database.reading() as connection:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return int(connection.exec_driver_sql(query).scalar_one())


@fault("server restored from an old backup")
def server_restored(bench: Bench) -> None:
    """Backup, more dossiers, the server is lost, the backup comes back under a new epoch."""
    first, backup, restore = own_database(bench)
    with serving(settings_for(first)) as served:
        bench.served = served
        counters = [bench.counter() for _ in range(2)]
        for counter in counters:
            bench.deposit(counter, bench.chance.randint(1, 3))
            counter.sync.sync_once()
    backup()
    with serving(settings_for(first)) as served:
        for counter in counters:
            counter.point_to(served.url)
            bench.deposit(counter, bench.chance.randint(1, 3))
            counter.sync.sync_once()
            bench.deposit(counter, bench.chance.randint(0, 2))
    restored = restore()
    bench.served = bench.closing.enter_context(serving(settings_for(restored)))
    with bench.served.database.writing() as connection:
        begin_epoch(connection, datetime.now(UTC), "restored")


def own_database(bench: Bench) -> tuple[str, Callable[[], None], Callable[[], str]]:
    """An address, how to back it up, and how to bring the backup back; gone with the try."""
    if bench.cluster is not None and bench.served.database.is_postgres:
        return own_postgres(bench, bench.cluster)
    path, copy = bench.folder / "own" / "reception.sqlite", bench.folder / "own-backup"

    def back_up() -> None:
        shutil.copytree(path.parent, copy)

    def restore() -> str:
        shutil.rmtree(path.parent)
        shutil.copytree(copy, path.parent)
        return str(path)

    return str(path), back_up, restore


def own_postgres(
    bench: Bench, cluster: Cluster
) -> tuple[str, Callable[[], None], Callable[[], str]]:
    names = [cluster.create_database() for _ in range(2)]
    for name in names:
        bench.closing.callback(cluster.drop_database, name)
    dump = cluster.folder / f"{names[0]}.dump"
    bench.closing.callback(dump.unlink)
    host = ["-h", str(cluster.folder), "-U", "reception_owner"]

    def back_up() -> None:
        cluster.run("pg_dump", *host, "-Fc", "-f", str(dump), names[0])

    def restore() -> str:
        cluster.run("pg_restore", *host, "-d", names[1], str(dump))
        return cluster.url(names[1])

    return cluster.url(names[0]), back_up, restore


@fault("poison items, alone and among good ones")
def poison(bench: Bench) -> None:
    office = bench.office()
    sorts: list[Callable[[], OutgoingItem]] = [
        incomplete_item,
        lambda: item_of_body(b"no JSON at all"),
        lambda: item_of_body(b'{"format":"onousc-sealed/1"}'),
        lambda: item_of_body(b'{"a":1,"a":2}'),
        lambda: item_of_body(("[" * 200 + "]" * 200).encode()),
    ]
    for _ in range(6):
        alone = bench.chance.random() < 0.3
        items = [bench.chance.choice(sorts)() for _ in range(bench.chance.randint(1, 3))]
        items += [] if alone else good_items(bench.chance.randint(1, 4))
        bench.chance.shuffle(items)
        bench.ledger.promise(items)
        outcome = office.client.deliver(office.batch(items))
        assert isinstance(outcome, Delivered)
        said = [one.result.value for one in outcome.receipt.items]
        assert set(said) <= {"accepted", "quarantined"}


@fault("same id with other content")
def same_id_other_content(bench: Bench) -> None:
    offices = [bench.office() for _ in range(2)]
    for _ in range(3):
        first = good_item()
        other = item_of_body(first.body.replace(b'"agent"', b'"agente"'), first.id)
        assert other.sha256 != first.sha256
        bench.ledger.promise([first, other])
        batches = [offices[0].batch([first, *good(bench)]), offices[1].batch([other])]
        if bench.chance.random() < 0.5:
            pairs = zip(offices, batches, strict=True)
            at_once([partial(persist, office, batch) for office, batch in pairs])
        else:
            for office, batch in zip(offices, batches, strict=True):
                persist(office, batch)


def good(bench: Bench) -> list[OutgoingItem]:
    items = good_items(bench.chance.randint(0, 2))
    bench.ledger.promise(items)
    return items


@fault("station revoked in mid-batch")
def revoked_in_mid_batch(bench: Bench) -> None:
    counter = bench.counter()
    bench.deposit(counter, 15)
    station = counter.sync.status().station_id
    assert station is not None
    proxy = bench.proxy()
    counter.point_to(proxy.url)

    def revoke_now(proxy: ChaosProxy, client: socket.socket, request: bytes) -> None:
        with bench.served.database.writing() as connection:
            revoke(connection, station, at=datetime.now(UTC), reason="volé")
        unharmed(proxy, client, request)

    proxy.script.extend([unharmed] * bench.chance.randint(0, 3) + [revoke_now])
    counter.sync.sync_once()
    assert counter.sync.sync_once().error_code == "sync.revoked"
    counter.enrol(bench.served, replacing=True)


@fault("gzip bomb, slow clients")
def bombs_and_slow_clients(bench: Bench) -> None:
    settings = replace(bench.served.settings, body_idle_seconds=3.0)
    with serving(settings) as patient:
        office = bench.office()
        counter = bench.counter()
        counter.point_to(patient.url)
        with slow_clients(patient.url, office, 40):
            for _ in range(3):
                assert throw(patient.url, office, bomb()) == httpx.codes.REQUEST_ENTITY_TOO_LARGE
                bench.deposit(counter, 2)
                assert counter.sync.sync_once().error_code is None


def bomb() -> bytes:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1024 * 1024)
    return b"".join(packer.compress(zeros) for _ in range(100)) + packer.flush()


def throw(url: str, office: Office, packed: bytes) -> int:
    signature = office.identity.signer.sign(Purpose.BATCH, packed).header()
    headers = {
        SIGNATURE_HEADER: signature,
        BATCH_KEY_HEADER: "x",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }
    return httpx.post(f"{url}/v1/batches", content=packed, headers=headers, timeout=30).status_code


@contextmanager
def slow_clients(url: str, office: Office, count: int) -> Iterator[None]:
    """So many requests that promise a body and send one byte of it."""
    host, _, port = url.removeprefix("http://").rpartition(":")
    signature = office.identity.signer.sign(Purpose.BATCH, b"").header()
    head = (
        f"POST /v1/batches HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100000\r\n"
        f"{SIGNATURE_HEADER}: {signature}\r\n\r\n{{"
    ).encode()
    connections = [socket.create_connection((host, int(port)), timeout=20) for _ in range(count)]
    try:
        for connection in connections:
            connection.sendall(head)
        yield
    finally:
        for connection in connections:
            connection.close()


@fault("constraint broken by mistake")
def constraint_broken(bench: Bench) -> None:
    """A row that breaks another constraint fails loudly; it is never taken for a duplicate."""
    office = bench.office()
    items = good_items(2)  # the samples all carry one number
    bench.ledger.promise(items)
    batch = office.batch(items)
    with bench.served.database.writing() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX mistaken ON item (number)")
    try:
        assert not isinstance(office.client.deliver(batch), Delivered)
    finally:
        with bench.served.database.writing() as connection:
            connection.exec_driver_sql("DROP INDEX mistaken")
    persist(office, batch)


@fault("items that do not fit their hash")
def unfit_hashes(bench: Bench) -> None:
    """They are asked for again, and never held; the others of their batch are."""
    office = bench.office()
    for _ in range(3):
        items = good_items(bench.chance.randint(1, 4))
        bench.ledger.promise(items)
        damaged = replace(good_item(), sha256="0" * 64)
        outcome = office.client.deliver(office.batch([*items, damaged]))
        assert isinstance(outcome, Delivered)
        assert [one.id for one in outcome.receipt.items if one.result == "corrupt"] == [damaged.id]

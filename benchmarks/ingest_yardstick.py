"""The yardsticks of `benchmarks.ingest`: raw COPY, the ingest transaction, the counter's cost.

All write the same rows, made of the same sealed bodies, on one connection each.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import psycopg

from benchmarks.ingest_load import cpu_seconds, fresh_items, signed_batch
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import HELLO_PATH, PROTOCOL_VERSION, HelloRequest
from intake_app.sync.signatures import Purpose, request_content
from intake_server.ingest import Ingest
from intake_server.judgement import load_judge
from intake_server.link import SignedRequest
from intake_server.reception import Reception
from intake_server.settings import ServerSettings
from intake_server.stations import issue_code
from tests.sync.counter_kit import ADMINISTRATOR, counter_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.sync.batches import OutgoingItem
    from intake_server.database import Database
    from tests.server.kit import Office

COLUMNS = (
    "item_id, revision, kind, station_id, batch_id, fund, number, sha256, body, document, "
    "received_at"
)


@dataclass(frozen=True)
class Timed:
    """Rows a second by the wall's clock; processor milliseconds a row, PostgreSQL's included."""

    per_second: float
    cpu_ms: float


def timed(rows: int, postgres_pid: int, call: Callable[[], None]) -> Timed:
    """Run once and divide."""
    begun_cpu = time.process_time() + cpu_seconds(postgres_pid)
    begun_at = time.perf_counter()
    call()
    seconds = time.perf_counter() - begun_at
    spent = time.process_time() + cpu_seconds(postgres_pid) - begun_cpu
    return Timed(rows / seconds, spent / rows * 1000)


def copy_rows(dsn: str, postgres_pid: int, rows: int, *, indexed: bool) -> Timed:
    """Copy rows into a table like the one that holds items, in one statement and one commit."""
    block = "".join(_copy_line(item) for item in islice(fresh_items(), rows)).encode()
    like = "LIKE item INCLUDING ALL" if indexed else "LIKE item INCLUDING COMPRESSION"
    with psycopg.connect(dsn) as connection:
        connection.execute("DROP TABLE IF EXISTS raw_item")
        connection.execute(f"CREATE TABLE raw_item ({like})")
        connection.commit()

        def copy() -> None:
            with connection.cursor().copy(f"COPY raw_item ({COLUMNS}) FROM STDIN") as into:
                into.write(block)
            connection.commit()

        result = timed(rows, postgres_pid, copy)
        connection.execute("DROP TABLE raw_item")
        connection.commit()
    return result


def fill(dsn: str, station_id: str, rows: int) -> None:
    """Put rows of one station straight into the table that holds items."""
    source = fresh_items()
    with psycopg.connect(dsn) as connection:
        for _ in range(0, rows, 10_000):
            block = "".join(
                _copy_line(item, station_id) for item in islice(source, 10_000)
            ).encode()
            with connection.cursor().copy(f"COPY item ({COLUMNS}) FROM STDIN") as into:
                into.write(block)
        connection.commit()


def take_in(database: Database, postgres_pid: int, office: Office, rows: int, batch: int) -> Timed:
    """Run the ingest transaction on batches that were verified and judged beforehand."""
    settings = ServerSettings(database=database.engine.url)
    ingest = Ingest(database, load_judge(), lambda: datetime.now(UTC), settings.limits)
    station = ingest.find_speaker(office.identity.signer.key_id)
    source = fresh_items()
    ready = []
    for _ in range(rows // batch):
        items = list(islice(source, batch))
        signed = signed_batch(office.identity.station_id, office.identity.signer, items)
        incoming = ingest.examine(signed.payload, signed.signature, station)
        ready.append((incoming, ingest.judge(incoming)))

    def keep() -> None:
        for incoming, arrivals in ready:
            ingest.keep(incoming, arrivals)

    return timed(rows // batch * batch, postgres_pid, keep)


def hello_ms(database: Database, office: Office, times: int = 200) -> float:
    """Measure what answering a hello takes the server: the median, in milliseconds."""
    settings = ServerSettings(database=database.engine.url)
    reception = Reception(database, load_judge(), settings.limits, _now)
    message = HelloRequest(
        protocol=PROTOCOL_VERSION,
        product="benchmark",
        install_epoch=1,
        clock=_now(),
        sealed_count=0,
        pending_count=0,
        server_key_ids=tuple(office.identity.server_keys),
    )
    body = canonical_bytes(message.model_dump(mode="json"))
    took = []
    for _ in range(times):
        created = int(_now().timestamp())
        content = request_content("POST", HELLO_PATH, created, body)
        signature = office.identity.signer.sign(Purpose.REQUEST, content)
        request = SignedRequest("POST", HELLO_PATH, created, signature, body)
        begun_at = time.perf_counter()
        reception.hello(request)
        took.append(time.perf_counter() - begun_at)
    return median(took) * 1000


def _now() -> datetime:
    return datetime.now(UTC)


def counter_cost(database: Database, url: str, dossiers: int) -> dict[str, float]:
    """Measure what one dossier costs its counter: its seal, then the whole synchronisation."""
    folder = Path(tempfile.mkdtemp(prefix="intake-bench-"))
    try:
        with counter_at(folder / "desk") as counter:
            with database.writing() as connection:
                code = issue_code(connection, "AGA1", "1", at=datetime.now(UTC), hours=1)
            counter.enrolment.enrol(EnrolmentOrder(url, code), ADMINISTRATOR)
            seals = []
            for _ in range(dossiers):
                begun_cpu = time.process_time()
                counter.deposit(1)
                seals.append(time.process_time() - begun_cpu)
            begun_cpu = time.process_time()
            report = counter.sync.sync_once()
            sent = (time.process_time() - begun_cpu) / dossiers
        if not report.link.is_green:
            raise SystemExit(f"the counter is not up to date: {report}")
        return {"seal_cpu_ms": round(median(seals) * 1000, 3), "sync_cpu_ms": round(sent * 1000, 3)}
    finally:
        shutil.rmtree(folder)


def _copy_line(item: OutgoingItem, station_id: str = "AGA1-1-AAAAAAAA") -> str:
    """Write one row as COPY's text format wants it."""
    text = item.body.decode().replace("\\", "\\\\")
    day = datetime.now(UTC).isoformat()
    values = (
        item.id, "1", "dossier", station_id, item.id, "cnops", "AGA1-1A-26-000001-K",
        item.sha256, "\\\\x" + item.body.hex(), text, day,
    )  # fmt: skip
    return "\t".join(values) + "\n"

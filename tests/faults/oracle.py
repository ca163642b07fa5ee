"""The one question that every fault ends with: is anything lost, doubled, or not as it should be?

Every printed receipt is held with the same hash; the count equals the distinct count; nothing is
held that no counter sealed; both sides' states agree; both databases pass their integrity checks;
the queue has drained.
"""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from intake_app.formats.sealed import hash_of
from intake_server.audit import first_broken
from intake_server.tables import ConflictRow, ItemRow
from intake_server.tallies import first_wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from intake_app.services.deposit import Deposited
    from intake_app.storage.unit_of_work import Store
    from intake_app.sync.batches import OutgoingItem
    from tests.server.kit import Served
    from tests.sync.counter_kit import Counter

Key = tuple[str, int]
_IN_PEACE = {"received", "quarantined", "conflict"}


@dataclass
class Ledger:
    """What the students hold in their hands: every receipt that was printed."""

    printed: dict[Key, set[str]] = field(default_factory=dict)
    numbers: Tally[tuple[str, str]] = field(default_factory=Tally)

    def print_receipt(self, counter: str, deposited: Deposited) -> None:
        """Note a receipt; the same one again is a duplicate of the paper, not of the dossier."""
        key = str(deposited.dossier_id), deposited.revision
        if key not in self.printed:
            self.numbers[counter, deposited.number] += 1
        self.printed.setdefault(key, set()).add(deposited.sha256)

    def promise(self, items: Iterable[OutgoingItem]) -> None:
        """Note items of a counter that has no store of its own."""
        for item in items:
            self.printed.setdefault((item.id, item.revision), set()).add(item.sha256)


@dataclass
class Verdict:
    """What the oracle found; all three are empty when all is well."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is to be said."""
        return not (self.lost or self.doubled or self.unexpected)

    def __str__(self) -> str:
        return f"lost {self.lost}, doubled {self.doubled}, unexpected {self.unexpected}"


def judge(
    served: Served, ledger: Ledger, counters: Iterable[Counter], *, lost_disk: bool = False
) -> Verdict:
    """Ask everything. `lost_disk`: a counter's disk was rolled back, so the server knows more."""
    verdict = Verdict()
    sealed: dict[Key, set[str]] = {key: set(hashes) for key, hashes in ledger.printed.items()}
    for counter in counters:
        verdict.unexpected += _strange_states(counter, lost_disk=lost_disk)
        verdict.unexpected += damage_of(counter.desk.store)
        for key, sha256 in counter.sealed().items():
            sealed.setdefault(key, set()).add(sha256)
    with served.database.reading() as connection:
        held = _held(connection, verdict)
        verdict.unexpected += _damage_of_server(connection)
    for key, hashes in ledger.printed.items():
        verdict.lost += [f"{key} {sha256}" for sha256 in hashes - held.get(key, set())]
    for key, hashes in held.items():
        strangers = hashes - sealed.get(key, set())
        verdict.unexpected += [f"no counter sealed {key} {sha256}" for sha256 in strangers]
    verdict.doubled += [f"number {name}" for name, count in ledger.numbers.items() if count > 1]
    return verdict


def damage_of(store: Store) -> list[str]:
    """What the store's own checks complain of: pages, references, journal, hashes, whole seals."""
    found = []
    with store._engine.connect() as connection:  # the cipher's own check looks past the journal
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with store.reading() as uow:
        session = uow.dossiers._session
        for check in ("integrity_check", "cipher_integrity_check", "foreign_key_check"):
            rows = [str(row[0]) for row in session.execute(text(f"PRAGMA {check}"))]
            found += [f"{check}: {row}" for row in rows if row != "ok"]
        if (line := uow.audit.first_broken()) is not None:
            found.append(f"journal broken at {line}")
        for item_id, revision, sha256 in uow.outbox.sealed_hashes():
            row = uow.dossiers.find_revision(item_id, revision)
            if row is not None and hash_of(row.body) != sha256:
                found.append(f"body of {item_id} does not fit its hash")
        found += _half_seals(session)
    return found


def _half_seals(session: object) -> Iterator[str]:
    """A seal is one: revision, state, journal line and queue row, or nothing of it."""
    counts = {
        table: session.execute(text(query)).scalar_one()  # type: ignore[attr-defined]
        for table, query in {
            "revisions": "SELECT count(*) FROM revision",
            "deposits": "SELECT count(*) FROM revision WHERE revision = 1",
            "queued": "SELECT count(*) FROM outbox WHERE kind = 'dossier'",
            "sealed": "SELECT count(*) FROM state_event WHERE state = 'sealed'",
            "journal": "SELECT count(*) FROM audit WHERE action = 'deposit'",
            "replays": "SELECT count(*) FROM audit WHERE action = 'journal.replayed'",
        }.items()
    }
    untold = counts["deposits"] - counts["journal"]  # a replay is one line for all it put back
    if counts["revisions"] != counts["queued"] or untold < 0 or (untold and not counts["replays"]):
        yield f"half a seal: {counts}"
    if counts["sealed"] < counts["revisions"]:
        yield f"a seal without its state: {counts}"


def _strange_states(counter: Counter, *, lost_disk: bool) -> Iterator[str]:
    link = counter.sync.status()
    with counter.desk.store.reading() as uow:
        counts = uow.outbox.counts()
    if set(counts) - _IN_PEACE:
        yield f"the queue did not drain: {counts}"
    agreed = link.difference == 0 and link.is_green
    if lost_disk:
        agreed = link.difference is not None and link.difference <= 0
    if counts and not agreed:
        yield f"states do not agree: {link}"


def _held(connection: Connection, verdict: Verdict) -> dict[Key, set[str]]:
    """Read what is held, items and conflicts; what is held twice or altered is noted."""
    held: dict[Key, set[str]] = {}
    query = select(ItemRow.item_id, ItemRow.revision, ItemRow.sha256, ItemRow.body)
    for item_id, revision, sha256, body in connection.execute(query):
        if (item_id, revision) in held:
            verdict.doubled.append(f"{item_id} {revision}")
        if hash_of(bytes(body)) != sha256:
            verdict.unexpected.append(f"held bytes of {item_id} do not fit their hash")
        held.setdefault((item_id, revision), set()).add(sha256)
    total = connection.scalar(select(func.count()).select_from(ItemRow))
    if total != len(held):
        verdict.doubled.append(f"{total} rows of {len(held)} items")
    conflicts = select(ConflictRow.item_id, ConflictRow.revision, ConflictRow.sha256)
    for item_id, revision, sha256 in connection.execute(conflicts):
        held.setdefault((item_id, revision), set()).add(sha256)
    return held


def _damage_of_server(connection: Connection) -> list[str]:
    found = []
    if connection.dialect.name == "postgresql":
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS amcheck"))
        connection.execute(text(_CHECK_EVERY_INDEX))
    else:
        rows = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        found += [f"server: {row}" for row in rows if row != "ok"]
    if (broken := first_broken(connection)) is not None:
        found.append(f"the server's journal is broken at {broken}")
    if (station := first_wrong(connection)) is not None:
        found.append(f"the server's tally of {station} is not what it holds")
    return found


# Each index is compared with its table, row by row; PostgreSQL raises an error for damage.
_CHECK_EVERY_INDEX = """
SELECT bt_index_parent_check(i.indexrelid, true)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace
"""

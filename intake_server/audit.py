"""The server's audit journal: chains of lines, each tied to the one before by its hash.

The chain `server` tells of codes, stations, keys and epochs; each station's own chain tells of
its batches. A line altered, taken out or moved is named by `first_broken`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Row, insert, select

from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import instant_text
from intake_app.sync.signatures import hash_hex
from intake_server.database import lock_chain
from intake_server.tables import AuditRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

SERVER_CHAIN = "server"
FIRST_HASH = "0" * 64
_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a chain ends: position and hash of its last line."""

    position: int
    entry_hash: str


FIRST_END = ChainEnd(0, FIRST_HASH)
_LAST = select(AuditRow.position, AuditRow.entry_hash).order_by(AuditRow.position.desc()).limit(1)


def append_line(
    connection: Connection,
    *,
    chain: str,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, str | int],
) -> None:
    """Add one line at the end of a chain, in the transaction of what it reports.

    Args:
        connection: The open transaction; it holds the chain until it ends.
        chain: `server`, or the id of the station concerned.
        at: The server's time.
        actor: Who acted: a station, or `operator` for a command of the server.
        action: What was done, as a code.
        subject: To what it was done.
        details: Codes and counts, without personal data.
    """
    # The same lock as of the station's batches, which it then waits for.
    lock_chain(connection, f"station {chain}")
    last = connection.execute(_LAST.where(AuditRow.chain == chain)).one_or_none()
    line = next_line(
        ChainEnd(*last) if last else FIRST_END,
        chain=chain,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        details=details,
    )
    connection.execute(insert(AuditRow).values(**line))


def next_line(
    end: ChainEnd,
    *,
    chain: str,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, str | int],
) -> dict[str, object]:
    """Write the row that follows the end of a chain; the transaction holds the chain's lock."""
    line: dict[str, str | int] = {
        "chain": chain,
        "position": end.position + 1,
        "at": instant_text(at),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": canonical_bytes(dict(details)).decode(),
        "previous_hash": end.entry_hash,
    }
    return line | {"at": at, "entry_hash": hash_hex(canonical_bytes(line))}


def first_broken(connection: Connection) -> tuple[str, int] | None:
    """Return chain and position of the first line that does not fit, or None."""
    query = select(AuditRow.__table__).order_by(AuditRow.chain, AuditRow.position)
    with connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}) as rows:
        for chain, lines in groupby(rows, key=lambda row: row.chain):
            broken = _first_broken_of(lines)
            if broken is not None:
                return chain, broken
    return None


def _first_broken_of(lines: Iterable[Row[tuple[AuditRow]]]) -> int | None:
    previous_hash, expected = FIRST_HASH, 1
    for row in lines:
        fits = row.position == expected and row.previous_hash == previous_hash
        if not fits or row.entry_hash != _hash_of(row):
            return expected
        previous_hash, expected = row.entry_hash, expected + 1
    return None


def _hash_of(row: Row[tuple[AuditRow]]) -> str:
    return hash_hex(
        canonical_bytes(
            {
                "chain": row.chain,
                "position": row.position,
                "at": instant_text(row.at),
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "details": row.details,
                "previous_hash": row.previous_hash,
            }
        )
    )

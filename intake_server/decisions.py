"""What the fund decides about papers, written so that each counter reads it once and in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from intake_app.domain.lifecycle import PaperState
from intake_app.domain.numbers import DossierNumber
from intake_app.errors import UnusableInput
from intake_app.sync.messages import ItemKind, StatusAxis
from intake_server.audit import SERVER_CHAIN, append_line
from intake_server.database import lock_chain
from intake_server.tables import AwaitedPaperRow, ItemRow, StateEventRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from intake_server.holdings import Arrival

RECEPTION = "reception"
EXTRA = "extra"  # the paper came, but its parcel's slip does not name it
PAPERS = "papers"
"""The lock under which a parcel is ticked off while no batch is half in: of a dossier that arrives
at that moment, one of the two must see the other."""
_LOCK = "state events"


@dataclass(frozen=True, slots=True)
class Decision:
    """A state of one item's paper, with the reasons that its office is told."""

    item_id: str
    revision: int
    kind: str
    state: PaperState
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An item found by the number on its paper."""

    item_id: str
    revision: int
    kind: str


def write_decisions(
    connection: Connection, decisions: Sequence[Decision], *, at: datetime, said_by: str
) -> None:
    """Append decisions for the counters concerned, a line for each that an item came from.

    One transaction at a time: the order of lines is the order of commits, so that no reader's
    cursor passes a line that is still to appear.
    """
    if not decisions:
        return
    lock_chain(connection, _LOCK)
    owners = _find_owners(connection, [decision.item_id for decision in decisions])
    connection.execute(
        insert(StateEventRow),
        [
            {
                "station_id": station_id,
                "item_id": decision.item_id,
                "revision": decision.revision,
                "kind": decision.kind,
                "axis": StatusAxis.PAPER.value,
                "state": decision.state.value,
                "at": at,
                "said_by": said_by,
                "reasons": [{"code": code, "text": text} for code, text in decision.reasons],
            }
            for decision in decisions
            for station_id in owners[decision.item_id]
        ],
    )


def _find_owners(connection: Connection, item_ids: Sequence[str]) -> dict[str, list[str]]:
    """Find the stations that each item came from: two, when its revisions came from two."""
    owners: dict[str, list[str]] = {}
    query = select(ItemRow.item_id, ItemRow.station_id).distinct()
    for item_id, station_id in connection.execute(query.where(ItemRow.item_id.in_(item_ids))):
        owners.setdefault(item_id, []).append(station_id)
    return owners


def find_by_numbers(
    connection: Connection, numbers: Iterable[str], kind: ItemKind
) -> dict[str, HeldItem]:
    """Find the last revision held under each number."""
    last = (
        select(ItemRow.number, func.max(ItemRow.revision).label("revision"))
        .where(ItemRow.number.in_(list(numbers)), ItemRow.kind == kind.value)
        .group_by(ItemRow.number)
        .subquery()
    )
    query = select(ItemRow.number, ItemRow.item_id, ItemRow.revision, ItemRow.kind).join(
        last, (ItemRow.number == last.c.number) & (ItemRow.revision == last.c.revision)
    )
    rows = connection.execute(query.where(ItemRow.kind == kind.value))
    return {str(row[0]): HeldItem(*row[1:]) for row in rows}


def decide(
    connection: Connection, number: str, state: PaperState, *, reason: str, at: datetime
) -> None:
    """Settle a dossier, or return it with the reason why.

    Raises:
        UnusableInput: `server.label_wrong`, `server.dossier_unknown`, or
            `server.reason_missing` for a dossier returned without one.
    """
    if state is PaperState.RETURNED and not reason.strip():
        raise UnusableInput("server.reason_missing")
    known = read_number(number, 1)
    held = find_by_numbers(connection, [known], ItemKind.DOSSIER).get(known)
    if held is None:
        raise UnusableInput("server.dossier_unknown", number=known)
    reasons = (("reception", reason.strip()),) if reason.strip() else ()
    decision = Decision(held.item_id, held.revision, held.kind, state, reasons)
    write_decisions(connection, [decision], at=at, said_by=RECEPTION)
    append_line(
        connection,
        chain=SERVER_CHAIN,
        at=at,
        actor="operator",
        action=f"dossier.{state.value}",
        subject=held.item_id,
        details={"revision": held.revision},
    )


def read_number(text: str, line: int) -> str:
    """Read a dossier's number as typed or scanned.

    Raises:
        UnusableInput: `server.label_wrong` with the line.
    """
    try:
        return str(DossierNumber.parse(text))
    except ValueError as error:
        raise UnusableInput("server.label_wrong", line=line, text=text.strip()[:40]) from error


@dataclass(frozen=True, slots=True)
class Awaited:
    """What was said of a paper before its data came."""

    number: str
    state: str
    said_by: str


def find_awaited(connection: Connection, numbers: Sequence[str]) -> list[Awaited]:
    """Read what was already said of the papers of these dossiers."""
    if not numbers:
        return []
    query = select(AwaitedPaperRow.number, AwaitedPaperRow.state, AwaitedPaperRow.said_by)
    rows = connection.execute(query.where(AwaitedPaperRow.number.in_(list(numbers))))
    return [Awaited(*row) for row in rows]


def welcome_awaited(
    connection: Connection, awaited: Sequence[Awaited], arrivals: Iterable[Arrival], *, at: datetime
) -> None:
    """Tell the office what was already said of the paper of what just arrived."""
    if not awaited:
        return
    by_number = {arrival.number: arrival for arrival in arrivals}
    for said in awaited:
        arrival = by_number[said.number]
        decision = Decision(arrival.item_id, arrival.revision, arrival.kind, PaperState(said.state))
        write_decisions(connection, [decision], at=at, said_by=said.said_by)

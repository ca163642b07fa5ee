"""What the fund decides about papers, written so that each counter reads it once and in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import String, func, insert, select, type_coerce

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

RECEPTION = "reception"
EXTRA = "extra"  # the paper came, but its parcel's slip does not name it
PAPERS = "papers"
"""The lock under which a parcel is ticked off while no batch is half in: of a dossier that arrives
at that moment, one of the two must see the other."""
_LOCK = "state events"


@dataclass(frozen=True, slots=True)
class HeldItem:
    """The last revision held of an item under the number on its paper, and when it came."""

    item_id: str
    revision: int
    kind: str
    number: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A state of one item's paper, with the reasons that its office is told."""

    item: HeldItem
    state: PaperState
    reasons: tuple[tuple[str, str], ...] = ()


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
    owners = _find_owners(connection, [decision.item for decision in decisions])
    connection.execute(
        insert(StateEventRow),
        [
            {
                "station_id": station_id,
                "item_id": decision.item.item_id,
                "revision": decision.item.revision,
                "kind": decision.item.kind,
                "axis": StatusAxis.PAPER.value,
                "state": decision.state.value,
                "at": at,
                "said_by": said_by,
                "reasons": [{"code": code, "text": text} for code, text in decision.reasons],
            }
            for decision in decisions
            for station_id in owners[decision.item.item_id, decision.item.number]
        ],
    )


def _find_owners(
    connection: Connection, items: Iterable[HeldItem]
) -> dict[tuple[str, str], list[str]]:
    """Find the stations that each item came from: two, when its revisions came from two.

    Under its number: who sent something else under an id is told nothing of it.
    """
    owners: dict[tuple[str, str], list[str]] = {}
    number = type_coerce(ItemRow.number, String)
    query = select(ItemRow.item_id, number, ItemRow.station_id).distinct()
    query = query.where(ItemRow.item_id.in_([item.item_id for item in items]))
    for item_id, name, station_id in connection.execute(query):
        owners.setdefault((item_id, name), []).append(station_id)
    return owners


def find_by_numbers(
    connection: Connection, numbers: Iterable[str], kind: ItemKind
) -> dict[str, list[HeldItem]]:
    """Find what is held under each number: more than one item when a number was given twice."""
    query = (
        select(
            ItemRow.item_id,
            func.max(ItemRow.revision),
            ItemRow.kind,
            type_coerce(ItemRow.number, String),
            func.max(ItemRow.received_at),
        )
        .where(ItemRow.number.in_(list(numbers)), ItemRow.kind == kind.value)
        .group_by(ItemRow.number, ItemRow.item_id, ItemRow.kind)
        .order_by(ItemRow.item_id)
    )
    found: dict[str, list[HeldItem]] = {}
    for row in connection.execute(query):
        item = HeldItem(*row)
        found.setdefault(item.number, []).append(item)
    return found


def choose(items: Sequence[HeldItem], number: str, item_id: str | None) -> HeldItem | None:
    """Take the one item that a number names, or of several the one with this id; None: not held.

    Raises:
        UnusableInput: `server.number_shared` with the ids, when nothing says which one is meant;
            `server.id_of_another` when none of them has this id.
    """
    if item_id is not None:
        chosen = [item for item in items if item.item_id == item_id.strip().lower()]
        if items and not chosen:
            raise UnusableInput("server.id_of_another", number=number, ids=name_all(items))
    else:
        chosen = list(items)
    if len(chosen) > 1:
        raise UnusableInput("server.number_shared", number=number, ids=name_all(items))
    return chosen[0] if chosen else None


def name_all(items: Iterable[HeldItem]) -> str:
    """Name items that only their ids tell apart, each with the instant its last revision came."""
    return ", ".join(f"{item.item_id} ({item.received_at:%Y-%m-%d %H:%M} UTC)" for item in items)


def decide(
    connection: Connection,
    number: str,
    state: PaperState,
    *,
    reason: str,
    at: datetime,
    item_id: str | None = None,
) -> None:
    """Settle a dossier, or return it with the reason why.

    Args:
        connection: The open transaction.
        number: The dossier's number, as typed or scanned.
        state: Settled or returned.
        reason: What its office is told; required for a return.
        at: The server's time.
        item_id: Which dossier is meant, when more than one has this number.

    Raises:
        UnusableInput: `server.label_wrong`, `server.dossier_unknown`, `server.number_shared`,
            `server.id_of_another`, or `server.reason_missing` for a dossier returned without one.
    """
    if state is PaperState.RETURNED and not reason.strip():
        raise UnusableInput("server.reason_missing")
    known = read_number(number, 1)
    named = find_by_numbers(connection, [known], ItemKind.DOSSIER).get(known, [])
    held = choose(named, known, item_id)
    if held is None:
        raise UnusableInput("server.dossier_unknown", number=known)
    reasons = (("reception", reason.strip()),) if reason.strip() else ()
    write_decisions(connection, [Decision(held, state, reasons)], at=at, said_by=RECEPTION)
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
    """What was said of a paper before its data came; `item_id` when the slip said whose it is."""

    number: str
    item_id: str | None
    state: str
    said_by: str


def find_awaited(connection: Connection, numbers: Sequence[str]) -> list[Awaited]:
    """Read what was already said of the papers of these dossiers."""
    if not numbers:
        return []
    row = AwaitedPaperRow
    query = select(row.number, row.item_id, row.state, row.said_by)
    rows = connection.execute(query.where(row.number.in_(list(numbers))))
    return [Awaited(*row) for row in rows]


def welcome_awaited(connection: Connection, awaited: Sequence[Awaited], *, at: datetime) -> None:
    """Tell the office what was said of the papers of dossiers that are new: once of each dossier.

    The event told is what uses the word up, since nothing is removed here: a later revision is of
    a paper of which nothing was said yet.

    Args:
        connection: The open transaction, with the new dossiers in it.
        awaited: What was said of their papers.
        at: The server's time.
    """
    if not awaited:
        return
    lock_chain(connection, _LOCK)  # what another batch welcomes at this moment is waited for
    named = find_by_numbers(connection, [said.number for said in awaited], ItemKind.DOSSIER)
    chosen = [(said, _choose_awaited(said, named.get(said.number, []))) for said in awaited]
    told = _find_told(connection, [item.item_id for _, item in chosen if item is not None])
    for said, item in chosen:
        if item is not None and item.item_id not in told:
            decision = Decision(item, PaperState(said.state))
            write_decisions(connection, [decision], at=at, said_by=said.said_by)


def _choose_awaited(said: Awaited, held: Sequence[HeldItem]) -> HeldItem | None:
    """Take the dossier that was meant; None when a person must say which it is."""
    meant = [one for one in held if said.item_id in {None, one.item_id}]
    return meant[0] if len(meant) == 1 else None


def _find_told(connection: Connection, item_ids: Sequence[str]) -> set[str]:
    """Find those of these dossiers of whose paper something was told."""
    query = select(StateEventRow.item_id).distinct()
    query = query.where(StateEventRow.item_id.in_(item_ids))
    return set(connection.scalars(query.where(StateEventRow.axis == StatusAxis.PAPER.value)))

"""A paper parcel arrives at the fund: its slip is matched with the labels that were scanned."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from intake_app.domain.lifecycle import PaperState
from intake_app.domain.numbers import TRANSMITTAL_PREFIX
from intake_app.errors import UnusableInput
from intake_app.sync.messages import ItemKind
from intake_server.audit import SERVER_CHAIN, append_line
from intake_server.database import lock_chain
from intake_server.decisions import (
    EXTRA,
    PAPERS,
    RECEPTION,
    Awaited,
    Decision,
    choose,
    find_by_numbers,
    name_all,
    read_number,
    write_decisions,
)
from intake_server.holdings import put
from intake_server.tables import AwaitedPaperRow, ItemRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from intake_server.decisions import HeldItem


@dataclass(frozen=True, slots=True)
class ParcelReport:
    """What came of a parcel; each member lists numbers in the order of the slip or the scan.

    `extra` came without standing on the slip; `awaited` came before its data did, on the slip
    or not.
    """

    number: str
    received: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    awaited: tuple[str, ...]


def receive_parcel(
    connection: Connection,
    number: str,
    scanned: Iterable[str] | None,
    *,
    at: datetime,
    parcel_id: str | None = None,
) -> ParcelReport:
    """Tick a parcel off: say of each of its dossiers whether its paper came.

    Args:
        connection: The open transaction.
        number: The parcel's number, as typed or scanned.
        scanned: The labels found in it, one text each; None takes the slip's word for all.
        at: The server's time.
        parcel_id: Which parcel is meant, when more than one has this number.

    Raises:
        UnusableInput: `server.parcel_unknown`, `server.number_shared`, `server.id_of_another`;
            `server.label_wrong` with its line, or `server.label_shared`.
    """
    lock_chain(connection, PAPERS)
    name = number.strip().upper().removeprefix(TRANSMITTAL_PREFIX)
    named = find_by_numbers(connection, [name], ItemKind.TRANSMITTAL).get(name, [])
    parcel = choose(named, name, parcel_id)
    if parcel is None:
        raise UnusableInput("server.parcel_unknown", number=name)
    slip = _read_slip(connection, parcel)
    found = list(slip) if scanned is None else _read_labels(scanned)
    held = _find_dossiers(connection, slip, found)
    strangers = [label for label in found if label not in slip]
    report = ParcelReport(
        number=name,
        received=tuple(line for line in slip if line in found),
        missing=tuple(line for line in slip if line not in found),
        extra=tuple(label for label in strangers if label in held),
        awaited=tuple(label for label in found if label not in held),
    )
    decisions = [Decision(parcel, PaperState.PARCEL_RECEIVED)]
    for label, state, reasons in _said_of(report):
        if label in held:
            decisions.append(Decision(held[label], state, reasons))
        else:
            awaited = Awaited(label, _id_on(slip, label), state.value, RECEPTION)
            _await_data(connection, awaited, name, at)
    write_decisions(connection, decisions, at=at, said_by=RECEPTION)
    _write_audit(connection, parcel, report, at)
    return report


def _said_of(
    report: ParcelReport,
) -> Iterator[tuple[str, PaperState, tuple[tuple[str, str], ...]]]:
    """Say of each paper where it is; one that the slip does not name says so."""
    for label in report.received:
        yield label, PaperState.PARCEL_RECEIVED, ()
    for label in report.missing:
        yield label, PaperState.MISSING, ()
    for label in report.extra:
        reason = (EXTRA, f"hors du bordereau {report.number}")
        yield label, PaperState.PARCEL_RECEIVED, (reason,)
    for label in report.awaited:
        if label not in report.received:
            yield label, PaperState.PARCEL_RECEIVED, ()


def _read_slip(connection: Connection, parcel: HeldItem) -> dict[str, set[str]]:
    """Read the numbers that a slip names, in its order, each with the id of its dossier."""
    document = connection.execute(
        select(ItemRow.document).where(
            ItemRow.item_id == parcel.item_id, ItemRow.revision == parcel.revision
        )
    ).scalar_one()
    slip: dict[str, set[str]] = {}
    for line in document["dossiers"]:
        slip.setdefault(line["number"], set()).add(line["id"])
    return slip


def _find_dossiers(
    connection: Connection, slip: Mapping[str, set[str]], found: Sequence[str]
) -> dict[str, HeldItem]:
    """Find the one dossier that each label means: of those of its number, the one on the slip.

    Raises:
        UnusableInput: `server.label_shared` for a label that could be of several.
    """
    held: dict[str, HeldItem] = {}
    named = find_by_numbers(connection, [*slip, *found], ItemKind.DOSSIER)
    for number, items in named.items():
        meant = [one for one in items if one.item_id in slip.get(number, {one.item_id})]
        if len(meant) > 1:
            raise UnusableInput("server.label_shared", number=number, ids=name_all(meant))
        held.update((number, one) for one in meant)
    return held


def _read_labels(scanned: Iterable[str]) -> list[str]:
    labels = (read_number(text, line) for line, text in enumerate(scanned, start=1) if text.strip())
    return list(dict.fromkeys(labels))


def _id_on(slip: Mapping[str, set[str]], number: str) -> str | None:
    """Read whose paper it is; None when the slip does not name it, or names two by its number."""
    ids = slip.get(number, set())
    return next(iter(ids)) if len(ids) == 1 else None


def _await_data(connection: Connection, awaited: Awaited, parcel: str, at: datetime) -> None:
    """Keep what was said last of a paper until its data comes."""
    put(connection, AwaitedPaperRow, asdict(awaited) | {"parcel": parcel, "at": at})


def _write_audit(
    connection: Connection, parcel: HeldItem, report: ParcelReport, at: datetime
) -> None:
    append_line(
        connection,
        chain=SERVER_CHAIN,
        at=at,
        actor="operator",
        action="parcel.received",
        subject=parcel.item_id,
        details={
            "received": len(report.received),
            "missing": len(report.missing),
            "extra": len(report.extra),
            "awaited": len(report.awaited),
        },
    )

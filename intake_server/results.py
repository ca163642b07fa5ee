"""Holding the items of one batch, and saying what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_app.sync.messages import ItemKind, ItemResult, ReceiptItem
from intake_server.holdings import (
    Arrival,
    Held,
    ItemKey,
    Origin,
    find_held,
    insert_new,
    keep_conflict,
    note_also_held,
)
from intake_server.tallies import HeldCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from intake_app.sync.messages import SealedItem


@dataclass(frozen=True, slots=True)
class Holding:
    """What became of a batch's items, in its order; which were new, and how much they added."""

    results: list[ReceiptItem]
    new: list[Arrival]
    brought: HeldCounts

    @property
    def numbers(self) -> list[str]:
        """The numbers of the dossiers that were new."""
        return [one.number for one in self.new if one.number and one.kind == ItemKind.DOSSIER]


def hold_items(
    connection: Connection,
    origin: Origin,
    items: Sequence[SealedItem],
    arrivals: Sequence[Arrival | None],
) -> Holding:
    """Hold what arrived and say what became of every item."""
    first_of_key: dict[ItemKey, Arrival] = {}
    for arrival in arrivals:
        if arrival is not None:
            first_of_key.setdefault(arrival.key, arrival)
    in_order = [first_of_key[key] for key in sorted(first_of_key)]
    keys = insert_new(connection, origin, in_order)
    new = [arrival for arrival in in_order if arrival.key in keys]
    held = find_held(connection, [arrival.key for arrival in in_order if arrival.key not in keys])
    brought = HeldCounts(len(new), sum(one.code is not None for one in new), 0)
    results = []
    for item, arrival in zip(items, arrivals, strict=True):
        if arrival is None:
            results.append(_result(item, ItemResult.CORRUPT))
        elif arrival.key in keys and first_of_key[arrival.key] is arrival:
            results.append(_result_of_new(item, arrival))
        else:
            known = held.get(arrival.key) or _as_held(first_of_key[arrival.key], origin)
            brought += _keep_beside(connection, origin, arrival, known)
            results.append(_result_of_known(item, known))
    return Holding(results, new, brought)


def _result_of_new(item: SealedItem, arrival: Arrival) -> ReceiptItem:
    if arrival.code is None:
        return _result(item, ItemResult.ACCEPTED)
    return _result(item, ItemResult.QUARANTINED, arrival.code, arrival.path)


def _keep_beside(
    connection: Connection, origin: Origin, arrival: Arrival, known: Held
) -> HeldCounts:
    """Keep what an item adds to one that is held: other bytes, or another station's name."""
    if known.sha256 != arrival.sha256:
        kept = keep_conflict(connection, origin, arrival)
        return HeldCounts(int(kept), 0, int(kept))
    if known.station_id != origin.station_id:
        return HeldCounts(int(note_also_held(connection, origin, arrival.key)), 0, 0)
    return HeldCounts(0, 0, 0)


def _result_of_known(item: SealedItem, known: Held) -> ReceiptItem:
    """Compare with what is held by hash."""
    if known.sha256 != item.sha256:
        return _result(item, ItemResult.CONFLICT)
    if known.code is not None:
        return _result(item, ItemResult.QUARANTINED, known.code, known.path)
    return _result(item, ItemResult.DUPLICATE)


def _as_held(arrival: Arrival, origin: Origin) -> Held:
    """The same key twice in one batch: the first of them is what is held."""
    return Held(arrival.sha256, origin.station_id, arrival.code, arrival.path)


def _result(
    item: SealedItem, result: ItemResult, code: str | None = None, path: str | None = None
) -> ReceiptItem:
    return ReceiptItem(
        id=item.id,
        revision=item.revision,
        sha256=item.sha256,
        result=result,
        code=code,
        path=path,
    )

"""Holding the items of one batch, and saying what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.sync.messages import ItemResult, ReceiptItem
from intake_server.decisions import welcome_awaited
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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from intake_app.sync.messages import SealedItem


def hold_items(
    connection: Connection,
    origin: Origin,
    items: Sequence[SealedItem],
    arrivals: Sequence[Arrival | None],
) -> list[ReceiptItem]:
    """Hold what arrived and return the result of every item, in the order of the batch."""
    first_of_key: dict[ItemKey, Arrival] = {}
    for arrival in arrivals:
        if arrival is not None:
            first_of_key.setdefault(arrival.key, arrival)
    in_order = [first_of_key[key] for key in sorted(first_of_key)]
    new = insert_new(connection, origin, in_order)
    welcome_awaited(connection, (one for one in in_order if one.key in new), at=origin.received_at)
    held = find_held(connection, [arrival.key for arrival in in_order if arrival.key not in new])
    results = []
    for item, arrival in zip(items, arrivals, strict=True):
        if arrival is None:
            results.append(_result(item, ItemResult.CORRUPT))
        elif arrival.key in new and first_of_key[arrival.key] is arrival:
            results.append(_result_of_new(item, arrival))
        else:
            known = held.get(arrival.key) or _as_held(first_of_key[arrival.key], origin)
            results.append(_result_of_known(connection, origin, item, arrival, known))
    return results


def _result_of_new(item: SealedItem, arrival: Arrival) -> ReceiptItem:
    if arrival.code is None:
        return _result(item, ItemResult.ACCEPTED)
    return _result(item, ItemResult.QUARANTINED, arrival.code, arrival.path)


def _result_of_known(
    connection: Connection, origin: Origin, item: SealedItem, arrival: Arrival, known: Held
) -> ReceiptItem:
    """Compare with what is held by hash; other bytes are kept beside it."""
    if known.sha256 != item.sha256:
        keep_conflict(connection, origin, arrival)
        return _result(item, ItemResult.CONFLICT)
    if known.station_id != origin.station_id:
        note_also_held(connection, origin, arrival.key)
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

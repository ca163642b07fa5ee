"""What the server does with a batch, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import func, select
from uuid6 import uuid7

from intake_app.formats.sealed import Override
from intake_app.sync.batches import sign_batch
from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import ItemKind, ItemResult
from intake_app.sync.outcomes import Delivered, Divisible, KeyReused, Stopped
from intake_app.sync.signatures import Purpose, Signature, Signer
from intake_server.audit import first_broken
from intake_server.tables import AlsoHeldRow, BatchRow, ConflictRow, ItemRow
from tests.server.kit import (
    FUND,
    as_item,
    good_item,
    good_items,
    incomplete_item,
    item_of_body,
    require_held_once,
    sealed_revision,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.sync.batches import OutgoingItem, SignedBatch
    from tests.server.kit import Office, Served


def deliver(office: Office, batch: SignedBatch) -> Delivered:
    delivery = office.client.deliver(batch)
    assert isinstance(delivery, Delivered), delivery
    return delivery


def send(office: Office, items: Sequence[OutgoingItem]) -> list[ItemResult]:
    receipt = deliver(office, office.batch(items)).receipt
    return [item.result for item in receipt.items]


def test_sealed_items_are_held_once_with_their_bytes(served: Served) -> None:
    items = good_items(25)

    results = send(served.office(), items)

    assert results == [ItemResult.ACCEPTED] * 25
    require_held_once(served, items)


def test_the_same_batch_again_gets_the_very_same_receipt(served: Served) -> None:
    office = served.office()
    items = good_items(5)
    batch = office.batch(items)

    first, again = deliver(office, batch), deliver(office, batch)

    assert first.reply == again.reply
    require_held_once(served, items)


def test_items_sent_again_in_another_batch_are_duplicates(served: Served) -> None:
    office = served.office()
    items = good_items(5)
    send(office, items)

    assert send(office, list(reversed(items))) == [ItemResult.DUPLICATE] * 5
    require_held_once(served, items)


def test_other_bytes_under_a_used_batch_id_raise_the_alarm(served: Served) -> None:
    office = served.office()
    batch = office.batch(good_items(1))
    deliver(office, batch)

    other = office.batch(good_items(1), batch_id=batch.batch_id)

    assert office.client.deliver(other) == KeyReused()


def test_two_stations_may_use_the_same_batch_id(served: Served) -> None:
    first, second = served.office(), served.office()
    items = good_items(2)
    batch_id = str(uuid7())

    deliver(first, first.batch(items[:1], batch_id))
    deliver(second, second.batch(items[1:], batch_id))

    require_held_once(served, items)


def test_poison_alone_and_among_good_ones_is_held_in_quarantine(served: Served) -> None:
    poison = [
        item_of_body(b"not json at all"),
        item_of_body(b'{"format":"onousc-sealed/1"}'),
        item_of_body(b'{"a":"\\u0000"}'),
        item_of_body(b'{"a":"nul \x00 in it"}'),
        item_of_body(b"[" * 5000 + b"]" * 5000),
        item_of_body(b'{"a":1e400}'),
        item_of_body(b'{"a":' + b"9" * 400 + b"}"),
        item_of_body(b'{"a":"\\ud800"}'),
        item_of_body(b'{"a":1,"a":2}'),
        item_of_body(b"{}"),
        incomplete_item(),
    ]
    good = good_items(4)
    office = served.office()

    receipt = deliver(office, office.batch(good[:2] + poison + good[2:])).receipt
    alone = deliver(office, office.batch([item_of_body(b"\x7f")])).receipt

    assert [item.result for item in receipt.items] == (
        [ItemResult.ACCEPTED] * 2 + [ItemResult.QUARANTINED] * 11 + [ItemResult.ACCEPTED] * 2
    )
    reasons = [(item.code, item.path) for item in receipt.items[2:13]]
    assert reasons == [
        ("sealed.syntax", "$"),
        ("sealed.format", "revision"),
        ("sealed.nul", "$"),
        ("sealed.syntax", "$"),
        ("sealed.depth", "$"),
        ("sealed.number", "$"),
        ("sealed.number", "$"),
        ("sealed.text", "$"),
        ("sealed.not_canonical", "$"),
        ("sealed.format", "format"),
        ("act.inpe.malformed", "acts[0].provider.inpe"),
    ]
    assert alone.items[0].result is ItemResult.QUARANTINED
    assert len(served.held()) == 16


def test_a_quarantined_item_sent_again_is_still_quarantined(served: Served) -> None:
    office = served.office()
    poison = incomplete_item()

    assert send(office, [poison]) == [ItemResult.QUARANTINED]
    assert send(office, [poison]) == [ItemResult.QUARANTINED]


def test_an_overridden_block_is_no_reason_for_quarantine(served: Served) -> None:
    overridden = incomplete_item(override=Override("Amina", "vu avec le médecin"))

    assert send(served.office(), [overridden]) == [ItemResult.ACCEPTED]


def test_a_refusal_cannot_be_overridden(served: Served) -> None:
    sealed = replace(sealed_revision("refused"), override=Override("Amina", "je veux"))
    office = served.office()

    receipt = deliver(office, office.batch([as_item(sealed)])).receipt

    assert receipt.items[0].result is ItemResult.QUARANTINED
    assert str(receipt.items[0].code).startswith("channel.")


def test_a_body_of_another_item_or_fund_is_quarantined(served: Served) -> None:
    office = served.office()
    stolen = replace(good_item(), id=str(uuid7()))
    other_revision = replace(good_item(), revision=2)
    other_fund = as_item(replace(sealed_revision(), fund="cnss"))

    receipt = deliver(office, office.batch([stolen, other_revision, other_fund])).receipt

    assert [(item.code, item.path) for item in receipt.items] == [
        ("sealed.identity", "dossier_id"),
        ("sealed.identity", "revision"),
        ("sealed.fund", "fund"),
    ]


def test_a_body_of_another_counter_than_the_station_is_quarantined_without_its_number(
    served: Served,
) -> None:
    office = served.office("AGA1", "2")
    own = replace(sealed_revision(counter="2A"), number="AGA1-2A-26-000001-H")
    strangers = [
        replace(own, office="FES1"),
        replace(own, counter="1A"),
        replace(own, counter="22A"),
        replace(own, counter=""),
        replace(own, number="FES1-2A-26-000001-H"),
        replace(own, number="AGA1-12A-26-000001-H"),
        replace(own, number="AGA1"),
    ]
    items = [as_item(replace(one, dossier_id=UUID(str(uuid7())))) for one in strangers]

    receipt = deliver(office, office.batch([*items, as_item(own)])).receipt

    assert [(item.code, item.path) for item in receipt.items] == [
        ("sealed.identity", "office"),
        *[("sealed.identity", "counter")] * 3,
        *[("sealed.identity", "number")] * 3,
        (None, None),
    ]
    with served.database.reading() as connection:
        numbers = connection.scalars(select(ItemRow.number).where(ItemRow.number.is_not(None)))
        assert list(numbers) == [own.number]


def test_a_counter_is_itself_in_every_store_and_after_every_enrolment(served: Served) -> None:
    first = served.office()
    sealed = sealed_revision()
    corrected = replace(sealed, revision=2, counter="1B")  # in a store begun anew: the same number
    items = [as_item(sealed), as_item(corrected)]
    send(first, items)
    anew = served.office()

    assert send(anew, items) == [ItemResult.DUPLICATE] * 2
    assert send(anew, [as_item(replace(corrected, revision=3))]) == [ItemResult.ACCEPTED]


def test_other_content_under_a_held_id_is_a_conflict_and_both_are_kept(served: Served) -> None:
    office = served.office()
    first = sealed_revision()
    other = as_item(replace(first, operator="someone else"))
    kept = as_item(first)
    send(office, [kept])

    assert send(office, [other]) == [ItemResult.CONFLICT]
    assert send(office, [other]) == [ItemResult.CONFLICT]

    require_held_once(served, [kept])
    with served.database.reading() as connection:
        rows = connection.execute(select(ConflictRow.sha256, ConflictRow.body)).all()
    assert [(row.sha256, bytes(row.body)) for row in rows] == [(other.sha256, other.body)]


def test_the_same_key_twice_in_one_batch_is_one_item(served: Served) -> None:
    office = served.office()
    sealed = sealed_revision()
    item, other = as_item(sealed), as_item(replace(sealed, operator="someone else"))

    assert send(office, [item, item, other]) == [
        ItemResult.ACCEPTED,
        ItemResult.DUPLICATE,
        ItemResult.CONFLICT,
    ]
    require_held_once(served, [item])


def test_bytes_that_do_not_fit_their_hash_are_asked_for_again(served: Served) -> None:
    office = served.office()
    whole, damaged = good_item(), good_item()
    sent = replace(damaged, body=damaged.body.replace(b"Agent", b"agent") + b" ")

    assert send(office, [sent, whole]) == [ItemResult.CORRUPT, ItemResult.ACCEPTED]
    assert send(office, [damaged]) == [ItemResult.ACCEPTED]
    require_held_once(served, [whole, damaged])


def test_the_next_revision_of_a_dossier_stands_beside_the_first(served: Served) -> None:
    first = sealed_revision()
    items = [as_item(first), as_item(replace(first, revision=2, reason="montant corrigé"))]
    office = served.office()

    assert send(office, items) == [ItemResult.ACCEPTED] * 2
    require_held_once(served, items)


def test_an_item_that_another_station_holds_counts_for_both(served: Served) -> None:
    first, second = served.office(), served.office()
    items = good_items(2)
    send(first, items)

    assert send(second, items) == [ItemResult.DUPLICATE] * 2
    assert send(second, items) == [ItemResult.DUPLICATE] * 2
    with served.database.reading() as connection:
        shared = connection.scalar(select(func.count()).select_from(AlsoHeldRow))
    assert shared == 2
    require_held_once(served, items)


def test_sixteen_threads_with_one_batch_get_one_receipt(served: Served) -> None:
    office = served.office()
    items = good_items(20)
    batch = office.batch(items)

    with ThreadPoolExecutor(16) as pool:
        replies = {
            deliver(through, batch).reply for through in pool.map(lambda _: office, range(16))
        }
        futures = [pool.submit(deliver, office, batch) for _ in range(16)]
        replies |= {future.result().reply for future in futures}

    assert len(replies) == 1
    require_held_once(served, items)
    with served.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(BatchRow)) == 1


def test_the_same_items_in_sixteen_batches_at_once_are_held_once(served: Served) -> None:
    office = served.office()
    items = good_items(12)
    batches = [office.batch(items[n:] + items[:n]) for n in range(12)]

    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(lambda batch: deliver(office, batch).receipt, batches))

    accepted = sum(
        item.result is ItemResult.ACCEPTED for receipt in receipts for item in receipt.items
    )
    assert accepted == 12
    require_held_once(served, items)


def test_several_stations_with_the_same_items_at_once_do_not_deadlock(served: Served) -> None:
    offices = [served.office() for _ in range(6)]
    items = good_items(30)

    with ThreadPoolExecutor(6) as pool:
        receipts = list(
            pool.map(
                lambda n: deliver(offices[n], offices[n].batch(items[:: 1 - 2 * (n % 2)])).receipt,
                range(6),
            )
        )

    assert all(len(receipt.items) == 30 for receipt in receipts)
    require_held_once(served, items)


def test_each_batch_leaves_one_line_in_its_stations_chain(served: Served) -> None:
    office = served.office()
    for _ in range(3):
        send(office, good_items(2))

    with served.database.reading() as connection:
        assert first_broken(connection) is None


def test_a_batch_of_another_station_is_refused_whole(served: Served) -> None:
    office, other = served.office(), served.office()
    label = office.label(station_id=other.identity.station_id)
    forged = sign_batch(label, good_items(1), office.identity.signer)

    assert office.client.deliver(forged) == Stopped("sync.station_unknown")
    assert served.held() == {}


def test_a_flipped_bit_anywhere_is_refused(served: Served) -> None:
    office = served.office()
    batch = office.batch(good_items(1))
    for place in range(10, len(batch.payload), len(batch.payload) // 7):
        flipped = bytearray(batch.payload)
        flipped[place] ^= 1
        altered = replace(batch, payload=bytes(flipped))

        assert office.client.deliver(altered) == Stopped("sync.signature_refused")
    assert served.held() == {}


def test_a_stranger_with_a_key_of_his_own_is_refused(served: Served) -> None:
    office = served.office()
    forged = sign_batch(office.label(), good_items(1), Signer.generate())

    assert office.client.deliver(forged) == Stopped("sync.station_unknown")


def test_a_signature_under_anothers_key_name_is_refused(served: Served) -> None:
    office = served.office()
    batch = office.batch(good_items(1))
    made_by_other = Signer.generate().sign  # signs well, but with another key
    value = made_by_other(Purpose.BATCH, batch.payload).value
    forged = replace(batch, signature=Signature(batch.signature.key_id, value))

    assert office.client.deliver(forged) == Stopped("sync.signature_refused")


def test_a_signature_made_for_another_purpose_is_refused(served: Served) -> None:
    office = served.office()
    batch = office.batch(good_items(1))
    other = replace(batch, signature=office.identity.signer.sign(Purpose.REQUEST, batch.payload))

    assert office.client.deliver(other) == Stopped("sync.signature_refused")


def test_more_items_than_allowed_are_to_be_divided(trial: Served) -> None:
    office = trial.office()

    assert office.client.deliver(office.batch(good_items(201))) == Divisible("sync.too_large")
    assert trial.held() == {}


def test_a_transmittal_is_held_beside_dossiers(served: Served) -> None:
    office = served.office()
    parcel_id = str(uuid7())
    dossier = good_item()
    members = {
        "format": "onousc-sealed/1",
        "kind": "transmittal",
        "transmittal_id": parcel_id,
        "revision": 1,
        "number": "AGA1-1A-26-000001-K",
        "office": "AGA1",
        "counter": "1A",
        "operator": "Amina",
        "fund": FUND,
        "dossiers": [{"id": dossier.id, "revision": 1, "number": "AGA1-1A-26-000001-K"}],
    }
    body = canonical_bytes(members)
    parcel = replace(item_of_body(body, parcel_id), kind=ItemKind.TRANSMITTAL)

    assert send(office, [dossier, parcel]) == [ItemResult.ACCEPTED] * 2
    with served.database.reading() as connection:
        document = connection.scalar(
            select(ItemRow.document).where(ItemRow.item_id == str(UUID(parcel_id)))
        )
    assert document == members


@pytest.mark.parametrize("count", [1, 200])
def test_the_smallest_and_the_largest_batch_are_taken(trial: Served, count: int) -> None:
    items = good_items(count)

    send(trial.office(), items)

    require_held_once(trial, items)

"""Signatures, receipts, buckets, certificates and pace, each by itself."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from inspect import signature
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.sync.batches import (
    BatchLabel,
    OutgoingItem,
    ReceiptDoubtful,
    SignedBatch,
    parse_batch,
    sign_batch,
    sign_receipt,
    verify_receipt,
)
from intake_app.sync.buckets import bucket_of, differing, digest_all, fill_buckets
from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.certificates import issue_certificate, verify_certificate
from intake_app.sync.messages import ItemKind, ItemResult, ReceiptItem, instant_text
from intake_app.sync.pace import LAST_CEILING_SECONDS, Pace
from intake_app.sync.signatures import (
    Purpose,
    Signature,
    Signer,
    decode_bytes,
    encode_bytes,
    hash_hex,
    is_signed_by,
    reply_content,
    request_content,
)
from intake_app.sync.transport import Transport

SERVER, STATION = Signer.generate(), Signer.generate()
KEYS = {SERVER.key_id: SERVER.public_key}
AT = datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)
EPOCH = "01a1f95f-4965-4920-b62c-ee45831a844d"
UUIDS = st.uuids().map(str)
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)


def item(number: int) -> OutgoingItem:
    body = canonical_bytes({"n": number, "é": "ملف"})
    item_id = f"01a1f95f-4965-792c-b62c-{number:012x}"
    return OutgoingItem(ItemKind.DOSSIER, item_id, 1, hash_hex(body), body)


def signed(*numbers: int, batch_id: str = "01a1f95f-4965-792c-b62c-ee45831a844d") -> SignedBatch:
    label = BatchLabel(batch_id, "AGA1-1-ABCDEFGH", 1, "cnops", AT)
    return sign_batch(label, [item(number) for number in numbers], STATION)


def receipt_for(batch: SignedBatch, *, signer: Signer = SERVER, skip: int = 0) -> bytes:
    read = parse_batch(batch.payload)
    results = [
        ReceiptItem(id=i.id, revision=i.revision, sha256=i.sha256, result=ItemResult.ACCEPTED)
        for i in read.items[skip:]
    ]
    return sign_receipt(
        read,
        hash_hex(batch.payload),
        results,
        server_epoch=EPOCH,
        received_at=AT,
        signer=signer,
    )


def test_a_batch_carries_the_exact_bytes_that_were_sealed() -> None:
    read = parse_batch(signed(1, 2).payload)

    assert [one.body.encode() for one in read.items] == [item(1).body, item(2).body]
    assert [hash_hex(one.body.encode()) for one in read.items] == [i.sha256 for i in read.items]


def test_a_receipt_proves_this_batch_and_no_other() -> None:
    batch = signed(1, 2)
    reply = receipt_for(batch)

    assert verify_receipt(reply, batch.payload, KEYS).batch_id == batch.batch_id
    for other in (
        signed(1),
        signed(1, 2, 3),
        signed(1, 3),
        signed(1, 2, batch_id="01a1f95f-4965-792c-b62c-ee45831a8440"),
    ):
        with pytest.raises(ReceiptDoubtful, match="other_batch"):
            verify_receipt(reply, other.payload, KEYS)


def test_a_receipt_that_leaves_an_item_out_proves_nothing() -> None:
    batch = signed(1, 2)

    with pytest.raises(ReceiptDoubtful, match="other_batch"):
        verify_receipt(receipt_for(batch, skip=1), batch.payload, KEYS)


def test_a_receipt_needs_a_known_key_and_its_signature() -> None:
    batch, stranger = signed(1), Signer.generate()
    reply = receipt_for(batch, signer=stranger)

    with pytest.raises(ReceiptDoubtful, match="key"):
        verify_receipt(reply, batch.payload, KEYS)
    with pytest.raises(ReceiptDoubtful, match="signature"):
        verify_receipt(reply, batch.payload, {stranger.key_id: SERVER.public_key})


@given(st.data())
def test_a_receipt_with_any_byte_changed_proves_nothing(data: st.DataObject) -> None:
    batch = signed(1)
    reply = bytearray(receipt_for(batch))
    place = data.draw(st.integers(0, len(reply) - 1))
    reply[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(ReceiptDoubtful):
        verify_receipt(bytes(reply), batch.payload, KEYS)


@given(st.binary(max_size=300))
def test_any_bytes_are_no_receipt(reply: bytes) -> None:
    with pytest.raises(ReceiptDoubtful):
        verify_receipt(reply, signed(1).payload, KEYS)


def test_a_signature_for_one_purpose_is_worth_nothing_for_another() -> None:
    made = STATION.sign(Purpose.BATCH, b"x").value

    assert is_signed_by(STATION.public_key, Purpose.BATCH, b"x", made)
    assert not is_signed_by(STATION.public_key, Purpose.REQUEST, b"x", made)
    assert not is_signed_by(STATION.public_key, Purpose.BATCH, b"y", made)
    assert not is_signed_by(SERVER.public_key, Purpose.BATCH, b"x", made)
    assert not is_signed_by(b"short", Purpose.BATCH, b"x", made)


def test_keys_come_back_and_do_not_show() -> None:
    again = Signer.load(STATION.private_key())

    assert (again.key_id, again.public_key) == (STATION.key_id, STATION.public_key)
    assert STATION.private_key().hex() not in repr(STATION)
    assert str(STATION.private_key()) not in repr(STATION)


@given(st.binary(max_size=80))
def test_bytes_survive_their_text(content: bytes) -> None:
    assert decode_bytes(encode_bytes(content)) == content


@pytest.mark.parametrize("text", ["", "x", "0" * 16 + "." + "+" * 86, "0" * 16 + "." + "A" * 85])
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="signature"):
        Signature.parse(text)


def test_requests_and_replies_are_tied_to_each_other() -> None:
    first = request_content("POST", "/v1/hello", 1, b"{}")

    assert first != request_content("POST", "/v1/hello", 2, b"{}")
    assert first != request_content("GET", "/v1/hello", 1, b"{}")
    assert reply_content("a", 200, b"{}") != reply_content("b", 200, b"{}")


@given(st.sets(st.tuples(UUIDS, st.integers(1, 3), HASHES), max_size=30), st.data())
def test_digests_differ_in_exactly_the_buckets_that_differ(
    names: set[tuple[str, int, str]], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(names)))) if names else set()
    ours, theirs = fill_buckets(names), fill_buckets(names - gone)

    found = differing(digest_all(ours), digest_all(theirs))

    assert set(found) == {bucket_of(name[0]) for name in gone}


def test_a_certificate_is_small_and_says_whose_key_it_is() -> None:
    made = issue_certificate("AGA1-1-ABCDEFGH", STATION.public_key, date(2026, 11, 20), SERVER)

    read = verify_certificate(made, KEYS)

    assert read is not None
    assert (read.office, read.counter) == ("AGA1", "1")
    assert read.public_key == STATION.public_key
    assert read.issued_on == date(2026, 11, 20)
    assert len(made) < 130


def test_a_certificate_changed_anywhere_is_none() -> None:
    made = issue_certificate("AGA1-1-ABCDEFGH", STATION.public_key, date(2026, 11, 20), SERVER)

    for place in range(len(made)):
        changed = bytearray(made)
        changed[place] ^= 1
        assert verify_certificate(bytes(changed), KEYS) is None
        assert verify_certificate(made[:place], KEYS) is None
    assert verify_certificate(made, {SERVER.key_id: STATION.public_key}) is None
    assert verify_certificate(made, {}) is None


def test_a_try_without_a_byte_of_progress_ends_after_half_a_minute() -> None:
    assert signature(Transport).parameters["idle_seconds"].default == 30.0


def test_batches_grow_by_ten_and_halve() -> None:
    pace = Pace()
    pace.allow(35)
    sizes = []
    for _ in range(4):
        sizes.append(pace.size)
        pace.succeeded()
    assert sizes == [10, 20, 30, 35]

    pace.halve(35)
    assert pace.size == 17
    pace.halve(3)
    assert pace.size == 1
    pace.halve(1)
    assert pace.size == 1


def test_waits_are_drawn_below_a_ceiling_that_doubles_to_a_quarter_of_an_hour() -> None:
    ceilings = [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    draws = []
    for seed in range(200):
        pace = Pace(chance=random.Random(seed))
        draws.append([pace.failed() for _ in ceilings])
    for column, ceiling in enumerate(ceilings):
        waits = [row[column] for row in draws]
        assert min(waits) >= 0
        assert max(waits) <= ceiling
        assert 0.4 * ceiling < mean(waits) < 0.6 * ceiling


def test_waits_go_on_for_ever_without_growing() -> None:
    pace = Pace(failures=10**9)

    assert pace.failed() <= LAST_CEILING_SECONDS


def test_a_told_wait_is_obeyed_and_spread_but_not_for_ever() -> None:
    pace = Pace(chance=random.Random(1))

    assert 60 <= pace.failed(60) <= 62
    assert pace.failed(10**9) <= 3602
    assert pace.stopped() == LAST_CEILING_SECONDS


def test_a_deposit_or_a_success_starts_the_waits_anew() -> None:
    for good_news in (Pace.woken, Pace.succeeded):
        pace = Pace(failures=9)
        good_news(pace)
        assert pace.failed() <= 2


def test_instants_are_written_in_utc_with_milliseconds() -> None:
    assert instant_text(AT) == "2026-11-20T09:30:00.123Z"


def test_items_and_batches_never_show_a_body() -> None:
    shown = repr(signed(1)) + repr(item(1)) + repr(parse_batch(signed(1).payload))

    assert "ملف" not in shown
    assert replace(item(1), body=b"secret") is not None

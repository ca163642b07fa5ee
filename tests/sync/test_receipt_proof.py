from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from intake_app.domain.numbers import DossierNumber
from intake_app.sync.certificates import issue_certificate
from intake_app.sync.receipt_proof import PREFIX, ReceiptClaims, verify_proof, write_proof
from intake_app.sync.signatures import Signer, decode_bytes, encode_bytes

SERVER, STATION = Signer.generate(), Signer.generate()
KEYS = {SERVER.key_id: SERVER.public_key}
CERTIFICATE = issue_certificate("AGA1-1-ABCD2345", STATION.public_key, date(2026, 9, 1), SERVER)
CLAIMS = ReceiptClaims(
    number=str(DossierNumber("AGA1", "1A", 2026, 42)),
    revision=1,
    deposited_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    total_centimes=26125,
    box_count=2,
    identity_masked="JB••••56",
    sha256="ab" * 32,
)


def test_a_receipt_of_an_enrolled_station_is_verified_with_what_it_claims() -> None:
    verified = verify_proof(write_proof(CLAIMS, STATION, CERTIFICATE), KEYS)

    assert verified is not None
    assert verified.claims == CLAIMS
    assert verified.station.office == "AGA1"


def test_the_code_stays_small_enough_for_a_phone_to_read() -> None:
    assert len(write_proof(CLAIMS, STATION, CERTIFICATE)) < 600


def test_every_altered_byte_is_noticed() -> None:
    packed = bytearray(decode_bytes(write_proof(CLAIMS, STATION, CERTIFICATE)[len(PREFIX) :]))
    believed = []
    for place in range(len(packed)):
        packed[place] ^= 1
        if verify_proof(PREFIX + encode_bytes(bytes(packed)), KEYS) is not None:
            believed.append(place)
        packed[place] ^= 1

    assert believed == []


def test_a_station_of_an_unknown_server_proves_nothing() -> None:
    text = write_proof(CLAIMS, STATION, CERTIFICATE)

    assert verify_proof(text, {}) is None
    stranger = Signer.generate()
    assert verify_proof(text, {SERVER.key_id: stranger.public_key}) is None


@pytest.mark.parametrize(("office", "counter"), [("FES1", "1A"), ("AGA1", "12A"), ("AGA1", "2A")])
def test_a_station_cannot_sign_for_another_counter(office: str, counter: str) -> None:
    foreign = replace(CLAIMS, number=str(DossierNumber(office, counter, 2026, 42)))

    assert verify_proof(write_proof(foreign, STATION, CERTIFICATE), KEYS) is None


@pytest.mark.parametrize(
    "text", ["", "OR1:", "OR1:AAAA", "OD:AGA1-1A-26-000042-K", "OR1:é", "x" * 9999]
)
def test_any_other_text_is_not_ours(text: str) -> None:
    assert verify_proof(text, KEYS) is None

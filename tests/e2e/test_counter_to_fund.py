"""A dossier from the counter to the fund's own database, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from intake_app.app import Desk, open_desk
from intake_app.domain.operators import Operator, Role
from intake_app.formats.dossier_json import parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.formats.sealed import hash_of
from intake_app.services.deposit import Approval, Deposited, DepositOrder
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.services.settings import StationSettings
from intake_app.settings import Home
from intake_server.stations import issue_code
from intake_server.tables import ItemRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.kit import Served

PASSWORD = "correct horse"
AGENT = Operator("salma", "Salma Alaoui", Role.AGENT)
SUPERVISOR = Operator("amina", "Amina Berrada", Role.SUPERVISOR)


@pytest.fixture
def desk(tmp_path: Path, served: Served) -> Iterator[Desk]:
    opened = open_desk(Home(tmp_path / "desk"))
    opened.set_up(StationSettings("AGA1", "1"), "amina", "Amina Berrada", PASSWORD)
    with served.database.writing() as connection:
        code = issue_code(connection, "AGA1", "1", at=datetime.now(UTC), hours=1)
    administrator = opened.accounts.log_in("amina", PASSWORD)
    opened.enrolment.enrol(EnrolmentOrder(served.url, code), administrator)
    yield opened
    opened.close()


def deposit(desk: Desk, name: str, approval: Approval | None = None) -> Deposited:
    dossier = parse_dossier(load_sample(name, desk.check.today()))
    return desk.deposits.deposit(DepositOrder(desk.drafts.new_id(), dossier, AGENT, approval))


def held_bodies(served: Served) -> dict[str, bytes]:
    with served.database.reading() as connection:
        rows = connection.execute(select(ItemRow.item_id, ItemRow.body)).all()
    return {str(row.item_id): bytes(row.body) for row in rows}


def test_what_was_deposited_is_held_with_the_same_hash(desk: Desk, served: Served) -> None:
    taken = [deposit(desk, "complete"), deposit(desk, "biology")]
    taken.append(deposit(desk, "late", Approval(SUPERVISOR, "Hospitalisation, pièce vue")))

    report = desk.sync.sync_once()

    held = held_bodies(served)
    assert report.error_code is None
    assert report.results == {"accepted": 3}
    assert {str(one.dossier_id): one.sha256 for one in taken} == {
        item_id: hash_of(body) for item_id, body in held.items()
    }
    assert (report.link.sealed, report.link.received, report.link.difference) == (3, 3, 0)
    assert report.link.is_green
    assert {line.electronic_state for line in desk.day.today()} == {"received"}


def test_synchronising_again_sends_nothing_twice(desk: Desk, served: Served) -> None:
    deposit(desk, "complete")

    desk.sync.sync_once()
    again = desk.sync.sync_once()

    assert again.batches == 0
    assert len(held_bodies(served)) == 1


def test_a_receipt_printed_here_is_verified_by_another_counter(
    desk: Desk, served: Served, tmp_path: Path
) -> None:
    number = deposit(desk, "complete").number
    proof = desk.prints._receipts.begin(number, AGENT).content.qr_payload
    other = open_desk(Home(tmp_path / "other"))
    other.set_up(StationSettings("FES1", "2"), "omar", "Omar", PASSWORD)
    with served.database.writing() as connection:
        code = issue_code(connection, "FES1", "2", at=datetime.now(UTC), hours=1)
    order = EnrolmentOrder(served.url, code)
    other.enrolment.enrol(order, other.accounts.log_in("omar", PASSWORD))

    assert proof is not None
    verified = other.prints.verify_receipt(proof)

    other.close()
    assert verified.claims.number == number
    assert verified.claims.total_centimes == 27480
    assert verified.station.office == "AGA1"

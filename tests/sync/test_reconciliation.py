"""Differences between both sides are found and healed, and decisions come back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from intake_app.formats.sealed import hash_of
from intake_server.keys import begin_epoch
from intake_server.tables import (
    AwaitedPaperRow,
    BatchReceiptRow,
    BatchRow,
    ItemRow,
    StateEventRow,
    TallyRow,
)
from tests.server.chaos import (
    Answers,
)
from tests.sync.counter_kit import (
    Counter,
    counter_at,
    require_both_sides_agree,
)

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    import pytest
    from sqlalchemy import Insert

    from intake_app.storage.unit_of_work import UnitOfWork
    from tests.server.kit import Served

STORM = Answers("503 Service Unavailable", b"", {"Retry-After": "1"})
PROBLEM = {"Content-Type": "application/problem+json"}


def test_a_server_restored_from_an_old_backup_gets_what_it_lost(
    served: Served, counter: Counter
) -> None:
    counter.enrol(served)
    counter.deposit(6)
    counter.sync.sync_once()
    with served.database.writing() as connection:
        lost = list(served.held())[:4]
        for item_id, revision in lost:
            connection.execute(
                delete(ItemRow).where(ItemRow.item_id == item_id, ItemRow.revision == revision)
            )
        connection.execute(delete(BatchReceiptRow))
        connection.execute(delete(BatchRow))
        connection.execute(delete(TallyRow))
        begin_epoch(connection, datetime.now(UTC), "restored")

    report = counter.sync.sync_once()

    assert report.resent_after_check == 4
    require_both_sides_agree(served, counter)


def test_an_item_that_vanished_without_a_word_is_found_by_the_count_of_the_hour(
    trial: Served, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.enrol(trial)
    counter.deposit(3)
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        item_id = next(iter(trial.held()))[0]
        connection.execute(delete(ItemRow).where(ItemRow.item_id == item_id))
    assert counter.sync.sync_once().resent_after_check == 0

    monkeypatch.setattr("intake_server.tallies.RECOUNT_SECONDS", 0.0)  # the hour is over

    assert counter.sync.sync_once().resent_after_check == 1
    require_both_sides_agree(trial, counter)


def test_an_item_altered_at_the_server_is_found_by_the_daily_comparison(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    counter.deposit(2)
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        item_id = next(iter(trial.held()))[0]
        connection.execute(
            update(ItemRow).where(ItemRow.item_id == item_id).values(sha256="0" * 64)
        )
    assert counter.sync.sync_once().resent_after_check == 0
    counter.clock.wrong_by = timedelta(days=2)

    report = counter.sync.sync_once()

    assert report.resent_after_check == 1
    assert report.link.conflicts == 1


def test_a_counter_whose_disk_was_rolled_back_sends_again_and_doubles_nothing(
    served: Served, folder: Path
) -> None:
    with counter_at(folder) as counter:
        counter.enrol(served)
        counter.deposit(2)
        counter.sync.sync_once()
        counter.deposit(2)
    shutil.copytree(folder, folder.with_name("image"))
    with counter_at(folder) as counter:
        counter.sync.sync_once()
        lost_with_the_disk = counter.deposit(1)
        counter.sync.sync_once()
    guard = (folder / "store.guard").read_bytes()
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("image"), folder)
    (folder / "store.guard").write_bytes(guard)

    with counter_at(folder) as counter:
        newer = counter.deposit(1)
        report = counter.sync.sync_once()

        assert report.results == {"duplicate": 2, "accepted": 1}
        assert report.unknown_here == 1
        assert (report.link.forgotten, report.link.difference) == (1, 0)
        assert report.link.is_green
        assert report.link.sentence == "sync.difference_forgotten"
        assert counter.sync.sync_once().resent_after_check == 0
        assert newer[0].number.startswith("AGA1-1B-")
        sealed = counter.sealed()
    held = served.held()
    assert held.keys() - sealed.keys() == {(str(lost_with_the_disk[0].dossier_id), 1)}
    assert len(held) == 6


def test_a_disk_rolled_back_with_its_guard_learns_it_from_the_server(
    served: Served, folder: Path
) -> None:
    with counter_at(folder) as counter:
        counter.enrol(served)
        counter.deposit(2)
        counter.sync.sync_once()
    shutil.copytree(folder, folder.with_name("image"))
    with counter_at(folder) as counter:
        given = counter.deposit(1)[0].number
        counter.sync.sync_once()
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("image"), folder)

    with counter_at(folder) as counter:
        report = counter.sync.sync_once()
        newer = counter.deposit(1)[0].number
        healed = counter.sync.sync_once()

    assert (report.link.forgotten, report.link.difference) == (1, 0)
    assert healed.link.is_green
    assert (given[:7], newer[:7]) == ("AGA1-1A", "AGA1-1B")
    assert len(served.held()) == 4


def test_two_machines_with_one_copy_of_the_store_are_noticed(
    trial: Served, folder: Path, tmp_path: Path
) -> None:
    with counter_at(folder) as counter:
        counter.enrol(trial)
        counter.deposit(1)
        counter.sync.sync_once()
    twin_folder = shutil.copytree(folder, tmp_path / "twin")
    with counter_at(folder) as counter, counter_at(twin_folder) as twin:
        reports = []
        for _ in range(2):
            twin.deposit(1)
            twin.sync.sync_once()
            reports.append(counter.sync.sync_once())

    report = reports[-1]
    assert report.error_code == "sync.unknown_here"
    assert report.link.difference == -1
    assert not report.link.is_green


def test_comparing_on_demand_finds_what_counting_cannot(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    counter.deposit(2)
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        item_id = next(iter(trial.held()))[0]
        connection.execute(
            update(ItemRow).where(ItemRow.item_id == item_id).values(sha256="0" * 64)
        )

    assert counter.sync.sync_once().resent_after_check == 0
    assert counter.sync.sync_once(compare=True).resent_after_check == 1


def test_a_restored_server_counts_its_decisions_anew_and_none_is_missed(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    first, second = counter.deposit(2)
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        for _ in range(3):
            connection.execute(_decision(str(first.dossier_id), "parcel_received", []))
    assert counter.sync.sync_once().decisions == 3
    with trial.database.writing() as connection:
        last = connection.execute(select(func.max(StateEventRow.sequence))).scalar_one()
        connection.execute(delete(StateEventRow).where(StateEventRow.sequence > last - 2))
        begin_epoch(connection, datetime.now(UTC), "restored")
        decision = _decision(str(second.dossier_id), "settled", [])
        connection.execute(decision.values(sequence=last - 1))

    report = counter.sync.sync_once()

    assert report.decisions == 1
    with counter.desk.store.reading() as uow:
        row = uow.dossiers.find(second.dossier_id)
        assert row is not None
        assert row.paper_state == "settled"


def test_a_body_damaged_on_disk_is_set_aside_and_said(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    damaged, whole = counter.deposit(2)
    with counter.desk.store.writing() as uow:
        row = uow.dossiers.require_revision(damaged.dossier_id, 1)
        row.body = row.body[:-1] + b" "
        uow.commit()

    report = counter.sync.sync_once()

    assert report.link.set_aside == 1
    assert report.link.difference == 1
    assert not report.link.is_green
    assert trial.held() == {(str(whole.dossier_id), 1): whole.sha256}


def test_decisions_of_the_fund_reach_the_dossier(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    taken, other = counter.deposit(2)
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        for dossier, state, reasons in (
            (taken, "parcel_received", []),
            (taken, "returned", [{"code": "R2", "text": "ordonnance illisible"}]),
            (other, "settled", []),
            (other, "unheard_of", []),
        ):
            connection.execute(_decision(str(dossier.dossier_id), state, reasons))
        connection.execute(_decision("01a1f95f-4965-792c-b62c-ee45831a844d", "settled", []))

    report = counter.sync.sync_once()
    again = counter.sync.sync_once()

    assert (report.decisions, again.decisions) == (3, 0)
    with counter.desk.store.reading() as uow:
        first, second = uow.dossiers.find(taken.dossier_id), uow.dossiers.find(other.dossier_id)
        assert first is not None
        assert second is not None
        assert (first.paper_state, second.paper_state) == ("returned", "settled")
        notes = [event.note for event in uow.dossiers.states(taken.dossier_id)]
    assert "R2 ordonnance illisible" in notes


def test_a_counter_enrolled_anew_hears_what_was_decided_meanwhile_and_nothing_twice(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    known, news = counter.deposit(2)
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        connection.execute(_decision(str(known.dossier_id), "parcel_received", []))
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        connection.execute(_decision(str(news.dossier_id), "returned", []))
    late = counter.deposit(1)[0]
    with trial.database.writing() as connection:
        connection.execute(
            insert(AwaitedPaperRow).values(
                number=late.number,
                parcel="AGA1-1A-26-000900-X",
                state="parcel_received",
                at=datetime.now(UTC),
                said_by="reception",
            )
        )
    counter.enrol(trial, replacing=True)

    counter.sync.sync_once()
    counter.sync.sync_once()

    with counter.desk.store.reading() as uow:
        said = {
            dossier.dossier_id: [
                event.state
                for event in uow.dossiers.states(dossier.dossier_id)
                if event.axis == "paper"
            ]
            for dossier in (known, news, late)
        }
    assert said[known.dossier_id].count("parcel_received") == 1
    assert said[news.dossier_id].count("returned") == 1
    assert said[late.dossier_id].count("parcel_received") == 1


def test_many_decisions_come_page_by_page(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    taken = counter.deposit(1)[0]
    counter.sync.sync_once()
    with trial.database.writing() as connection:
        for number in range(403):
            state = "returned" if number % 2 else "parcel_received"
            at = datetime.now(UTC) + timedelta(milliseconds=number)
            connection.execute(_decision(str(taken.dossier_id), state, []).values(at=at))

    assert counter.sync.sync_once().decisions == 403


def test_a_quarantined_dossier_says_why(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    taken = counter.deposit(1)[0]
    with counter.desk.store.writing() as uow:  # sealed by an older program with other rules
        body = uow.dossiers.require_revision(taken.dossier_id, 1).body
        _reseal(uow, taken.dossier_id, body.replace(b'"signature":true', b'"signature":false', 1))
        uow.commit()

    report = counter.sync.sync_once()

    assert report.results == {"quarantined": 1}
    assert counter.electronic_states() == {"quarantined"}
    with counter.desk.store.reading() as uow:
        row = uow.outbox.find_item(taken.dossier_id, 1)
        assert row is not None
        assert (row.result_code, row.result_path) == ("act.signature.missing", "acts[0].signature")
    assert report.link.difference == 0


def _decision(item_id: str, state: str, reasons: list[dict[str, str]]) -> Insert:
    owner = select(ItemRow.station_id).where(ItemRow.item_id == item_id).limit(1)
    return insert(StateEventRow).values(
        station_id=func.coalesce(owner.scalar_subquery(), "AGA2-1-AAAAAAAA"),
        item_id=item_id,
        revision=1,
        kind="dossier",
        axis="paper",
        state=state,
        at=datetime.now(UTC),
        said_by="reception",
        reasons=reasons,
    )


def _reseal(uow: UnitOfWork, dossier_id: UUID, body: bytes) -> None:
    """Let a revision be as another program would have sealed it."""
    revision = uow.dossiers.require_revision(dossier_id, 1)
    item = uow.outbox.find_item(dossier_id, 1)
    assert item is not None
    revision.body, revision.sha256 = body, hash_of(body)
    item.sha256 = revision.sha256

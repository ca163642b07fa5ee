"""A suite that never failed proves nothing: deliberate faults of ours that it must notice.

Each mutant breaks one promise on purpose. The scenario beside it holds for the program as it is,
and must fail for the mutant.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import delete, text, update

from intake_app.models.outbox import OutboxRow
from intake_app.services.batching import Batching
from intake_app.services.reconciliation import Comparison, Reconciliation
from intake_app.sync.batches import parse_batch
from intake_app.sync.messages import ItemResult, Receipt, ReceiptItem
from intake_app.sync.outcomes import Delivered, InDoubt, judge_delivery
from intake_app.sync.problems import Problem, ProblemCode
from intake_server.holdings import insert_new
from intake_server.keys import begin_epoch
from intake_server.tables import BatchReceiptRow, BatchRow, ItemRow
from tests.server.chaos import RequestCut, chaos_before, lost_reply, portal, unharmed
from tests.server.kit import good_items, incomplete_item, require_held_once
from tests.sync.counter_kit import require_both_sides_agree

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.server.kit import Served
    from tests.sync.counter_kit import Counter

    Scenario = Callable[[Served, Counter], None]
    Mutate = Callable[[pytest.MonkeyPatch], None]


def require_no_false_receipt(served: Served, counter: Counter) -> None:
    """What the counter believes to be received is held."""
    held = served.held()
    with counter.desk.store.reading() as uow:
        for item_id, revision in counter.sealed():
            row = uow.outbox.find_item(UUID(item_id), revision)
            assert row is not None
            assert row.state != "received" or (item_id, revision) in held


# --- scenarios -----------------------------------------------------------------------------


def dossiers_with_one_number(served: Served, counter: Counter) -> None:
    office = served.office()
    items = good_items(4)  # the samples all carry the same number
    office.client.deliver(office.batch(items))
    require_held_once(served, items)


def a_request_that_never_arrives(served: Served, counter: Counter) -> None:
    counter.enrol(served)
    counter.deposit(3)
    with chaos_before(served.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.extend([unharmed, RequestCut(500)])
        counter.sync.sync_once()
    require_no_false_receipt(served, counter)


def a_portal_in_between(served: Served, counter: Counter) -> None:
    counter.enrol(served)
    counter.deposit(3)
    with chaos_before(served.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.extend([unharmed, portal, portal])
        counter.sync.sync_once()
    require_no_false_receipt(served, counter)


def poison_among_good_ones(served: Served, counter: Counter) -> None:
    office = served.office()
    items = [*good_items(2), incomplete_item(), *good_items(1)]
    office.client.deliver(office.batch(items))
    require_held_once(served, items)


def a_server_restored_from_an_old_backup(served: Served, counter: Counter) -> None:
    counter.enrol(served)
    counter.deposit(3)
    counter.sync.sync_once()
    with served.database.writing() as connection:
        for table in (ItemRow, BatchReceiptRow, BatchRow):
            connection.execute(delete(table))
        begin_epoch(connection, datetime.now(UTC), "restored")
    counter.sync.sync_once()
    require_both_sides_agree(served, counter)


def a_reply_lost_after_the_commit(served: Served, counter: Counter) -> None:
    counter.enrol(served)
    counter.deposit(3)
    with chaos_before(served.url) as proxy:
        counter.point_to(proxy.url)
        proxy.script.extend([unharmed, lost_reply])
        counter.sync.sync_once()
        counter.sync.sync_once()
    require_both_sides_agree(served, counter)


# --- mutants -------------------------------------------------------------------------------


def deduplicates_on_the_number(patch: pytest.MonkeyPatch) -> None:
    real = insert_new

    def by_number(connection: Any, origin: Any, arrivals: Any) -> set[tuple[str, int]]:
        return real(connection, origin, list({one.number: one for one in arrivals}.values()))

    patch.setattr("intake_server.results.insert_new", by_number)


def marks_before_the_answer(patch: pytest.MonkeyPatch) -> None:
    real = Batching.prepare

    def prepare(self: Any, *arguments: Any) -> Any:
        batch = real(self, *arguments)
        with self._store.writing() as uow:
            uow._session.execute(update(OutboxRow).values(state="received"))
            uow.commit()
        return batch

    patch.setattr(Batching, "prepare", prepare)


def accepts_200(patch: pytest.MonkeyPatch) -> None:
    real = judge_delivery

    def judge(reply: Any, payload: bytes, keys: Any) -> Any:
        if reply.status != 200:
            return real(reply, payload, keys)
        batch = parse_batch(payload)
        taken = [
            ReceiptItem(id=i.id, revision=i.revision, sha256=i.sha256, result=ItemResult.ACCEPTED)
            for i in batch.items
        ]
        believed = Receipt.model_construct(batch_id=batch.batch_id, items=tuple(taken))
        return Delivered(believed, reply.body)

    patch.setattr("intake_app.sync.client.judge_delivery", judge)


def takes_all_or_nothing(patch: pytest.MonkeyPatch) -> None:
    real = insert_new

    def strict(connection: Any, origin: Any, arrivals: Any) -> set[tuple[str, int]]:
        if any(one.code for one in arrivals):
            raise Problem(ProblemCode.MESSAGE_MALFORMED)
        return real(connection, origin, arrivals)

    patch.setattr("intake_server.results.insert_new", strict)


def never_compares(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Reconciliation, "compare", lambda *_: Comparison(0, 0))


def leaves_doubt_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Batching, "unsettled", lambda *_: [])


PAIRS: list[tuple[Mutate, Scenario]] = [
    (deduplicates_on_the_number, dossiers_with_one_number),
    (marks_before_the_answer, a_request_that_never_arrives),
    (accepts_200, a_portal_in_between),
    (takes_all_or_nothing, poison_among_good_ones),
    (never_compares, a_server_restored_from_an_old_backup),
    (leaves_doubt_alone, a_reply_lost_after_the_commit),
]


@pytest.mark.parametrize(
    ("mutate", "scenario"), PAIRS, ids=[mutate.__name__ for mutate, _scenario in PAIRS]
)
def test_a_mutant_is_noticed(
    trial: Served,
    counter: Counter,
    monkeypatch: pytest.MonkeyPatch,
    mutate: Mutate,
    scenario: Scenario,
) -> None:
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        scenario(trial, counter)


@pytest.mark.parametrize("scenario", [pair[1] for pair in PAIRS], ids=lambda s: s.__name__)
def test_the_program_as_it_is_holds_its_promises(
    trial: Served, counter: Counter, scenario: Scenario
) -> None:
    scenario(trial, counter)


def test_an_insert_that_breaks_another_constraint_is_never_a_duplicate(served: Served) -> None:
    """With an unnamed conflict target this row would vanish behind a signed receipt."""
    items = good_items(2)  # of one number
    office = served.office()
    with served.database.writing() as connection:
        connection.execute(text("CREATE UNIQUE INDEX mistaken ON item (number)"))
    try:
        assert office.client.deliver(office.batch(items)) == InDoubt("sync.server_error")
        assert served.held() == {}
    finally:
        with served.database.writing() as connection:
            connection.execute(text("DROP INDEX mistaken"))

"""Deliberate defects of ours, each of which the suite must notice.

A mutant replaces a function or a constant by its name; nothing in the program knows of it.
`noticed` is the fault whose oracle cries; `./test mutants` lets the tests of `where` look too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.dialects import sqlite
from uuid6 import uuid7

from intake_app import app
from intake_app.models.outbox import OutboxRow
from intake_app.services.batching import Batching
from intake_app.services.deposit import DepositService
from intake_app.services.reconciliation import Comparison, Reconciliation
from intake_app.services.second_copy import SecondCopy
from intake_app.storage import engine
from intake_app.storage.guard import GuardFile
from intake_app.storage.outbox import Outbox
from intake_app.sync.batches import parse_batch
from intake_app.sync.messages import ItemResult, Receipt, ReceiptItem
from intake_app.sync.outcomes import Delivered, judge_delivery
from intake_app.sync.problems import Problem, ProblemCode
from intake_server import database, holdings, ingest
from intake_server.holdings import insert_new
from intake_server.ingest import Ingest
from intake_server.tallies import HeldCounts

if TYPE_CHECKING:
    from collections.abc import Callable

Patch = pytest.MonkeyPatch
SYNC = ("tests/sync", "tests/server")


@dataclass(frozen=True)
class Mutant:
    """One defect: how it is put in, which fault notices it, where else it may be noticed."""

    apply: Callable[[Patch], None]
    noticed: str
    where: tuple[str, ...] = SYNC
    seed: int = 1


MUTANTS: dict[str, Mutant] = {}


def mutant(noticed: str, *where: str, seed: int = 1) -> Callable[[Callable[[Patch], None]], None]:
    """Put a defect on the list under the name of its function."""

    def listed(apply: Callable[[Patch], None]) -> None:
        name = apply.__name__.replace("_", " ")
        MUTANTS[name] = Mutant(apply, noticed, where or SYNC, seed)

    return listed


@mutant("one batch from 16 threads", "tests/server/test_ingest.py")
def dedupes_on_the_number(patch: Patch) -> None:
    def by_number(connection: Any, origin: Any, arrivals: Any) -> set[tuple[str, int]]:
        return insert_new(connection, origin, list({one.number: one for one in arrivals}.values()))

    patch.setattr("intake_server.results.insert_new", by_number)


@mutant("request cut at byte k", "tests/sync")
def marks_before_the_answer(patch: Patch) -> None:
    real = Batching.prepare

    def prepare(self: Any, *arguments: Any) -> Any:
        batch = real(self, *arguments)
        with self._store.writing() as uow:
            uow._session.execute(update(OutboxRow).values(state="received"))
            uow.commit()
        return batch

    patch.setattr(Batching, "prepare", prepare)


@mutant("portal: 200, redirect, 204")
def accepts_200(patch: Patch) -> None:
    def judge(reply: Any, payload: bytes, keys: Any) -> Any:
        if reply.status != 200:
            return judge_delivery(reply, payload, keys)
        batch = parse_batch(payload)
        taken = [
            ReceiptItem(id=i.id, revision=i.revision, sha256=i.sha256, result=ItemResult.ACCEPTED)
            for i in batch.items
        ]
        believed = Receipt.model_construct(batch_id=batch.batch_id, items=tuple(taken))
        return Delivered(believed, reply.body)

    patch.setattr("intake_app.sync.client.judge_delivery", judge)


@mutant("poison items, alone and among good ones", "tests/server/test_ingest.py")
def takes_all_or_nothing(patch: Patch) -> None:
    def strict(connection: Any, origin: Any, arrivals: Any) -> set[tuple[str, int]]:
        if any(one.code for one in arrivals):
            raise Problem(ProblemCode.MESSAGE_MALFORMED)
        return insert_new(connection, origin, arrivals)

    patch.setattr("intake_server.results.insert_new", strict)


@mutant("server restored from an old backup", "tests/sync")
def never_compares(patch: Patch) -> None:
    patch.setattr(Reconciliation, "compare", lambda *_: Comparison(0, 0))


@mutant("reply lost after the commit", "tests/sync")
def leaves_doubt_alone(patch: Patch) -> None:
    patch.setattr(Batching, "unsettled", lambda *_: [])


@mutant("storms of 413, 429, 503, 500", "tests/sync")
def lets_go_of_what_is_too_large(patch: Patch) -> None:
    def divide(self: Any, batch: Any, **_: Any) -> int:
        with self._store.writing() as uow:
            items = uow.outbox.items_of(uow.outbox.require_batch(UUID(batch.batch_id)).id)
            for item in items:
                item.state = "received"
            uow.outbox.require_batch(UUID(batch.batch_id)).state = "abandoned"
            uow.commit()
        return len(items)

    patch.setattr(Batching, "divide", divide)


@mutant("power cut at every write of a seal", "tests/faults/test_faults.py")
def synchronous_normal(patch: Patch) -> None:
    patch.setattr(engine, "_PRAGMAS", _with(engine._PRAGMAS, "synchronous=NORMAL"))


@mutant("power cut at every write of a checkpoint", "tests/faults/test_faults.py")
def synchronous_off(patch: Patch) -> None:
    patch.setattr(engine, "_PRAGMAS", _with(engine._PRAGMAS, "synchronous=OFF"))


@mutant("power cut at every write of the server's batches", "tests/faults/test_faults.py")
def server_synchronous_normal(patch: Patch) -> None:
    pragmas = _with(database._SQLITE_PRAGMAS, "synchronous=NORMAL")
    patch.setattr(database, "_SQLITE_PRAGMAS", pragmas)


@mutant("two instances", "tests/storage", "tests/faults/test_faults.py")
def takes_the_write_lock_late(patch: Patch) -> None:
    patch.setattr("intake_app.storage.unit_of_work.for_writing", lambda bind: bind)


@mutant("constraint broken by mistake")
def conflict_without_target(patch: Patch) -> None:
    bare = holdings._INSERT_POSTGRES.replace("ON CONFLICT (item_id, revision)", "ON CONFLICT")
    patch.setattr(holdings, "_INSERT_POSTGRES", bare)
    real = sqlite.Insert.on_conflict_do_nothing

    def untargeted(self: Any, **_: Any) -> Any:
        return real(self)

    patch.setattr(sqlite.Insert, "on_conflict_do_nothing", untargeted)


@mutant("one batch from 16 threads")
def answers_and_keeps_nothing(patch: Patch) -> None:
    real = Ingest.keep

    class Dropping:
        """Hands out transactions that nobody commits."""

        def __init__(self, kept: Any) -> None:
            self.writing = kept._writers.connect

    def keep(self: Any, *arguments: Any) -> Any:
        other = Ingest(Dropping(self._database), self._judge, self._now, self._limits)  # type: ignore[arg-type]
        return real(other, *arguments)

    patch.setattr(Ingest, "keep", keep)


@mutant("receipts forged and replayed", "tests/sync/test_protocol.py")
def believes_any_signature(patch: Patch) -> None:
    patch.setattr("intake_app.sync.batches.is_signed_by", lambda *_: True)
    real = judge_delivery

    class AnyKey(dict[str, bytes]):
        def get(self, *_: Any) -> Any:
            return b"x" * 32

    def judge(reply: Any, payload: bytes, _keys: Any) -> Any:
        return real(reply, payload, AnyKey())

    patch.setattr("intake_app.sync.client.judge_delivery", judge)


@mutant("receipts forged and replayed", "tests/sync/test_protocol.py")
def believes_a_receipt_for_another_batch(patch: Patch) -> None:
    patch.setattr("intake_app.sync.batches._is_about", lambda *_: True)

    def settle(self: Any, batch: Any, delivered: Any) -> Any:
        sent = parse_batch(batch.payload)
        items = [
            ReceiptItem(id=i.id, revision=i.revision, sha256=i.sha256, result=ItemResult.ACCEPTED)
            for i in sent.items
        ]
        receipt = Receipt.model_construct(batch_id=sent.batch_id, items=tuple(items))
        return real(self, batch, Delivered(receipt, delivered.reply))

    real = Batching.settle
    patch.setattr(Batching, "settle", settle)


@mutant("disk rolled back", "tests/sync", "tests/storage")
def ignores_the_guard(patch: Patch) -> None:
    patch.setattr(app, "_watch_guard", lambda home, *_: GuardFile(home.guard))


@mutant("data folder rolled back with its guard, second copy there", "tests/sync")
def believes_a_place_in_the_second_copy(patch: Patch) -> None:
    patch.setattr(SecondCopy, "_letter_ahead", lambda *_: None)


@mutant("power cut at every write of a seal", "tests/faults/test_faults.py")
def queues_in_a_second_transaction(patch: Patch) -> None:
    asked: list[dict[str, Any]] = []
    queue, deposit = Outbox.queue, DepositService.deposit
    patch.setattr(Outbox, "queue", lambda _self, **row: asked.append(row))

    def twice(self: Any, order: Any) -> Any:
        deposited = deposit(self, order)
        with self._store.writing() as uow:
            while asked:
                queue(uow.outbox, **asked.pop())
            uow.commit()
        return deposited

    patch.setattr(DepositService, "deposit", twice)


@mutant('double click and Enter held on "deposit"', "tests/services")
def makes_an_id_at_each_click(patch: Patch) -> None:
    real = DepositService.deposit

    def deposit(self: Any, order: Any) -> Any:
        return real(self, replace(order, dossier_id=UUID(str(uuid7()))))

    patch.setattr(DepositService, "deposit", deposit)


@mutant("items that do not fit their hash", "tests/server/test_ingest.py")
def takes_any_hash(patch: Patch) -> None:
    def judge_item(self: Any, item: Any, incoming: Any) -> Any:
        return self._judge(item, incoming.batch, incoming.station)

    patch.setattr(Ingest, "_judge_item", judge_item)


@mutant("same id with other content", "tests/server/test_ingest.py")
def drops_the_other_content(patch: Patch) -> None:
    patch.setattr("intake_server.results.keep_conflict", lambda *_: False)


@mutant("reply lost after the commit", "tests/server/test_tallies.py")
def leaves_the_tally_as_it_was(patch: Patch) -> None:
    patch.setattr(HeldCounts, "__add__", lambda self, _brought: self)


@mutant("station revoked in mid-batch")
def forgets_revocations(patch: Patch) -> None:
    real = ingest._require_admitted
    patch.setattr(ingest, "_require_admitted", lambda station: station or real(station))


def _with(pragmas: tuple[str, ...], instead: str) -> tuple[str, ...]:
    return tuple(instead if one.startswith("synchronous") else one for one in pragmas)

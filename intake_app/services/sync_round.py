"""One synchronisation from hello to the final count; it may stop anywhere and loses nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from intake_app.services.batching import Batching
from intake_app.services.install_epoch import account_for_forgotten
from intake_app.services.link import ItemState
from intake_app.services.reconciliation import Comparison, Reconciliation
from intake_app.services.station_keys import read_keys, write_keys
from intake_app.sync.client import StationRefused
from intake_app.sync.messages import (
    MAX_BATCH_BYTES,
    MAX_ITEM_BYTES,
    PROTOCOL_VERSION,
    HelloRequest,
    Limits,
)
from intake_app.sync.outcomes import Delivered, Divisible, InDoubt, KeyReused

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.services.batching import Sender
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store, UnitOfWork
    from intake_app.sync.batches import SignedBatch
    from intake_app.sync.client import ReceptionClient
    from intake_app.sync.messages import HelloReply
    from intake_app.sync.pace import Pace


def _version() -> str:
    try:
        return version("onousc-intake")
    except PackageNotFoundError:
        return "checkout"


PRODUCT = f"onousc-intake/{_version()}"
_TRIES_BEFORE_DIVIDING = 2
_COMPARE_EVERY = timedelta(days=1)
_HELD = (ItemState.RECEIVED, ItemState.QUARANTINED, ItemState.CONFLICT)


class Interrupted(Exception):
    """A batch could not be brought over now; the next synchronisation goes on with it."""

    def __init__(self, code: str, told_seconds: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.told_seconds = told_seconds


@dataclass(frozen=True, slots=True)
class Speaker:
    """Through which client, as whom, and from which enrolment a round speaks.

    `expected_count` is what the server holds beyond this store: lost with an older disk.
    """

    client: ReceptionClient
    sender: Sender
    server_key_ids: tuple[str, ...]
    server_epoch: str
    batch_limit: int
    must_compare: bool
    expected_count: int = 0


class SyncRound:
    """Carries one synchronisation out; its public members tell what it did."""

    def __init__(self, store: Store, clock: Clock, pace: Pace, speaker: Speaker) -> None:
        self._store = store
        self._clock = clock
        self._pace = pace
        self._speaker = speaker
        self._client = speaker.client
        self._batching = Batching(store, clock)
        self._reconciliation = Reconciliation(store, clock)
        self._limits = Limits(
            max_items=speaker.batch_limit,
            max_batch_bytes=MAX_BATCH_BYTES,
            max_item_bytes=MAX_ITEM_BYTES,
        )
        self.results: Counter[str] = Counter()
        self.batches = 0
        self.decisions = 0
        self.comparison = Comparison(0, 0)
        self.unexplained = 0

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Go as far as the link allows.

        Raises:
            LinkFault: If the link failed.
            StationRefused: If the server refuses this station.
            Interrupted: If a batch stays in doubt.
        """
        self._greet()
        for batch in self._batching.unsettled(self._speaker.sender):
            self._bring_over(batch)
        self._drain(should_stop)
        if should_stop():
            return
        self.decisions = self._reconciliation.take_decisions(self._client)
        greeted = self._greet()
        compared = self._must_compare(greeted)
        if compared:
            self.comparison = self._reconciliation.compare(self._client)
            if self.comparison.requeued:
                self._drain(should_stop)
                greeted = self._greet()
        self._note_counts(greeted, compared=compared)

    def _greet(self) -> HelloReply:
        """Say hello, and take over what the server says of itself."""
        with self._store.reading() as uow:
            request = self._hello(uow)
        reply = self._client.hello(request)
        self._limits = reply.limits
        self._pace.allow(reply.limits.max_items)
        keys = write_keys(reply.keys)
        self._client.trust(read_keys(keys))
        with self._store.writing() as uow:
            station = uow.stations.find()
            if station is not None:
                station.last_contact_at = self._clock.now()
                station.batch_limit = reply.limits.max_items
                station.server_keys = keys
                station.revoked = False
                if reply.server_epoch != station.server_epoch:
                    uow.stations.read_decisions_anew()  # a restored server counts them anew
                uow.commit()
        return reply

    def _hello(self, uow: UnitOfWork) -> HelloRequest:
        counts = uow.outbox.counts()
        last = uow.outbox.last_acknowledged_batch()
        return HelloRequest(
            protocol=PROTOCOL_VERSION,
            product=PRODUCT,
            install_epoch=self._speaker.sender.install_epoch,
            clock=self._clock.now(),
            sealed_count=sum(counts.values()),
            pending_count=counts.get(ItemState.WAITING, 0) + counts.get(ItemState.IN_FLIGHT, 0),
            server_key_ids=self._speaker.server_key_ids,
            last_batch_id=str(last) if last else None,
        )

    def _drain(self, should_stop: Callable[[], bool]) -> None:
        while not should_stop():
            batch = self._batching.prepare(self._speaker.sender, self._pace.size, self._limits)
            if batch is None:
                return
            self._bring_over(batch)

    def _bring_over(self, batch: SignedBatch) -> None:
        delivery = self._client.deliver(batch)
        if isinstance(delivery, Delivered):
            self.results += self._batching.settle(batch, delivery)
            self.batches += 1
            self._pace.succeeded()
        elif isinstance(delivery, Divisible):
            self._pace.halve(self._batching.divide(batch, alone_code="sync.item_refused"))
        elif isinstance(delivery, KeyReused):
            self._batching.give_new_id(batch, delivery.code)
            raise Interrupted(delivery.code)
        elif isinstance(delivery, InDoubt):
            self._keep_in_doubt(batch, delivery)
        else:
            raise StationRefused(delivery.code)

    def _keep_in_doubt(self, batch: SignedBatch, doubt: InDoubt) -> None:
        tries = self._batching.doubt(batch)
        if doubt.slow and tries >= _TRIES_BEFORE_DIVIDING:
            self._pace.halve(self._batching.divide(batch, alone_code=None))
        raise Interrupted(doubt.code, doubt.wait_seconds)

    def _must_compare(self, greeted: HelloReply) -> bool:
        """Compare when counts differ, when the server lives anew, and once a day in any case."""
        with self._store.reading() as uow:
            counts = uow.outbox.counts()
        believed = sum(counts.get(state, 0) for state in _HELD) + self._speaker.expected_count
        return (
            self._speaker.must_compare
            or greeted.held_count != believed
            or greeted.server_epoch != self._speaker.server_epoch
            or greeted.last_batch_known is False
        )

    def _note_counts(self, greeted: HelloReply, *, compared: bool) -> None:
        with self._store.writing() as uow:
            station = uow.stations.find()
            if station is None:
                return
            station.sealed_count = sum(uow.outbox.counts().values())
            station.received_count = greeted.held_count
            station.counted_at = greeted.server_time
            station.server_epoch = greeted.server_epoch
            if compared:
                station.reconciled_at = self._clock.now()
                epoch = self._speaker.sender.install_epoch
                account_for_forgotten(
                    uow, station, self.comparison.unknown_here, epoch, self._clock.now()
                )
                self.unexplained = self.comparison.unknown_here - station.forgotten_count
            uow.commit()


def is_comparison_due(reconciled_at: datetime | None, now: datetime) -> bool:
    """Say whether both sides were last compared more than a day ago, or never."""
    return reconciled_at is None or not timedelta(0) <= now - reconciled_at < _COMPARE_EVERY

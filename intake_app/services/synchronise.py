"""Use case: bring what was sealed here to the fund, and bring back what was decided there.

One synchronisation: say hello; send again, byte for byte, what is in doubt; send what waits, batch
by batch; take decisions over; compare both sides and send what turns out missing. It can stop
anywhere, at any instant, and the next one goes on from what is on disk.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault
from intake_app.services.batching import sender_of
from intake_app.services.link import (
    NO_SERVER,
    LinkState,
    RefusedItem,
    SyncReport,
    read_link_state,
    read_refused_items,
)
from intake_app.services.station_keys import read_keys
from intake_app.services.sync_round import (
    PRODUCT,
    Interrupted,
    Speaker,
    SyncRound,
    is_comparison_due,
)
from intake_app.sync.client import ReceptionClient, ServerBusy, StationIdentity, StationRefused
from intake_app.sync.endpoint import parse_endpoint
from intake_app.sync.network import local_addresses
from intake_app.sync.pace import Pace
from intake_app.sync.transport import LinkFault, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.models.outbox import StationRow
    from intake_app.services.ports import Clock
    from intake_app.services.second_copy import SecondCopy
    from intake_app.storage.unit_of_work import Store
    from intake_app.sync.endpoint import Endpoint

CA_SETTING = "server_ca"
_MAX_CLOCK_ERROR_SECONDS = 300
_REVOKED = "sync.revoked"


def connect(endpoint: Endpoint) -> Transport:
    """Make the connection of one synchronisation."""
    return Transport(endpoint, product=PRODUCT)


class SyncService:
    """Synchronises this counter with its reception server; safe to call at any time."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        open_transport: Callable[[Endpoint], Transport] = connect,
        pace: Pace | None = None,
        second_copy: SecondCopy | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._open_transport = open_transport
        self._pace = pace or Pace()
        self._second_copy = second_copy
        self._running = threading.Lock()

    def status(self) -> LinkState:
        """Say how the link stands, from what is on disk; nothing is asked of the network."""
        with self._store.reading() as uow:
            return read_link_state(uow)

    def refused_items(self) -> tuple[RefusedItem, ...]:
        """List what the server holds apart, or what was set aside here, for somebody to look at."""
        with self._store.reading() as uow:
            return read_refused_items(uow)

    def network(self) -> frozenset[str]:
        """Say on which network this machine is, by its own addresses; empty when on none."""
        return local_addresses()

    def woken(self) -> None:
        """A new deposit, or another network: the next try need not wait for the last failure."""
        self._pace.woken()

    def sync_once(
        self, should_stop: Callable[[], bool] = lambda: False, *, compare: bool = False
    ) -> SyncReport:
        """Synchronise once, as far as the link allows.

        Args:
            should_stop: Asked between batches; True ends the synchronisation there.
            compare: Compare both sides item by item even when nothing asks for it.

        Raises:
            EnvironmentFault: `sync.already_running`, or a fault of the store. A fault of the
                link is not raised: it is in the report and in the state of the link.
        """
        if not self._running.acquire(blocking=False):
            raise EnvironmentFault("sync.already_running")
        try:
            if self._second_copy is not None:
                # What could not be written while the volume was away is written now.
                self._second_copy.follow(thorough=True)
            return self._synchronise(should_stop, compare=compare)
        finally:
            self._running.release()

    def _synchronise(self, should_stop: Callable[[], bool], *, compare: bool) -> SyncReport:
        with self._store.reading() as uow:
            station = uow.stations.find()
            settings = uow.settings.all()
            letter = uow.settings.store_letter()
        if station is None:
            return SyncReport(self.status(), NO_SERVER)
        endpoint = parse_endpoint(station.server_url, settings.get(CA_SETTING))
        transport = self._open_transport(endpoint)
        try:
            speaker = self._speaker(station, transport, letter, compare=compare)
            current = SyncRound(self._store, self._clock, self._pace, speaker)
            error_code, wait_seconds, is_told = self._run(current, should_stop)
            skew = abs(speaker.client.clock_offset_seconds)
        finally:
            transport.close()
        if error_code is None and skew > _MAX_CLOCK_ERROR_SECONDS:
            error_code = "sync.clock"
        if error_code is None and current.unexplained > 0:
            error_code = "sync.unknown_here"
        self._note_outcome(error_code)
        return SyncReport(
            link=self.status(),
            error_code=error_code,
            wait_seconds=wait_seconds,
            wait_is_told=is_told,
            results=dict(current.results),
            batches=current.batches,
            resent_after_check=current.comparison.requeued,
            decisions=current.decisions,
            unknown_here=current.comparison.unknown_here,
        )

    def _run(
        self, current: SyncRound, should_stop: Callable[[], bool]
    ) -> tuple[str | None, float | None, bool]:
        """Carry a round out; return what ended it early, how long to wait then, and if told to."""
        try:
            current.run(should_stop)
        except StationRefused as error:
            return error.code, self._pace.stopped(), False
        except ServerBusy as error:
            told = error.wait_seconds
            return error.code, self._pace.failed(told), told is not None
        except LinkFault as error:
            return error.code, self._pace.failed(), False
        except Interrupted as error:
            told = error.told_seconds
            return error.code, self._pace.failed(told), told is not None
        return None, None, False

    def _speaker(
        self, station: StationRow, transport: Transport, letter: str, *, compare: bool
    ) -> Speaker:
        sender = sender_of(station, letter)
        keys = read_keys(station.server_keys)
        identity = StationIdentity(station.station_id, sender.signer, keys)
        return Speaker(
            client=ReceptionClient(transport, identity, self._clock.now),
            sender=sender,
            server_key_ids=tuple(keys),
            server_epoch=station.server_epoch,
            batch_limit=station.batch_limit,
            must_compare=compare or is_comparison_due(station.reconciled_at, self._clock.now()),
            expected_count=station.forgotten_count,
        )

    def _note_outcome(self, error_code: str | None) -> None:
        with self._store.writing() as uow:
            station = uow.stations.find()
            if station is not None:
                station.last_error = error_code
                station.revoked = error_code == _REVOKED
                uow.commit()

"""What the main window says of the link: counts on both sides, what waits, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from intake_app.services.copy_state import read_copy_state
from intake_app.services.install_epoch import put_back_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from intake_app.storage.unit_of_work import UnitOfWork

NO_SERVER = "sync.no_server"
PUT_BACK = "sync.put_back"


class ItemState(StrEnum):
    """Where a sealed item is on its way to the fund, as the outbox keeps it."""

    WAITING = "waiting"
    IN_FLIGHT = "in_flight"
    RECEIVED = "received"
    QUARANTINED = "quarantined"
    CONFLICT = "conflict"
    CORRUPT = "corrupt"  # set aside: its bytes are damaged, or no server can read it


@dataclass(frozen=True, slots=True)
class LinkState:
    """How this counter stands towards the server, in items (dossiers' revisions and parcels).

    `received` is the server's own count at the last contact that finished; `error_code` is a code
    of the wording, None when the last synchronisation went through. `quarantined` and `conflicts`
    count what no newer revision has put right. `forgotten` are items held there that this disk
    lost when an older one took its place; `put_back_at` is when the program noticed that, and began
    to number under `store_letter`. `copy_fault` says why the second copy is not there.
    """

    server_url: str | None
    station_id: str | None
    sealed: int
    received: int | None
    waiting: int
    in_flight: int
    quarantined: int
    conflicts: int
    set_aside: int
    waiting_since: datetime | None
    last_contact_at: datetime | None
    reconciled_at: datetime | None
    error_code: str | None
    revoked: bool
    forgotten: int = 0
    copy_folder: str = ""
    copy_fault: str | None = None
    store_letter: str = "A"
    put_back_at: datetime | None = None

    @property
    def difference(self) -> int | None:
        """Sealed here less received there; None while the server has not been asked.

        What an older disk forgot and the server holds counts as sealed: it was.
        """
        return None if self.received is None else self.sealed + self.forgotten - self.received

    @property
    def sentence(self) -> str:
        """The code of the sentence that says both counts."""
        return "sync.difference_forgotten" if self.forgotten else "sync.difference"

    @property
    def is_green(self) -> bool:
        """Whether all is well; only the server's count can say so."""
        return (
            self.difference == 0
            and self.error_code is None
            and not (self.waiting or self.in_flight or self.set_aside)
        )

    @property
    def details(self) -> dict[str, str]:
        """The values of the sentence named by `sentence`."""
        return {
            "forgotten": str(self.forgotten),
            "sealed": str(self.sealed),
            "received": "?" if self.received is None else str(self.received),
            "difference": "?" if self.difference is None else str(self.difference),
        }


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item that the server holds in quarantine or in conflict, or that was set aside here."""

    number: str | None
    item_id: str
    revision: int
    state: str
    code: str | None
    path: str | None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one synchronisation did.

    `results` counts items by what the server's receipts say. `wait_seconds` is how long to wait
    before the next try; None when there is no reason to hurry or to wait. `wait_is_told` says that
    the server asked for it: news here is no reason to come sooner then.
    """

    link: LinkState
    error_code: str | None = None
    wait_seconds: float | None = None
    wait_is_told: bool = False
    results: Mapping[str, int] = field(default_factory=dict)
    batches: int = 0
    resent_after_check: int = 0
    decisions: int = 0
    unknown_here: int = 0


def read_link_state(uow: UnitOfWork) -> LinkState:
    """Read the state of the link from the store."""
    station = uow.stations.find()
    counts = uow.outbox.counts()
    open_refusals = uow.outbox.open_refusals()
    copy = read_copy_state(uow)
    settings = uow.settings.all()
    return LinkState(
        server_url=station.server_url if station else None,
        station_id=station.station_id if station else None,
        sealed=sum(counts.values()),
        received=station.received_count if station else None,
        waiting=counts.get(ItemState.WAITING, 0),
        in_flight=counts.get(ItemState.IN_FLIGHT, 0),
        quarantined=open_refusals.get(ItemState.QUARANTINED, 0),
        conflicts=open_refusals.get(ItemState.CONFLICT, 0),
        set_aside=open_refusals.get(ItemState.CORRUPT, 0),
        waiting_since=uow.outbox.oldest_waiting_at(),
        last_contact_at=station.last_contact_at if station else None,
        reconciled_at=station.reconciled_at if station else None,
        error_code=station.last_error if station else NO_SERVER,
        revoked=station.revoked if station else False,
        forgotten=station.forgotten_count if station else 0,
        copy_folder=copy.folder,
        copy_fault=copy.fault if copy.is_wanted else None,
        store_letter=uow.settings.store_letter(),
        put_back_at=put_back_at(settings),
    )


def read_refused_items(uow: UnitOfWork) -> tuple[RefusedItem, ...]:
    """Read what the server holds apart and what was set aside here, in the order of sealing."""
    return tuple(
        RefusedItem(
            number=number,
            item_id=str(row.item_id),
            revision=row.revision,
            state=row.state,
            code=row.result_code,
            path=row.result_path,
        )
        for row, number in uow.outbox.refused()
    )

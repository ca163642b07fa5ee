"""What the window needs of the rest of the program, as small protocols.

The composition root builds the real things; the window imports services, never the root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from intake_app.services.accounts import AccountsService
    from intake_app.services.amend import AmendService
    from intake_app.services.check import CheckService
    from intake_app.services.courier import ExportReport, ReceiptsReport
    from intake_app.services.day import DayService
    from intake_app.services.deposit import DepositService
    from intake_app.services.drafts import DraftService
    from intake_app.services.import_reference import ImportService
    from intake_app.services.link import LinkState, RefusedItem, SyncReport
    from intake_app.services.lookup import LookupService
    from intake_app.services.ports import Clock
    from intake_app.services.prints import PrintService
    from intake_app.services.search import SearchService
    from intake_app.services.settings import SettingsService, StationSettings


class WindowHome(Protocol):
    """The places of the data folder that the window uses."""

    @property
    def folder(self) -> Path:
        """The data folder itself."""
        ...

    @property
    def prints(self) -> Path:
        """Where receipts and slips go that are printed to PDF."""
        ...

    @property
    def logs(self) -> Path:
        """Log files, without personal data."""
        ...

    @property
    def lock(self) -> Path:
        """Held by the one window that may be open on this folder."""
        ...


class Link(Protocol):
    """The way to the fund's reception."""

    def status(self) -> LinkState:
        """Say how things stand, from what is on disk."""
        ...

    def sync_once(
        self, should_stop: Callable[[], bool] = ..., *, compare: bool = ...
    ) -> SyncReport:
        """Send what waits and compare the counts, or everything item by item.

        `should_stop` ends it between two batches.
        """
        ...

    def refused_items(self) -> tuple[RefusedItem, ...]:
        """List what the server holds apart and what was set aside here."""
        ...

    def woken(self) -> None:
        """Note that there is news: the next try need not wait for the last failure."""
        ...

    def network(self) -> frozenset[str]:
        """Say on which network this machine is; empty when on none."""
        ...


class Courier(Protocol):
    """The way to the fund's reception on a stick."""

    def export(self, path: Path) -> ExportReport:
        """Write what waits into a file for the server."""
        ...

    def import_receipts(self, path: Path) -> ReceiptsReport:
        """Take over the receipts that came back."""
        ...


class TrialServer(Protocol):
    """The reception server of a trial office."""

    def ensure_running(self) -> str:
        """Start it unless it runs, and return its address."""
        ...


class WindowDesk(Protocol):
    """An open counter, as the window sees it: its services and the two ways to set it up."""

    @property
    def recovery_key(self) -> str:
        """The store's key as it is written down on paper."""
        ...

    @property
    def clock(self) -> Clock:
        """The counter's clock."""
        ...

    @property
    def settings(self) -> SettingsService:
        """Settings of the station."""
        ...

    @property
    def imports(self) -> ImportService:
        """The lists that the fund sends."""
        ...

    @property
    def accounts(self) -> AccountsService:
        """Named logins."""
        ...

    @property
    def check(self) -> CheckService:
        """The completeness check."""
        ...

    @property
    def deposits(self) -> DepositService:
        """Taking dossiers in."""
        ...

    @property
    def prints(self) -> PrintService:
        """Receipts and slips."""
        ...

    @property
    def drafts(self) -> DraftService:
        """What is being typed."""
        ...

    @property
    def day(self) -> DayService:
        """What was deposited."""
        ...

    @property
    def search(self) -> SearchService:
        """Where dossiers are, and what became of them."""
        ...

    @property
    def amend(self) -> AmendService:
        """Correcting what was deposited."""
        ...

    @property
    def lookup(self) -> LookupService:
        """What is already known of students, providers and medicines."""
        ...

    @property
    def sync(self) -> Link:
        """The way to the fund's reception."""
        ...

    @property
    def courier(self) -> Courier:
        """The way to the fund's reception on a stick."""
        ...

    @property
    def trial(self) -> TrialServer:
        """The reception server of a trial office, on this machine."""
        ...

    def set_up(
        self, settings: StationSettings, username: str, full_name: str, password: str
    ) -> StationSettings:
        """Set a new station up with its first administrator."""
        ...

    def set_up_trial(
        self, username: str, full_name: str, password: str, *, language: str = "fr"
    ) -> StationSettings:
        """Set a trial office up, with an invented list of medicines."""
        ...

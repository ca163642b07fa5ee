"""The composition root: from the data folder to the services, and nothing else knows them all."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from intake_app.domain.numbers import next_store_letter
from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.formats.profile_toml import load_schemes
from intake_app.formats.tables import load_offices
from intake_app.models.desk import OfficeRow
from intake_app.resources import resource
from intake_app.services.accounts import AccountsService
from intake_app.services.amend import AmendService
from intake_app.services.check import CheckService
from intake_app.services.copy_state import read_copy_state
from intake_app.services.day import DayService
from intake_app.services.deposit import DepositService
from intake_app.services.drafts import DraftService
from intake_app.services.install_epoch import begin_life
from intake_app.services.lookup import LookupService
from intake_app.services.search import SearchService
from intake_app.services.settings import TRIAL_OFFICE, SettingsService, StationSettings
from intake_app.storage.engine import open_engine
from intake_app.storage.guard import GuardFile
from intake_app.storage.key import find_or_create_key, put_key_back
from intake_app.storage.recovery_key import read_recovery_key, write_recovery_key
from intake_app.storage.schema import upgrade_schema
from intake_app.storage.unit_of_work import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.profile import Schemes
    from intake_app.services.courier import CourierService
    from intake_app.services.enrolment import EnrolmentService
    from intake_app.services.import_reference import ImportService
    from intake_app.services.journal_replay import ReplayService
    from intake_app.services.ports import Clock
    from intake_app.services.prints import PrintService
    from intake_app.services.second_copy import SecondCopy
    from intake_app.services.synchronise import SyncService
    from intake_app.services.transmittal import TransmittalService
    from intake_app.settings import Home
    from intake_app.storage.key import KeyPlace, StoreKey
    from intake_app.storage.unit_of_work import UnitOfWork
    from intake_app.trial import TrialReception


class SystemClock:
    """The machine's clock, in the machine's zone."""

    def now(self) -> datetime:
        """Return the present instant, to the millisecond: as exactly as it is sealed."""
        now = datetime.now().astimezone()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()


class SealWatch:
    """Asked before each number, told after each seal: guard and second copy know of them."""

    def __init__(
        self, store: Store, guard: GuardFile, second_copy: Callable[[], SecondCopy]
    ) -> None:
        self._store = store
        self._guard = guard
        self._second_copy = second_copy

    def letter_for_number(self, uow: UnitOfWork) -> str:
        """Return the store's letter; the next one if its second copy is ahead of the store.

        Raises:
            UnusableInput: `setup.letters_used_up`.
        """
        self._second_copy().begin_life_if_behind(uow)
        return uow.settings.store_letter()

    def note_sealed(self, sealed_count: int) -> None:
        """Remember how far sealing has come, outside the store."""
        with self._store.reading() as uow:
            letter = uow.settings.store_letter()
        self._guard.note_sealed(letter, sealed_count)
        self._second_copy().follow()


class Desk:
    """An open counter: its store and the services on it. Close it when done.

    What a start does not need — paper, the link, imports — is loaded when it is first asked for.
    """

    def __init__(
        self, home: Home, key: StoreKey, store: Store, clock: Clock, schemes: Schemes
    ) -> None:
        self.home = home
        self.key = key
        self.store = store
        self.clock = clock
        self.settings = SettingsService(store, clock)
        self.accounts = AccountsService(store, clock)
        self.check = CheckService(store, schemes, clock)
        self.drafts = DraftService(store, clock)
        self.day = DayService(store, clock)
        self.lookup = LookupService(store)
        self.search = SearchService(store)
        guard = _watch_guard(home, store, clock)
        self._seals = SealWatch(store, guard, lambda: self.second_copy)
        self.deposits = DepositService(store, self.check, self.settings, clock, self._seals)
        self.amend = AmendService(store, self.check, clock, self._seals)

    @property
    def key_place(self) -> KeyPlace:
        """Where the store's key lies."""
        return self.key.place

    @property
    def recovery_key(self) -> str:
        """The store's key as it is written down on paper, to be shown at the first set-up."""
        return write_recovery_key(self.key.value)

    @cached_property
    def prints(self) -> PrintService:
        """Receipts and slips."""
        from intake_app.printing.receipt import render_receipt  # noqa: PLC0415
        from intake_app.printing.slip import render_slip  # noqa: PLC0415
        from intake_app.services.prints import PrintService  # noqa: PLC0415
        from intake_app.services.receipts import ReceiptService  # noqa: PLC0415

        receipts = ReceiptService(self.store, self.check, self.settings, self.clock)
        return PrintService(receipts, render_receipt, render_slip)

    @cached_property
    def imports(self) -> ImportService:
        """The lists that the fund sends."""
        from intake_app.services.import_reference import ImportService  # noqa: PLC0415

        return ImportService(self.store, self.clock)

    @cached_property
    def enrolment(self) -> EnrolmentService:
        """Making this counter known to a reception server."""
        from intake_app.services.enrolment import EnrolmentService  # noqa: PLC0415

        return EnrolmentService(self.store, self.clock, self.settings)

    @cached_property
    def sync(self) -> SyncService:
        """The way to the fund's reception."""
        from intake_app.services.synchronise import SyncService  # noqa: PLC0415

        return SyncService(self.store, self.clock, second_copy=self.second_copy)

    @cached_property
    def second_copy(self) -> SecondCopy:
        """The journal on another volume."""
        from intake_app.services.second_copy import SecondCopy  # noqa: PLC0415

        return SecondCopy(self.store, self.clock, self.home.folder, self.key.value)

    @cached_property
    def replays(self) -> ReplayService:
        """Filling a store from the journal of one that was lost."""
        from intake_app.services.journal_replay import ReplayService  # noqa: PLC0415

        return ReplayService(self.store, self.clock, self.settings)

    @cached_property
    def transmittals(self) -> TransmittalService:
        """Paper parcels."""
        from intake_app.printing.transmittal import render_transmittal  # noqa: PLC0415
        from intake_app.services.transmittal import TransmittalService  # noqa: PLC0415

        return TransmittalService(
            self.store, self.check, self.settings, self.clock, self._seals, render_transmittal
        )

    @cached_property
    def courier(self) -> CourierService:
        """The way to the fund's reception on a stick."""
        from intake_app.services.courier import CourierService  # noqa: PLC0415

        return CourierService(self.store, self.clock)

    @cached_property
    def trial(self) -> TrialReception:
        """A trial office's own reception."""
        from intake_app.trial import TrialReception  # noqa: PLC0415

        return TrialReception(
            self.home.trial_server, self.store, self.settings, lambda: self.enrolment
        )

    def set_up(
        self, settings: StationSettings, username: str, full_name: str, password: str
    ) -> StationSettings:
        """Set a new station up with its first administrator, both or neither.

        Raises:
            UnusableInput: A setting or the account cannot be used; nothing was written.
        """
        row = self.accounts.first_row(username, full_name, password)
        return self.settings.set_up(settings, row)

    def set_up_trial(
        self, username: str, full_name: str, password: str, *, language: str = "fr"
    ) -> StationSettings:
        """Set a trial office up: an invented list of medicines, a reception server of its own.

        Raises:
            UnusableInput: The account cannot be used; nothing was written.
            EnvironmentFault: The server failed; the office is set up all the same, without it.
        """
        settings = StationSettings(TRIAL_OFFICE, "1", language=language, trial=True)
        made = self.set_up(settings, username, full_name, password)
        administrator = self.accounts.log_in(username, password)
        self.imports.import_medicines(
            resource("reference", "trial-medicines.csv"), administrator, lambda _done, _all: None
        )
        self.trial.enrol(administrator)
        return made

    def close(self) -> None:
        """End a trial's server and give back the store's connections."""
        if "trial" in self.__dict__:
            self.trial.stop()
        self.store.close()


def open_desk(
    home: Home, clock: Clock | None = None, *, anew: bool = False, recovery_key: str = ""
) -> Desk:
    """Open the counter of a data folder, making folder, key and tables where they are missing.

    Args:
        home: The data folder.
        clock: The machine's, unless another is given.
        anew: Give a store up that has gone: an empty one takes its place, with the next letter.
        recovery_key: The key from paper for a store whose own is lost; it is kept again.

    Raises:
        EnvironmentFault: The folder, the key or the store cannot be used; the code says why.
        UnusableInput: A scheme profile of the site is wrong, file and line are named; or
            `store.recovery_key_wrong`, `store.recovery_key_of_another`, `store.none_to_open`.
    """
    clock = clock or SystemClock()
    schemes = load_schemes(home.profiles)
    home.create()
    if not anew:
        _require_no_loss(home)
    if recovery_key:
        key = _bring_key_back(home, read_recovery_key(recovery_key))
    else:
        key = find_or_create_key(home.folder, store_exists=home.store.exists())
    engine = open_engine(home.store, key.value)
    upgrade_schema(engine)
    store = Store(engine)
    _fill_offices(store)
    if recovery_key:
        _note_key_back(store, clock)
    desk = Desk(home, key, store, clock, schemes)
    with store.reading() as uow:
        has_copy = read_copy_state(uow).is_wanted
    if has_copy:
        desk.second_copy.notice_put_back()
    return desk


def _bring_key_back(home: Home, key: bytes) -> StoreKey:
    """Keep a key from paper again, once it has opened the store.

    Raises:
        UnusableInput: `store.none_to_open` without a store, `store.recovery_key_of_another`.
        EnvironmentFault: The store or the disk cannot be used.
    """
    if not home.store.exists() or home.store.stat().st_size == 0:
        raise UnusableInput("store.none_to_open", path=home.store)
    try:
        open_engine(home.store, key).dispose()
    except EnvironmentFault as error:
        if error.code != "store.wrong_key":
            raise
        raise UnusableInput("store.recovery_key_of_another", path=home.store) from error
    return put_key_back(home.folder, key)


def _note_key_back(store: Store, clock: Clock) -> None:
    """Write in the journal that the paper was used: whoever has it needs no login."""
    with store.writing() as uow:
        uow.audit.append(
            at=clock.now(), operator="-", action="store.key_back", subject="recovery", details={}
        )
        uow.commit()


def _require_no_loss(home: Home) -> None:
    """Refuse to begin an empty store where a guard remembers sealed dossiers.

    Raises:
        EnvironmentFault: `store.gone`.
    """
    remembered = GuardFile(home.guard).find()
    if remembered is None or remembered.sealed_count == 0:
        return
    try:
        is_there = home.store.stat().st_size > 0
    except FileNotFoundError:
        is_there = False
    except OSError as error:
        raise EnvironmentFault("disk.unreachable", path=home.store) from error
    if not is_there:
        raise EnvironmentFault("store.gone", path=home.store, count=remembered.sealed_count)


def _fill_offices(store: Store) -> None:
    """Fill the list of offices of a new store from the shipped table."""
    with store.reading() as uow:
        if uow.settings.offices():
            return
    with store.writing() as uow:
        shipped = load_offices().values()
        uow.settings.replace_offices([OfficeRow(**asdict(office)) for office in shipped])
        uow.commit()


def _watch_guard(home: Home, store: Store, clock: Clock) -> GuardFile:
    """Compare the store with its guard: one that lies behind takes the next letter, and says so.

    Raises:
        UnusableInput: `setup.letters_used_up` after Z.
    """
    guard = GuardFile(home.guard)
    remembered = guard.find()
    with store.reading() as uow:
        sealed_count = uow.dossiers.sealed_count()
        letter = uow.settings.store_letter()
    if remembered is None:
        guard.begin(letter, sealed_count)
    elif (remembered.store_letter, remembered.sealed_count) > (letter, sealed_count):
        letter = _next_letter(remembered.store_letter)
        with store.writing() as uow:
            begin_life(uow, letter, clock.now())
            uow.commit()
        guard.begin(letter, sealed_count)
    elif remembered.store_letter != letter:
        guard.begin(letter, sealed_count)
    return guard


def _next_letter(letter: str) -> str:
    try:
        return next_store_letter(letter)
    except ValueError as error:
        raise UnusableInput("setup.letters_used_up") from error

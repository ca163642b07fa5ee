"""Use case: keep a second copy of everything sealed on another volume, and read it back.

After each seal the journal is brought up to what the store has sealed; what could not be written
while the volume was away is written when it is back. A deposit never fails for the copy's sake:
the state of the link says that it is missing.

A journal that holds what the store never sealed tells that an older copy of the disk took the
store's place. That is looked for before a number is given, so that none is given twice.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from intake_app.domain.numbers import next_store_letter
from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, EnvironmentFault, IntakeError, UnusableInput
from intake_app.services.copy_state import (
    FAULT_SETTING,
    FOLDER_SETTING,
    CopyState,
    read_copy_state,
)
from intake_app.services.install_epoch import begin_life
from intake_app.storage.journal import Journal, JournalItem, JournalKey
from intake_app.storage.journal_name import JournalName
from intake_app.storage.recovery_key import write_recovery_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.operators import Operator
    from intake_app.models.outbox import OutboxRow
    from intake_app.services.ports import Clock
    from intake_app.storage.journal import JournalEnd
    from intake_app.storage.unit_of_work import Store, UnitOfWork

MISSING = "journal.missing"
DAMAGED = "journal.copy_damaged"
_AT_ONCE = 200


def volume_of(folder: Path) -> int:
    """Name the volume that a folder lies on.

    Raises:
        OSError: If the folder is not there.
    """
    return os.stat(folder).st_dev  # noqa: PTH116 - the number, on every system


class SecondCopy:
    """Appends to the journal what was sealed; also a `SealGuard`'s companion after each seal."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        home: Path,
        store_key: bytes,
        *,
        volume_of: Callable[[Path], int] = volume_of,
    ) -> None:
        self._store = store
        self._clock = clock
        self._home = home
        self._store_key = store_key
        self._key = JournalKey.of_store(store_key)
        self._volume_of = volume_of
        self._journals: dict[Path, Journal] = {}

    def state(self) -> CopyState:
        """Say how the second copy stood when it was last written."""
        with self._store.reading() as uow:
            return read_copy_state(uow)

    def notice_put_back(self) -> None:
        """Begin the store's next life when the copy is there and ahead of it; never raises."""
        with suppress(OSError, IntakeError):
            with self._store.reading() as uow:  # keeps nobody from sealing, who is then ahead too
                ahead = self._letter_ahead(uow, Path(read_copy_state(uow).folder))
            if ahead is not None:
                with self._store.writing() as uow:
                    self.begin_life_if_behind(uow)
                    uow.commit()

    def begin_life_if_behind(self, uow: UnitOfWork) -> None:
        """Begin the store's next life when the copy is ahead of it, in the transaction of a seal.

        While the volume is away, or its journal cannot be read, nothing changes.

        Raises:
            UnusableInput: `setup.letters_used_up`.
        """
        folder = read_copy_state(uow).folder
        if not folder:
            return
        try:
            ahead = self._letter_ahead(uow, Path(folder))
        except (OSError, UnusableInput):
            return
        if ahead is not None:
            self._begin_life_after(uow, ahead)

    def follow(self, *, thorough: bool = False) -> CopyState:
        """Append everything sealed that the journal does not hold yet; never raises for it.

        Args:
            thorough: Walk through the journal first; once in a while, away from the keyboard.
        """
        state = self.state()
        if not state.is_wanted:
            return state
        fault: str | None = None
        try:
            if thorough or state.fault == DAMAGED:
                self._require_whole(Path(state.folder))
            self._append(Path(state.folder))
        except OSError:
            fault = MISSING
        except IntakeError as error:
            fault = error.code
        if fault != state.fault:
            with self._store.writing() as uow:
                uow.settings.write({FAULT_SETTING: fault})
                uow.commit()
        return CopyState(state.folder, fault)

    def use(self, folder: Path, operator: Operator) -> str:
        """Keep a second copy in a folder of another volume from now on.

        Returns:
            The recovery key, to be written down: without it the journal opens nowhere else.

        Raises:
            AccessDenied: `role.administrator`.
            UnusableInput: `journal.same_volume`, `journal.folder_missing`, or
                `journal.copy_damaged` for a copy there that is; nothing was changed.
            EnvironmentFault: The first copy could not be written; nothing was changed.
        """
        if not operator.may(Action.SETTINGS):
            raise AccessDenied("role.administrator")
        folder = folder.absolute()
        try:
            other = self._is_other_volume(folder)
        except OSError as error:
            raise UnusableInput("journal.folder_missing", path=folder) from error
        if not other:
            raise UnusableInput("journal.same_volume", path=folder)
        try:
            self._require_whole(folder)
            self._append(folder)
        except OSError as error:
            raise EnvironmentFault("journal.write_failed", path=folder) from error
        self._write_settings(str(folder), operator, "journal.begun")
        return write_recovery_key(self._store_key)

    def stop(self, operator: Operator) -> None:
        """Keep no second copy any more; the journal that is there stays as it is.

        Raises:
            AccessDenied: `role.administrator`.
        """
        if not operator.may(Action.SETTINGS):
            raise AccessDenied("role.administrator")
        self._write_settings("", operator, "journal.ended")

    def _write_settings(self, folder: str, operator: Operator, action: str) -> None:
        with self._store.writing() as uow:
            uow.settings.write({FOLDER_SETTING: folder, FAULT_SETTING: None})
            uow.audit.append(
                at=self._clock.now(),
                operator=operator.username,
                action=action,
                subject="second_copy",
                details={},
            )
            uow.commit()

    def _is_other_volume(self, folder: Path) -> bool:
        """A folder that is there while its volume is not lies on the store's own."""
        return self._volume_of(folder) != self._volume_of(self._home)

    def _require_volume(self, folder: Path) -> None:
        if not self._is_other_volume(folder):
            raise FileNotFoundError(folder)

    def _require_whole(self, folder: Path) -> None:
        self._require_volume(folder)
        with self._store.reading() as uow:
            journal = self._journal_in(folder, _name_of(uow, self._key))
        journal.require_whole()

    def _append(self, folder: Path) -> None:
        self._require_volume(folder)
        # The store's write lock keeps other windows and commands from appending meanwhile.
        with self._store.writing() as uow:
            ahead = self._letter_ahead(uow, folder)
            if ahead is None:
                self._write_down(uow, folder)
                return
            self._begin_life_after(uow, ahead)
            uow.commit()  # on disk before a file of the new letter is there
        self._append(folder)

    def _write_down(self, uow: UnitOfWork, folder: Path) -> None:
        journal = self._journal_in(folder, _name_of(uow, self._key))
        position = journal.last_position()
        while rows := uow.outbox.sealed_after(position, _AT_ONCE):
            position = journal.append(_item(row, body) for row, body in rows)

    def _letter_ahead(self, uow: UnitOfWork, folder: Path) -> str | None:
        """Return the latest letter under which more was sealed than this store knows of, if any.

        Whatever is appended was committed before: a store that was not put back holds it all.
        """
        self._require_volume(folder)
        name = _name_of(uow, self._key)
        latest = name.latest_letter_in(folder)
        if latest != name.letter:
            return latest
        end = self._journal_in(folder, name).find_end()
        return latest if end is not None and _is_ahead(uow, end) else None

    def _begin_life_after(self, uow: UnitOfWork, letter: str) -> None:
        try:
            begin_life(uow, next_store_letter(letter), self._clock.now())
        except ValueError as error:
            raise UnusableInput("setup.letters_used_up") from error

    def _journal_in(self, folder: Path, name: JournalName) -> Journal:
        path = folder / str(name)
        if path not in self._journals:
            self._journals = {path: Journal(path, self._key)}
        return self._journals[path]


def _name_of(uow: UnitOfWork, key: JournalKey) -> JournalName:
    settings = uow.settings.all()
    station = f"{settings.get('office', 'X')}-{settings.get('counter', '0')}"
    return JournalName(station, uow.settings.store_letter(), key.name.hex())


def _is_ahead(uow: UnitOfWork, end: JournalEnd) -> bool:
    """Say whether a journal holds an item that is not where it stood in this store's queue."""
    if end.last is not None:
        row = uow.outbox.find_at(end.last.position)
        said = (end.last.item_id, end.last.revision, end.last.sha256)
        if row is None or (row.item_id, row.revision, row.sha256) != said:
            return True
    return end.is_cut and uow.outbox.last_position() <= end.position


def _item(row: OutboxRow, body: bytes) -> JournalItem:
    return JournalItem(
        position=row.position,
        kind=row.kind,
        item_id=row.item_id,
        revision=row.revision,
        sha256=row.sha256,
        fund=row.fund,
        queued_at=row.queued_at,
        body=body,
    )

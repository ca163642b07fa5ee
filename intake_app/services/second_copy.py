"""Use case: keep a second copy of everything sealed on another volume, and read it back.

After each seal the journal is brought up to what the store has sealed; what could not be written
while the volume was away is written when it is back. A deposit never fails for the copy's sake:
the state of the link says that it is missing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, EnvironmentFault, IntakeError, UnusableInput
from intake_app.services.copy_state import (
    FAULT_SETTING,
    FOLDER_SETTING,
    CopyState,
    read_copy_state,
)
from intake_app.storage.journal import Journal, JournalItem, JournalKey
from intake_app.storage.recovery_key import write_recovery_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.operators import Operator
    from intake_app.models.outbox import OutboxRow
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store, UnitOfWork

MISSING = "journal.missing"
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

    def follow(self) -> CopyState:
        """Append everything sealed that the journal does not hold yet; never raises for it."""
        state = self.state()
        if not state.is_wanted:
            return state
        fault: str | None = None
        try:
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
            UnusableInput: `journal.same_volume`, or `journal.folder_missing`.
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

    def _append(self, folder: Path) -> None:
        if not self._is_other_volume(folder):
            raise FileNotFoundError(folder)
        # The store's write lock keeps other windows and commands from appending meanwhile.
        with self._store.writing() as uow:
            journal = self._journal_in(folder, uow)
            position = journal.last_position()
            while rows := uow.outbox.sealed_after(position, _AT_ONCE):
                position = journal.append(_item(row, body) for row, body in rows)

    def _journal_in(self, folder: Path, uow: UnitOfWork) -> Journal:
        settings = uow.settings.all()
        station = f"{settings.get('office', 'X')}-{settings.get('counter', '0')}"
        name = f"{station}{uow.settings.store_letter()}-{self._key.name.hex()}.journal"
        path = folder / name
        if path not in self._journals:
            self._journals = {path: Journal(path, self._key)}
        return self._journals[path]


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

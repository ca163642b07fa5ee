"""Use case: fill a store from the second copy of one that was lost.

What is missing is put back from its very bytes; what is there is left alone, so a replay that
was interrupted is begun again. All that is put back waits to be sent: the server knows its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from intake_app.domain.numbers import DossierNumber, next_store_letter
from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.sealed import hash_of, read_sealed
from intake_app.formats.sealed_transmittal import read_sealed_transmittal
from intake_app.services.sealing import store_revision
from intake_app.services.sealing_rows import SealedBytes
from intake_app.services.transmittal_rows import put_in_parcel, transmittal_rows
from intake_app.storage.journal import Journal, JournalKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from intake_app.domain.operators import Operator
    from intake_app.services.ports import Clock
    from intake_app.services.settings import SettingsService, StationSettings
    from intake_app.storage.journal import JournalItem
    from intake_app.storage.unit_of_work import Store, UnitOfWork

_SAID_BY = "second copy"
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What a journal brought: items put back, items that were here already, the letter now."""

    replayed: int
    known_already: int
    store_letter: str


class ReplayService:
    """Puts back what a journal holds."""

    def __init__(self, store: Store, clock: Clock, settings: SettingsService) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings

    def replay(self, path: Path, store_key: bytes, operator: Operator) -> ReplayReport:
        """Put everything back that this store does not hold.

        Args:
            path: The journal's file.
            store_key: The key of the store that wrote it.
            operator: An administrator.

        Raises:
            AccessDenied: `role.administrator`.
            UnusableInput: `setup.needed`; `journal.unreadable`, `journal.not_a_journal`,
                `journal.wrong_key`, `journal.other_counter`; `journal.damaged` with the record that
                does not fit: what stood before it is back.
        """
        if not operator.may(Action.SETTINGS):
            raise AccessDenied("role.administrator")
        station = self._settings.require()
        journal = Journal(path, JournalKey.of_store(store_key))
        replayed, known, letter = 0, 0, station.store_letter
        try:
            for chunk in _chunks(journal.items()):
                with self._store.writing() as uow:
                    for item in chunk:
                        number = _put_back(uow, item, station)
                        replayed += number is not None
                        known += number is None
                        letter = max(letter, _letter_after(number, letter))
                    self._note(uow, operator, letter, len(chunk))
                    uow.commit()
        except OSError as error:
            raise UnusableInput("journal.unreadable", path=path) from error
        return ReplayReport(replayed, known, letter)

    def _note(self, uow: UnitOfWork, operator: Operator, letter: str, count: int) -> None:
        """Let no number of the lost store be given again, and tell the journal of the counter."""
        uow.settings.write({"store_letter": letter})
        uow.audit.append(
            at=self._clock.now(),
            operator=operator.username,
            action="journal.replayed",
            subject="second_copy",
            details={"items": str(count)},
        )


def _chunks(items: Iterable[JournalItem]) -> Iterator[list[JournalItem]]:
    source = iter(items)
    while chunk := list(islice(source, _AT_ONCE)):
        yield chunk


def _put_back(uow: UnitOfWork, item: JournalItem, station: StationSettings) -> str | None:
    """Seal one item anew from its bytes; return its number, None when it was here.

    Raises:
        UnusableInput: `journal.other_counter`, or `journal.damaged`.
    """
    if hash_of(item.body) != item.sha256:
        raise UnusableInput("journal.damaged", number=item.position)
    if uow.outbox.find_item(item.item_id, item.revision) is not None:
        return None
    put = _put_dossier_back if item.kind == "dossier" else _put_parcel_back
    return put(uow, item, station)


def _put_dossier_back(uow: UnitOfWork, item: JournalItem, station: StationSettings) -> str:
    sealed = read_sealed(item.body)
    _require_ours(station, sealed.office, sealed.counter)
    known = uow.dossiers.find_by_number(sealed.number)
    if known is not None and known.id != sealed.dossier_id:
        raise UnusableInput("journal.number_taken", number=sealed.number)
    store_revision(uow, sealed, SealedBytes(item.body, item.sha256), said_by=_SAID_BY)
    return sealed.number


def _put_parcel_back(uow: UnitOfWork, item: JournalItem, station: StationSettings) -> str:
    sealed = read_sealed_transmittal(item.body)
    _require_ours(station, sealed.office, sealed.counter)
    uow.transmittals.add(*transmittal_rows(sealed, item.body, item.sha256))
    put_in_parcel(uow, sealed, said_by=_SAID_BY)
    uow.outbox.queue(
        kind=item.kind,
        item_id=item.item_id,
        revision=item.revision,
        sha256=item.sha256,
        fund=item.fund,
        at=item.queued_at,
    )
    return sealed.number


def _require_ours(station: StationSettings, office: str, counter: str) -> None:
    if (office, counter[:-1]) != (station.office, station.counter):
        theirs = f"{office}-{counter[:-1]}"
        raise UnusableInput(
            "journal.other_counter", theirs=theirs, ours=f"{station.office}-{station.counter}"
        )


def _letter_after(number: str | None, letter: str) -> str:
    """Return the letter under which no number of the replayed store can come again."""
    if number is None:
        return letter
    try:
        return next_store_letter(DossierNumber.parse(number).counter[-1])
    except ValueError as error:
        raise UnusableInput("setup.letters_used_up") from error

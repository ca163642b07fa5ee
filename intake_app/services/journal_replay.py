"""Use case: fill a store from the second copy of one that was lost.

What is missing is put back from its very bytes; what is there is left alone, so a replay that
was interrupted is begun again. All that is put back waits to be sent: the server knows its own.
What cannot be put back is told one by one, and keeps nothing else from coming back.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake_app.domain.numbers import DossierNumber, next_store_letter
from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.sealed import hash_of, read_sealed
from intake_app.formats.sealed_transmittal import SealedTransmittal, read_sealed_transmittal
from intake_app.services.sealing import store_revision
from intake_app.services.sealing_rows import SealedBytes
from intake_app.services.transmittal_rows import put_in_parcel, transmittal_rows
from intake_app.storage.dossiers import PUT_BACK_BY
from intake_app.storage.journal import Journal, JournalKey
from intake_app.storage.journal_name import JournalName

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from intake_app.domain.operators import Operator
    from intake_app.formats.sealed import SealedRevision
    from intake_app.services.ports import Clock
    from intake_app.services.settings import SettingsService, StationSettings
    from intake_app.storage.journal import JournalItem
    from intake_app.storage.unit_of_work import Store, UnitOfWork

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One item that was not put back, and the code that says why.

    `number` is what people read, None where its bytes cannot be believed; `position` its place in
    the lost store's queue.
    """

    position: int
    number: str | None
    revision: int
    code: str


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What a journal brought: items put back, items that were here already, the letter now.

    `damaged_record` is the first record that does not fit, counted from 1: it and all behind it
    were not read. `cut_short` says that the journal ends with a piece of a record.
    """

    replayed: int
    known_already: int
    store_letter: str
    left_out: tuple[LeftOut, ...] = ()
    damaged_record: int | None = None
    cut_short: bool = False


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

        Returns:
            What came back and what could not; damage in the journal is told here, too.

        Raises:
            AccessDenied: `role.administrator`.
            UnusableInput: `setup.needed`; `journal.unreadable`, `journal.not_a_journal`,
                `journal.wrong_key`, `journal.other_counter`, `setup.letters_used_up`; what was
                read before is back.
        """
        if not operator.may(Action.SETTINGS):
            raise AccessDenied("role.administrator")
        station = self._settings.require()
        key = JournalKey.of_store(store_key)
        journal = Journal(path, key)
        taking = _Taking(station, station.store_letter, _latest_letter_beside(path, key))
        damaged_record, cut_short = None, False
        try:
            self._take_all(journal, taking, operator)
            end = journal.find_end()
            cut_short = end is not None and end.is_cut
        except OSError as error:
            raise UnusableInput("journal.unreadable", path=path) from error
        except UnusableInput as error:
            if error.code != "journal.damaged":
                raise
            damaged_record = int(error.details["number"])
        return ReplayReport(
            replayed=taking.replayed,
            known_already=taking.known_already,
            store_letter=taking.letter,
            left_out=tuple(taking.left_out),
            damaged_record=damaged_record,
            cut_short=cut_short,
        )

    def _take_all(self, journal: Journal, taking: _Taking, operator: Operator) -> None:
        for chunk in _chunks(journal.items()):
            with self._store.writing() as uow:
                for item in chunk:
                    taking.take(uow, item)
                self._note(uow, operator, taking.letter, len(chunk))
                uow.commit()

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


@dataclass
class _Taking:
    """Takes items of a journal over and counts; `letter` is that of the numbers to come.

    `latest` is the latest letter that has a journal of the lost store beside this one.
    """

    station: StationSettings
    letter: str
    latest: str
    replayed: int = 0
    known_already: int = 0
    left_out: list[LeftOut] = field(default_factory=list)

    def take(self, uow: UnitOfWork, item: JournalItem) -> None:
        """Put one item back, or note that it is here or why it cannot be.

        Raises:
            UnusableInput: `journal.other_counter`, `setup.letters_used_up`.
        """
        if hash_of(item.body) != item.sha256:
            self._leave_out(item, None, "journal.body_damaged")
            return
        here = uow.outbox.find_item(item.item_id, item.revision)
        if here is not None and here.sha256 == item.sha256:
            self.known_already += 1
            return
        sealed = _read(item)
        _require_ours(self.station, sealed.office, sealed.counter)
        self._give_no_number_again(sealed.number)
        if here is not None:
            self._leave_out(item, sealed.number, "journal.revision_taken")
        elif _is_taken(uow, sealed):
            self._leave_out(item, sealed.number, "journal.number_taken")
        else:
            _put_back(uow, item, sealed)
            self.replayed += 1

    def _leave_out(self, item: JournalItem, number: str | None, code: str) -> None:
        self.left_out.append(LeftOut(item.position, number, item.revision, code))

    def _give_no_number_again(self, number: str) -> None:
        """Choose the letter under which no number of the lost store can come again."""
        try:
            used = DossierNumber.parse(number).counter[-1]
            if self.latest > self.station.store_letter:
                used = max(used, self.latest)
            self.letter = max(self.letter, next_store_letter(used))
        except ValueError as error:
            raise UnusableInput("setup.letters_used_up") from error


def _latest_letter_beside(path: Path, key: JournalKey) -> str:
    """Return the latest letter of the journals of one store in a folder; "" under other names."""
    name = JournalName.find(path.name)
    if name is None or name.key != key.name.hex():
        return ""
    with suppress(OSError):  # the journal itself will tell
        return name.latest_letter_in(path.parent)
    return ""


def _chunks(items: Iterator[JournalItem]) -> Iterator[list[JournalItem]]:
    """Hand out a hundred items at a time; what was read before a fault comes before the fault."""
    chunk: list[JournalItem] = []
    try:
        for item in items:
            chunk.append(item)
            if len(chunk) == _AT_ONCE:
                yield chunk
                chunk = []
    except (UnusableInput, OSError):
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def _read(item: JournalItem) -> SealedRevision | SealedTransmittal:
    return read_sealed(item.body) if item.kind == "dossier" else read_sealed_transmittal(item.body)


def _is_taken(uow: UnitOfWork, sealed: SealedRevision | SealedTransmittal) -> bool:
    """Say whether another dossier, or another parcel, has the number here."""
    if isinstance(sealed, SealedTransmittal):
        return uow.transmittals.find_by_number(sealed.number) is not None
    known = uow.dossiers.find_by_number(sealed.number)
    return known is not None and known.id != sealed.dossier_id


def _put_back(
    uow: UnitOfWork, item: JournalItem, sealed: SealedRevision | SealedTransmittal
) -> None:
    """Seal one item anew from its bytes."""
    if isinstance(sealed, SealedTransmittal):
        _put_parcel_back(uow, item, sealed)
    else:
        store_revision(uow, sealed, SealedBytes(item.body, item.sha256), said_by=PUT_BACK_BY)


def _put_parcel_back(uow: UnitOfWork, item: JournalItem, sealed: SealedTransmittal) -> None:
    uow.transmittals.add(*transmittal_rows(sealed, item.body, item.sha256))
    put_in_parcel(uow, sealed, said_by=PUT_BACK_BY)
    uow.outbox.queue(
        kind=item.kind,
        item_id=item.item_id,
        revision=item.revision,
        sha256=item.sha256,
        fund=item.fund,
        at=item.queued_at,
    )


def _require_ours(station: StationSettings, office: str, counter: str) -> None:
    if (office, counter[:-1]) != (station.office, station.counter):
        theirs = f"{office}-{counter[:-1]}"
        raise UnusableInput(
            "journal.other_counter", theirs=theirs, ours=f"{station.office}-{station.counter}"
        )

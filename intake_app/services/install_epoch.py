"""The lives of this store: a disk put back to an older state begins another.

The letter of the store stands in every number it gives and tells the lives apart. The guard file
notices it at the start; when the guard was put back too, the server tells: it holds items of this
station that the store has never heard of. They were sealed, printed and received, so they count
as sealed, and no number of theirs is given again. A new store of a counter that the server knows
is told at its enrolment.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from intake_app.domain.numbers import next_store_letter
from intake_app.errors import UnusableInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.models.outbox import StationRow
    from intake_app.services.settings import StationSettings
    from intake_app.storage.unit_of_work import UnitOfWork

PUT_BACK_SETTING = "store_put_back_at"
_NOBODY = "-"  # the program notices by itself


def install_epoch_of(store_letter: str) -> int:
    """Number the life of a store by its letter, from 1."""
    return ord(store_letter) - ord("A") + 1


def begin_life(uow: UnitOfWork, letter: str, at: datetime) -> None:
    """Give the store its next letter because an older copy of it took its place, and note it.

    It is written in the journal, and shown with the link: whoever put the copy back may not be who
    sits there, and what was deposited in between is not on this disk.
    """
    uow.settings.write({"store_letter": letter, PUT_BACK_SETTING: at.isoformat()})
    uow.audit.append(at=at, operator=_NOBODY, action="store.put_back", subject=letter, details={})


def follow_letter(uow: UnitOfWork, place: StationSettings, held: str | None) -> None:
    """Let a store give no number that another store of its counter gave, as the server tells.

    A store that is enrolled anew and gave the numbers of that letter itself keeps it, and so does
    one that is past it, as a replay of its journal leaves it.

    Args:
        uow: The transaction of the enrolment, which is not kept in it yet.
        place: The counter.
        held: The latest letter in the numbers that the server holds of it, None if it names none.

    Raises:
        UnusableInput: `setup.letters_used_up`.
    """
    letter = uow.settings.store_letter()
    if held is None or letter > held:
        return
    counter = f"{place.counter}{held}"
    if uow.stations.find() is not None and uow.dossiers.has_given_numbers(place.office, counter):
        return
    try:
        uow.settings.write({"store_letter": next_store_letter(held)})
    except ValueError as error:
        raise UnusableInput("setup.letters_used_up") from error


def put_back_at(settings: Mapping[str, Any]) -> datetime | None:
    """Read when it was last noticed that an older copy of the store took its place."""
    noted = settings.get(PUT_BACK_SETTING)
    return datetime.fromisoformat(noted) if noted else None


def account_for_forgotten(
    uow: UnitOfWork, station: StationRow, unknown_count: int, epoch: int, at: datetime
) -> None:
    """Explain what the server holds and this store does not, once for each life of the store.

    A number that grows within one life is not explained: two machines work with one copy of the
    store, and a person must know. It stays a difference.

    Args:
        uow: The open transaction.
        station: The enrolment.
        unknown_count: Items of this station that the comparison found there alone.
        epoch: The life in which the comparison was made.
        at: The moment of now, when another life begins.
    """
    rolled_back = epoch > station.install_epoch
    if unknown_count > station.forgotten_count and not rolled_back:
        if station.forgotten_count or not _begin_next_life(uow, epoch, at):
            return
        epoch += 1
    station.forgotten_count = unknown_count
    station.install_epoch = epoch


def _begin_next_life(uow: UnitOfWork, epoch: int, at: datetime) -> bool:
    letter = uow.settings.store_letter()
    if install_epoch_of(letter) != epoch:
        return False  # it was begun meanwhile, by another start of the program
    try:
        begin_life(uow, next_store_letter(letter), at)
    except ValueError:
        return False
    return True

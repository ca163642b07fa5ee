"""Keeps what people search by beside what is sealed, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.search_words import words_of_name, words_of_number
from intake_app.models.search import ProviderEntryRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.formats.sealed import SealedRevision
    from intake_app.storage.search import ListedName
    from intake_app.storage.unit_of_work import Store, UnitOfWork

AT_ONCE = 2000  # students noted in one transaction: others wait no longer than that takes


def note_sealed(uow: UnitOfWork, sealed: SealedRevision) -> None:
    """Let a revision be found by number, identity number and name, and its providers by theirs."""
    student = sealed.dossier.student
    words = words_of_name(student.last_name, student.first_name)
    words |= words_of_number(student.identity_number) | words_of_number(sealed.number)
    uow.search.note_dossier(sealed.dossier_id, words)
    for act in sealed.dossier.acts:
        provider = act.provider
        if provider.inpe:
            row = ProviderEntryRow(
                inpe=provider.inpe,
                name=provider.name,
                specialty=provider.specialty,
                ice=provider.ice,
                care=act.care.value,
            )
            known = words_of_name(provider.name) | words_of_number(provider.inpe)
            uow.search.note_provider(row, known)


def note_beneficiaries(
    store: Store,
    tell: Callable[[int], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> int:
    """Let the students of a new list be found by name; return how many there were to note.

    Each transaction is short: a list of 600,000 keeps nobody from depositing. What an end of the
    program interrupts is taken up where it stopped. `tell` is called with the number done so far,
    and `should_stop` asked, between two transactions.
    """
    count = 0
    while not should_stop():
        with store.reading() as uow:
            if not uow.search.beneficiaries_to_note(1):
                return count
        with store.writing() as uow:
            rows = uow.search.beneficiaries_to_note(AT_ONCE)
            uow.search.note_beneficiaries({row.identity_number: _words(row) for row in rows})
            uow.commit()
        count += len(rows)
        tell(count)
    return count


def _words(row: ListedName) -> set[str]:
    return words_of_name(row.last_name, row.first_name) | words_of_number(row.identity_number)

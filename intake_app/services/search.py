"""Use case: "where is my dossier?" by number, identity number, name, or a scanned receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_app.domain.numbers import DossierNumber
from intake_app.domain.search_words import words_looked_for
from intake_app.services.day import line_of
from intake_app.services.indexing import note_beneficiaries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from uuid import UUID

    from intake_app.models.dossier import RevisionRow
    from intake_app.services.day import DossierLine
    from intake_app.storage.unit_of_work import Store

MOST_FOUND = 50
_SHORTEST_WORD = 2  # letters


@dataclass(frozen=True, slots=True)
class StateLine:
    """One thing that happened to a dossier: on its data (`electronic`) or on its `paper`."""

    axis: str
    state: str
    at: datetime
    said_by: str
    revision: int
    note: str | None


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One sealed state of a dossier; `reason` is why it was corrected, None for the first."""

    revision: int
    sealed_at: datetime
    operator: str
    outcome: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class DossierHistory:
    """A dossier with all that happened to it, the latest first, and how often it was printed."""

    line: DossierLine
    states: tuple[StateLine, ...]
    revisions: tuple[RevisionLine, ...]
    first_deposited_on: date
    cancelled_at: datetime | None


class SearchService:
    """Finds dossiers of this counter and tells what became of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, text: str, limit: int = MOST_FOUND) -> tuple[DossierLine, ...]:
        """Find dossiers by number, identity number or any part of a name, the latest first.

        Every word of `text` has to be there, from two letters or figures on; case, accents,
        variants of Arabic letters and the script of digits make no difference.
        """
        with self._store.reading() as uow:
            number = _number_of(text)
            exact = uow.dossiers.find_line(number) if number else None
            rows = [exact] if exact else uow.search.dossiers(words_to_find(text), limit)
        return tuple(line_of(row) for row in rows)

    def history(self, dossier_id: UUID) -> DossierHistory | None:
        """Tell all that happened to a dossier; None when it is not this counter's."""
        with self._store.reading() as uow:
            row = uow.dossiers.line(dossier_id)
            if row is None:
                return None
            states = uow.dossiers.states(dossier_id)
            revisions = uow.dossiers.revisions(dossier_id)
        return DossierHistory(
            line=line_of(row),
            states=tuple(
                StateLine(one.axis, one.state, one.at, one.said_by, one.revision, one.note)
                for one in reversed(states)
            ),
            revisions=tuple(_revision_lines(revisions)),
            first_deposited_on=row.first_deposited_on,
            cancelled_at=row.cancelled_at,
        )

    def complete_index(self, should_stop: Callable[[], bool] = lambda: False) -> int:
        """Take up what an end of the program interrupted; return how many students were noted."""
        return note_beneficiaries(self._store, should_stop=should_stop)


def words_to_find(text: str) -> list[str]:
    """Return the words of a question that are long enough to be looked for."""
    return [word for word in words_looked_for(text) if len(word) >= _SHORTEST_WORD]


def _number_of(text: str) -> str | None:
    try:
        return str(DossierNumber.parse(text))
    except ValueError:
        return None


def _revision_lines(rows: list[RevisionRow]) -> Iterator[RevisionLine]:
    for row in reversed(rows):
        yield RevisionLine(row.revision, row.sealed_at, row.operator, row.outcome, row.reason)

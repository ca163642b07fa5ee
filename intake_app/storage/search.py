"""Named queries by any part of a name or number; the index is kept with what it points at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Integer, delete, func, insert, literal_column, select, table, text

from intake_app.models.dossier import DossierRow, StudentRow
from intake_app.models.reference import BeneficiaryRow
from intake_app.models.search import BeneficiaryEntryRow, DossierEntryRow, ProviderEntryRow
from intake_app.storage.dossiers import DossierLineRow, lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

DOSSIERS, PROVIDERS, BENEFICIARIES = "dossier_words", "provider_words", "beneficiary_words"
_NOTHING = '""'  # a query that no text answers
_NOTE = "INSERT OR REPLACE INTO {} (rowid, words) VALUES (:position, :words)"


class ListedName(NamedTuple):
    """A student of the fund's list by number and name."""

    identity_number: str
    last_name: str | None
    first_name: str | None


class SearchIndex:
    """Finds dossiers, providers and students; every word looked for has to be there."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note_dossier(self, dossier_id: UUID, words: Collection[str]) -> None:
        """Let a dossier be found by these words, and no more by those it had before."""
        query = select(DossierEntryRow).where(DossierEntryRow.dossier_id == dossier_id)
        row = self._session.scalar(query)
        if row is None:
            row = DossierEntryRow(dossier_id=dossier_id)
            self._session.add(row)
            self._session.flush()
        self._note(DOSSIERS, row.position, words)

    def forget_dossier(self, dossier_id: UUID) -> None:
        """Let a dossier be found no more; nothing happens when it never was."""
        query = select(DossierEntryRow).where(DossierEntryRow.dossier_id == dossier_id)
        row = self._session.scalar(query)
        if row is not None:
            self._session.execute(
                text(f"DELETE FROM {DOSSIERS} WHERE rowid = :position"),  # noqa: S608 - our own
                {"position": row.position},
            )
            self._session.delete(row)
            self._session.flush()

    def note_provider(self, row: ProviderEntryRow, words: Collection[str]) -> None:
        """Keep a provider as the latest dossier writes them."""
        known = self.find_provider(row.inpe)
        if known is None:
            self._session.add(row)
            self._session.flush()
            self._note(PROVIDERS, row.position, words)
            return
        if known.name != row.name:
            self._note(PROVIDERS, known.position, words)
        known.name, known.specialty = row.name, row.specialty
        known.ice, known.care = row.ice, row.care
        self._session.flush()

    def find_provider(self, inpe: str) -> ProviderEntryRow | None:
        """Find a provider by INPE."""
        return self._session.scalar(select(ProviderEntryRow).where(ProviderEntryRow.inpe == inpe))

    def clear_beneficiaries(self) -> None:
        """Let no student of the fund's list be found: the list was replaced."""
        self._session.execute(delete(BeneficiaryEntryRow))
        self._session.execute(
            text(f"INSERT INTO {BENEFICIARIES} ({BENEFICIARIES}) VALUES ('delete-all')")  # noqa: S608
        )

    def beneficiaries_to_note(self, limit: int) -> list[ListedName]:
        """Read the next students of the list that are not in the index yet, in their order."""
        last = self._session.scalar(
            select(BeneficiaryEntryRow.identity_number)
            .order_by(BeneficiaryEntryRow.position.desc())
            .limit(1)
        )
        query = (
            select(
                BeneficiaryRow.identity_number, BeneficiaryRow.last_name, BeneficiaryRow.first_name
            )
            .where(BeneficiaryRow.identity_number > (last or ""))
            .order_by(BeneficiaryRow.identity_number)
            .limit(limit)
        )
        return [ListedName(*row) for row in self._session.connection().execute(query)]

    def note_beneficiaries(self, words_of: Mapping[str, Collection[str]]) -> None:
        """Let students be found: their words by identity number, in the order of the numbers."""
        last = self._session.scalar(select(func.max(BeneficiaryEntryRow.position))) or 0
        rows = [
            {"position": position, "identity_number": number, "words": " ".join(sorted(words))}
            for position, (number, words) in enumerate(words_of.items(), last + 1)
        ]
        connection = self._session.connection()
        connection.execute(insert(BeneficiaryEntryRow), rows)
        connection.execute(text(_NOTE.format(BENEFICIARIES)), rows)

    def dossiers(self, words: Sequence[str], limit: int) -> list[DossierLineRow]:
        """Read what lists show of the dossiers that have these words, the latest first."""
        query = (
            lines()
            .join(DossierEntryRow, DossierEntryRow.dossier_id == DossierRow.id)
            .where(DossierEntryRow.position.in_(_positions(DOSSIERS, words, limit)))
            .order_by(DossierEntryRow.position.desc())
        )
        return [DossierLineRow(*row) for row in self._session.execute(query)]

    def students(self, words: Sequence[str], limit: int) -> list[StudentRow]:
        """Read the students of the latest dossiers that have these words, each once."""
        query = (
            select(StudentRow)
            .join(DossierRow, DossierRow.student_id == StudentRow.id)
            .join(DossierEntryRow, DossierEntryRow.dossier_id == DossierRow.id)
            .where(DossierEntryRow.position.in_(_positions(DOSSIERS, words, limit)))
            .order_by(DossierEntryRow.position.desc())
        )
        return list({row.id: row for row in self._session.scalars(query)}.values())

    def providers(self, words: Sequence[str], limit: int) -> list[ProviderEntryRow]:
        """Read the providers that have these words, those noted last first."""
        positions = _positions(PROVIDERS, words, limit)
        query = select(ProviderEntryRow).where(ProviderEntryRow.position.in_(positions))
        return list(self._session.scalars(query.order_by(ProviderEntryRow.position.desc())))

    def beneficiaries(self, words: Sequence[str], limit: int) -> list[BeneficiaryRow]:
        """Read the students of the fund's list that have these words."""
        positions = _positions(BENEFICIARIES, words, limit)
        query = (
            select(BeneficiaryRow)
            .join(
                BeneficiaryEntryRow,
                BeneficiaryEntryRow.identity_number == BeneficiaryRow.identity_number,
            )
            .where(BeneficiaryEntryRow.position.in_(positions))
        )
        return list(self._session.scalars(query.order_by(BeneficiaryEntryRow.position)))

    def _note(self, index: str, position: int, words: Iterable[str]) -> None:
        self._session.execute(
            text(_NOTE.format(index)),
            {"position": position, "words": " ".join(sorted(words))},
        )


def _positions(index: str, words: Sequence[str], limit: int) -> Select[int]:
    """Ask an index for the last rows that have these words; none without words."""
    row = literal_column("rowid", Integer)
    return (
        select(row)
        .select_from(table(index))
        .where(text(f"{index} MATCH :wanted").bindparams(wanted=matching(words) or _NOTHING))
        .order_by(row.desc())
        .limit(limit)
    )


def matching(words: Iterable[str]) -> str:
    """Write the FTS5 query for texts that have a word beginning with each of these."""
    return " ".join('"{}"*'.format(word.replace('"', '""')) for word in words)

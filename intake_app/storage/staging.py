"""A list being read in, aside from the store until it is complete.

Reading a list of 600,000 students takes longer than a deposit can wait for the write lock. So its
lines first go to a temporary table of one connection, which SQLite keeps in memory (on disk it
would lie unencrypted), some 130 bytes a student. Only the copy of the whole into the store,
ordered by key, is a transaction that keeps others out.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, MetaData, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from intake_app.models.reference import BeneficiaryRow, MedicineReferenceRow
from intake_app.storage.faults import faults_translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

MEDICINES = "medicines"
BENEFICIARIES = "beneficiaries"
_TABLES = {
    MEDICINES: cast("Table", MedicineReferenceRow.__table__),
    BENEFICIARIES: cast("Table", BeneficiaryRow.__table__),
}


class StagedList:
    """The lines of a list to come, each key once, on a connection of their own."""

    def __init__(self, connection: Connection, list_name: str) -> None:
        self.connection = connection
        self.list_name = list_name
        self.count = 0  # lines, each key once
        self._list = _TABLES[list_name]
        # Without row ids the table lies in the order of its key, and the copy need not sort.
        self._staged = Table(
            f"staged_{list_name}",
            MetaData(),
            *(
                Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable)
                for one in self._list.columns
            ),
            prefixes=["TEMPORARY"],
            sqlite_with_rowid=False,
        )
        (self._key,) = self._staged.primary_key.columns
        with faults_translated(), connection.begin():
            connection.execute(CreateTable(self._staged))

    def put(self, rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
        """Add lines, given as columns by name; no key comes twice among them.

        A line whose key is already there takes the place of the earlier one.

        Returns:
            The keys that were already there.
        """
        if not rows:
            return frozenset()
        with faults_translated(), self.connection.begin():
            known = self._insert(rows)
        self.count += len(rows) - len(known)
        return known

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(self._staged), rows)
        except IntegrityError:  # rare, and asking beforehand would cost every list
            return self._put_in_place(rows)
        return frozenset()

    def _put_in_place(self, rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
        wanted = [row[self._key.name] for row in rows]
        query = select(self._key).where(self._key.in_(wanted))
        known = frozenset(self.connection.scalars(query))
        self.connection.execute(insert(self._staged).prefix_with("OR REPLACE"), rows)
        return known

    def replace_list(self, session: Session) -> None:
        """Put the lines in the place of the old ones, in a transaction of their connection."""
        names = [column.name for column in self._list.columns]
        staged = select(*(self._staged.c[name] for name in names)).order_by(self._key)
        session.execute(delete(self._list))
        session.execute(insert(self._list).from_select(names, staged))


@contextmanager
def staged_list(engine: Engine, list_name: str) -> Iterator[StagedList]:
    """Open a staged list; its connection is closed for good afterwards, for its memory."""
    with faults_translated():
        connection = engine.connect()
    try:
        yield StagedList(connection, list_name)
    finally:
        connection.invalidate()
        connection.close()

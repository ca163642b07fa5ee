"""One transaction: everything inside is kept together, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from sqlalchemy.orm import sessionmaker

from intake_app.storage.accounts import Accounts
from intake_app.storage.audit import AuditJournal
from intake_app.storage.dossiers import Dossiers
from intake_app.storage.drafts import Drafts
from intake_app.storage.engine import for_writing
from intake_app.storage.faults import faults_translated
from intake_app.storage.outbox import Outbox
from intake_app.storage.reference import Reference
from intake_app.storage.search import SearchIndex
from intake_app.storage.settings import SettingsTable
from intake_app.storage.staging import staged_list
from intake_app.storage.station import Stations
from intake_app.storage.transmittals import Transmittals

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from intake_app.storage.staging import StagedList


class UnitOfWork:
    """A session and its named queries; leaving without `commit` rolls back.

    Every fault of the disk or the database leaves this block as an `EnvironmentFault`.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def __enter__(self) -> Self:
        self._session = self._sessions()
        with faults_translated():
            self._session.connection()  # BEGIN now: a writer waits here, not half way
        self.accounts = Accounts(self._session)
        self.audit = AuditJournal(self._session)
        self.dossiers = Dossiers(self._session)
        self.drafts = Drafts(self._session)
        self.outbox = Outbox(self._session)
        self.reference = Reference(self._session)
        self.search = SearchIndex(self._session)
        self.settings = SettingsTable(self._session)
        self.stations = Stations(self._session)
        self.transmittals = Transmittals(self._session)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with faults_translated():
            self._session.close()
            if error is not None:
                raise error

    def commit(self) -> None:
        """Keep everything done since entering."""
        with faults_translated():
            self._session.commit()


class Store:
    """The counter's store: hands out units of work for writing and for reading."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writers = sessionmaker(for_writing(engine), expire_on_commit=False)
        self._readers = sessionmaker(engine, expire_on_commit=False)

    def writing(self) -> UnitOfWork:
        """Begin a transaction that takes the write lock at once."""
        return UnitOfWork(self._writers)

    def staging(self, list_name: str) -> AbstractContextManager[StagedList]:
        """Open a place aside for a list that is being read in; it keeps nobody from writing."""
        return staged_list(self._engine, list_name)

    def writing_from(self, staged: StagedList) -> UnitOfWork:
        """Begin a transaction that takes the write lock and sees a staged list."""
        return UnitOfWork(sessionmaker(for_writing(staged.connection), expire_on_commit=False))

    def reading(self) -> UnitOfWork:
        """Begin a transaction that sees one consistent state and never blocks a writer."""
        return UnitOfWork(self._readers)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

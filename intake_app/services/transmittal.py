"""Use case: close a paper parcel: a sealed list of dossiers that travels with it, and as data.

A parcel is an item of the queue like a dossier: numbered, sealed, audited and queued in one
transaction, in which the papers it names leave the office.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from intake_app.domain.lifecycle import PaperState
from intake_app.domain.numbers import TRANSMITTAL_PREFIX, DossierNumber
from intake_app.domain.operators import Action
from intake_app.domain.paper import TransmittalContent, TransmittalLine
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.sealed import hash_of
from intake_app.formats.sealed_transmittal import SealedTransmittal, seal_transmittal_bytes
from intake_app.services.paper import fund_on_paper, office_on_paper
from intake_app.services.prints import PrintedPaper
from intake_app.services.transmittal_rows import (
    line_of,
    put_in_parcel,
    read_number,
    transmittal_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from intake_app.domain.operators import Operator
    from intake_app.models.transmittal import TransmittalRow
    from intake_app.services.check import CheckService
    from intake_app.services.ports import Clock, SealGuard
    from intake_app.services.prints import Printer
    from intake_app.services.settings import SettingsService, StationSettings
    from intake_app.services.transmittal_rows import Papers
    from intake_app.storage.unit_of_work import Store, UnitOfWork

MAX_LINES = 2000


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One closed parcel as lists show it.

    `electronic` is how far its list has come to the fund, in the words of the queue; `paper`
    where the parcel is. `missing` are numbers that it arrived without.
    """

    number: str
    fund: str
    closed_at: datetime
    closed_by: str
    dossier_count: int
    total_centimes: int
    electronic: str
    paper: str
    missing: tuple[str, ...]


class TransmittalService:
    """Closes parcels, lists them, and says what their slips show."""

    def __init__(
        self,
        store: Store,
        check: CheckService,
        settings: SettingsService,
        clock: Clock,
        guard: SealGuard,
        render: Callable[[TransmittalContent], bytes],
    ) -> None:
        self._store = store
        self._check = check
        self._settings = settings
        self._clock = clock
        self._guard = guard
        self._render = render

    def close(self, operator: Operator, numbers: Sequence[str] = ()) -> tuple[ParcelView, ...]:
        """Close the parcel of everything at the office, or of the dossiers named.

        One parcel a fund: when the fund changes, its dossiers never travel with the other's.

        Args:
            operator: A supervisor.
            numbers: Dossiers of this counter, in the order of the slip; none means all.

        Raises:
            AccessDenied: `role.supervisor`.
            UnusableInput: `transmittal.nothing`, `transmittal.too_many`, `transmittal.unknown`,
                `transmittal.not_here`, `transmittal.cancelled`, `receipt.number_wrong`,
                `setup.letters_used_up`; nothing was closed.
            EnvironmentFault: The disk or the store failed; nothing was closed.
        """
        if not operator.may(Action.TRANSMIT):
            raise AccessDenied("role.supervisor")
        station = self._settings.require()
        with self._store.writing() as uow:
            papers = _choose(uow, numbers)
            funds = list(dict.fromkeys(revision.fund for _dossier, revision, _student in papers))
            rows = [
                self._seal(uow, station, operator, [one for one in papers if one[1].fund == fund])
                for fund in funds
            ]
            sealed_count = uow.dossiers.sealed_count()
            uow.commit()
        self._guard.note_sealed(sealed_count)
        return tuple(_view(row, "waiting", ()) for row in rows)

    def list_closed(self, limit: int = 200) -> tuple[ParcelView, ...]:
        """List the latest parcels, the newest first."""
        with self._store.reading() as uow:
            return tuple(
                _view(row, state, _missing_of(uow, row.id))
                for row, state in uow.transmittals.all(limit)
            )

    def print_slip(self, number: str, operator: Operator, printer: Printer) -> PrintedPaper:
        """Print a parcel's slip; from the second print on it is a duplicate and says so.

        Raises:
            AccessDenied: `role.supervisor`.
            UnusableInput: `transmittal.unknown_parcel`.
            EnvironmentFault: The printer or the disk refused; the same copy may be printed again.
        """
        if not operator.may(Action.TRANSMIT):
            raise AccessDenied("role.supervisor")
        with self._store.reading() as uow:
            content = self._content(uow, _require(uow, number))
        pdf = self._render(content)
        mark = f"-duplicata-{content.duplicate}" if content.duplicate else ""
        place = printer.print_pdf(pdf, f"bordereau-{content.number}{mark}.pdf")
        self._note_printed(content, operator)
        return PrintedPaper(pdf, content.duplicate, place)

    def _note_printed(self, content: TransmittalContent, operator: Operator) -> None:
        with self._store.writing() as uow:
            row = _require(uow, content.number)
            row.printed_copies = max(row.printed_copies, content.duplicate + 1)
            uow.audit.append(
                at=self._clock.now(),
                operator=operator.username,
                action="transmittal.print",
                subject=content.number,
                details={"copy": str(content.duplicate)},
            )
            uow.commit()

    def _seal(
        self, uow: UnitOfWork, station: StationSettings, operator: Operator, papers: list[Papers]
    ) -> TransmittalRow:
        now = self._clock.now()
        station = replace(station, store_letter=self._guard.letter_for_number(uow))
        serial = uow.dossiers.take_serial(station.office, station.counter_code, now.year)
        sealed = SealedTransmittal(
            transmittal_id=UUID(str(uuid7())),
            revision=1,
            number=str(DossierNumber(station.office, station.counter_code, now.year, serial)),
            office=station.office,
            counter=station.counter_code,
            closed_at=now,
            closed_by=operator.full_name,
            fund=papers[0][1].fund,
            lines=tuple(line_of(*one) for one in papers),
        )
        body = seal_transmittal_bytes(sealed)
        row, lines = transmittal_rows(sealed, body, hash_of(body))
        uow.transmittals.add(row, lines)
        put_in_parcel(uow, sealed, said_by=operator.full_name)
        uow.audit.append(
            at=now,
            operator=operator.username,
            action="transmittal.closed",
            subject=sealed.number,
            details={"id": str(row.id), "sha256": row.sha256, "dossiers": str(len(lines))},
        )
        uow.outbox.queue(
            kind="transmittal",
            item_id=row.id,
            revision=row.revision,
            sha256=row.sha256,
            fund=row.fund,
            at=now,
        )
        return row

    def _content(self, uow: UnitOfWork, row: TransmittalRow) -> TransmittalContent:
        office = uow.settings.find_office(row.office)
        if office is None:
            raise UnusableInput("setup.office_unknown", office=row.office, known="")
        zone = self._clock.now().tzinfo
        return TransmittalContent(
            fund=fund_on_paper(self._check.fund_named(row.fund, row.closed_at.date())),
            office=office_on_paper(office),
            counter=row.counter,
            number=row.number,
            closed_at=row.closed_at.astimezone(zone),
            closed_by=row.closed_by,
            lines=tuple(
                TransmittalLine(
                    number=line.number,
                    revision=line.revision,
                    student=line.student,
                    deposited_on=line.deposited_on,
                    total_centimes=line.total_centimes,
                )
                for line in uow.transmittals.lines(row.id)
            ),
            duplicate=row.printed_copies,
        )


def _choose(uow: UnitOfWork, numbers: Sequence[str]) -> list[Papers]:
    """Find the papers that go into the parcel.

    Raises:
        UnusableInput: As `close`.
    """
    papers = _named(uow, numbers) if numbers else uow.transmittals.ready(PaperState.AT_OFFICE)
    if not papers:
        raise UnusableInput("transmittal.nothing")
    if len(papers) > MAX_LINES:
        raise UnusableInput("transmittal.too_many", count=len(papers), limit=MAX_LINES)
    return papers


def _named(uow: UnitOfWork, numbers: Iterable[str]) -> list[Papers]:
    papers = []
    for number in dict.fromkeys(read_number(text) for text in numbers):
        found = uow.transmittals.papers_of(number)
        if found is None:
            raise UnusableInput("transmittal.unknown", number=number)
        dossier = found[0]
        if dossier.cancelled_at is not None:
            raise UnusableInput("transmittal.cancelled", number=number)
        # A paper that its parcel arrived without may turn up under the counter.
        if dossier.paper_state not in {PaperState.AT_OFFICE, PaperState.MISSING}:
            raise UnusableInput("transmittal.not_here", number=number)
        papers.append(found)
    return papers


def _require(uow: UnitOfWork, number: str) -> TransmittalRow:
    name = "".join(number.split()).upper().removeprefix(TRANSMITTAL_PREFIX)
    row = uow.transmittals.find_by_number(name)
    if row is None:
        raise UnusableInput("transmittal.unknown_parcel", number=name[:40])
    return row


def _missing_of(uow: UnitOfWork, transmittal_id: UUID) -> tuple[str, ...]:
    states = uow.transmittals.paper_states(transmittal_id)
    return tuple(number for number, state in states.items() if state == PaperState.MISSING)


def _view(row: TransmittalRow, electronic: str, missing: tuple[str, ...]) -> ParcelView:
    return ParcelView(
        number=row.number,
        fund=row.fund,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        dossier_count=row.dossier_count,
        total_centimes=row.total_centimes,
        electronic=electronic,
        paper=row.paper_state,
        missing=missing,
    )

"""Parcels are items like dossiers: sealed, queued, held once, ticked off, and told about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from intake_app.domain.numbers import DossierNumber
from intake_app.domain.operators import Operator, Role
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.sealed import hash_of
from intake_app.formats.sealed_transmittal import (
    read_sealed_transmittal,
    seal_transmittal_bytes,
)
from intake_app.models.dossier import RevisionRow
from intake_app.printing.printers import PdfFilePrinter
from intake_app.services.transmittal import MAX_LINES
from intake_server.parcels import receive_parcel
from tests.sync.counter_kit import ADMINISTRATOR, AGENT, counter_at, require_both_sides_agree
from tests.sync.volume_kit import Volume, follow_on, replay

if TYPE_CHECKING:
    from intake_app.services.transmittal import ParcelView
    from tests.server.kit import Served
    from tests.sync.counter_kit import Counter

SUPERVISOR = Operator("karim", "Karim Tazi", Role.SUPERVISOR)


def close(counter: Counter, *numbers: str) -> ParcelView:
    (parcel,) = counter.desk.transmittals.close(SUPERVISOR, numbers)
    return parcel


def paper_states(counter: Counter, *numbers: str) -> list[str]:
    with counter.desk.store.reading() as uow:
        rows = [uow.dossiers.find_by_number(number) for number in numbers]
    return [row.paper_state for row in rows if row is not None]


def receive(served: Served, number: str, labels: list[str]) -> None:
    with served.database.writing() as connection:
        receive_parcel(connection, number, labels, at=datetime.now(UTC))


def test_a_parcel_takes_everything_at_the_office_and_says_so(counter: Counter) -> None:
    numbers = [one.number for one in counter.deposit(3)]

    parcel = close(counter)

    assert (parcel.dossier_count, parcel.paper, parcel.electronic) == (3, "in_parcel", "waiting")
    assert parcel.closed_by == "Karim Tazi"
    assert paper_states(counter, *numbers) == ["in_parcel"] * 3
    with counter.desk.store.reading() as uow:
        row = uow.transmittals.find_by_number(parcel.number)
        assert row is not None
        sealed = read_sealed_transmittal(row.body)
        assert row.sha256 == hash_of(row.body)
    assert [line.number for line in sealed.lines] == numbers
    assert seal_transmittal_bytes(sealed) == row.body
    assert sealed.total_centimes == parcel.total_centimes > 0


def test_a_parcels_number_is_no_dossiers_number(counter: Counter) -> None:
    first = counter.deposit(1)[0].number
    parcel = close(counter).number
    second = counter.deposit(1)[0].number

    assert len({first, parcel, second}) == 3
    assert [number.split("-")[3] for number in (first, parcel, second)] == [
        "000001",
        "000002",
        "000003",
    ]


def test_a_parcel_is_held_once_and_ticked_off_and_its_counter_told(
    served: Served, counter: Counter
) -> None:
    counter.enrol(served)
    here, lost, later = (one.number for one in counter.deposit(3))
    parcel = close(counter, here, lost)
    counter.sync.sync_once()
    require_both_sides_agree(served, counter)

    receive(served, parcel.number, [here, later])
    counter.sync.sync_once()

    (listed,) = counter.desk.transmittals.list_closed()
    assert (listed.electronic, listed.paper) == ("received", "parcel_received")
    assert listed.missing == (lost,)
    assert paper_states(counter, here, lost, later) == [
        "parcel_received",
        "missing",
        "parcel_received",
    ]
    with counter.desk.store.reading() as uow:
        row = uow.dossiers.find_by_number(later)
        assert row is not None
        notes = [event.note or "" for event in uow.dossiers.states(row.id)]
    assert any("extra" in note for note in notes)


def test_a_paper_that_was_missing_goes_into_the_next_parcel(
    trial: Served, counter: Counter
) -> None:
    counter.enrol(trial)
    numbers = [one.number for one in counter.deposit(2)]
    first = close(counter)
    counter.sync.sync_once()
    receive(trial, first.number, numbers[:1])
    counter.sync.sync_once()

    second = close(counter, numbers[1])
    counter.sync.sync_once()
    receive(trial, second.number, numbers[1:])
    counter.sync.sync_once()

    assert paper_states(counter, *numbers) == ["parcel_received"] * 2
    require_both_sides_agree(trial, counter)


def test_the_server_judges_a_sealed_parcel_sound(trial: Served, counter: Counter) -> None:
    counter.enrol(trial)
    counter.deposit(1)
    close(counter)

    assert counter.sync.sync_once().results == {"accepted": 2}


def test_a_parcel_lost_with_the_disk_comes_back_from_the_second_copy(
    counter: Counter, tmp_path: Path
) -> None:
    volume = Volume(tmp_path / "volume")
    follow_on(counter, volume).use(volume.folder, ADMINISTRATOR)
    numbers = [one.number for one in counter.deposit(2)]
    parcel = close(counter)

    with counter_at(tmp_path / "new") as fresh:
        report = replay(fresh, volume.journals[0], counter.desk.key.value)
        (listed,) = fresh.desk.transmittals.list_closed()
        assert fresh.sealed() == counter.sealed()
        assert paper_states(fresh, *numbers) == ["in_parcel"] * 2

    assert report.replayed == 3
    assert (listed.number, listed.dossier_count) == (parcel.number, 2)


def test_a_store_behind_by_one_parcel_alone_takes_the_next_letter(folder: Path) -> None:
    with counter_at(folder) as counter:
        counter.deposit(1)
    image = (folder / "store.sqlite").read_bytes()
    with counter_at(folder) as counter:
        close(counter)
    (folder / "store.sqlite").write_bytes(image)

    with counter_at(folder) as counter:
        assert close(counter).number.startswith("AGA1-1B-")


def test_two_funds_never_travel_in_one_parcel(counter: Counter) -> None:
    numbers = [one.number for one in counter.deposit(2)]
    with counter.desk.store.writing() as uow:
        row = uow.dossiers.find_by_number(numbers[1])
        assert row is not None
        uow._session.execute(  # a second profile would take pages
            update(RevisionRow).where(RevisionRow.dossier_id == row.id).values(fund="cnss")
        )
        uow.commit()

    parcels = counter.desk.transmittals.close(SUPERVISOR)

    assert [(one.fund, one.dossier_count) for one in parcels] == [("cnops", 1), ("cnss", 1)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("nonsense", "receipt.number_wrong"),
        ("AGA1-1A-26-000099-1", "receipt.number_wrong"),
        ("cancelled", "transmittal.cancelled"),
        ("gone", "transmittal.not_here"),
        ("unknown", "transmittal.unknown"),
    ],
)
def test_a_parcel_that_cannot_be_closed_leaves_everything_where_it_is(
    counter: Counter, typed: str, code: str
) -> None:
    here, cancelled, gone = (one.number for one in counter.deposit(3))
    close(counter, gone)
    with counter.desk.store.writing() as uow:
        row = uow.dossiers.find_by_number(cancelled)
        assert row is not None
        row.cancelled_at = counter.clock.now()
        uow.commit()
    unknown = str(replace(DossierNumber.parse(here), serial=777))
    chosen = {"cancelled": cancelled, "gone": gone, "unknown": unknown}.get(typed, typed)
    before = counter.sealed()

    with pytest.raises(UnusableInput) as refused:
        close(counter, here, chosen)

    assert refused.value.code == code
    assert counter.sealed() == before
    assert paper_states(counter, here) == ["at_office"]


def test_a_parcel_of_nothing_or_of_too_much_is_refused(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnusableInput) as nothing:
        close(counter)
    counter.deposit(2)
    monkeypatch.setattr("intake_app.services.transmittal.MAX_LINES", 1)
    with pytest.raises(UnusableInput) as too_many:
        close(counter)

    assert nothing.value.code == "transmittal.nothing"
    assert too_many.value.code == "transmittal.too_many"
    assert MAX_LINES <= 5000, "the server takes no more on one slip"


def test_an_agent_closes_and_prints_no_parcel(counter: Counter) -> None:
    counter.deposit(1)
    with pytest.raises(AccessDenied):
        counter.desk.transmittals.close(AGENT)
    parcel = close(counter)
    with pytest.raises(AccessDenied):
        counter.desk.transmittals.print_slip(parcel.number, AGENT, PdfFilePrinter(Path("x.pdf")))


def test_a_slip_is_printed_once_as_the_original_and_then_as_duplicates(
    counter: Counter, tmp_path: Path
) -> None:
    counter.deposit(2)
    number = close(counter).number
    service = counter.desk.transmittals

    with pytest.raises(UnusableInput):
        service.print_slip(number, SUPERVISOR, PdfFilePrinter(tmp_path / "no" / "folder.pdf"))
    first = service.print_slip(f"OT:{number}", SUPERVISOR, PdfFilePrinter(tmp_path / "a.pdf"))
    second = service.print_slip(number, SUPERVISOR, PdfFilePrinter(tmp_path / "b.pdf"))

    assert (first.copy, second.copy) == (0, 1)
    assert first.pdf.startswith(b"%PDF")
    with pytest.raises(UnusableInput) as unknown:
        service.print_slip("AGA1-1A-26-999999-X", SUPERVISOR, PdfFilePrinter(tmp_path / "c.pdf"))
    assert unknown.value.code == "transmittal.unknown_parcel"

"""A parcel arrives: what is there, what is missing, what is too much, what came too early."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest
from sqlalchemy import event
from uuid6 import uuid7

from intake_app.cli import main
from intake_app.domain.lifecycle import PaperState
from intake_app.domain.numbers import DossierNumber
from intake_app.errors import UnusableInput
from intake_app.sync.canonical import canonical_bytes
from intake_app.sync.messages import ItemKind, ItemResult
from intake_app.sync.outcomes import Delivered
from intake_server.decisions import decide
from intake_server.ingest import Ingest
from intake_server.judgement import load_judge
from intake_server.parcels import ParcelReport, receive_parcel
from tests.server.fixtures import empty
from tests.server.kit import FUND, as_item, item_of_body, now, sealed_revision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from intake_app.sync.batches import OutgoingItem
    from intake_server.database import Database
    from tests.server.kit import Office, Served

PARCEL = "AGA1-1A-26-000900-X"


def number(serial: int) -> str:
    return str(DossierNumber("AGA1", "1A", 2026, serial))


def dossiers(count: int, first: int = 1) -> list[OutgoingItem]:
    return [
        as_item(replace(sealed_revision(), number=number(serial), dossier_id=id_of(number(serial))))
        for serial in range(first, first + count)
    ]


def id_of(name: str) -> UUID:
    """The id of the dossier that a slip means by this number."""
    return uuid5(NAMESPACE_OID, name)


def namesake(name: str) -> OutgoingItem:
    """Another dossier under a number that was given already: a store was put back in between."""
    return as_item(replace(sealed_revision(), number=name))


def corrected(name: str) -> OutgoingItem:
    """The second revision of the dossier that a slip means by this number."""
    return as_item(replace(sealed_revision(), number=name, dossier_id=id_of(name), revision=2))


def parcel_of(numbers: list[str], name: str = PARCEL) -> OutgoingItem:
    parcel_id = str(uuid7())
    members = {
        "format": "onousc-sealed/1",
        "kind": "transmittal",
        "transmittal_id": parcel_id,
        "revision": 1,
        "number": name,
        "office": "AGA1",
        "counter": "1A",
        "operator": "Amina",
        "fund": FUND,
        "dossiers": [{"id": str(id_of(one)), "revision": 1, "number": one} for one in numbers],
    }
    return replace(item_of_body(canonical_bytes(members), parcel_id), kind=ItemKind.TRANSMITTAL)


def send(office: Office, items: list[OutgoingItem]) -> None:
    delivered = office.client.deliver(office.batch(items))
    assert isinstance(delivered, Delivered)


def receive(served: Served, scanned: list[str] | None, name: str = PARCEL) -> ParcelReport:
    with served.database.writing() as connection:
        return receive_parcel(connection, name, scanned, at=now())


def told(office: Office) -> list[tuple[str, str, list[str]]]:
    """Kind, state and codes of all that the office is told, in order."""
    return [
        (event.kind.value, event.state, [reason.code for reason in event.reasons])
        for event in office.client.status(None).events
    ]


def test_each_dossier_of_a_parcel_is_received_missing_or_extra(served: Served) -> None:
    office = served.office()
    send(office, [*dossiers(4), parcel_of([number(1), number(2), number(3)])])

    report = receive(served, [f"OL:{number(1)}", number(3).lower(), "", number(4), number(1)])

    assert report == ParcelReport(
        number=PARCEL,
        received=(number(1), number(3)),
        missing=(number(2),),
        extra=(number(4),),
        awaited=(),
    )
    assert told(office) == [
        ("transmittal", "parcel_received", []),
        ("dossier", "parcel_received", []),
        ("dossier", "parcel_received", []),
        ("dossier", "missing", []),
        ("dossier", "parcel_received", ["extra"]),
    ]


@pytest.mark.parametrize(
    ("count", "twice", "path"), [(1, False, "count"), (2, True, "dossiers[1].id")]
)
def test_a_slip_that_contradicts_itself_is_held_in_quarantine(
    trial: Served, *, count: int, twice: bool, path: str
) -> None:
    office = trial.office()
    parcel_id = str(uuid7())
    lines = [{"id": str(uuid7()), "revision": 1, "number": number(n)} for n in (1, 2)]
    members = {
        "format": "onousc-sealed/1",
        "kind": "transmittal",
        "transmittal_id": parcel_id,
        "revision": 1,
        "number": PARCEL,
        "office": "AGA1",
        "counter": "1A",
        "operator": "Amina",
        "fund": FUND,
        "count": count,
        "dossiers": [lines[0], lines[0] if twice else lines[1]],
    }
    body = canonical_bytes(members)
    item = replace(item_of_body(body, parcel_id), kind=ItemKind.TRANSMITTAL)

    delivered = office.client.deliver(office.batch([item]))

    assert isinstance(delivered, Delivered)
    (result,) = delivered.receipt.items
    assert (result.result, result.code, result.path) == (
        ItemResult.QUARANTINED,
        "sealed.slip",
        path,
    )


def test_without_labels_the_slip_is_taken_at_its_word(served: Served) -> None:
    office = served.office()
    send(office, [*dossiers(2), parcel_of([number(1), number(2)])])

    report = receive(served, None, f"OT:{PARCEL}")

    assert (report.received, report.missing) == ((number(1), number(2)), ())


def test_paper_that_came_before_its_data_is_no_stranger(served: Served) -> None:
    office = served.office()
    early = dossiers(2, first=7)
    send(office, [*dossiers(1), parcel_of([number(1), number(7)])])

    report = receive(served, [number(1), number(7), number(8)])
    assert report.awaited == (number(7), number(8))
    assert report.extra == ()
    before = len(told(office))
    send(office, early)

    assert told(office)[before:] == [("dossier", "parcel_received", [])] * 2


def test_a_dossier_said_missing_before_its_data_came_is_told_too(served: Served) -> None:
    office = served.office()
    late = dossiers(1, first=9)
    send(office, [parcel_of([number(9)])])
    receive(served, [])

    send(office, late)

    assert told(office)[-1] == ("dossier", "missing", [])


def test_what_was_said_last_of_a_paper_is_told_when_its_data_comes(served: Served) -> None:
    office = served.office()
    send(office, [parcel_of([number(9)])])
    receive(served, [])
    receive(served, [number(9)])

    send(office, dossiers(1, first=9))

    assert told(office)[-1] == ("dossier", "parcel_received", [])


def test_a_dossier_that_arrives_while_its_parcel_is_ticked_off_is_told(
    postgres_server: Served,
) -> None:
    served = postgres_server
    empty(served)
    office = served.office()
    send(office, [parcel_of([number(9)])])
    ingest = Ingest(served.database, load_judge(), now, served.settings.limits)
    batch = office.batch(dossiers(1, first=9))
    taking = threading.Thread(target=ingest.take, args=(batch.payload, batch.signature))
    ticking = threading.Thread(target=receive, args=(served, None))

    with stopped_before_commit(served.database, taking):
        ticking.start()
        while ticking.is_alive() and not somebody_waits(served.database):
            ticking.join(0.02)
    taking.join()
    ticking.join()

    assert told(office)[-1] == ("dossier", "parcel_received", [])
    office.close()


def test_of_two_that_arrive_under_a_number_at_the_same_moment_one_is_told_of_the_early_paper(
    postgres_server: Served,
) -> None:
    served = postgres_server
    empty(served)
    first, second = served.office(), served.office()
    send(first, [parcel_of([])])
    receive(served, [number(9)])
    ingest = Ingest(served.database, load_judge(), now, served.settings.limits)
    sent = first.batch(dossiers(1, first=9)), second.batch([namesake(number(9))])
    taking, beside = (
        threading.Thread(target=ingest.take, args=(batch.payload, batch.signature))
        for batch in sent
    )

    with stopped_before_commit(served.database, taking):
        beside.start()
        while beside.is_alive() and not somebody_waits(served.database):
            beside.join(0.02)
    beside.join()

    assert told(first)[1:] == [("dossier", "parcel_received", [])]
    assert told(second) == []
    served.close()


@contextmanager
def stopped_before_commit(database: Database, thread: threading.Thread) -> Iterator[None]:
    """Start a thread and hold it just before it commits, until the block ends."""
    reached, go = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        if threading.current_thread() is thread:
            reached.set()
            go.wait(10)

    event.listen(database.engine, "commit", hold)
    try:
        thread.start()
        assert reached.wait(10)
        yield
    finally:
        go.set()
        thread.join()
        event.remove(database.engine, "commit", hold)


def somebody_waits(database: Database) -> bool:
    with database.glancing() as connection:
        waiting = connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(waiting.scalar_one())


def test_dossiers_of_another_counter_are_told_to_that_counter(served: Served) -> None:
    first, second = served.office(), served.office()
    send(first, [*dossiers(1), parcel_of([number(1), number(2)])])
    send(second, dossiers(1, first=2))

    receive(served, None)

    assert told(second) == [("dossier", "parcel_received", [])]
    assert len(told(first)) == 2


def test_a_dossier_is_returned_with_its_reason_and_settled(served: Served) -> None:
    office = served.office()
    send(office, dossiers(2))

    with served.database.writing() as connection:
        decide(connection, number(1), PaperState.RETURNED, reason="pas signé", at=now())
        decide(connection, f"OD:{number(2)}", PaperState.SETTLED, reason="", at=now())

    events = office.client.status(None).events
    assert [event.state for event in events] == ["returned", "settled"]
    assert [reason.text for reason in events[0].reasons] == ["pas signé"]


def test_a_decision_never_reaches_a_station_that_sent_its_dossier_under_the_number_of_others(
    served: Served,
) -> None:
    owner, stranger = served.office(), served.office("FES1", "13")
    send(owner, dossiers(1))
    before = as_item(replace(sealed_revision(), number=number(1), revision=2))
    after = as_item(replace(sealed_revision(), number=number(1), office="FES1", counter="13A"))
    same_id = replace(
        sealed_revision(), dossier_id=id_of(number(1)), revision=2, office="FES1", counter="13A"
    )
    send(
        stranger,
        [
            before,
            after,
            as_item(replace(same_id, number=str(DossierNumber("FES1", "13A", 2026, 1)))),
        ],
    )

    with served.database.writing() as connection:
        decide(connection, number(1), PaperState.RETURNED, reason="pas signé", at=now())

    assert told(stranger) == []
    assert [event.id for event in owner.client.status(None).events] == [str(id_of(number(1)))]


def test_a_parcel_of_strangers_is_not_received_as_the_one_it_is_named_after(served: Served) -> None:
    send(served.office("FES1", "13"), [parcel_of([number(1)])])

    with pytest.raises(UnusableInput) as unknown:
        receive(served, None)

    assert unknown.value.code == "server.parcel_unknown"


def test_a_number_given_twice_is_decided_by_the_id(served: Served) -> None:
    office = served.office()
    twin = namesake(number(1))
    send(office, [*dossiers(1), twin])

    with pytest.raises(UnusableInput) as shared, served.database.writing() as connection:
        decide(connection, number(1), PaperState.SETTLED, reason="", at=now())
    with pytest.raises(UnusableInput) as other, served.database.writing() as connection:
        decide(connection, number(1), PaperState.SETTLED, reason="", at=now(), item_id=str(uuid7()))
    with served.database.writing() as connection:
        decide(connection, number(1), PaperState.SETTLED, reason="", at=now(), item_id=twin.id)

    assert (shared.value.code, other.value.code) == ("server.number_shared", "server.id_of_another")
    assert twin.id in shared.value.details["ids"]
    assert str(id_of(number(1))) in shared.value.details["ids"]
    assert [event.id for event in office.client.status(None).events] == [twin.id]


def test_a_slip_says_which_dossier_of_a_shared_number_is_in_the_parcel(served: Served) -> None:
    office = served.office()
    send(office, [*dossiers(1), namesake(number(1)), parcel_of([number(1)])])

    report = receive(served, [number(1)])

    assert report.received == (number(1),)
    events = office.client.status(None).events
    assert [event.id for event in events[1:]] == [str(id_of(number(1)))]


def test_the_paper_of_a_slip_is_awaited_while_only_its_namesake_is_held(served: Served) -> None:
    office = served.office()
    send(office, [namesake(number(1)), parcel_of([number(1)])])

    report = receive(served, [number(1)])
    send(office, dossiers(1))

    assert report.awaited == (number(1),)
    events = office.client.status(None).events
    assert [event.id for event in events[1:]] == [str(id_of(number(1)))]


def test_a_label_outside_the_slip_that_names_two_dossiers_is_refused(served: Served) -> None:
    office = served.office()
    send(office, [*dossiers(2), namesake(number(2)), parcel_of([number(1)])])

    with pytest.raises(UnusableInput) as shared:
        receive(served, [number(1), number(2)])

    assert shared.value.code == "server.label_shared"
    assert str(id_of(number(2))) in shared.value.details["ids"]
    assert told(office) == []


def test_of_two_parcels_with_one_number_the_one_with_the_id_is_received(served: Served) -> None:
    office = served.office()
    first, second = parcel_of([number(1)]), parcel_of([number(2)])
    send(office, [*dossiers(2), first, second])

    with pytest.raises(UnusableInput) as shared:
        receive(served, None)
    with served.database.writing() as connection:
        report = receive_parcel(connection, PARCEL, None, at=now(), parcel_id=second.id)

    assert shared.value.code == "server.number_shared"
    assert report.received == (number(2),)


def test_a_paper_that_came_early_is_not_said_again_of_the_revision_put_right_after_a_return(
    served: Served,
) -> None:
    office = served.office()
    send(office, [parcel_of([number(8)])])
    receive(served, [number(8), number(9)])
    send(office, dossiers(2, first=8))
    with served.database.writing() as connection:
        for name in (number(8), number(9)):
            decide(connection, name, PaperState.RETURNED, reason="pas signé", at=now())
    before = told(office)

    send(office, [corrected(number(8)), corrected(number(9))])

    assert [event[1] for event in before[1:]] == ["parcel_received"] * 2 + ["returned"] * 2
    assert told(office) == before


@pytest.mark.parametrize("together", [True, False])
def test_of_two_that_arrive_under_a_number_the_paper_is_that_of_the_one_on_the_slip(
    served: Served, *, together: bool
) -> None:
    office = served.office()
    send(office, [parcel_of([number(9)])])
    receive(served, None)

    twin, meant = namesake(number(9)), dossiers(1, first=9)
    for items in [[twin, *meant]] if together else [[twin], meant]:
        send(office, items)

    events = office.client.status(None).events
    assert [event.id for event in events[1:]] == [str(id_of(number(9)))]


def test_an_early_paper_without_a_slip_is_told_of_none_of_two_that_arrive_at_once(
    served: Served,
) -> None:
    office = served.office()
    send(office, [parcel_of([])])
    receive(served, [number(9)])

    send(office, [*dossiers(1, first=9), namesake(number(9))])
    send(office, [corrected(number(9))])

    assert told(office) == [("transmittal", "parcel_received", [])]


def test_an_early_paper_without_a_slip_is_told_of_the_first_that_arrives_and_no_other(
    served: Served,
) -> None:
    office = served.office()
    send(office, [parcel_of([])])
    receive(served, [number(9)])

    send(office, dossiers(1, first=9))
    send(office, [namesake(number(9))])

    events = office.client.status(None).events
    assert [event.id for event in events[1:]] == [str(id_of(number(9)))]


@pytest.mark.parametrize(
    ("name", "state", "reason", "code"),
    [
        (number(1), PaperState.RETURNED, "  ", "server.reason_missing"),
        (number(99), PaperState.SETTLED, "", "server.dossier_unknown"),
        ("AGA1-1A-26-000001-0", PaperState.SETTLED, "", "server.label_wrong"),
    ],
)
def test_a_decision_needs_a_dossier_and_a_return_needs_a_reason(
    trial: Served, name: str, state: PaperState, reason: str, code: str
) -> None:
    send(trial.office(), dossiers(1))

    with pytest.raises(UnusableInput) as refused, trial.database.writing() as connection:
        decide(connection, name, state, reason=reason, at=now())

    assert refused.value.code == code


def test_an_unknown_parcel_and_a_wrong_label_leave_nothing_behind(trial: Served) -> None:
    office = trial.office()
    send(office, [*dossiers(1), parcel_of([number(1)])])

    with pytest.raises(UnusableInput) as unknown:
        receive(trial, None, "AGA1-1A-26-000901-X")
    with pytest.raises(UnusableInput) as wrong:
        receive(trial, [number(1), "rubbish"])

    assert unknown.value.code == "server.parcel_unknown"
    assert (wrong.value.code, wrong.value.details["line"]) == ("server.label_wrong", "2")
    assert told(office) == []


def test_the_terminal_ticks_a_parcel_off(
    own_trial: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send(own_trial.office(), [*dossiers(2), parcel_of([number(1), number(2)])])
    labels = tmp_path / "labels.txt"
    labels.write_text(f"OL:{number(1)}\n", encoding="utf-8")
    here = ["--database", str(own_trial.settings.database.database)]

    missing = main(["server", "receive", PARCEL, "--labels", str(labels), *here])
    said = capsys.readouterr().out
    whole = main(["server", "receive", PARCEL, "--json", *here])
    other = main(["server", "receive", PARCEL, "--id", str(uuid7()), *here])
    meant = ["--id", str(id_of(number(1))), *here]
    returned = main(["server", "decide", number(1), "returned", "--reason", "pas signé", *meant])
    settled = main(["server", "decide", number(1), "settled", *here])
    wrong = main(["server", "decide", number(1), "lost", *here])
    unreadable = main(["server", "receive", PARCEL, "--labels", str(tmp_path), *here])

    assert (missing, whole, settled, wrong, unreadable) == (1, 0, 0, 2, 2)
    assert (other, returned) == (2, 0)
    assert f"Manquants         : 1  {number(2)}" in said

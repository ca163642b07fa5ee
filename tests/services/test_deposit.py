from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from intake_app.app import Desk, open_desk
from intake_app.domain.findings import Outcome, Severity
from intake_app.domain.operators import Operator, Role
from intake_app.errors import AccessDenied, EnvironmentFault, RuleViolation, UnusableInput
from intake_app.formats.dossier_json import DossierFormatError, parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.formats.sealed import Depositor, hash_of, read_sealed
from intake_app.services.dating import RELEASED_ON, DateWord
from intake_app.services.deposit import Approval, Deposited, DepositOrder
from intake_app.services.settings import StationSettings
from intake_app.settings import Home

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.domain.dossier import Dossier
    from tests.conftest import SetClock

AGENT = Operator("salma", "Salma Alaoui", Role.AGENT)
SUPERVISOR = Operator("amina", "Amina Berrada", Role.SUPERVISOR)


def sample(name: str, clock: SetClock) -> Dossier:
    return parse_dossier(load_sample(name, clock.now().date()))


def deposit(desk: Desk, dossier: Dossier, **more: object) -> Deposited:
    order = DepositOrder(desk.drafts.new_id(), dossier, AGENT)
    return desk.deposits.deposit(replace(order, **more))  # type: ignore[arg-type]


def test_a_deposit_is_sealed_numbered_audited_and_queued_at_once(
    desk: Desk, clock: SetClock
) -> None:
    taken = deposit(desk, sample("complete", clock))

    assert taken.number.startswith("AGA1-1A-26-000001-")
    assert taken.verdict.outcome is Outcome.COMPLETE
    with desk.store.reading() as uow:
        revision = uow.dossiers.require_revision(taken.dossier_id, 1)
        waiting = uow.outbox.waiting(10)
        lines = [(line.action, line.subject) for line in uow.audit.lines()]
    assert hash_of(revision.body) == revision.sha256 == taken.sha256
    assert [(row.item_id, row.sha256) for row, _body in waiting] == [
        (taken.dossier_id, taken.sha256)
    ]
    assert waiting[0][1] == revision.body
    assert lines[-1] == ("deposit", taken.number)


def test_sealed_bytes_read_back_as_what_was_deposited(desk: Desk, clock: SetClock) -> None:
    dossier = sample("complete", clock)
    taken = deposit(desk, dossier)

    with desk.store.reading() as uow:
        sealed = read_sealed(uow.dossiers.require_revision(taken.dossier_id, 1).body)

    assert sealed.dossier == replace(dossier, deposited_on=clock.now().date())
    assert sealed.number == taken.number
    assert sealed.verdict == taken.verdict
    assert sealed.deposited_at == clock.now()


def test_numbers_follow_one_another_and_start_again_each_year(desk: Desk, clock: SetClock) -> None:
    first = deposit(desk, sample("complete", clock)).number
    second = deposit(desk, sample("biology", clock)).number
    clock.advance(timedelta(days=60).total_seconds())
    third = deposit(desk, sample("complete", clock)).number

    assert [number[:18] for number in (first, second, third)] == [
        "AGA1-1A-26-000001-",
        "AGA1-1A-26-000002-",
        "AGA1-1A-27-000001-",
    ]


def test_the_same_deposit_twice_is_one(desk: Desk, clock: SetClock) -> None:
    order = DepositOrder(desk.drafts.new_id(), sample("complete", clock), AGENT)

    first = desk.deposits.deposit(order)
    clock.advance(5)
    again = desk.deposits.deposit(order)

    assert again == first
    assert len(desk.day.today()) == 1


def test_a_page_that_was_deposited_is_no_draft_any_more(desk: Desk, clock: SetClock) -> None:
    """A key typed while the deposit was stored is saved after it."""
    taken = deposit(desk, sample("complete", clock))

    desk.drafts.save(taken.dossier_id, {"student": {}}, AGENT)
    other = desk.drafts.new_id()
    desk.drafts.save(other, {"student": {}}, AGENT)

    assert [draft.id for draft in desk.drafts.all()] == [other]


def test_an_id_already_used_for_another_content_is_refused(desk: Desk, clock: SetClock) -> None:
    order = DepositOrder(desk.drafts.new_id(), sample("complete", clock), AGENT)
    desk.deposits.deposit(order)

    with pytest.raises(UnusableInput) as refused:
        desk.deposits.deposit(replace(order, dossier=sample("biology", clock)))

    assert refused.value.code == "deposit.id_taken"


@pytest.mark.parametrize("name", ["incomplete", "refused", "late"])
def test_a_dossier_that_may_not_be_taken_leaves_nothing_behind(
    desk: Desk, clock: SetClock, name: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        deposit(desk, sample(name, clock))

    assert any(found.severity is not Severity.WARN for found in refused.value.findings)
    assert desk.day.today() == ()
    with desk.store.reading() as uow:
        assert uow.outbox.counts() == {}
        assert uow.dossiers.sealed_count() == 0
    assert deposit(desk, sample("complete", clock)).number.startswith("AGA1-1A-26-000001-")


@pytest.mark.parametrize("text", ["12 rue de l\x92Atlas", "AB\x00", "rue \ud83d"])
def test_nothing_is_sealed_that_could_not_be_read_again(
    desk: Desk, clock: SetClock, text: str
) -> None:
    whole, lacking = sample("complete", clock), sample("incomplete", clock)
    addressed = replace(whole, student=replace(whole.student, address=text))
    orders: dict[str, dict[str, object]] = {
        "student.address": {"dossier": addressed},
        "depositor.name": {"dossier": whole, "depositor": Depositor(text, "ZZ1")},
        "depositor.identity_number": {"dossier": whole, "depositor": Depositor("Ali", text)},
        "override.reason": {"dossier": lacking, "approval": Approval(SUPERVISOR, text)},
    }

    for path, order in orders.items():
        with pytest.raises(DossierFormatError) as refused:
            deposit(desk, **order)  # type: ignore[arg-type]
        assert (refused.value.reason, refused.value.json_path) == ("input.characters", path)

    assert desk.day.today() == ()
    assert deposit(desk, whole).number.startswith("AGA1-1A-26-000001-")


def test_no_number_is_sealed_that_could_not_be_read_again(desk: Desk, clock: SetClock) -> None:
    whole = sample("complete", clock)
    total = sum(act.amount_centimes or 0 for act in whole.acts)
    dear = replace(whole.acts[0], amount_centimes=2**53)
    sheet = replace(
        whole.sheet, total_centimes=total - (whole.acts[0].amount_centimes or 0) + 2**53
    )
    priced = replace(whole, acts=(dear, *whole.acts[1:]), sheet=sheet)
    lasting = replace(whole, prescriptions=(replace(whole.prescriptions[0], duration_days=10**40),))

    for dossier, reason in ((priced, "amount_too_large"), (lasting, "integer_too_large")):
        with pytest.raises(DossierFormatError) as refused:
            deposit(desk, dossier)
        assert refused.value.reason == f"input.{reason}"

    assert desk.day.today() == ()


def test_a_supervisor_overrides_with_a_reason_that_is_sealed(desk: Desk, clock: SetClock) -> None:
    approval = Approval(SUPERVISOR, " Cachet promis pour demain ")

    taken = deposit(desk, sample("incomplete", clock), approval=approval)

    with desk.store.reading() as uow:
        sealed = read_sealed(uow.dossiers.require_revision(taken.dossier_id, 1).body)
    assert sealed.override is not None
    assert sealed.override.reason == "Cachet promis pour demain"
    assert sealed.override.supervisor == "Amina Berrada"


def test_nobody_overrides_a_refusal(desk: Desk, clock: SetClock) -> None:
    with pytest.raises(RuleViolation):
        deposit(desk, sample("refused", clock), approval=Approval(SUPERVISOR, "Je passe outre"))

    assert desk.day.today() == ()


def test_an_agent_may_not_override(desk: Desk, clock: SetClock) -> None:
    with pytest.raises(AccessDenied) as denied:
        deposit(desk, sample("incomplete", clock), approval=Approval(AGENT, "Je passe outre"))

    assert denied.value.code == "role.supervisor"


def test_an_override_needs_its_reason_written(desk: Desk, clock: SetClock) -> None:
    with pytest.raises(UnusableInput) as refused:
        deposit(desk, sample("incomplete", clock), approval=Approval(SUPERVISOR, "  "))

    assert refused.value.code == "override.reason_missing"


def test_an_override_is_not_written_where_none_was_needed(desk: Desk, clock: SetClock) -> None:
    taken = deposit(desk, sample("complete", clock), approval=Approval(SUPERVISOR, "Au cas où"))

    with desk.store.reading() as uow:
        assert read_sealed(uow.dossiers.require_revision(taken.dossier_id, 1).body).override is None


def test_the_counter_dates_the_deposit_not_the_file(desk: Desk, clock: SetClock) -> None:
    dossier = replace(sample("complete", clock), deposited_on=clock.now().date() - timedelta(30))

    taken = deposit(desk, dossier)

    with desk.store.reading() as uow:
        sealed = read_sealed(uow.dossiers.require_revision(taken.dossier_id, 1).body)
    assert sealed.deposited_on == clock.now().date()


def test_another_day_needs_a_supervisor(desk: Desk, clock: SetClock) -> None:
    yesterday = clock.now().date() - timedelta(1)
    dossier = parse_dossier(load_sample("complete", yesterday))

    with pytest.raises(AccessDenied):
        deposit(desk, dossier, other_day=yesterday)
    taken = deposit(desk, dossier, other_day=yesterday, operator=SUPERVISOR)

    with desk.store.reading() as uow:
        assert uow.dossiers.require_revision(taken.dossier_id, 1).deposited_on == yesterday


def test_a_day_to_come_is_refused_while_the_clock_is_trusted(desk: Desk, clock: SetClock) -> None:
    tomorrow = clock.now().date() + timedelta(1)
    dossier = parse_dossier(load_sample("complete", clock.now().date()))

    with pytest.raises(UnusableInput) as refused:
        deposit(desk, dossier, other_day=tomorrow, operator=SUPERVISOR)
    assert refused.value.code == "deposit.day_to_come"

    deposit(desk, dossier)
    clock.instant -= timedelta(days=1)
    late = deposit(desk, sample("biology", clock), other_day=tomorrow, operator=SUPERVISOR)
    assert late.flags == ("clock_behind",)


def test_a_clock_behind_the_last_seal_is_flagged_and_the_dossier_taken(
    desk: Desk, clock: SetClock
) -> None:
    deposit(desk, sample("complete", clock))
    clock.instant -= timedelta(hours=2)

    taken = deposit(desk, sample("biology", clock))

    assert taken.flags == ("clock_behind",)


def test_a_clock_before_the_release_is_flagged_with_nothing_sealed_yet(
    desk: Desk, clock: SetClock
) -> None:
    clock.instant = datetime.combine(
        RELEASED_ON - timedelta(days=1), time(10), clock.instant.tzinfo
    )

    assert deposit(desk, sample("complete", clock)).flags == ("clock_behind",)


def test_where_somebody_can_be_asked_a_clock_behind_waits_for_the_word(
    desk: Desk, clock: SetClock
) -> None:
    deposit(desk, sample("complete", clock))
    clock.instant -= timedelta(days=2)
    late = sample("biology", clock)

    with pytest.raises(UnusableInput) as asked:
        deposit(desk, late, date_word=DateWord.TO_ASK)
    assert asked.value.code == "deposit.date_in_doubt"
    assert asked.value.details == {"day": "18/11/2026 10:30", "been": "20/11/2026"}
    with desk.store.reading() as uow:
        assert uow.dossiers.sealed_count() == 1

    taken = deposit(desk, late, date_word=DateWord.CONFIRMED)
    assert taken.flags == ("clock_behind", "date_confirmed")


def test_the_same_act_again_is_warned_of_across_spelling(desk: Desk, clock: SetClock) -> None:
    first = deposit(desk, sample("complete", clock))
    members = json.loads(load_sample("complete", clock.now().date()))
    members["student"]["identity_number"] = "zz 900001"
    members["acts"][0]["provider"]["inpe"] = None
    members["acts"][0]["provider"]["name"] = "DR ÉSSAI UN"
    again = parse_dossier(json.dumps(members).encode())

    verdict = desk.check.check(again)

    duplicates = [found for found in verdict.findings if found.code == "dossier.duplicate"]
    assert [found.path for found in duplicates] == ["acts[0]", "acts[1]"]
    assert first.number in dict(duplicates[0].details).values()


def test_a_full_disk_takes_nothing_in_and_the_same_id_works_later(
    desk: Desk, clock: SetClock
) -> None:
    from sqlalchemy import event, text

    def no_room(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}").close()  # type: ignore[attr-defined]

    order = DepositOrder(UUID(int=7), sample("complete", clock), AGENT)
    engine = desk.store._engine
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    engine.dispose()
    event.listen(engine, "connect", no_room)
    big = replace(order.dossier.student, address="x" * 400_000)
    order = replace(order, dossier=replace(order.dossier, student=big))

    with pytest.raises(EnvironmentFault) as full:
        desk.deposits.deposit(order)
    event.remove(engine, "connect", no_room)
    engine.dispose()

    assert full.value.code == "disk.full"
    assert desk.day.today() == ()
    assert desk.deposits.deposit(order).number.startswith("AGA1-1A-26-000001-")


def test_a_store_that_lies_behind_its_guard_takes_the_next_letter(
    tmp_path: Path, clock: SetClock
) -> None:
    home = Home(tmp_path / "desk")
    desk = open_desk(home, clock)
    desk.set_up(StationSettings("AGA1", "1"), "amina", "Amina Berrada", "correct horse")
    desk.close()
    old_copy = home.store.read_bytes()
    desk = open_desk(home, clock)
    lost = deposit(desk, sample("complete", clock)).number
    desk.close()
    for path in home.folder.glob("store.sqlite*"):
        path.unlink()
    home.store.write_bytes(old_copy)

    restored = open_desk(home, clock)
    number = deposit(restored, sample("biology", clock)).number
    restored.close()
    reopened = open_desk(home, clock)
    following = deposit(reopened, sample("complete", clock)).number
    reopened.close()

    assert lost.startswith("AGA1-1A-26-000001-")
    assert number.startswith("AGA1-1B-26-000001-")
    assert following.startswith("AGA1-1B-26-000002-")


def test_nothing_is_deposited_before_the_station_is_set_up(tmp_path: Path, clock: SetClock) -> None:
    desk = open_desk(Home(tmp_path / "new"), clock)

    with pytest.raises(UnusableInput) as refused:
        deposit(desk, sample("complete", clock))

    desk.close()
    assert refused.value.code == "setup.needed"

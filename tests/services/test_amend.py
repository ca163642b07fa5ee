"""A deposited dossier is corrected as a new revision; what was sealed never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from intake_app.domain.findings import Outcome
from intake_app.domain.operators import Operator, Role
from intake_app.errors import AccessDenied, RuleViolation, UnusableInput
from intake_app.formats.dossier_json import DossierFormatError, parse_dossier
from intake_app.formats.samples import load_sample
from intake_app.formats.sealed import Depositor, read_sealed
from intake_app.printing.printers import PdfFolderPrinter
from intake_app.services.amend import AmendOrder
from intake_app.services.deposit import Approval, Deposited, DepositOrder

if TYPE_CHECKING:
    from intake_app.app import Desk
    from intake_app.domain.dossier import Dossier
    from intake_app.formats.sealed import SealedRevision
    from tests.conftest import SetClock

AGENT = Operator("salma", "Salma Alaoui", Role.AGENT)
SUPERVISOR = Operator("amina", "Amina Berrada", Role.SUPERVISOR)
LEAVE = Approval(SUPERVISOR, " Nom mal lu ")


@pytest.fixture
def taken(desk: Desk, clock: SetClock) -> Deposited:
    dossier = parse_dossier(load_sample("complete", clock.now().date()))
    return desk.deposits.deposit(DepositOrder(desk.drafts.new_id(), dossier, AGENT))


def renamed(desk: Desk, taken: Deposited, name: str = "ZEROUALI") -> Dossier:
    dossier = desk.amend.open(taken.dossier_id).dossier
    papers = tuple(
        replace(one, patient=f"{name} {dossier.student.first_name}")
        for one in dossier.prescriptions
    )
    student = replace(dossier.student, last_name=name)
    return replace(dossier, student=student, prescriptions=papers)


def order_of(desk: Desk, taken: Deposited, **more: object) -> AmendOrder:
    order = AmendOrder(taken.dossier_id, 1, renamed(desk, taken), AGENT, LEAVE)
    return replace(order, **more)  # type: ignore[arg-type]


def sealed_of(desk: Desk, taken: Deposited, revision: int) -> SealedRevision:
    with desk.store.reading() as uow:
        return read_sealed(uow.dossiers.require_revision(taken.dossier_id, revision).body)


def test_a_correction_is_the_next_revision_of_the_same_dossier(
    desk: Desk, clock: SetClock, taken: Deposited
) -> None:
    before = sealed_of(desk, taken, 1)
    clock.advance(timedelta(days=2).total_seconds())

    amended = desk.amend.amend(order_of(desk, taken))

    assert (amended.number, amended.revision) == (taken.number, 2)
    sealed = sealed_of(desk, taken, 2)
    assert sealed.reason == "Nom mal lu"
    assert sealed.override is None
    assert sealed.deposited_on == clock.now().date()
    assert sealed.first_deposited_on == before.first_deposited_on == before.deposited_on
    assert sealed_of(desk, taken, 1) == before
    (line,) = desk.search.find("zerouali")
    assert (line.number, line.revision) == (taken.number, 2)
    with desk.store.reading() as uow:
        waiting = [(row.item_id, row.revision) for row, _body in uow.outbox.waiting(10)]
        lines = [(one.action, one.subject) for one in uow.audit.lines()]
    assert waiting == [(taken.dossier_id, 1), (taken.dossier_id, 2)]
    assert lines[-1] == ("amend", taken.number)


def test_a_corrected_name_is_no_more_found_under_the_old_one(desk: Desk, taken: Deposited) -> None:
    old = sealed_of(desk, taken, 1).dossier.student.last_name
    assert old is not None
    assert len(desk.search.find(old)) == 1

    desk.amend.amend(order_of(desk, taken))

    assert desk.search.find(old) == ()


def test_the_history_names_both_revisions_and_the_reason(desk: Desk, taken: Deposited) -> None:
    desk.amend.amend(order_of(desk, taken))

    history = desk.search.history(taken.dossier_id)

    assert history is not None
    assert [(one.revision, one.reason) for one in history.revisions] == [
        (2, "Nom mal lu"),
        (1, None),
    ]
    assert [(one.axis, one.state, one.revision) for one in history.states] == [
        ("electronic", "sealed", 2),
        ("paper", "at_office", 1),
        ("electronic", "sealed", 1),
    ]


def test_a_returned_paper_is_at_the_office_again_and_one_in_a_parcel_stays_there(
    desk: Desk, clock: SetClock, taken: Deposited
) -> None:
    for state, expected in (("in_parcel", "in_parcel"), ("returned", "at_office")):
        with desk.store.writing() as uow:
            revision = uow.dossiers.require(taken.dossier_id).revision
            uow.dossiers.note_states(
                taken.dossier_id, revision, {"paper": state}, at=clock.now(), said_by="caisse"
            )
            uow.commit()
        dossier = renamed(desk, taken, f"NOM{'ABC'[revision]}")
        desk.amend.amend(order_of(desk, taken, base_revision=revision, dossier=dossier))

        (line,) = desk.search.find(taken.number)
        assert line.paper_state == expected


def test_the_deadline_stays_that_of_the_first_deposit(
    desk: Desk, clock: SetClock, taken: Deposited
) -> None:
    """Ninety days later a new deposit would be late; the correction is not."""
    clock.advance(timedelta(days=90).total_seconds())

    amended = desk.amend.amend(order_of(desk, taken))

    assert amended.verdict.outcome is Outcome.COMPLETE
    assert amended.verdict.days_left == taken.verdict.days_left
    assert "deadline.passed" not in {found.code for found in amended.verdict.findings}


def test_a_correction_is_no_duplicate_of_itself(desk: Desk, taken: Deposited) -> None:
    amended = desk.amend.amend(order_of(desk, taken))

    assert "dossier.duplicate" not in {found.code for found in amended.verdict.findings}


def test_care_after_the_day_of_the_correction_is_refused(
    desk: Desk, clock: SetClock, taken: Deposited
) -> None:
    dossier = renamed(desk, taken)
    later = replace(dossier.acts[0], performed_on=clock.now().date() + timedelta(3))
    with_future = replace(dossier, acts=(later, *dossier.acts[1:]))
    with_stamp = replace(dossier.acts[0], stamp=False)
    without = replace(dossier, acts=(with_stamp, *dossier.acts[1:]))

    amended = desk.amend.amend(order_of(desk, taken, dossier=with_future))
    assert "act.date.future" in {found.code for found in amended.verdict.findings}
    assert sealed_of(desk, taken, 2).override is not None, "the supervisor takes it on themselves"
    again = desk.amend.amend(order_of(desk, taken, dossier=without, base_revision=2))
    assert sealed_of(desk, taken, again.revision).override is not None


def test_a_refusal_cannot_be_corrected_in(desk: Desk, taken: Deposited) -> None:
    dossier = renamed(desk, taken)
    elsewhere = replace(dossier, student=replace(dossier.student, institution="ofppt"))

    with pytest.raises(RuleViolation):
        desk.amend.amend(order_of(desk, taken, dossier=elsewhere))

    assert desk.amend.open(taken.dossier_id).revision == 1


@pytest.mark.parametrize(
    ("approval", "code"),
    [
        (Approval(AGENT, "Raison"), "role.supervisor"),
        (Approval(SUPERVISOR, "  "), "amend.reason_missing"),
    ],
)
def test_a_correction_needs_a_supervisor_and_a_reason(
    desk: Desk, taken: Deposited, approval: Approval, code: str
) -> None:
    with pytest.raises((AccessDenied, UnusableInput)) as refused:
        desk.amend.amend(order_of(desk, taken, approval=approval))

    assert refused.value.code == code
    assert desk.amend.open(taken.dossier_id).revision == 1


def test_the_same_correction_twice_is_one(desk: Desk, clock: SetClock, taken: Deposited) -> None:
    order = order_of(desk, taken)
    first = desk.amend.amend(order)
    clock.advance(5)

    assert desk.amend.amend(order) == first


def test_two_corrections_side_by_side_are_noticed(desk: Desk, taken: Deposited) -> None:
    other = order_of(desk, taken, dossier=renamed(desk, taken, "TAZI"))
    desk.amend.amend(order_of(desk, taken))

    with pytest.raises(UnusableInput) as refused:
        desk.amend.amend(other)

    assert refused.value.code == "amend.changed_meanwhile"


def test_nothing_changed_is_no_correction(desk: Desk, taken: Deposited) -> None:
    same = desk.amend.open(taken.dossier_id)

    with pytest.raises(UnusableInput) as refused:
        desk.amend.amend(order_of(desk, taken, dossier=same.dossier))
    assert refused.value.code == "amend.unchanged"

    someone = Depositor("Tazi Omar", "T1234")
    amended = desk.amend.amend(order_of(desk, taken, dossier=same.dossier, depositor=someone))
    assert sealed_of(desk, taken, amended.revision).depositor == someone


def test_what_is_not_here_or_cancelled_is_not_corrected(
    desk: Desk, clock: SetClock, taken: Deposited
) -> None:
    order = order_of(desk, taken)
    with pytest.raises(UnusableInput) as unknown:
        desk.amend.open(desk.drafts.new_id())
    with desk.store.writing() as uow:
        uow.dossiers.require(taken.dossier_id).cancelled_at = clock.now()
        uow.commit()
    with pytest.raises(UnusableInput) as cancelled:
        desk.amend.amend(order)

    assert (unknown.value.code, cancelled.value.code) == ("amend.unknown", "amend.cancelled")


def test_the_receipt_of_a_correction_is_an_original_of_its_own(
    desk: Desk, taken: Deposited
) -> None:
    """The first receipt is in the student's hands; the correction brings one of its own."""
    printer = PdfFolderPrinter(desk.home.prints)
    assert desk.prints.print_receipt(taken.number, AGENT, printer).copy == 0
    assert desk.prints.unprinted_today() == ()
    desk.amend.amend(order_of(desk, taken))

    assert desk.prints.unprinted_today() == (taken.number,)
    assert desk.prints.print_receipt(taken.number, AGENT, printer).copy == 0
    assert desk.prints.unprinted_today() == ()


def test_no_correction_is_sealed_that_could_not_be_read_again(desk: Desk, taken: Deposited) -> None:
    dossier = renamed(desk, taken)
    moved = replace(dossier, student=replace(dossier.student, address="rue de l\x92Atlas"))
    orders = {
        "student.address": order_of(desk, taken, dossier=moved),
        "reason": order_of(desk, taken, approval=Approval(SUPERVISOR, "Nom\x00")),
    }

    for path, order in orders.items():
        with pytest.raises(DossierFormatError) as refused:
            desk.amend.amend(order)
        assert refused.value.json_path == path

    assert desk.amend.open(taken.dossier_id).revision == 1

"""Keys that a quick hand presses before the page was checked, also while the disk is slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.shell.desk_page import TODAY

if TYPE_CHECKING:
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def begin(counter: Counter) -> None:
    """Type a student that nothing is known of."""
    counter.type("zz900001")
    counter.press(Key.Key_Return)
    counter.type("ALAMI")


def put_aside(counter: Counter, form: DossierForm) -> None:
    counter.put(form)
    counter.press(Key.Key_F7)
    counter.until(lambda: counter.page.desk_top.held_bar.buttons)


def begin_correction(counter: Counter, form: DossierForm) -> None:
    """Deposit a dossier and open it for correction."""
    page = counter.page
    counter.put(form)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    page.amend(counter.desk.day.today()[0].dossier_id)
    counter.until(lambda: page.paper.correction.is_open)
    counter.judge()


def put_correction_aside(counter: Counter, form: DossierForm) -> None:
    begin_correction(counter, form)
    counter.press(Key.Key_F7)
    counter.until(lambda: counter.page.desk_top.held_bar.buttons)


def questions(counter: Counter) -> list[SupervisorDialog]:
    return [asked for asked in counter.page.findChildren(SupervisorDialog) if asked.isVisible()]


def resume(counter: Counter) -> None:
    """Take up the dossier that waits; its check is still under way afterwards."""
    counter.press(Key.Key_F7, SHIFT)
    counter.press(Key.Key_Return)
    assert counter.page.presenter.judgement is None


def held(page: ReceptionPage) -> list[str]:
    return [button.text().strip().partition(" · ")[0] for button in page.desk_top.held_bar.buttons]


def possible(page: ReceptionPage) -> tuple[bool, ...]:
    """Whether F9, F8, F7, Ctrl+N and giving up would do something."""
    panel = page.panel
    buttons = (panel.deposit_button, panel.slip_button, panel.hold_button)
    return tuple(
        button.isEnabled() for button in (*buttons, panel.new_button, panel.give_up_button)
    )


@pytest.mark.parametrize(
    ("key", "modifier"), [(Key.Key_F7, Qt.KeyboardModifier.NoModifier), (Key.Key_N, CTRL)]
)
def test_the_next_student_is_never_typed_into_the_page_before(
    counter: Counter, language: Language, key: Key, modifier: Qt.KeyboardModifier
) -> None:
    page = counter.enter("karim")
    with counter.slow():
        begin(counter)
        counter.press(key, modifier)
        counter.type("zz900002")
    counter.judge()
    counter.quiet()

    student = page.paper.read().student
    assert (student.identity_number, student.last_name) == ("ZZ900002", "")
    assert held(page) == ["ALAMI"]


def test_a_dossier_taken_up_can_be_put_aside_again_at_once(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    put_aside(counter, complete)
    resume(counter)

    counter.press(Key.Key_F7)
    counter.type("zz900002")
    counter.judge()
    counter.quiet()

    assert page.paper.read().student.identity_number == "ZZ900002"
    assert held(page) == ["BENJELLOUN Hajar"]


def test_a_page_can_be_given_up_at_once_and_comes_back(counter: Counter) -> None:
    page = counter.enter("karim")
    with counter.slow():
        begin(counter)
        page.panel.give_up_button.click()
        assert page.paper.read().is_blank
        page.panel.undo_button.click()

    assert page.paper.read().student.last_name == "ALAMI"


def test_a_slip_asked_for_at_once_waits_for_the_check(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    complete.acts[1].stamp = False
    put_aside(counter, complete)
    with counter.slow():
        resume(counter)
        counter.press(Key.Key_F8)
        assert not page.outcome.isVisible()

    counter.until(page.outcome.isVisible)


def test_no_slip_comes_of_a_dossier_that_turns_out_complete(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    printing: list[bool] = []
    page.presenter.deposits.printing_changed.connect(printing.append)
    put_aside(counter, complete)
    with counter.slow():
        resume(counter)
        counter.press(Key.Key_F8)

    counter.until(lambda: page.presenter.judgement is not None)
    counter.quiet()
    assert printing == []
    assert not page.outcome.isVisible()


def test_a_dossier_taken_up_is_deposited_at_once(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    put_aside(counter, complete)
    with counter.slow():
        resume(counter)
        counter.press(Key.Key_F9)

    counter.until(page.outcome.isVisible)
    assert len(counter.desk.day.today()) == 1


def test_a_correction_shows_what_is_left_before_the_supervisor_is_asked(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    begin_correction(counter, complete)
    page.paper.acts.cards[1].fields["stamp"].put(False)
    counter.judge()
    counter.press(Key.Key_F7)
    counter.until(lambda: page.desk_top.held_bar.buttons)

    asked: list[bool] = []
    page.presenter.approval_wanted.connect(lambda: asked.append(True))
    with counter.slow():
        resume(counter)
        counter.press(Key.Key_F9)
    counter.until(lambda: page.panel.message.text)

    assert asked == []
    assert page.panel.findings.rows[0].path == "acts[1].stamp"


def test_a_supervisor_is_asked_once_the_correction_taken_up_was_checked(
    counter: Counter, complete: DossierForm
) -> None:
    counter.enter("karim")
    put_correction_aside(counter, complete)
    with counter.slow():
        resume(counter)
        counter.press(Key.Key_F9)
        assert not questions(counter)

    counter.until(lambda: questions(counter))


def test_no_supervisor_is_asked_over_the_login_and_the_next_agent_goes_on(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    put_correction_aside(counter, complete)
    with counter.slow():
        resume(counter)
        counter.press(Key.Key_F9)
        counter.window.lock()
    counter.until(lambda: page.presenter.judgement is not None)

    assert not questions(counter)
    counter.enter("karim")
    counter.judge()
    assert not questions(counter), "nobody who works here now has asked for it"
    counter.press(Key.Key_F9)
    counter.until(lambda: questions(counter))


def test_no_supervisor_is_asked_over_another_page(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    put_correction_aside(counter, complete)
    with counter.slow():
        resume(counter)
        counter.press(Key.Key_F9)
        counter.desk_page.open_page(TODAY)
    counter.until(lambda: page.presenter.judgement is not None)

    assert not questions(counter)


def test_a_deposit_in_nobodys_name_leaves_the_reception_free(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.window.lock()

    with pytest.raises(RuntimeError, match="nobody"):
        page.presenter.deposit()

    assert not page.presenter.deposits.is_busy


def test_a_fault_made_with_the_last_key_is_shown_before_a_supervisor_is_asked(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    begin_correction(counter, complete)
    page.paper.sheet.fields["signature"].focus()
    asked: list[bool] = []
    page.presenter.approval_wanted.connect(lambda: asked.append(True))

    counter.press(Key.Key_Space)
    counter.press(Key.Key_F9)

    counter.until(lambda: page.panel.message.text)
    assert [row.path for row in page.panel.findings.rows] == ["sheet.signature"], language
    assert not asked


def test_a_fault_mended_with_the_last_key_keeps_no_supervisor_from_being_asked(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    begin_correction(counter, complete)
    page.paper.sheet.fields["signature"].focus()
    counter.press(Key.Key_Space)
    counter.judge()

    counter.press(Key.Key_Space)
    counter.press(Key.Key_F9)

    counter.until(lambda: questions(counter))
    assert not page.panel.message.text


def test_on_a_blank_page_only_a_new_one_can_be_asked_for(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    assert possible(page) == (False, False, False, True, False)

    counter.type("z")
    assert possible(page) == (True, True, True, True, True)

    counter.press(Key.Key_Backspace)
    assert possible(page) == (False, False, False, True, False)

    counter.put(complete)
    assert possible(page) == (True, False, True, True, True)

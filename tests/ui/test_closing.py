"""The window does not close on what the disk has not taken, unless somebody chooses so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from shiboken6 import isValid

from intake_app.ui.shell.help import HelpDialog
from tests.ui.test_nothing_typed_is_lost import full_disk

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton

    from intake_app.ui.reception.form import DossierForm
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter


def close_on_full_disk(counter: Counter) -> QMessageBox:
    counter.window.close()
    counter.until(lambda: counter.window.closing.question)
    question = counter.window.closing.question
    assert question is not None
    return question


def button_of(question: QMessageBox, role: QMessageBox.ButtonRole) -> QAbstractButton:
    (found,) = (button for button in question.buttons() if question.buttonRole(button) is role)
    return found


def test_the_window_stays_when_the_disk_refuses_and_names_what_it_lacks(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)
        question = close_on_full_disk(counter)

        assert "BENJELLOUN" in question.informativeText()
        assert counter.window.isVisible()
        stay = button_of(question, QMessageBox.ButtonRole.RejectRole)
        assert question.defaultButton() is stay
        assert question.escapeButton() is stay
        stay.click()
        counter.until(lambda: counter.window.closing.question is None)

        assert counter.window.isVisible()
        assert page.paper.read().student.last_name == "BENJELLOUN"
        assert page.panel.deposit_button.isVisible()


def test_the_question_goes_once_the_disk_has_all_and_closing_is_free_again(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)
        close_on_full_disk(counter)
    page.presenter.drafts.save()  # as it tries by itself some seconds later

    counter.until(lambda: counter.window.closing.question is None)
    assert counter.window.isVisible()

    counter.window.close()
    counter.until(lambda: not counter.window.isVisible())
    assert [draft.form["student"]["last_name"] for draft in counter.desk.drafts.all()] == [
        "BENJELLOUN"
    ]


def test_whoever_chooses_so_closes_all_the_same(counter: Counter, complete: DossierForm) -> None:
    counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)
        question = close_on_full_disk(counter)
        button_of(question, QMessageBox.ButtonRole.DestructiveRole).click()

        counter.until(lambda: not counter.window.isVisible())


def test_f1_helps_over_the_question_and_goes_with_it(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)
        question = close_on_full_disk(counter)
        counter.until(lambda: QApplication.activeModalWidget() is question)

        counter.press(Qt.Key.Key_F1)

        (helping,) = question.findChildren(HelpDialog)
        assert helping.isVisible(), language
        counter.window.closing.put_away()
        counter.until(lambda: not isValid(helping))


def test_a_page_left_in_memory_is_asked_for_over_the_login_too(
    counter: Counter, complete: DossierForm
) -> None:
    counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)
        counter.window.lock()
        counter.quiet()

        question = close_on_full_disk(counter)

        assert counter.window.shown is counter.window.login_page
        button_of(question, QMessageBox.ButtonRole.RejectRole).click()
        counter.until(lambda: counter.window.closing.question is None)


def test_the_question_over_the_login_names_nobody(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    """Locked while it stands, it goes; asked over the login, it says no name."""
    counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)
        first = close_on_full_disk(counter)
        assert "BENJELLOUN" in first.informativeText(), language

        counter.window.lock()
        counter.until(lambda: counter.window.closing.question is None)

        assert counter.window.isVisible()
        question = close_on_full_disk(counter)
        assert question.informativeText()
        assert "BENJELLOUN" not in question.informativeText()
        button_of(question, QMessageBox.ButtonRole.RejectRole).click()


def change_while_storing_and_close(counter: Counter, form: DossierForm) -> QMessageBox:
    counter.put(form)
    with counter.slow():
        counter.press(Qt.Key.Key_F9)
        counter.page.paper.student.fields["first_name"].focus()
        counter.type("X")
        counter.window.close()
    counter.until(lambda: counter.window.closing.question)
    question = counter.window.closing.question
    assert question is not None
    return question


def test_a_change_that_came_too_late_is_told_before_the_window_closes(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    said = {"fr": "pendant l'enregistrement", "ar": "أثناء التسجيل"}[language]
    page = counter.enter("karim")

    question = change_while_storing_and_close(counter, complete)

    (line,) = counter.desk.day.today()
    assert said in question.text()
    assert line.number in question.informativeText()
    button_of(question, QMessageBox.ButtonRole.RejectRole).click()
    counter.until(lambda: counter.window.closing.question is None)
    assert counter.window.isVisible()
    assert page.outcome.remark.isVisible()

    counter.window.close()
    counter.until(lambda: not counter.window.isVisible())


def test_whoever_has_read_of_a_late_change_closes_at_once(
    counter: Counter, complete: DossierForm
) -> None:
    counter.enter("karim")
    question = change_while_storing_and_close(counter, complete)

    button_of(question, QMessageBox.ButtonRole.DestructiveRole).click()

    counter.until(lambda: not counter.window.isVisible())


def test_closing_twice_while_a_slow_disk_answers_asks_once(
    counter: Counter, complete: DossierForm
) -> None:
    counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)
        with counter.slow():
            counter.window.close()
            counter.window.close()
            assert counter.window.isVisible()
        counter.until(lambda: counter.window.closing.question)
        counter.quiet()

        assert len(counter.window.findChildren(QMessageBox)) == 1


def test_the_end_that_the_system_asks_for_is_not_held_up(
    counter: Counter, complete: DossierForm
) -> None:
    counter.enter("karim")
    with full_disk(counter):
        counter.put(complete)

        counter.window.close_now()

        assert not counter.window.isVisible()
        assert counter.window.closing.question is None

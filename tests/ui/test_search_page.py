"""« Où est mon dossier ? » at the window, and a correction from there to its receipt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from intake_app.errors import EnvironmentFault
from intake_app.formats.sealed import read_sealed
from intake_app.scanning.items import classify
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.reception.building import build
from intake_app.ui.reception.form import CorrectionForm, DossierForm
from intake_app.ui.reception.showing import form_of
from tests.ui.screen_states import deposit_some
from tests.ui.window_kit import PASSWORD, Counter, complete_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_app.services.deposit import Deposited
    from intake_app.ui.search.page import SearchPage
    from intake_app.wording import Language

Key = Qt.Key


@pytest.fixture
def some(counter: Counter) -> Sequence[Deposited]:
    return deposit_some(counter)


def open_search(counter: Counter, username: str = "karim") -> SearchPage:
    counter.enter(username)
    counter.press(Key.Key_3, Qt.KeyboardModifier.AltModifier)
    counter.until(counter.desk_page.search.isVisible)
    return counter.desk_page.search


def look_for(counter: Counter, text: str) -> SearchPage:
    """Type a question and wait for its answer and for the first history."""
    page = counter.desk_page.search
    asked: list[str] = []
    page.presenter.found.connect(lambda question, _lines: asked.append(question))
    page.search_edit.setFocus()
    page.search_edit.selectAll()
    counter.type(text)
    counter.until(lambda: asked and asked[-1] == text)
    counter.quiet()
    return page


def names(page: SearchPage) -> list[str]:
    place = page.model.columns.index("student")
    rows = range(page.model.rowCount())
    return [str(page.model.index(row, place).data()).partition(" (")[0] for row in rows]


def told(page: SearchPage) -> list[str]:
    """What the history says, line by line."""
    labels = page.card._events.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and label.text()]


def test_a_dossier_is_found_while_one_types(
    counter: Counter, some: Sequence[Deposited], language: str
) -> None:
    page = open_search(counter)
    assert QApplication.focusWidget() is page.search_edit
    assert page.stack.currentWidget() is page.nothing

    look_for(counter, "amrani you")
    assert names(page) == ["EL AMRANI Youssef"]
    look_for(counter, "فاطمه")
    assert names(page) == ["الإدريسي فاطمة الزهراء"]
    look_for(counter, "zz9000")
    assert len(names(page)) == len(some)

    look_for(counter, "personne")
    assert page.stack.currentWidget() is page.not_found
    assert not page.card.isVisible()


@pytest.mark.parametrize("short", ["a", "7", "ع", "a b", "-"])
def test_a_single_letter_is_too_little_to_say_that_nothing_was_found(
    counter: Counter, some: Sequence[Deposited], language: str, short: str
) -> None:
    page = open_search(counter)
    look_for(counter, "personne")

    look_for(counter, short)

    assert page.stack.currentWidget() is page.nothing
    look_for(counter, "xy")
    assert page.stack.currentWidget() is page.not_found


def test_the_history_of_the_chosen_dossier_is_told(
    counter: Counter, some: Sequence[Deposited], language: str
) -> None:
    page = open_search(counter)
    look_for(counter, "zz9000")
    assert page.card.isVisible()
    assert some[-1].number in page.card.title_label.text()

    counter.press(Key.Key_Down)
    assert QApplication.focusWidget() is page.table
    counter.press(Key.Key_Down)
    counter.quiet()

    assert some[-2].number in page.card.title_label.text()
    counter.until(lambda: len(told(page)) == 4)  # two axes, each with what and when
    shown = told(page)
    assert all("Karim Idrissi" in detail for detail in shown[1::2])
    assert page.card.answer.text


@pytest.mark.parametrize("key", [Qt.Key.Key_3, Qt.Key.Key_QuoteDbl], ids=["qwerty", "azerty"])
def test_what_is_typed_right_after_the_key_of_the_page_is_looked_for(
    counter: Counter, key: Qt.Key
) -> None:
    page = counter.enter("karim")
    counter.press(key, Qt.KeyboardModifier.AltModifier)
    counter.type("alaoui")

    assert counter.desk_page.search.search_edit.text() == "alaoui"
    assert page.paper.read().is_blank


def test_a_scanned_receipt_is_looked_for_from_any_page(
    counter: Counter, some: Sequence[Deposited]
) -> None:
    counter.enter("karim")
    counter.page.take_item(classify(None, f"OD:{some[2].number}"))
    counter.quiet()
    counter.quiet()
    page = counter.desk_page.search
    assert page.isVisible()
    assert names(page) == ["الإدريسي فاطمة الزهراء"]

    counter.desk_page.open_page("today")
    counter.desk_page.scans.take(classify(None, f"OD:{some[0].number}"))
    counter.quiet()
    assert names(page) == ["BENJELLOUN Hajar"]


def test_what_is_looked_for_is_read_anew_when_the_page_is_opened_again(
    counter: Counter, some: Sequence[Deposited]
) -> None:
    page = open_search(counter)
    look_for(counter, "tazi")
    with counter.desk.store.writing() as uow:
        uow.dossiers.note_states(
            some[-1].dossier_id,
            1,
            {"paper": "returned"},
            at=counter.clock.now(),
            said_by="CNOPS",
            note="Cachet illisible",
        )
        uow.commit()

    counter.desk_page.open_page("reception")
    counter.desk_page.open_page("search")
    counter.quiet()
    counter.quiet()

    assert "retourné" in page.card.answer.text
    counter.until(lambda: "Cachet illisible" in " ".join(told(page)))


def test_the_language_is_switched_on_the_open_page(
    counter: Counter, some: Sequence[Deposited]
) -> None:
    page = open_search(counter)
    look_for(counter, "amrani")

    counter.context.languages.use("ar")
    counter.quiet()

    assert page.title_label.text() == "أين الملف؟"
    assert "المكتب" in page.card.answer.text
    assert page.selected() is not None
    counter.context.languages.use("fr")


def test_larger_text_hides_no_state(
    text_scale: float, counter: Counter, some: Sequence[Deposited], language: Language
) -> None:
    page = open_search(counter)
    look_for(counter, "zz9000")
    view = page.table.viewport()

    def is_in_sight(column: str) -> bool:
        place = page.model.columns.index(column)
        left = page.table.columnViewportPosition(place)
        return left >= 0 and left + page.table.columnWidth(place) <= view.width()

    for column in ("number", "electronic", "paper"):  # columns are laid out a turn later
        counter.until(partial(is_in_sight, column))


def test_a_failing_store_is_said(
    counter: Counter, some: Sequence[Deposited], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_search(counter)

    def refuse(*_arguments: object) -> None:
        raise EnvironmentFault("disk.error")

    with monkeypatch.context() as broken:
        broken.setattr(type(counter.desk.search), "find", refuse)
        page.search_edit.setFocus()
        counter.type("amrani")
        counter.until(lambda: page.message.text)
    assert "disque" in page.message.text
    counter.context.languages.use("ar")
    counter.until(lambda: "القرص" in page.message.text)
    counter.context.languages.use("fr")

    page.search_edit.clear()
    look_for(counter, "amrani")
    assert names(page) == ["EL AMRANI Youssef"]
    assert page.message.text == "", "it answers again"


def test_a_receipt_is_printed_again_from_what_was_found(
    counter: Counter, some: Sequence[Deposited]
) -> None:
    page = open_search(counter)
    look_for(counter, "tazi")
    page.card.reprint_button.click()
    counter.until(lambda: page.message.text)

    assert page.message.text.startswith("Enregistré")
    assert (counter.context.home.prints / f"recu-{some[-1].number}.pdf").exists()


def test_what_was_found_is_printed_again_or_corrected_by_keys_alone(
    counter: Counter, some: Sequence[Deposited], language: str
) -> None:
    page = open_search(counter)
    look_for(counter, "tazi")
    counter.press(Key.Key_Down)
    counter.press(Key.Key_Tab)
    assert QApplication.focusWidget() is page.card.reprint_button
    counter.press(Key.Key_Return)
    counter.until(lambda: page.message.text)
    assert (counter.context.home.prints / f"recu-{some[-1].number}.pdf").exists()

    counter.press(Key.Key_Tab)
    counter.press(Key.Key_Return)

    counter.until(lambda: counter.page.paper.correction.is_open)


def open_correction(counter: Counter, question: str) -> None:
    page = open_search(counter)
    look_for(counter, question)
    page.card.amend_button.click()
    paper = counter.page.paper
    counter.until(lambda: paper.correction.is_open and not paper.assembly.is_running)
    counter.judge()


def give_leave(counter: Counter, reason: str) -> None:
    counter.until(lambda: counter.page.findChildren(SupervisorDialog))
    dialog = counter.page.findChildren(SupervisorDialog)[-1]
    dialog.reason.put(reason)
    dialog.username.put("nadia")
    dialog.password.put(PASSWORD)
    dialog.allow_button.click()


def test_a_dossier_is_corrected_and_its_new_receipt_printed(
    counter: Counter, some: Sequence[Deposited], language: str
) -> None:
    open_correction(counter, "amrani")
    page = counter.page
    notice = page.desk_top.notice
    assert some[1].number in notice.text
    assert notice.isVisible()
    page.paper.student.fields["first_name"].put("Younes")
    page.paper.prescriptions.cards[0].patient.put("EL AMRANI Younes")
    counter.judge()

    counter.press(Key.Key_F9)
    give_leave(counter, "Prénom mal lu")
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)

    with counter.desk.store.reading() as uow:
        row = uow.dossiers.require(some[1].dossier_id)
        sealed = read_sealed(uow.dossiers.require_revision(row.id, 2).body)
    assert row.revision == 2
    assert (sealed.number, sealed.reason) == (some[1].number, "Prénom mal lu")
    assert sealed.dossier.student.first_name == "Younes"
    assert some[1].number in page.outcome.number_label.text()
    assert not notice.isVisible()
    assert page.paper.read().is_blank
    assert counter.desk.drafts.all() == ()
    counter.window.activateWindow()
    counter.until(lambda: QApplication.activeWindow() is counter.window)
    counter.desk_page.open_page("search")
    found = look_for(counter, "younes")
    counter.until(lambda: "Prénom mal lu" in " ".join(told(found)))


def test_a_correction_survives_as_a_draft_and_waits_beside_others(
    counter: Counter, some: Sequence[Deposited], complete: DossierForm
) -> None:
    counter.enter("karim")
    counter.put(complete)
    open_correction(counter, "tazi")
    counter.quiet()
    held_bar = counter.page.desk_top.held_bar
    assert len(held_bar.buttons) == 1, "the page that was open waits"

    counter.page.panel.hold_button.click()
    counter.quiet()
    counter.quiet()
    assert not counter.page.paper.correction.is_open
    assert len(held_bar.buttons) == 2
    held_bar.buttons[-1].click()
    counter.quiet()

    assert counter.page.paper.correction.number == some[-1].number
    assert counter.page.panel.deposit_button.text().strip().startswith("Enregistrer")


def test_a_correction_with_something_missing_shows_it_first(
    counter: Counter, some: Sequence[Deposited]
) -> None:
    open_correction(counter, "tazi")
    page = counter.page
    page.paper.acts.cards[0].fields["stamp"].put(False)
    counter.judge()

    counter.press(Key.Key_F9)

    counter.until(page.paper.acts.cards[0].fields["stamp"].editor.hasFocus)
    assert not page.findChildren(SupervisorDialog)
    page.panel.override_button.click()
    give_leave(counter, "Cachet vu sur l'original")
    counter.until(page.outcome.isVisible)
    with counter.desk.store.reading() as uow:
        sealed = read_sealed(uow.dossiers.require_revision(some[-1].dossier_id, 2).body)
    assert sealed.override is not None


def test_nothing_changed_is_said_and_nothing_sealed(
    counter: Counter, some: Sequence[Deposited]
) -> None:
    open_correction(counter, "tazi")
    counter.press(Key.Key_F9)
    give_leave(counter, "Pour voir")
    counter.until(lambda: counter.page.panel.message.text)

    assert "Rien n'a été changé" in counter.page.panel.message.text
    assert counter.desk.amend.open(some[-1].dossier_id).revision == 1
    counter.page.panel.give_up_button.click()
    assert not counter.page.paper.correction.is_open


def test_a_deposited_dossier_comes_back_to_the_page_as_it_was_typed(counter: Counter) -> None:
    form = complete_form()
    form.depositor.someone_else = True
    form.depositor.name, form.depositor.identity_number = "TAZI Omar", "T1234"
    form.sheet.continuous, form.sheet.ended_on = True, "10/11/2026"
    form.student.phone, form.student.address = "0612345678", "Cité universitaire"
    taken = deposit_some(counter)[0]
    opened = counter.desk.amend.open(taken.dossier_id)
    built = build(form, counter.context.today())
    assert not built.problems

    shown = form_of(replace(opened, dossier=built.dossier, depositor=built.depositor))

    shown.correction = CorrectionForm()
    assert shown == form


def test_a_language_chosen_elsewhere_is_spoken_when_the_page_comes_back(
    counter: Counter, some: Sequence[Deposited], language: Language
) -> None:
    page = open_search(counter)
    look_for(counter, "zz9000")
    counter.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    other: Language = "fr" if language == "ar" else "ar"
    counter.context.languages.use(other)
    counter.quiet()

    counter.press(Key.Key_3, Qt.KeyboardModifier.AltModifier)
    counter.until(page.isVisible)
    counter.quiet()

    student = page.model.columns.index("student")
    heading = page.model.headerData(student, Qt.Orientation.Horizontal)
    says = {
        "fr": ("Où est le dossier ?", "Étudiant", "Réimprimer le récépissé"),
        "ar": ("أين الملف؟", "الطالب", "إعادة طباعة الوصل"),
    }[other]
    reprint = page.card.reprint_button.text().strip()
    assert (page.title_label.text(), heading, reprint) == says
    for place in range(page.model.columnCount()):
        if place != student:
            assert page.table.columnWidth(place) >= page.table.sizeHintForColumn(place)

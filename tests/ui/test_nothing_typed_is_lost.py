"""A disk that is full or slow takes nothing from a page that is left, nor leaves a ghost of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from intake_app.errors import EnvironmentFault
from intake_app.scanning.items import ItemKind, ScannedItem
from intake_app.ui.reception.form import DossierForm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from intake_app.ui.i18n import Languages
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key
Modifier = Qt.KeyboardModifier
BOX = "6119999000022"


@contextmanager
def full_disk(counter: Counter) -> Iterator[None]:
    """Nothing can be written, everything can be read."""

    def refuse(_store: object) -> None:
        raise EnvironmentFault("disk.full")

    with pytest.MonkeyPatch.context() as full:
        full.setattr(type(counter.desk.store), "writing", refuse)
        yield
        counter.quiet()


def leave(counter: Counter, leaving: str) -> None:
    if leaving == "F7":
        counter.press(Key.Key_F7)
    else:
        counter.press(Key.Key_N, Modifier.ControlModifier)


def saved(counter: Counter) -> list[tuple[str, str, bool]]:
    """The drafts on disk: last name, first name, whether put aside."""
    counter.quiet()
    students = [
        (DossierForm.from_members(draft.form).student, draft.held)
        for draft in counter.desk.drafts.all()
    ]
    return [(student.last_name, student.first_name, held) for student, held in students]


def held(page: ReceptionPage) -> list[str]:
    return [button.text().split("·")[0].strip() for button in page.desk_top.held_bar.buttons]


def change_first_name(page: ReceptionPage, name: str) -> None:
    page.paper.student.fields["first_name"].put(name)
    page.presenter.note_change()


@pytest.mark.parametrize("leaving", ["F7", "Ctrl+N"])
@pytest.mark.parametrize("saved_before", [True, False])
def test_a_page_that_the_disk_refuses_comes_back(
    counter: Counter, complete: DossierForm, leaving: str, saved_before: bool
) -> None:
    page = counter.enter("karim")
    if saved_before:
        counter.put(complete)
        counter.until(counter.desk.drafts.all)
    page_id = page.presenter.drafts.current_id

    with full_disk(counter):
        complete.student.first_name = "Zineb"
        counter.put(complete)
        leave(counter, leaving)
        counter.until(lambda: page.panel.message.text)

    assert "disque est plein" in page.panel.message.text
    assert page.paper.read() == complete
    assert held(page) == []
    assert page.presenter.drafts.current_id == page_id

    counter.until(page.panel.hold_button.isEnabled)
    leave(counter, leaving)
    assert saved(counter) == [("BENJELLOUN", "Zineb", True)]
    assert page.paper.read().is_blank


def test_what_is_typed_at_once_into_the_next_page_stays_beside_the_one_refused(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)

    with full_disk(counter):
        counter.press(Key.Key_F7)
        counter.type("zz900777")
        counter.until(lambda: page.panel.message.text)
        counter.quiet()

        assert "disque est plein" in page.panel.message.text
        assert page.paper.student.value("identity_number") == "ZZ900777"
        assert held(page) == ["BENJELLOUN Hajar"]
        page.desk_top.held_bar.buttons[0].click()
        counter.quiet()
        assert page.paper.read() == complete
        assert held(page) == ["ZZ900777"]

    page.presenter.note_change()
    change_first_name(page, "Zineb")
    page.presenter.drafts.save()
    assert sorted(saved(counter)) == [("", "", True), ("BENJELLOUN", "Zineb", False)]


def test_what_was_refused_is_tried_again_also_over_the_login(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    keeper = page.presenter.drafts
    keeper._again.setInterval(20)  # five seconds at a counter
    recovered: list[bool] = []
    keeper.recovered.connect(lambda: recovered.append(True))
    with full_disk(counter):
        counter.put(complete)
        counter.until(lambda: page.panel.message.text)
        counter.context.session.leave()
        counter.quiet()
        assert saved(counter) == []

    counter.until(lambda: recovered)

    assert saved(counter) == [("BENJELLOUN", "Hajar", False)]
    assert "enregistré maintenant" in page.panel.message.text


def test_a_page_that_was_taken_at_last_is_offered_as_it_is_on_disk(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F7)
    counter.quiet()
    with full_disk(counter):
        page.desk_top.held_bar.buttons[0].click()
        complete.student.first_name = "Zineb"
        counter.put(complete)
        counter.until(page.panel.hold_button.isEnabled)
        counter.press(Key.Key_F7)
        counter.type("zz900777")
        counter.until(lambda: page.panel.message.text)
        counter.quiet()
    page.presenter.drafts.save()
    assert ("BENJELLOUN", "Zineb", True) in saved(counter)

    with full_disk(counter):
        counter.type("8")
        page.presenter.drafts.save()
        counter.quiet()
        assert held(page) == ["BENJELLOUN Zineb"]


def test_a_page_refused_while_another_is_opened_waits_as_it_was(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    complete.student.last_name = "TAZI"
    counter.put(complete)
    counter.press(Key.Key_F7)
    complete.student.last_name = "BERRADA"
    counter.put(complete)
    counter.until(lambda: len(counter.desk.drafts.all()) == 2)

    with full_disk(counter):
        change_first_name(page, "Zineb")
        page.desk_top.held_bar.buttons[0].click()
        counter.quiet()
        counter.quiet()
        assert page.paper.read().student.last_name == "TAZI"
        assert held(page) == ["BERRADA Zineb"]
        assert "disque est plein" in page.panel.message.text

    counter.window.lock()  # saves what is open, and what was refused
    assert sorted(saved(counter)) == [("BERRADA", "Zineb", True), ("TAZI", "Hajar", False)]


def test_a_key_typed_while_the_deposit_is_stored_leaves_no_ghost(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    with counter.slow():
        counter.press(Key.Key_F9)
        change_first_name(page, "Zineb")
        page.presenter.drafts.save()
    counter.until(page.outcome.isVisible)

    assert saved(counter) == []
    assert [line.student_name for line in counter.desk.day.today()] == ["BENJELLOUN Hajar"]
    assert page.outcome.remark.isVisible()  # it is said that the change came too late


@pytest.mark.parametrize("changed", [True, False])
def test_a_change_during_the_deposit_is_told_and_only_then(
    counter: Counter, complete: DossierForm, language: Language, changed: bool
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    with counter.slow():
        counter.press(Key.Key_F9)
        if changed:
            page.take_item(ScannedItem(ItemKind.MEDICINE, BOX, BOX, symbology=None))
    counter.until(page.outcome.isVisible)
    assert page.outcome.remark.isVisible() is changed

    page.outcome.next_button.click()
    complete.student.identity_number = "ZZ900003"
    complete.prescriptions[0].patient = "BENJELLOUN Hajar"
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    assert not page.outcome.remark.isVisible()


def test_another_dossier_is_not_opened_while_the_deposit_is_stored(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    complete.student.last_name = "TAZI"
    counter.put(complete)
    counter.press(Key.Key_F7)
    complete.student.last_name = "BENJELLOUN"
    counter.put(complete)
    counter.until(lambda: page.desk_top.held_bar.buttons)

    with counter.slow():
        counter.press(Key.Key_F9)
        counter.press(Key.Key_F7, Modifier.ShiftModifier)
        counter.press(Key.Key_Return)
        assert page.paper.read().student.last_name == "BENJELLOUN"
    counter.until(page.outcome.isVisible)
    counter.quiet()

    assert saved(counter) == [("TAZI", "Hajar", True)]
    assert held(page) == ["TAZI Hajar"]


def test_a_correction_asked_for_before_a_deposit_does_not_take_its_place(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    dossier_id = deposit(counter, complete)
    complete.student.identity_number, complete.student.last_name = "ZZ900002", "TAZI"
    complete.prescriptions[0].patient = "TAZI Hajar"
    counter.put(complete)

    with counter.slow():
        page.amend(dossier_id)
        counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    assert saved(counter) == []
    assert not page.paper.correction.is_open


def test_a_key_typed_while_a_correction_is_stored_leaves_no_ghost(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    page.amend(deposit(counter, complete))
    counter.until(lambda: page.paper.correction.is_open)
    change_first_name(page, "Meryem")
    counter.judge()

    with counter.slow():
        page.presenter.override(counter.people["nadia"], "Prénom mal lu")
        change_first_name(page, "Meryeme")
        page.presenter.drafts.save()
    counter.until(page.outcome.isVisible)

    assert saved(counter) == []
    assert [line.revision for line in counter.desk.day.today()] == [2]


def test_a_correction_begun_again_of_the_same_dossier_is_kept(
    counter: Counter, complete: DossierForm
) -> None:
    """Its draft has an id of its own: only that of a deposited page is closed for ever."""
    page = counter.enter("karim")
    dossier_id = deposit(counter, complete)
    page.amend(dossier_id)
    counter.until(lambda: page.paper.correction.is_open)
    change_first_name(page, "Meryem")
    page.presenter.drafts.save()

    assert saved(counter) == [("BENJELLOUN", "Meryem", False)]


def deposit(counter: Counter, form: DossierForm) -> UUID:
    """Take a dossier in and go on to the next page."""
    page = counter.page
    counter.put(form)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    page.outcome.next_button.click()
    return counter.desk.day.today()[0].dossier_id


def test_another_language_on_a_full_disk_is_no_bug(
    counter: Counter, complete: DossierForm, languages: Languages
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    with full_disk(counter):
        languages.use("ar")
        counter.quiet()

    assert counter.context.memory.find_language() == "ar"
    assert page.paper.read().student.last_name == "BENJELLOUN"

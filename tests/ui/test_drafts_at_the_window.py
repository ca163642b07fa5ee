"""What is typed is never lost: crash, change of shift, several dossiers side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from intake_app.app import open_desk
from intake_app.domain.dossier import Care
from intake_app.errors import EnvironmentFault
from intake_app.scanning.items import classify
from intake_app.ui.application import open_window
from intake_app.ui.reception.form import ActForm, DossierForm, MedicineForm
from tests.ui.window_kit import Counter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from intake_app.settings import Home
    from intake_app.ui.i18n import Languages
    from intake_app.ui.theme import Theme
    from intake_app.wording import Language
    from tests.ui.window_kit import WindowClock

Key = Qt.Key


def saved(counter: Counter) -> list[tuple[str, bool]]:
    """The drafts on disk: whose, and whether put aside."""
    counter.quiet()
    drafts = counter.desk.drafts.all()
    return [(DossierForm.from_members(draft.form).title, draft.held) for draft in drafts]


def test_the_page_is_as_it_was_after_a_power_cut(
    home: Home,
    window_clock: WindowClock,
    languages: Languages,
    theme: Theme,
    qtbot: QtBot,
    complete: DossierForm,
    language: Language,
) -> None:
    complete.acts[0].performed_on = "0711"  # half a date
    first = open_desk(home, window_clock)
    opened = open_window(lambda: first, home, languages=languages, theme=theme)
    people = {person.username: person for person in first.accounts.all()}
    counter = Counter(opened, first, window_clock, qtbot, people)
    page = counter.enter("karim")
    page.paper.put(complete)
    page.presenter.note_change()
    counter.until(first.drafts.all)
    # The power goes: nothing is closed, nobody is asked. (Threads end so that the test may.)
    opened.window.hide()
    opened.context.tasks.shut_down()
    opened.window.end()
    delete(opened.window)
    first.close()

    second = open_desk(home, window_clock)
    opened = open_window(lambda: second, home, languages=languages, theme=theme)
    counter = Counter(opened, second, window_clock, qtbot, people)
    page = counter.enter("nadia")
    counter.until(lambda: not page.paper.read().is_blank)

    assert page.paper.read() == complete
    assert second.drafts.all()[0].begun_by == "Karim Idrissi"
    found = {"fr": "commencée par Karim Idrissi", "ar": "بدأها Karim Idrissi"}
    counter.until(lambda: found[language] in page.panel.message.text)
    counter.judge()
    said = {"fr": "Complet", "ar": "كامل"}[language]
    counter.until(lambda: page.panel.verdict.word_label.text() == said)
    assert page.desk_top.layoutDirection() == QApplication.layoutDirection()
    opened.end()
    delete(opened.window)
    second.close()


def test_a_page_is_saved_by_itself_and_a_blank_one_leaves_nothing(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.type("zz900001")
    counter.until(counter.desk.drafts.all)
    assert saved(counter) == [("ZZ900001", False)]

    page.paper.put(DossierForm())
    page.presenter.note_change()
    counter.until(lambda: not counter.desk.drafts.all())


def test_closing_the_window_saves_the_last_key(counter: Counter) -> None:
    counter.enter("karim")
    counter.type("zz9")

    counter.window.close()

    assert saved(counter) == [("ZZ9", False)]


def test_a_deposit_leaves_no_draft_behind(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.until(counter.desk.drafts.all)

    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    assert saved(counter) == []


def test_a_dossier_that_waits_is_taken_up_by_keys_alone(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    bar = page.desk_top.held_bar
    for name in ("Alpha", "Beta"):
        complete.student.last_name = name
        counter.put(complete)
        counter.press(Key.Key_F7)
    counter.until(lambda: len(bar.buttons) == 2)
    assert "F7" in bar.title_label.text()

    counter.press(Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is bar.buttons[0]
    counter.press(Key.Key_Left if language == "ar" else Key.Key_Right)
    assert QApplication.focusWidget() is bar.buttons[1]
    counter.press(Key.Key_Return)

    counter.until(lambda: page.paper.read().student.last_name == "Beta")
    assert QApplication.focusWidget() is page.paper.student.fields["identity_number"].editor


def test_several_dossiers_wait_side_by_side(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    held_bar = page.desk_top.held_bar
    for name in ("TAZI", "ALAOUI"):
        complete.student.last_name = name
        complete.prescriptions[0].patient = f"{name} Hajar"
        counter.put(complete)
        page.panel.hold_button.click()
        counter.quiet()
        assert page.paper.read().is_blank
    counter.quiet()
    assert saved(counter) == [("TAZI Hajar", True), ("ALAOUI Hajar", True)]
    assert [button.text().strip()[:4] for button in held_bar.buttons] == ["TAZI", "ALAO"]
    assert "Karim Idrissi" in held_bar.buttons[0].toolTip()
    waiting = {"fr": "En attente (Maj+F7)", "ar": "في الانتظار (Maj+F7)"}[language]
    assert held_bar.title_label.text() == waiting

    complete.student.last_name = "BERRADA"
    counter.put(complete)
    held_bar.buttons[0].click()
    counter.quiet()
    counter.quiet()

    assert page.paper.read().student.last_name == "TAZI"
    assert dict(saved(counter)) == {
        "TAZI Hajar": False,
        "ALAOUI Hajar": True,
        "BERRADA Hajar": True,
    }
    assert len(held_bar.buttons) == 2
    counter.judge()
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    assert [line.student_name for line in counter.desk.day.today()] == ["TAZI Hajar"]


@pytest.mark.parametrize("leaving", ["F7", "Ctrl+N", "give up"])
def test_whoever_leaves_a_page_types_at_once_into_the_next_one(
    counter: Counter, complete: DossierForm, leaving: str
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.sheet.fields["name"].focus()

    if leaving == "F7":
        counter.press(Key.Key_F7)
    elif leaving == "Ctrl+N":
        counter.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    else:
        page.panel.give_up_button.click()
    counter.type("zz900007")

    assert page.paper.student.value("identity_number") == "ZZ900007"
    if leaving != "give up":
        counter.quiet()
        page.desk_top.held_bar.buttons[0].click()
        counter.quiet()
        assert page.paper.student.value("last_name") == "BENJELLOUN"
        assert QApplication.focusWidget() is page.paper.student.fields["identity_number"].editor


def test_a_new_dossier_puts_the_one_before_aside(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(complete)

    counter.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    counter.until(lambda: page.paper.read().is_blank)

    assert saved(counter) == [("BENJELLOUN Hajar", True)]


def test_a_dossier_given_up_can_be_brought_back(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.panel.give_up_button.click()
    assert page.paper.read().is_blank
    assert saved(counter) == []

    assert page.panel.undo_button.isVisible()
    page.panel.undo_button.click()
    counter.judge()

    assert page.paper.read() == complete
    counter.until(counter.desk.drafts.all)


def test_a_correction_given_up_comes_back_as_a_correction(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    page.amend(counter.desk.day.today()[0].dossier_id)
    counter.until(lambda: page.paper.correction.is_open)
    counter.judge()
    notice, button = page.desk_top.notice.text, page.panel.deposit_button.text()
    page.panel.give_up_button.click()
    assert page.desk_top.notice.text == ""

    page.panel.undo_button.click()

    assert page.paper.correction.is_open
    assert page.desk_top.notice.text == notice
    assert page.panel.deposit_button.text() == button


def test_an_act_taken_away_comes_back_with_its_boxes(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.acts.cards[1].remove_button.click()
    assert [act.care.value for act in page.paper.read().acts] == ["consultation"]

    page.panel.undo_button.click()

    assert page.paper.read() == complete


def test_a_box_scanned_meanwhile_leaves_the_way_back(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.acts.cards[0].remove_button.click()
    page.take_item(classify(None, "6119999000022"))
    assert page.panel.message.text, "what became of the code is said"
    assert page.panel.undo_button.isVisible()

    page.panel.undo_button.click()

    acts = page.paper.read().acts
    assert [act.care.value for act in acts] == ["consultation", "pharmacy"]
    assert len(acts[1].medicines) == 2


@pytest.mark.parametrize("place", [0, 1])
def test_a_line_of_boxes_taken_away_comes_back_beside_what_was_typed_since(
    counter: Counter, complete: DossierForm, place: int
) -> None:
    boxes = complete.acts[1].medicines
    boxes.append(MedicineForm("6119999000022", "10,00", 2, attached=True))
    page = counter.enter("karim")
    counter.put(complete)
    counter.quiet()
    whole = page.paper.read()
    (group,) = page.paper.boxes.groups.values()
    group.lines[place].remove_button.click()
    assert len(page.paper.read().acts[1].medicines) == 1
    assert page.panel.undo_button.isVisible()
    page.paper.student.fields["first_name"].put("Meryem")
    page.paper.acts.add(Care.OTHER)

    page.panel.undo_button.click()

    form = page.paper.read()
    assert form.student.first_name == "Meryem"
    assert form.acts[:2] == whole.acts
    assert len(form.acts) == 3


def test_what_made_the_page_incomplete_can_be_brought_back_too(
    counter: Counter, complete: DossierForm
) -> None:
    """A deposit was tried; without the act the page is complete, and that is said elsewhere."""
    complete.acts.append(ActForm(Care.OTHER))
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(lambda: page.panel.message.text)
    page.paper.acts.cards[2].remove_button.click()
    counter.judge()
    judgement = page.presenter.judgement
    assert judgement is not None
    assert judgement.is_ready

    assert page.panel.undo_button.isVisible()
    page.panel.undo_button.click()

    assert page.paper.read() == complete


def test_a_deposit_that_is_refused_leaves_the_way_back_to_what_was_taken_away(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.acts.cards[0].remove_button.click()
    counter.judge()

    counter.press(Key.Key_F9)
    counter.until(lambda: "Pas encore déposé" in page.panel.message.text)
    assert page.panel.undo_button.isVisible()
    page.paper.sheet.fields["total"].put("42,50")
    counter.judge()
    assert "Pas encore déposé" not in page.panel.message.text
    assert page.panel.undo_button.isVisible()
    page.panel.undo_button.click()
    page.paper.sheet.fields["total"].put("192,50")

    assert page.paper.read() == complete
    assert not page.panel.undo_button.isVisible()


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_typed_after_an_act_was_taken_away_stays_when_it_comes_back(
    counter: Counter, complete: DossierForm, place: int
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.acts.cards[place].remove_button.click()
    page.paper.student.fields["first_name"].put("Meryem")
    page.paper.acts.cards[0].fields["amount"].put("99,00")
    counter.judge()

    page.panel.undo_button.click()

    form = page.paper.read()
    assert form.student.first_name == "Meryem"
    assert form.acts[place] == complete.acts[place]
    assert form.acts[1 - place].amount == "99,00"


def test_a_page_begun_after_one_was_given_up_waits_beside_it(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    page.panel.give_up_button.click()
    counter.type("zz900777")
    counter.judge()

    page.panel.undo_button.click()
    counter.judge()

    assert page.paper.read() == complete
    assert sorted(saved(counter)) == [("BENJELLOUN Hajar", False), ("ZZ900777", True)]
    counter.until(lambda: len(page.desk_top.held_bar.buttons) == 1)


@pytest.mark.parametrize("removed", ["page", "its only act"])
def test_a_new_dossier_leaves_the_way_back_to_what_was_given_up(
    counter: Counter, complete: DossierForm, removed: str
) -> None:
    page = counter.enter("karim")
    if removed == "page":
        counter.put(complete)
        page.panel.give_up_button.click()
    else:
        complete = DossierForm(acts=complete.acts[:1])
        counter.put(complete)
        page.paper.acts.cards[0].remove_button.click()
    counter.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    counter.quiet()

    assert page.panel.undo_button.isVisible()
    page.panel.undo_button.click()
    counter.judge()

    assert page.paper.read() == complete
    assert not page.desk_top.held_bar.buttons


def test_the_next_shift_finds_the_page(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.window.log_out()
    assert saved(counter) == [("BENJELLOUN Hajar", False)]

    counter.enter("karim")
    assert page.panel.message.text == "", "it is one's own"
    counter.window.log_out()
    counter.enter("nadia")

    assert page.paper.read() == complete
    assert "Karim Idrissi" in page.panel.message.text
    assert counter.desk.drafts.all()[0].begun_by == "Karim Idrissi"


def test_a_full_disk_is_said_and_the_page_kept(
    counter: Counter, complete: DossierForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = counter.enter("karim")
    drafts = counter.desk.drafts

    def refuse(*_arguments: object, **_named: object) -> None:
        raise EnvironmentFault("disk.full")

    with monkeypatch.context() as full:
        full.setattr(type(drafts), "save", refuse)
        counter.put(complete)
        counter.until(lambda: page.panel.message.text)
    assert "disque est plein" in page.panel.message.text
    assert page.paper.read() == complete

    page.presenter.note_change()
    counter.until(counter.desk.drafts.all)

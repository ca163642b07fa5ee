"""What is known is offered by part of a name and filled in by key; what was typed stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake_app.domain.dossier import Care
from intake_app.services.deposit import DepositOrder
from intake_app.ui.reception.building import build
from intake_app.ui.reception.offering import Asking
from tests.ui.window_kit import Counter, complete_form

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidget

    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.ui.widgets.fields import TextField

Key = Qt.Key


def take_in(counter: Counter, last: str, first: str, cin: str) -> None:
    form = complete_form()
    form.student.last_name, form.student.first_name = last, first
    form.student.identity_number = cin
    form.prescriptions[0].patient = f"{last} {first}"
    order = DepositOrder(
        counter.desk.drafts.new_id(),
        build(form, counter.context.today()).dossier,
        counter.people["karim"],
    )
    counter.desk.deposits.deposit(order)


@pytest.fixture
def known(counter: Counter, language: str) -> ReceptionPage:
    """Two students and their providers were here before."""
    take_in(counter, "EL AMRANI", "Salma", "ZZ900011")
    take_in(counter, "الإدريسي", "أحمد", "ZZ900012")
    return counter.enter("karim")


def offered(counter: Counter, field: TextField) -> QListWidget:
    asking = field.line.findChildren(Asking)[-1]
    counter.until(lambda: asking.offers.is_shown)
    assert asking.offers.list is not None
    return asking.offers.list


@pytest.mark.parametrize(
    ("typed", "cin"), [("amr", "ZZ900011"), ("salma", "ZZ900011"), ("ادري", "ZZ900012")]
)
def test_a_student_is_chosen_by_part_of_the_name(
    counter: Counter, known: ReceptionPage, typed: str, cin: str
) -> None:
    student = known.paper.student
    student.last_name.focus()
    counter.type(typed)
    shown = offered(counter, student.last_name)
    assert [cin in shown.item(row).text() for row in range(shown.count())] == [True]
    assert shown.accessibleName()

    counter.press(Key.Key_Down)
    counter.press(Key.Key_Return)
    counter.quiet()

    assert student.value("identity_number") == cin
    assert student.value("birth_date") == "09/03/2005"
    assert QApplication.focusWidget() is student.fields["other_coverage"].editor
    assert not shown.isVisible()
    counter.judge()


def test_whoever_types_on_is_not_disturbed(counter: Counter, known: ReceptionPage) -> None:
    student = known.paper.student
    student.last_name.focus()
    counter.type("amrani")
    shown = offered(counter, student.last_name)

    counter.press(Key.Key_Return)

    assert student.value("last_name") == "amrani"
    assert student.value("identity_number") == ""
    assert not shown.isVisible()
    assert QApplication.focusWidget() is student.fields["first_name"].editor


def test_escape_takes_the_offers_away_and_keeps_the_text(
    counter: Counter, known: ReceptionPage
) -> None:
    student = known.paper.student
    student.last_name.focus()
    counter.type("amr")
    shown = offered(counter, student.last_name)
    counter.press(Key.Key_Down)
    counter.press(Key.Key_Up)
    assert shown.currentRow() == -1

    counter.press(Key.Key_Escape)

    assert not shown.isVisible()
    assert student.value("last_name") == "amr"


def test_an_offer_can_be_clicked(counter: Counter, known: ReceptionPage) -> None:
    student = known.paper.student
    student.last_name.focus()
    counter.type("amr")
    shown = offered(counter, student.last_name)
    place = shown.visualItemRect(shown.item(0)).center()

    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))

    assert student.value("identity_number") == "ZZ900011"


@pytest.mark.parametrize("field_name", ["inpe", "provider_name"])
def test_a_provider_is_chosen_by_part_of_the_name_from_either_field(
    counter: Counter, known: ReceptionPage, field_name: str
) -> None:
    card = known.paper.acts.add(Care.PHARMACY)
    field = card.inpe if field_name == "inpe" else card.provider_name
    field.focus()
    counter.type("essai")
    shown = offered(counter, field)
    assert "900000002" in shown.item(0).text(), "pharmacies first: it is a pharmacy's act"

    counter.press(Key.Key_Down)
    counter.press(Key.Key_Return)

    assert card.text("inpe") == "900000002"
    assert card.text("provider_name") == "Pharmacie d'essai"
    assert QApplication.focusWidget() is card.performed_on.editor


def test_the_beginning_of_an_inpe_finds_its_provider(
    counter: Counter, known: ReceptionPage
) -> None:
    card = known.paper.acts.add(Care.CONSULTATION)
    card.inpe.focus()
    counter.type("9000")

    shown = offered(counter, card.inpe)

    assert "Dr Essai Un" in shown.item(0).text()


def test_the_usual_doctor_is_taken_over_by_one_key(counter: Counter, known: ReceptionPage) -> None:
    known.paper.student.fields["identity_number"].focus()
    counter.type("zz900011")
    counter.press(Key.Key_Return)
    counter.quiet()
    known.paper.acts.adder.first.click()
    card = known.paper.acts.cards[0]
    assert QApplication.focusWidget() is card.inpe.editor
    assert "Dr Essai Un" in card.inpe.line.placeholderText()

    counter.press(Key.Key_Space)
    counter.quiet()

    assert card.text("inpe") == "900000001"
    assert card.text("provider_name") == "Dr Essai Un"
    assert QApplication.focusWidget() is card.performed_on.editor


def test_the_next_student_is_offered_nobody_elses_doctor(
    counter: Counter, known: ReceptionPage
) -> None:
    known.paper.student.fields["identity_number"].focus()
    counter.type("zz900011")
    counter.press(Key.Key_Return)
    counter.quiet()
    known.presenter.give_up()
    counter.quiet()

    card = known.paper.acts.add(Care.CONSULTATION)
    card.inpe.focus()

    assert card.inpe.line.placeholderText() == ""


def test_what_is_known_is_said_so_and_passed_by_until_it_is_changed(
    counter: Counter, known: ReceptionPage
) -> None:
    student = known.paper.student
    student.fields["identity_number"].focus()
    counter.type("zz900011")
    counter.press(Key.Key_Return)
    counter.quiet()
    assert student.fields["identity_number"].note_label.isVisible()
    assert QApplication.focusWidget() is student.fields["other_coverage"].editor

    student.last_name.focus()
    counter.type("BERRADA")
    counter.press(Key.Key_Return)
    assert not student.last_name.is_known
    student.fields["identity_number"].focus()
    counter.press(Key.Key_Return)

    assert QApplication.focusWidget() is student.last_name.editor


def test_the_only_provider_that_is_left_is_taken_by_enter(
    counter: Counter, known: ReceptionPage
) -> None:
    card = known.paper.acts.add(Care.CONSULTATION)
    card.inpe.focus()
    counter.type("9000")
    assert offered(counter, card.inpe).currentRow() == -1, "two are left"
    counter.type("00001")
    card.inpe.put("")
    counter.type("essai u")
    counter.until(lambda: offered(counter, card.inpe).count() == 1)
    assert offered(counter, card.inpe).currentRow() == 0

    counter.press(Key.Key_Return)

    assert card.text("inpe") == "900000001"
    assert QApplication.focusWidget() is card.performed_on.editor


def test_enter_waits_for_an_answer_that_is_on_its_way(
    counter: Counter, known: ReceptionPage
) -> None:
    card = known.paper.acts.add(Care.PHARMACY)
    card.inpe.focus()
    counter.type("pharm")
    counter.press(Key.Key_Return)
    counter.quiet()

    assert card.text("inpe") == "900000002"
    assert QApplication.focusWidget() is card.performed_on.editor


@pytest.mark.parametrize("typed", ["xyz", "912345678"])
def test_enter_goes_on_from_a_provider_that_nobody_knows(
    counter: Counter, known: ReceptionPage, typed: str
) -> None:
    card = known.paper.acts.add(Care.PHARMACY)
    card.inpe.focus()
    counter.type(typed)
    counter.press(Key.Key_Return)
    counter.quiet()

    assert card.text("inpe") == typed
    assert QApplication.focusWidget() is card.provider_name.editor


def test_a_whole_code_is_not_replaced_by_the_offer_under_it(
    counter: Counter, known: ReceptionPage
) -> None:
    card = known.paper.acts.add(Care.PHARMACY)
    card.provider_name.put("Pharmacie du Centre")
    card.inpe.focus()
    counter.type("900000002")
    assert offered(counter, card.inpe).currentRow() == -1

    counter.press(Key.Key_Return)
    counter.quiet()

    assert card.text("provider_name") == "Pharmacie du Centre"


def test_a_name_that_goes_on_is_not_taken_for_the_one_offered_before(
    counter: Counter, known: ReceptionPage
) -> None:
    card = known.paper.acts.add(Care.PHARMACY)
    card.inpe.focus()
    counter.type("pharm")
    counter.until(lambda: offered(counter, card.inpe).currentRow() == 0)

    counter.type("op")
    counter.press(Key.Key_Return)
    counter.quiet()

    assert card.text("inpe") == "pharmop"


def test_after_a_consultation_the_keyboard_arrives_at_the_pharmacy(
    counter: Counter, known: ReceptionPage
) -> None:
    acts = known.paper.acts
    counter.press(Key.Key_F2)
    assert QApplication.focusWidget() is acts.adder.buttons[Care.CONSULTATION]

    acts.add(Care.CONSULTATION)
    counter.press(Key.Key_F2)
    assert QApplication.focusWidget() is acts.adder.buttons[Care.PHARMACY]
    assert [button.focusPolicy() for button in acts.adder.buttons.values()].count(
        Qt.FocusPolicy.StrongFocus
    ) == 1

    acts.remove(acts.cards[0])
    assert acts.adder.first is acts.adder.buttons[Care.CONSULTATION]


LETTERS = {
    "fr": {
        "c": "CONSULTATION",
        "P": "PHARMACY",
        "i": "RADIOLOGY",
        "h": "HOSPITAL",
        "k": "PHYSIOTHERAPY",
    },
    "ar": {
        "ص": "PHARMACY",
        "ن": "OPTICAL",
        "ا": "CONSULTATION",
        "ع": "DENTAL",
    },
}


def test_an_act_is_found_by_the_first_letter_of_its_name(
    counter: Counter, known: ReceptionPage, language: str
) -> None:
    adder = known.paper.acts.adder
    for letter, care in LETTERS[language].items():
        adder.buttons[Care.OTHER].setFocus()
        counter.type(letter)
        assert QApplication.focusWidget() is adder.buttons[Care[care]], letter


def test_the_same_letter_goes_on_to_the_next_act_behind_the_article_too(
    counter: Counter, known: ReceptionPage, language: str
) -> None:
    """Analyses, autre acte; in Arabic those in ت: analyses, imaging, physiotherapy."""
    adder = known.paper.acts.adder
    letter, cares = {
        "fr": ("a", [Care.BIOLOGY, Care.OTHER, Care.BIOLOGY]),
        "ar": ("ت", [Care.BIOLOGY, Care.RADIOLOGY, Care.PHYSIOTHERAPY, Care.BIOLOGY]),
    }[language]
    adder.buttons[Care.CONSULTATION].setFocus()
    for care in cares:
        counter.type(letter)
        assert QApplication.focusWidget() is adder.buttons[care]

"""What was filled in for one identity number or INPE never stands under another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from intake_app.domain.dossier import Care, IdentityKind
from intake_app.scanning.items import classify
from intake_app.services.deposit import DepositOrder
from intake_app.ui.reception.building import build
from intake_app.ui.reception.form import DossierForm
from intake_app.ui.reception.offering import Asking
from tests.ui.window_kit import PASSWORD, Counter, complete_form

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from intake_app.ui.reception.act_card import ActCard
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.ui.reception.student_part import StudentPart
    from intake_app.ui.widgets.fields import Field, TextField

Key = Qt.Key
HAJAR, ILHAM, NOBODY = "zz900001", "zz900002", "zz900009"
RIB, PHONE = "310810100013070176970116", "0612345678"
ALPHA, BETA, NO_DOCTOR = "900000011", "900000022", "900000099"
FILLED = ("last_name", "first_name", "birth_date", "institution", "phone", "rib")


def deposit(counter: Counter, form: DossierForm) -> UUID:
    order = DepositOrder(
        counter.desk.drafts.new_id(),
        build(form, counter.context.today()).dossier,
        counter.people["karim"],
    )
    counter.desk.deposits.deposit(order)
    return order.dossier_id


def hajar() -> DossierForm:
    """Of whom all is known: seen by Dr Alpha."""
    form = complete_form()
    form.student.rib, form.student.phone = RIB, PHONE
    form.acts[0].inpe, form.acts[0].specialty = ALPHA, "Cardiologie"
    form.acts[0].provider_name = form.prescriptions[0].prescriber = "Dr Alpha"
    return form


def ilham() -> DossierForm:
    """Of whom neither RIB nor telephone is known: seen by Dr Beta, whose specialty is not."""
    form = complete_form()
    form.student.identity_number = ILHAM.upper()
    form.student.last_name, form.student.first_name = "TAZI", "Ilham"
    form.student.birth_date = "01/02/2004"
    form.prescriptions[0].patient = "TAZI Ilham"
    form.acts[0].inpe, form.acts[0].specialty = BETA, ""
    form.acts[0].provider_name = form.prescriptions[0].prescriber = "Dr Beta"
    return form


@pytest.fixture
def page(counter: Counter) -> ReceptionPage:
    for form in (hajar(), ilham()):
        deposit(counter, form)
    return counter.enter("karim")


def give_number(counter: Counter, number: str) -> None:
    counter.page.paper.student.fields["identity_number"].focus()
    counter.type(number)
    counter.press(Key.Key_Return)
    counter.quiet()


def give_inpe(counter: Counter, card: ActCard, inpe: str) -> None:
    card.inpe.focus()
    counter.type(inpe)
    counter.press(Key.Key_Return)
    counter.quiet()


def choose(counter: Counter, field: TextField, name: str) -> None:
    field.focus()
    counter.type(name)
    asking = field.line.findChildren(Asking)[-1]
    counter.until(lambda: asking.offers.is_shown)
    counter.press(Key.Key_Down)
    counter.press(Key.Key_Return)
    counter.quiet()


def filled(student: StudentPart) -> dict[str, str]:
    return {name: student.value(name) for name in FILLED if student.value(name)}


def note(counter: Counter, field: Field) -> str:
    """Return what is said beside a field once the page as it is has been checked."""
    counter.judge()
    return field.note_label.text()


ILHAM_FILLED = {
    "last_name": "TAZI",
    "first_name": "Ilham",
    "birth_date": "01/02/2004",
    "institution": "public_higher",
}


def test_a_corrected_number_brings_its_own_student(counter: Counter, page: ReceptionPage) -> None:
    student = page.paper.student
    give_number(counter, HAJAR)
    assert student.value("rib") == RIB

    give_number(counter, ILHAM)

    assert filled(student) == ILHAM_FILLED
    assert QApplication.focusWidget() is student.fields["other_coverage"].editor
    assert "Déjà connu" in note(counter, student.fields["identity_number"])


def test_a_number_that_nobody_knows_leaves_nothing_of_the_one_before(
    counter: Counter, page: ReceptionPage
) -> None:
    student = page.paper.student
    give_number(counter, HAJAR)

    give_number(counter, NOBODY)

    assert filled(student) == {}
    assert note(counter, student.fields["identity_number"]) == ""
    assert QApplication.focusWidget() is student.last_name.editor


def test_another_kind_of_paper_is_another_person(counter: Counter, page: ReceptionPage) -> None:
    student = page.paper.student
    give_number(counter, HAJAR)

    student.kind.focus()
    counter.press(Key.Key_Down)
    assert student.value("identity_kind") != IdentityKind.CIN
    assert filled(student) == {}
    counter.press(Key.Key_Up)
    counter.press(Key.Key_Return)
    counter.quiet()

    assert student.value("rib") == RIB


def test_nothing_is_deposited_under_a_number_that_is_still_being_typed(
    counter: Counter, page: ReceptionPage
) -> None:
    """F9 does not wait for the field to be left, nor for the disk."""
    form = hajar()
    form.student.known = [*FILLED]
    counter.put(form)
    page.paper.student.fields["identity_number"].focus()

    with counter.slow():
        counter.type(NOBODY)
        counter.press(Key.Key_F9)

    counter.judge()
    assert filled(page.paper.student) == {}
    assert len(counter.desk.day.today()) == 2, "those of the fixture"


def test_a_digit_that_is_taken_back_costs_nothing(counter: Counter, page: ReceptionPage) -> None:
    student = page.paper.student
    give_number(counter, HAJAR)
    student.fields["phone"].focus()
    counter.press(Key.Key_Delete)
    before = filled(student)

    number = student.fields["identity_number"]
    number.focus()
    counter.press(Key.Key_End)
    with counter.slow():
        counter.type("7")
        assert filled(student) == {}
        counter.press(Key.Key_Backspace)
        assert filled(student) == before
        counter.press(Key.Key_Return)
    counter.quiet()

    assert filled(student) == before, "the telephone was emptied by hand"
    assert "Déjà connu" in note(counter, number)


def test_what_was_typed_stays_and_is_named(
    counter: Counter, page: ReceptionPage, language: str
) -> None:
    student = page.paper.student
    give_number(counter, HAJAR)
    student.fields["phone"].focus()
    counter.type("0699999999")
    counter.press(Key.Key_Return)

    give_number(counter, ILHAM)

    assert filled(student) == ILHAM_FILLED | {"phone": "0699999999"}
    said = note(counter, student.fields["identity_number"])
    assert student.fields["phone"].name_label.text() in said
    assert student.fields["rib"].name_label.text() not in said
    assert {"fr": "Resté tel que saisi", "ar": "بقي كما كُتب"}[language] in said

    student.fields["phone"].focus()
    counter.press(Key.Key_Delete)
    assert student.fields["phone"].name_label.text() not in note(
        counter, student.fields["identity_number"]
    )


def mix_two_students(counter: Counter) -> tuple[StudentPart, str]:
    """Type a telephone under Hajar's number, then give Ilham's; return what is said of it."""
    student = counter.page.paper.student
    give_number(counter, HAJAR)
    student.fields["phone"].focus()
    counter.type("0699999999")
    give_number(counter, ILHAM)
    said = note(counter, student.fields["identity_number"])
    assert "Téléphone" in said
    return student, said


def remove_an_act_and_bring_it_back(counter: Counter) -> None:
    page = counter.page
    page.presenter.remove(page.paper.acts.add(Care.OTHER))
    page.panel.undo_button.click()
    counter.until(lambda: page.paper.acts.cards and not page.paper.assembly.is_running)


def test_the_warning_stays_when_an_act_comes_back(counter: Counter, page: ReceptionPage) -> None:
    student, said = mix_two_students(counter)

    remove_an_act_and_bring_it_back(counter)
    assert note(counter, student.fields["identity_number"]) == said
    counter.press(Key.Key_Return)
    counter.quiet()

    assert note(counter, student.fields["identity_number"]) == said


def test_the_warning_stays_when_the_page_comes_back(counter: Counter, page: ReceptionPage) -> None:
    student, said = mix_two_students(counter)

    counter.press(Key.Key_F7)
    counter.quiet()
    page.desk_top.held_bar.buttons[0].click()
    counter.quiet()
    assert note(counter, student.fields["identity_number"]) == said

    page.presenter.give_up()
    counter.quiet()
    page.panel.undo_button.click()
    counter.quiet()
    assert note(counter, student.fields["identity_number"]) == said


def test_the_warning_stays_when_a_digit_is_taken_back(
    counter: Counter, page: ReceptionPage
) -> None:
    student, said = mix_two_students(counter)

    student.fields["identity_number"].focus()
    counter.press(Key.Key_End)
    counter.type("7")
    assert note(counter, student.fields["identity_number"]) == ""
    counter.press(Key.Key_Backspace)

    assert note(counter, student.fields["identity_number"]) == said


def test_the_warning_of_a_provider_stays_when_another_act_comes_back(
    counter: Counter, page: ReceptionPage
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    give_inpe(counter, card, NO_DOCTOR)
    counter.type("Dr Gamma")
    give_inpe(counter, card, ALPHA)
    said = note(counter, card.inpe)
    assert card.provider_name.name_label.text() in said

    remove_an_act_and_bring_it_back(counter)

    assert note(counter, page.paper.acts.cards[0].inpe) == said


def test_a_number_that_is_half_typed_brings_its_student_after_an_act_came_back(
    counter: Counter, page: ReceptionPage
) -> None:
    student = page.paper.student
    give_number(counter, HAJAR)
    student.fields["phone"].focus()
    counter.press(Key.Key_Delete)
    before = filled(student)
    page.presenter.remove(page.paper.acts.add(Care.OTHER))
    student.fields["identity_number"].focus()
    counter.press(Key.Key_End)
    counter.type("7")
    assert filled(student) == {}

    counter.press(Key.Key_B, Qt.KeyboardModifier.AltModifier)
    counter.until(lambda: page.paper.acts.cards and not page.paper.assembly.is_running)
    counter.press(Key.Key_Backspace)

    assert filled(student) == before, "the telephone was emptied by hand"
    assert "Déjà connu" in note(counter, student.fields["identity_number"])


def test_an_answer_that_comes_late_fills_in_nobody_else(
    counter: Counter, page: ReceptionPage
) -> None:
    student = page.paper.student
    number = student.fields["identity_number"]
    with counter.slow():
        counter.type(HAJAR)
        counter.press(Key.Key_Return)
        number.focus()
        counter.type(NOBODY)
        counter.press(Key.Key_Return)
    counter.quiet()
    assert filled(student) == {}

    give_number(counter, HAJAR)
    assert student.value("rib") == RIB


def test_whoever_is_chosen_by_name_takes_nothing_over(
    counter: Counter, page: ReceptionPage
) -> None:
    student = page.paper.student
    choose(counter, student.last_name, "benj")
    assert student.value("rib") == RIB

    choose(counter, student.last_name, "tazi")

    assert student.value("identity_number") == ILHAM.upper()
    assert filled(student) == ILHAM_FILLED


def test_whoever_is_chosen_by_name_keeps_what_was_typed(
    counter: Counter, page: ReceptionPage
) -> None:
    student = page.paper.student
    student.fields["birth_date"].focus()
    counter.type("05062003")
    counter.press(Key.Key_Return)

    choose(counter, student.last_name, "tazi")

    assert filled(student) == ILHAM_FILLED | {"birth_date": "05/06/2003"}
    assert "Date de naissance" in note(counter, student.fields["identity_number"])


def test_whom_only_the_funds_list_knows_takes_nothing_over(
    counter: Counter, page: ReceptionPage, tmp_path: Path
) -> None:
    students = tmp_path / "list.csv"
    students.write_text("CIN,Nom,Prénom\nK1,ZEROUALI,Imane\n", encoding="utf-8")
    nadia = counter.desk.accounts.log_in("nadia", PASSWORD)
    counter.desk.imports.import_beneficiaries(students, nadia, lambda _done, _all: None)
    student = page.paper.student
    give_number(counter, HAJAR)

    give_number(counter, "k1")
    assert filled(student) == {"last_name": "ZEROUALI", "first_name": "Imane"}

    give_number(counter, HAJAR)
    choose(counter, student.last_name, "zerou")
    assert filled(student) == {"last_name": "ZEROUALI", "first_name": "Imane"}


def test_the_usual_doctor_of_another_student_is_not_offered(
    counter: Counter, page: ReceptionPage
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    give_number(counter, HAJAR)
    give_number(counter, NOBODY)

    card.inpe.focus()
    assert card.inpe.line.placeholderText() == ""

    give_number(counter, HAJAR)
    page.paper.student.fields["identity_number"].focus()
    counter.press(Key.Key_Delete)
    card.inpe.focus()
    assert card.inpe.line.placeholderText() == ""


def test_a_page_put_aside_still_knows_what_was_filled_in(
    counter: Counter, page: ReceptionPage
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    give_number(counter, HAJAR)
    give_inpe(counter, card, ALPHA)
    counter.judge()
    counter.press(Key.Key_F7)
    counter.quiet()
    assert page.paper.read().is_blank

    page.desk_top.held_bar.buttons[0].click()
    counter.until(lambda: page.paper.acts.cards)
    student, card = page.paper.student, page.paper.acts.cards[0]
    assert "Déjà connu" in note(counter, student.fields["identity_number"])
    give_number(counter, NOBODY)
    give_inpe(counter, card, NO_DOCTOR)

    assert filled(student) == {}
    assert (card.text("provider_name"), card.text("specialty")) == ("", "")


def test_a_page_that_comes_back_still_knows_what_was_filled_in(
    counter: Counter, page: ReceptionPage
) -> None:
    give_number(counter, HAJAR)
    page.presenter.give_up()
    counter.quiet()
    page.presenter.bring_back()
    assert page.paper.student.value("rib") == RIB

    give_number(counter, ILHAM)

    assert filled(page.paper.student) == ILHAM_FILLED


def test_an_act_that_comes_back_still_knows_its_provider(
    counter: Counter, page: ReceptionPage
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    give_inpe(counter, card, ALPHA)
    give_number(counter, HAJAR)
    page.presenter.remove(card)
    give_number(counter, ILHAM)
    page.presenter.bring_back()
    counter.until(lambda: page.paper.acts.cards and not page.paper.assembly.is_running)

    assert filled(page.paper.student) == ILHAM_FILLED
    card = page.paper.acts.cards[0]
    give_inpe(counter, card, BETA)
    assert (card.text("provider_name"), card.text("specialty")) == ("Dr Beta", "")


def test_a_correction_keeps_what_was_deposited_and_names_what_differs(
    counter: Counter, page: ReceptionPage
) -> None:
    """Nobody knows of a deposited dossier what was typed: the supervisor compares."""
    first = deposit(counter, hajar())
    page.amend(first)
    counter.until(lambda: page.paper.correction.is_open and not page.paper.assembly.is_running)
    student = page.paper.student

    give_number(counter, ILHAM)

    assert (student.value("last_name"), student.value("rib")) == ("BENJELLOUN", RIB)
    said = note(counter, student.fields["identity_number"])
    for name in ("last_name", "first_name", "birth_date", "phone", "rib"):
        assert student.fields[name].name_label.text() in said
    assert student.fields["institution"].name_label.text() not in said


def test_what_was_filled_in_is_part_of_the_draft() -> None:
    form = hajar()
    form.student.known, form.acts[0].known = ["rib"], ["provider_name"]
    form.student.kept, form.acts[0].kept = ["phone"], ["specialty"]

    assert DossierForm.from_members(form.to_members()) == form


def test_a_draft_without_what_was_kept_opens(counter: Counter, page: ReceptionPage) -> None:
    """Drafts that an earlier version left behind."""
    form = hajar()
    members = form.to_members()
    for part in (members["student"], *members["acts"]):
        del part["kept"]
    for act in members["acts"]:
        del act["takes_boxes"]

    counter.put(DossierForm.from_members(members))

    assert page.paper.read() == form


@pytest.mark.parametrize("by", ["typed", "sticker"])
@pytest.mark.parametrize(
    ("inpe", "shown"), [(BETA, ("Dr Beta", "")), (NO_DOCTOR, ("", ""))], ids=["known", "unknown"]
)
def test_a_corrected_inpe_brings_its_own_provider(
    counter: Counter, page: ReceptionPage, by: str, inpe: str, shown: tuple[str, str]
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    give_inpe(counter, card, ALPHA)
    assert (card.text("provider_name"), card.text("specialty")) == ("Dr Alpha", "Cardiologie")

    if by == "typed":
        give_inpe(counter, card, inpe)
    else:
        card.inpe.focus()
        page.take_item(classify(None, inpe))
        counter.quiet()

    assert card.text("inpe") == inpe
    assert (card.text("provider_name"), card.text("specialty")) == shown


@pytest.mark.parametrize("field_name", ["inpe", "provider_name"])
def test_a_provider_who_is_chosen_by_name_takes_nothing_over(
    counter: Counter, page: ReceptionPage, field_name: str
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    give_inpe(counter, card, ALPHA)
    field = card.inpe if field_name == "inpe" else card.provider_name

    choose(counter, field, "beta")

    assert card.text("inpe") == BETA
    assert (card.text("provider_name"), card.text("specialty")) == ("Dr Beta", "")


def test_a_providers_name_that_was_typed_stays_and_is_named(
    counter: Counter, page: ReceptionPage
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    give_inpe(counter, card, NO_DOCTOR)
    counter.type("Dr Gamma")
    counter.press(Key.Key_Return)
    assert note(counter, card.inpe) == ""

    give_inpe(counter, card, ALPHA)

    assert (card.text("provider_name"), card.text("specialty")) == ("Dr Gamma", "Cardiologie")
    assert card.provider_name.name_label.text() in note(counter, card.inpe)


def test_a_providers_answer_that_comes_late_fills_in_nobody_else(
    counter: Counter, page: ReceptionPage
) -> None:
    card = page.paper.acts.add(Care.CONSULTATION)
    card.inpe.focus()
    with counter.slow():
        counter.type(ALPHA)
        counter.press(Key.Key_Return)
        card.inpe.focus()
        counter.type(BETA)
        counter.press(Key.Key_Return)
    counter.quiet()

    assert (card.text("provider_name"), card.text("specialty")) == ("Dr Beta", "")

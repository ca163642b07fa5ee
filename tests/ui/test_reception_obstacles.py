"""What happens when a dossier cannot be taken as it is."""

from __future__ import annotations

import time
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake_app.domain.dossier import Care, RequestKind, SheetKind
from intake_app.domain.findings import Outcome
from intake_app.formats.sealed import read_sealed
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.i18n import show_amount
from intake_app.ui.reception.building import build
from intake_app.ui.reception.form import ActForm, DossierForm
from tests.ui.window_kit import PASSWORD, Counter

if TYPE_CHECKING:
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.wording import Language

Key = Qt.Key


@pytest.fixture
def incomplete(complete: DossierForm) -> DossierForm:
    """The pharmacist's INPE has 8 digits, and the signature is missing."""
    complete.acts[1].inpe = "90000000"
    complete.acts[1].signature = False
    complete.acts[1].signed_on = ""
    return complete


def paths(page: ReceptionPage) -> list[str]:
    return [row.path for row in page.panel.findings.rows]


def open_dialog(counter: Counter) -> SupervisorDialog:
    counter.until(lambda: counter.page.findChildren(SupervisorDialog))
    return counter.page.findChildren(SupervisorDialog)[-1]


def give_leave(dialog: SupervisorDialog, username: str, password: str, reason: str) -> None:
    dialog.reason.put(reason)
    dialog.username.put(username)
    dialog.password.put(password)
    dialog.allow_button.click()


def test_what_is_missing_is_listed_while_one_types(
    counter: Counter, incomplete: DossierForm, language: Language
) -> None:
    word, detail, left, at_acts, at_student = {
        "fr": ("Incomplet", "2 points à corriger", "47 jours restants", "2 à corriger", "Complet"),
        "ar": ("ناقص", "نقطتان يجب تصحيحهما", "بقي 47 يوما", "نقطتان للتصحيح", "كامل"),
    }[language]
    page = counter.enter("karim")
    counter.put(incomplete)

    assert paths(page) == ["acts[1].provider.inpe", "acts[1].signature"]
    assert page.panel.verdict.word_label.text() == word
    assert page.panel.verdict.detail_label.text() == detail
    assert "06/01/2027" in page.panel.verdict.deadline_label.text()
    assert page.panel.verdict.days_label.text() == left
    assert page.paper.acts.state_chip.text() == at_acts
    assert page.paper.student.state_chip.text() == at_student


def test_f6_leads_to_each_field_in_turn_and_back(counter: Counter, incomplete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    fields = page.paper.acts.cards[1].fields

    counter.press(Key.Key_F6)
    assert QApplication.focusWidget() is fields["inpe"].editor
    counter.press(Key.Key_F6)
    assert QApplication.focusWidget() is fields["signature"].editor
    counter.press(Key.Key_F6)
    assert QApplication.focusWidget() is fields["inpe"].editor
    counter.press(Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is fields["signature"].editor


def test_a_click_on_a_line_leads_to_its_field(counter: Counter, incomplete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    listed = page.panel.findings

    place = listed.visualItemRect(listed.item(1)).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert QApplication.focusWidget() is page.paper.acts.cards[1].fields["signature"].editor
    area = page.desk_top.papers_area
    top = page.paper.acts.cards[1].fields["signature"].mapTo(area, place * 0).y()
    assert 0 <= top < area.height(), "the field is in view"


def test_every_finding_without_a_field_leads_somewhere_sensible(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    complete.acts = [ActForm(Care.BIOLOGY)]
    complete.prescriptions = []
    counter.put(complete)

    assert "acts[0]" in paths(page), "a prescription is missing"
    for row in page.panel.findings.rows:
        assert page.paper.focus_path(row.path) is not None, row
    assert page.paper.focus_path("acts") is page.paper.acts.adder.first
    assert page.paper.focus_path("deposited_on") is page.paper.acts.cards[0].performed_on
    page.paper.put(DossierForm())
    assert page.paper.focus_path("deposited_on") is None


def test_what_is_missing_is_told_in_the_order_of_the_papers(
    counter: Counter, complete: DossierForm
) -> None:
    """A prescription that an act lacks is told after the act's own fields, not before all else."""
    page = counter.enter("karim")
    complete.student.birth_date = ""
    complete.sheet.signature = False
    complete.acts[1].stamp = False
    complete.acts[1].medicines = []
    complete.prescriptions = []
    counter.put(complete)

    assert paths(page) == [
        "student.birth_date",
        "sheet.signature",
        "acts[1].stamp",
        "acts[1]",
        "acts[1].medicines",
    ]
    complete.acts = []
    counter.put(complete)
    assert paths(page) == ["student.birth_date", "sheet.signature", "acts"]


def test_incomplete_is_corrected_and_deposited(
    counter: Counter, incomplete: DossierForm, language: Language
) -> None:
    not_yet, now = {
        "fr": ("Pas encore déposé", "Complet"),
        "ar": ("لم يُودَع بعد", "كامل"),
    }[language]
    page = counter.enter("karim")
    counter.put(incomplete)
    fields = page.paper.acts.cards[1].fields
    assert not fields["inpe"].note_label.isVisible()

    counter.press(Key.Key_F9)
    counter.until(lambda: page.panel.message.text)
    assert page.panel.message.text.startswith(not_yet)
    assert counter.desk.day.today() == ()
    assert page.paper.read() == incomplete
    counter.until(fields["inpe"].editor.hasFocus)
    assert fields["inpe"].note_label.isVisible()

    counter.type("900000002")
    fields["signature"].focus()
    counter.press(Key.Key_Space)
    counter.press(Key.Key_Space)  # signed on the day of the act
    counter.judge()
    assert page.panel.message.text == ""
    assert page.panel.verdict.word_label.text() == now
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    assert counter.desk.day.today()[0].outcome == Outcome.COMPLETE


def test_a_refused_dossier_is_told_where_to_go(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    assert page.panel.verdict.until.isVisible()
    elsewhere = deepcopy(complete)
    elsewhere.student.institution = "ofppt"
    counter.put(elsewhere)

    word, where, slip = {
        "fr": ("Pas à ce guichet", "OFPPT", "Où aller  F8"),
        "ar": ("ليس في هذا الشباك", "مكتب التكوين المهني", "مكان الإيداع  F8"),
    }[language]
    assert page.panel.verdict.word_label.text() == word
    assert where in page.panel.findings.rows[0].text
    assert page.panel.slip_button.text().strip() == slip
    assert not page.panel.verdict.until.isVisible(), "no last day where there is no deposit"
    assert not page.panel.deposit_button.isEnabled()
    assert not page.panel.override_button.isVisible()

    counter.press(Key.Key_F8)
    counter.until(page.outcome.isVisible)
    (printed,) = counter.context.home.prints.iterdir()
    assert printed.name.startswith("ou-deposer-")
    assert counter.desk.day.today() == ()
    page.outcome.back_button.click()
    assert page.paper.read() == elsewhere
    counter.put(complete)
    missing = {"fr": "Pièces manquantes  F8", "ar": "الوثائق الناقصة  F8"}[language]
    assert page.panel.slip_button.text().strip() == missing
    assert page.panel.verdict.until.isVisible()


def test_after_a_slip_enter_goes_back_and_the_next_dossier_puts_the_page_aside(
    counter: Counter, incomplete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    counter.press(Key.Key_F8)
    counter.until(page.outcome.isVisible)
    assert "Entrée" in page.outcome.back_button.text()
    assert "Entrée" not in page.outcome.next_button.text()
    assert page.outcome.back_button.property("kind") == "primary", "what Enter does stands out"
    assert page.outcome.next_button.property("kind") != "primary"
    counter.press(Key.Key_Return)
    assert page.paper.read() == incomplete

    counter.press(Key.Key_F8)
    counter.until(page.outcome.isVisible)
    page.outcome.next_button.click()

    assert page.paper.read().is_blank
    counter.until(lambda: len(page.desk_top.held_bar.buttons) == 1)


def test_the_slip_says_what_the_page_says_at_that_moment(
    counter: Counter, complete: DossierForm
) -> None:
    """F8 pressed while the last key is still being checked waits for that check."""
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.acts.cards[1].fields["stamp"].put(False)
    page.presenter.note_change()

    page.presenter.print_slip()
    counter.until(page.outcome.isVisible)

    judgement = page.presenter.judgement
    assert judgement is not None
    assert [found.path for found in judgement.verdict.findings] == ["acts[1].stamp"]


def test_a_key_that_is_held_prints_one_slip(counter: Counter, incomplete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    printing: list[bool] = []
    page.presenter.deposits.printing_changed.connect(printing.append)

    for _ in range(4):
        counter.press(Key.Key_F8)
    counter.until(page.outcome.isVisible)
    assert printing == [True, False]

    page.outcome.back_button.click()
    counter.press(Key.Key_F8)
    counter.until(lambda: printing == [True, False] * 2)


def test_a_supervisor_overrides_on_the_spot(
    counter: Counter, incomplete: DossierForm, language: Language
) -> None:
    button, reason = {
        "fr": ("Dérogation…", "Étudiante au bord du délai"),
        "ar": ("استثناء…", "الطالبة في آخر يوم من الأجل"),
    }[language]
    page = counter.enter("karim")
    counter.put(incomplete)
    assert page.panel.override_button.text().replace("&", "").strip() == button
    page.panel.override_button.click()
    dialog = open_dialog(counter)

    give_leave(dialog, "nadia", PASSWORD, reason)
    counter.until(page.outcome.isVisible)

    line = counter.desk.day.today()[0]
    assert line.outcome == Outcome.INCOMPLETE
    with counter.desk.store.reading() as uow:
        sealed = read_sealed(uow.dossiers.require_revision(line.dossier_id, 1).body)
    assert sealed.override is not None
    assert sealed.override.supervisor == "Nadia Amrani"
    assert sealed.override.reason == reason
    assert sealed.operator == "Karim Idrissi"


@pytest.mark.parametrize(
    ("username", "password", "reason", "said"),
    [
        ("nadia", PASSWORD, "  ", ("écrivez la raison", "كتابة السبب")),
        ("nadia", "autre chose", "Raison", ("incorrect", "غير صحيح")),
        ("karim", PASSWORD, "Raison", ("responsable", "مسؤول")),
    ],
    ids=["no reason", "wrong password", "an agent's password"],
)
def test_an_override_needs_a_supervisors_password_and_a_reason(
    counter: Counter,
    incomplete: DossierForm,
    language: Language,
    username: str,
    password: str,
    reason: str,
    said: tuple[str, str],
) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    page.panel.override_button.click()
    dialog = open_dialog(counter)

    give_leave(dialog, username, password, reason)
    counter.until(lambda: dialog.message.text)

    assert said[language == "ar"] in dialog.message.text
    assert dialog.isVisible()
    assert counter.desk.day.today() == ()
    dialog.reject()
    assert page.paper.read() == incomplete


def test_the_password_is_asked_for_even_when_the_supervisor_works_here(
    counter: Counter, incomplete: DossierForm
) -> None:
    page = counter.enter("nadia")
    counter.put(incomplete)
    page.panel.override_button.click()
    dialog = open_dialog(counter)

    assert dialog.username.value == "nadia"
    assert dialog.password.value == ""
    dialog.reject()


def test_an_unreadable_field_is_no_override(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    complete.acts[0].amount = "cent"
    counter.put(complete)

    assert "acts[0].amount" in paths(page)
    assert not page.panel.override_button.isVisible()
    counter.press(Key.Key_F9)
    counter.until(page.paper.acts.cards[0].fields["amount"].editor.hasFocus)
    assert counter.desk.day.today() == ()


def test_text_that_nobody_could_read_again_is_put_right_before_the_deposit(
    counter: Counter, complete: DossierForm
) -> None:
    """Words pasted from an old document: its apostrophe is a control character here."""
    page = counter.enter("karim")
    counter.put(complete)
    page.paper.student.unfold_for("student.address")
    address = page.paper.student.fields["address"]
    address.focus()
    counter.paste("12 rue de l\x92Atlas")
    counter.judge()

    assert paths(page) == ["student.address"]
    counter.press(Key.Key_F9)
    counter.until(address.editor.hasFocus)
    assert "retapez-le" in address.note_label.text()
    assert counter.desk.day.today() == ()

    counter.type("12 rue de l'Atlas")
    counter.judge()
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    (line,) = counter.desk.day.today()
    assert counter.desk.amend.open(line.dossier_id).dossier.student.address == "12 rue de l'Atlas"


def test_a_bank_number_typed_as_an_amount_is_named_and_the_page_is_judged_on(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    too_large = {"fr": "trop grand", "ar": "أكبر مما"}[language]
    page = counter.enter("karim")
    counter.put(complete)
    amount, total = page.paper.acts.cards[0].fields["amount"], page.paper.sheet.total
    for field in (amount, total):
        field.focus()
        counter.type("007780000123456789012345")
    counter.press(Key.Key_Tab)
    counter.judge()

    assert set(paths(page)) == {"sheet.total", "acts[0].amount"}
    assert too_large in amount.note_label.text()
    counter.press(Key.Key_F9)
    counter.until(total.editor.hasFocus)
    assert counter.desk.day.today() == ()

    for field, right in ((total, "192,50"), (amount, "150")):
        field.focus()
        counter.type(right)
    counter.judge()
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)


def test_an_amount_is_written_in_one_manner_and_read_as_it_is_written(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    complete.acts[0].amount = "1.500,00"
    complete.sheet.total = "1٬542٫40"
    counter.put(complete)
    total = page.paper.sheet.total

    assert "1\u00a0542,50" in total.note_label.text()
    total.visit()
    assert "1\u00a0542,40" in total.note_label.text()
    assert "1\u00a0542,50" in total.note_label.text()

    total.focus()
    counter.paste(show_amount(154250))
    counter.press(Key.Key_Tab)
    counter.judge()
    assert total.value == "1542,50"
    assert paths(page) == []


@pytest.mark.parametrize("typed", ["0", "12a", "999999", ""])
def test_a_number_of_boxes_that_is_none_stands_in_the_way(
    counter: Counter, complete: DossierForm, typed: str
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    quantity = page.paper.boxes.groups[page.paper.acts.cards[1]].lines[0].quantity
    quantity.focus()
    counter.press(Key.Key_Delete)
    counter.type(typed)
    counter.press(Key.Key_Tab)
    counter.judge()

    assert quantity.line.text() == typed
    assert paths(page) == ["acts[1].medicines[0].quantity"]
    assert "de 1 à 999" in quantity.note_label.text()
    counter.press(Key.Key_F9)
    counter.until(quantity.editor.hasFocus)
    assert counter.desk.day.today() == ()

    counter.type("+")
    counter.judge()
    assert quantity.value in {1, 999}
    assert "acts[1].medicines[0].quantity" not in paths(page)


def test_a_box_whose_code_was_typed_and_not_entered_is_not_forgotten(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    place, said = {
        "fr": ("Boîtes de médicaments", "pas encore compté"),
        "ar": ("علب الأدوية", "لم يُحتسب"),
    }[language]
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F4)
    counter.type("6119999000022")
    counter.judge()

    assert paths(page) == ["box_entry"]
    assert page.panel.findings.rows[0].place == place
    counter.press(Key.Key_F9)
    entry = page.paper.boxes.entry
    counter.until(lambda: said in entry.note_label.text())
    assert entry.editor.hasFocus()
    assert counter.desk.day.today() == ()

    counter.press(Key.Key_Return)
    counter.judge()
    assert "box_entry" not in paths(page)
    assert [box.barcode for box in page.paper.read().acts[1].medicines] == [
        "6119999000015",
        "6119999000022",
    ]


def test_a_code_typed_and_not_entered_is_in_the_draft(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F4)
    counter.type("611999")
    counter.press(Key.Key_Tab)
    counter.quiet()

    (draft,) = counter.desk.drafts.all()
    assert DossierForm.from_members(draft.form).box_entry == "611999"
    counter.press(Key.Key_F7)
    counter.until(lambda: page.desk_top.held_bar.buttons)
    assert page.paper.boxes.entry.value == ""
    page.desk_top.held_bar.buttons[0].click()
    counter.until(lambda: page.paper.boxes.entry.value == "611999")


def test_a_reason_that_nobody_could_read_again_is_asked_for_anew(
    counter: Counter, incomplete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    page.panel.override_button.click()
    dialog = open_dialog(counter)

    give_leave(dialog, "nadia", PASSWORD, "Signature \x92 promise")

    assert "retapez-le" in dialog.message.text
    assert dialog.focusWidget() is dialog.reason.editor
    dialog.reject()


def test_a_rule_that_the_last_check_missed_stops_the_deposit(
    counter: Counter, complete: DossierForm
) -> None:
    """The day turns between the check and the deposit: the service has the last word."""
    page = counter.enter("karim")
    counter.put(complete)
    assert page.presenter.judgement is not None
    assert page.presenter.judgement.is_ready
    counter.clock.advance(80 * 24 * 3600)

    counter.press(Key.Key_F9)
    counter.until(lambda: page.panel.message.text)
    counter.judge()

    assert counter.desk.day.today() == ()
    assert page.panel.verdict.days_label.text().startswith("33")
    assert page.paper.read() == complete


@pytest.mark.parametrize("care", Care)
def test_every_kind_of_act_can_be_taken_in(
    counter: Counter, complete: DossierForm, care: Care
) -> None:
    """A paper with all that the kind of care asks for leaves nothing to correct."""
    page = counter.enter("karim")
    complete.acts = [
        ActForm(
            care,
            performed_on="07/11/2026",
            amount="192,50",
            provider_name="Centre d'essai",
            inpe="900000001",
            ice="001561191000066",
            stamp=True,
            signature=True,
            signed_on="07/11/2026",
            invoice=True,
            report=True,
            tooth_chart=True,
            medicines=[],
        )
    ]
    complete.prescriptions[0].pharmacist_stamp = True
    complete.sheet.kind = SheetKind.DENTAL if care is Care.DENTAL else SheetKind.ORDINARY
    counter.put(complete)

    expected = ["acts[0].medicines"] if care is Care.PHARMACY else []
    assert paths(page) == expected
    card = page.paper.acts.cards[0]
    assert card.fields["invoice"].isVisible() is (care is not Care.PHARMACY or bool(expected))


@pytest.mark.parametrize("request_kind", RequestKind)
def test_every_request_is_shown_and_checked(
    counter: Counter, complete: DossierForm, request_kind: RequestKind
) -> None:
    page = counter.enter("karim")
    complete.sheet.request = request_kind
    counter.put(complete)

    judgement = page.presenter.judgement
    assert judgement is not None
    assert judgement.built.dossier.request is request_kind
    assert page.paper.sheet.request.combo.currentText()


def test_the_check_keeps_the_windows_thread_free(counter: Counter, complete: DossierForm) -> None:
    """Twelve acts with five boxes each: a key costs the window less than 50 ms."""
    page = counter.enter("karim")
    complete.acts = [deepcopy(act) for _ in range(6) for act in complete.acts]
    for act in complete.acts:
        act.medicines = [deepcopy(box) for _ in range(5) for box in act.medicines]
    counter.put(complete)

    slowest = 0.0
    for _ in range(5):
        begun = time.process_time()
        page.presenter.note_change()
        build(page.paper.read(), counter.context.today())
        judgement = page.presenter.judgement
        page._show_judgement(judgement)
        slowest = max(slowest, time.process_time() - begun)
        counter.until(lambda: page.presenter.live.is_settled)

    assert slowest < 0.05


def test_only_the_latest_page_is_judged(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    judged: list[int] = []
    page.presenter.live.judged.connect(lambda judgement: judged.append(judgement.block_count))

    for name in ("stamp", "signature", "invoice"):
        page.paper.acts.cards[0].fields[name].put(False)
        page.presenter.note_change()
    counter.until(lambda: page.presenter.live.is_settled)

    assert judged[-1] == 2
    assert len(judged) <= 2

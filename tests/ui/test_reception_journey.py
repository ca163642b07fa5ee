"""One dossier from the first key to the receipt, in both languages, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake_app.domain.dossier import Care
from intake_app.errors import EnvironmentFault
from tests.ui.window_kit import PASSWORD

if TYPE_CHECKING:
    import pytest

    from intake_app.services.deposit import Deposited
    from intake_app.settings import Home
    from intake_app.ui.reception.form import DossierForm
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key


def go_on(counter: Counter, text: str = "") -> None:
    if text:
        counter.type(text)
    counter.press(Key.Key_Return)


def tick(counter: Counter) -> None:
    counter.press(Key.Key_Space)


def type_student(counter: Counter) -> None:
    go_on(counter, "zz900001")
    for text in ("BENJELLOUN", "Hajar", "090305"):
        go_on(counter, text)
    counter.press(Key.Key_Down)  # the first kind of institution
    for _ in ("institution", "other coverage"):
        go_on(counter)


def type_sheet(counter: Counter) -> None:
    for _ in ("ordinary", "reimbursement"):
        go_on(counter)
    for _ in ("name", "identity", "address", "signature"):
        tick(counter)
    counter.press(Key.Key_Space)  # today
    go_on(counter, "192.50")


def type_acts(counter: Counter) -> None:
    counter.press(Key.Key_Space)  # a consultation
    for text in ("900000001", "Dr Essai Un", "Generaliste", "071126", "150"):
        go_on(counter, text)
    tick(counter)
    tick(counter)
    counter.press(Key.Key_Space)  # signed the same day
    tick(counter)  # original invoice
    counter.press(Key.Key_Space)  # a pharmacy, which is expected after a consultation
    for text in ("900000002", "Pharmacie d'essai"):
        go_on(counter, text)
    counter.press(Key.Key_Space)  # the same day as the consultation
    go_on(counter, "42,5")
    tick(counter)
    tick(counter)
    counter.press(Key.Key_Space)
    go_on(counter)  # no more acts


def type_prescription(counter: Counter) -> None:
    counter.press(Key.Key_Space)  # add one
    for _ in ("original", "patient", "doctor", "specialty", "day"):
        counter.press(Key.Key_Space)
    go_on(counter, "7")
    tick(counter)  # the pharmacist's stamp
    go_on(counter)  # no more prescriptions


def type_box(counter: Counter) -> None:
    go_on(counter, "6119999000015")
    counter.quiet()  # the fund's list knows it
    go_on(counter)  # the code is empty again: go on to the price of the line
    counter.press(Key.Key_Space)  # the price of the list, compared with the box
    tick(counter)


def test_a_dossier_is_taken_in_by_keyboard_alone(counter: Counter, language: Language) -> None:
    ready, done, printed = {
        "fr": ("Complet", "Dossier déposé", "Enregistré en PDF"),
        "ar": ("كامل", "تم إيداع الملف", "حُفظ في ملف PDF"),
    }[language]
    page = counter.enter("karim")
    for part in (type_student, type_sheet, type_acts, type_prescription, type_box):
        part(counter)
        counter.quiet()
    counter.judge()

    judgement = page.presenter.judgement
    assert judgement is not None
    assert [row.text for row in page.panel.findings.rows] == []
    assert page.panel.verdict.word_label.text() == ready
    assert QApplication.focusWidget() is page.panel.deposit_button
    assert [act.care for act in judgement.built.dossier.acts] == [Care.CONSULTATION, Care.PHARMACY]

    counter.press(Key.Key_F9)
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)

    line = counter.desk.day.today()[0]
    assert line.number.startswith("AGA1-1A-26-")
    assert line.student_name == "BENJELLOUN Hajar"
    assert (line.total_centimes, line.box_count) == (19250, 1)
    assert page.outcome.title_label.text() == done
    assert line.number in page.outcome.number_label.text()
    pdf = counter.context.home.prints / f"recu-{line.number}.pdf"
    assert pdf.read_bytes().startswith(b"%PDF")
    assert printed in page.outcome.message.text
    assert str(pdf) in page.outcome.message.text


def test_the_next_dossier_begins_with_one_key(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    counter.press(Key.Key_Return)
    counter.until(page.paper.isVisible)

    assert page.stack.currentIndex() == 0
    assert page.paper.read().is_blank
    assert QApplication.focusWidget() is page.paper.student.fields["identity_number"].editor


def test_pressing_twice_deposits_once(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    """Enter twice on the button, by a hand or by a key that is held, then F9: one deposit."""
    page = counter.enter("karim")
    counter.put(complete)
    done: list[Deposited] = []
    page.presenter.deposits.deposited.connect(done.append)

    page.panel.focus()
    assert QApplication.focusWidget() is page.panel.deposit_button
    for _ in range(2):
        QTest.keyClick(page.panel.deposit_button, Key.Key_Return)
    counter.press(Key.Key_F9)
    counter.until(lambda: done)
    counter.quiet()

    assert len(done) == 1
    assert len(counter.desk.day.today()) == 1
    title = {"fr": "Dossier déposé", "ar": "تم إيداع الملف"}[language]
    assert page.outcome.title_label.text() == title


def test_the_receipt_of_a_deposit_is_printed_though_the_window_was_locked_meanwhile(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)

    counter.press(Key.Key_F9)
    counter.window.lock()
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)

    assert counter.window.shown is counter.window.login_page
    assert counter.window.login_page.password.editor.hasFocus()
    assert [path.name.partition("-")[0] for path in counter.context.home.prints.iterdir()] == [
        "recu"
    ]
    login = counter.window.login_page
    login.password.put(PASSWORD)
    login.enter_button.click()
    counter.until(lambda: counter.window.shown is counter.window.desk_page)
    assert page.outcome.isVisible()
    assert page.outcome.next_button.hasFocus()


def test_the_receipt_stands_beside_its_number_at_larger_text_too(
    text_scale: float, counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)
    preview, card = page.outcome.preview, page.outcome.card
    assert preview is not None
    counter.until(lambda: preview.width() > 100)

    beside = preview.geometry().right() < card.geometry().left()
    assert beside is (text_scale < 2)


def test_a_deposit_that_ends_behind_another_page_leaves_the_keyboard_there(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)

    counter.press(Key.Key_F9)
    counter.press(Key.Key_3, Qt.KeyboardModifier.AltModifier)
    counter.type("ben")
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)
    counter.type("jelloun")

    assert counter.desk_page.search.search_edit.text() == "benjelloun"


def test_a_deposit_is_tried_again_with_the_same_id(
    counter: Counter, complete: DossierForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full after the commit: the answer got lost, the dossier did not."""
    page = counter.enter("karim")
    counter.put(complete)
    guard = counter.desk.deposits._guard

    def refuse(_count: int) -> None:
        raise EnvironmentFault("disk.full")

    with monkeypatch.context() as broken:
        broken.setattr(type(guard), "note_sealed", lambda _self, count: refuse(count))
        counter.press(Key.Key_F9)
        counter.until(lambda: page.panel.message.text)
    assert "disque est plein" in page.panel.message.text
    assert page.paper.read() == complete

    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    assert len(counter.desk.day.today()) == 1


def test_a_failed_printer_never_loses_the_deposit(
    counter: Counter, complete: DossierForm, home: Home, language: Language
) -> None:
    kept, again = {
        "fr": (
            "Le dossier est déposé ; son récépissé reste à imprimer.",
            "Imprimer de nouveau (Entrée)",
        ),
        "ar": ("الملف مودَع؛ ووصله لم يُطبع بعد.", "إعادة الطباعة (إدخال)"),
    }[language]
    page = counter.enter("karim")
    counter.put(complete)
    home.prints.write_text("a file where the folder should be")

    counter.press(Key.Key_F9)
    counter.until(page.outcome.again_button.isVisible)
    assert len(counter.desk.day.today()) == 1
    assert page.outcome.message.text
    assert page.outcome.place.nothing.text_label.text() == kept
    assert page.outcome.again_button.text().strip() == again

    home.prints.unlink()
    assert page.outcome.again_button.hasFocus(), "Enter prints again, before the next dossier"
    counter.press(Key.Key_Return)
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)
    assert page.outcome.next_button.hasFocus()

    number = counter.desk.day.today()[0].number
    assert [path.name for path in home.prints.iterdir()] == [f"recu-{number}.pdf"]


def test_enter_prints_again_also_when_the_printer_refused_behind_another_page(
    counter: Counter, complete: DossierForm, home: Home
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    home.prints.write_text("a file where the folder should be")
    counter.press(Key.Key_F9)
    counter.until(lambda: page.stack.currentWidget() is page.outcome)
    counter.desk_page.open_page("search")
    counter.until(lambda: page.outcome.message.text)
    counter.until(lambda: not page.outcome.again_button.isHidden())

    counter.desk_page.open_page("reception")

    counter.until(page.outcome.again_button.hasFocus)


def test_someone_else_deposits_for_the_student(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    complete.depositor.someone_else = True
    counter.put(complete)
    assert {row.path for row in page.panel.findings.rows} == {
        "depositor.name",
        "depositor.identity_number",
    }
    counter.press(Key.Key_F9)
    counter.until(page.paper.student.depositor["name"].editor.hasFocus)
    counter.type("Ali Tazi")
    counter.press(Key.Key_Return)
    counter.type("ab1234")
    counter.judge()

    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    assert counter.desk.day.today()

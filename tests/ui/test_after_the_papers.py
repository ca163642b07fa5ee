"""While a receipt or a slip is shown, the papers behind it are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from intake_app.ui.reception.form import DossierForm
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key
Modifier = Qt.KeyboardModifier
NEW = (Key.Key_N, Modifier.ControlModifier)
KEYS = [
    (Key.Key_F2, Modifier.NoModifier),
    (Key.Key_F3, Modifier.NoModifier),
    (Key.Key_F4, Modifier.NoModifier),
    (Key.Key_F6, Modifier.NoModifier),
    (Key.Key_F6, Modifier.ShiftModifier),
    (Key.Key_F7, Modifier.ShiftModifier),
    (Key.Key_1, Modifier.ControlModifier),
]


@pytest.fixture
def incomplete(complete: DossierForm) -> DossierForm:
    complete.acts[0].stamp = False
    return complete


def test_no_key_reaches_the_papers_behind_a_receipt(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    for key, modifier in KEYS:
        counter.press(key, modifier)
        assert QApplication.focusWidget() is page.outcome.next_button, key
    assert page.paper.read().is_blank

    counter.press(Key.Key_Return)
    assert page.takes_codes


def test_no_key_reaches_the_papers_behind_a_slip(counter: Counter, incomplete: DossierForm) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    counter.press(Key.Key_F8)
    counter.until(page.outcome.isVisible)

    for key, modifier in KEYS:
        counter.press(key, modifier)
        assert QApplication.focusWidget() is page.outcome.back_button, key
    assert page.paper.read() == incomplete

    counter.press(Key.Key_Return)
    assert page.takes_codes


def test_the_key_of_a_new_dossier_goes_on_from_a_receipt(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)

    counter.press(*NEW)
    counter.type("zz900007")

    assert page.paper.student.value("identity_number") == "ZZ900007"


def test_the_key_of_a_new_dossier_goes_on_from_a_slip(
    counter: Counter, incomplete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    counter.press(Key.Key_F8)
    counter.until(page.outcome.isVisible)

    counter.press(*NEW)
    counter.type("zz900007")

    assert page.paper.student.value("identity_number") == "ZZ900007"
    counter.until(lambda: len(page.desk_top.held_bar.buttons) == 1)


@pytest.mark.parametrize("locked", [False, True])
def test_the_keyboard_comes_back_from_a_slip_to_the_field_it_was_in(
    counter: Counter, incomplete: DossierForm, locked: bool
) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    page.paper.student.fields["phone"].focus()
    counter.type("0612")
    counter.press(Key.Key_F8)
    counter.until(page.outcome.isVisible)
    if locked:
        counter.window.lock()
        counter.enter("karim")

    page.outcome.back_button.setFocus()
    counter.press(Key.Key_Return)
    counter.type("345678")

    assert page.paper.student.value("phone") == "0612345678"
    assert page.paper.student.value("identity_number") == incomplete.student.identity_number


def test_a_slip_that_comes_late_leaves_the_next_dossier_its_screen_and_keyboard(
    counter: Counter, incomplete: DossierForm, language: Language
) -> None:
    said = {"fr": "La fiche d'un dossier précédent est prête.", "ar": "ورقة ملف سابق جاهزة."}
    page = counter.enter("karim")
    counter.put(incomplete)
    with counter.slow(Lane.IO):
        counter.press(Key.Key_F8)
        counter.press(*NEW)
        counter.type("ab12")
    counter.until(lambda: said[language] in page.panel.message.text)
    counter.type("3456")

    assert page.takes_codes
    assert page.paper.student.value("identity_number") == "AB123456"
    (printed,) = counter.context.home.prints.iterdir()
    assert printed.name in page.panel.message.text


def test_a_slip_takes_no_keys_from_a_page_that_is_typed_in_meanwhile(
    counter: Counter, incomplete: DossierForm, language: Language
) -> None:
    said = {"fr": "La fiche est prête, telle qu'était la page à F8.", "ar": "الورقة جاهزة"}
    page = counter.enter("karim")
    counter.put(incomplete)
    amount = page.paper.acts.cards[0].fields["amount"]
    amount.focus()
    with counter.slow(Lane.IO):
        counter.press(Key.Key_F8)
        counter.type("15")
    counter.until(lambda: said[language] in page.panel.message.text)
    counter.type("0")

    assert page.takes_codes
    assert amount.value == "150"
    (printed,) = counter.context.home.prints.iterdir()
    assert printed.name in page.panel.message.text


def test_each_page_gets_its_slip_though_the_printer_is_slow(
    counter: Counter, incomplete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(incomplete)
    printed: list[object] = []
    page.presenter.deposits.slip_printed.connect(
        lambda _paper, page_id, _was: printed.append(page_id)
    )
    with counter.slow(Lane.IO):
        counter.press(Key.Key_F8)
        counter.press(*NEW)
        incomplete.student.last_name = "TAZI"
        counter.put(incomplete)
        counter.press(Key.Key_F8)
    counter.until(lambda: len(printed) == 2)

    assert page.outcome.isVisible()
    assert page.presenter.drafts.current_id in printed
    assert page.paper.read() == incomplete


def test_a_bug_in_a_deposit_or_a_slip_does_not_stop_the_page(
    counter: Counter, complete: DossierForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    deposits, prints = counter.desk.deposits, counter.desk.prints

    def stumble(*_arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as bug, qtbot.captureExceptions() as caught:
        bug.setattr(type(deposits), "deposit", stumble)
        bug.setattr(type(prints), "print_slip", stumble)
        counter.press(Key.Key_F9)
        counter.until(lambda: len(caught) == 1)
        page.presenter.print_slip()
        counter.until(lambda: len(caught) == 2)
    assert page.paper.read() == complete
    assert page.panel.hold_button.isEnabled()

    page.presenter.print_slip()
    counter.until(page.outcome.isVisible)
    page.outcome.back_button.click()
    counter.press(Key.Key_F9)
    counter.until(counter.desk.day.today)

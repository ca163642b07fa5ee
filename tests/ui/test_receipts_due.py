"""A receipt that fails, or comes late, stays with its own dossier until it is printed."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from intake_app.scanning.items import classify
from intake_app.ui.printers import choose_printer
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.settings import Home
    from intake_app.ui.reception.form import DossierForm
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key
NEW = (Key.Key_N, Qt.KeyboardModifier.ControlModifier)


def another(form: DossierForm) -> DossierForm:
    other = deepcopy(form)
    other.student.identity_number, other.student.last_name = "ZZ900002", "TAZI"
    other.prescriptions[0].patient = "TAZI Hajar"
    return other


def break_printer(home: Home) -> None:
    home.prints.write_text("a file where the folder should be")


def deposit(counter: Counter, form: DossierForm) -> str:
    """Take a dossier in and return its number; its receipt may still be on its way."""
    before = {line.number for line in counter.desk.day.today()}
    counter.put(form)
    counter.press(Key.Key_F9)
    counter.until(counter.page.outcome.isVisible)
    (number,) = {line.number for line in counter.desk.day.today()} - before
    return number


def due(counter: Counter) -> list[str]:
    return list(counter.page.receipts_due.buttons)


def test_a_receipt_that_fails_after_enter_is_printed_from_the_next_page(
    counter: Counter, complete: DossierForm, home: Home, language: Language
) -> None:
    to_print, printed = {
        "fr": ("1 récépissé à imprimer", "Récépissé "),
        "ar": ("وصل ينتظر الطباعة", "الوصل "),
    }[language]
    page = counter.enter("karim")
    bar = page.receipts_due
    assert not bar.isVisible()
    break_printer(home)
    with counter.slow(Lane.IO):
        number = deposit(counter, complete)
        counter.press(Key.Key_Return)
    counter.until(bar.isVisible)
    assert due(counter) == [number]
    assert bar.title_label.text() == to_print
    assert number in bar.buttons[number].text()
    counter.until(lambda: number in page.panel.message.text)

    counter.type("zz900005")
    counter.press(*NEW)
    assert due(counter) == [number], "the next dossier does not take it away"
    home.prints.unlink()
    bar.buttons[number].click()
    counter.until(lambda: not bar.buttons)

    assert page.panel.message.text.startswith(printed)
    assert number in page.panel.message.text
    assert [path.name for path in home.prints.iterdir()] == [f"recu-{number}.pdf"]
    counter.press(*NEW)
    assert not bar.isVisible()
    assert page.panel.message.text == ""


def test_each_receipt_is_shown_under_its_own_number(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    shown: list[tuple[str, str]] = []
    printed = page.presenter.deposits.printed
    printed.connect(lambda number, _paper: shown.append((number, page.outcome.message.text)))
    with counter.slow(Lane.IO):
        first = deposit(counter, complete)
        counter.press(Key.Key_Return)
        second = deposit(counter, another(complete))
        assert second in page.outcome.number_label.text()
    counter.until(lambda: len(shown) == 2)

    said = dict(shown)
    assert f"recu-{second}.pdf" in page.outcome.message.text
    assert first not in page.outcome.message.text
    assert f"recu-{first}.pdf" not in said[first]
    assert due(counter) == []


def test_a_receipt_that_fails_over_the_next_one_is_named_beside_it(
    counter: Counter, complete: DossierForm, home: Home
) -> None:
    page = counter.enter("karim")
    failed: list[str] = []
    page.presenter.deposits.print_failed.connect(lambda number, _error: failed.append(number))
    break_printer(home)
    with counter.slow(Lane.IO):
        first = deposit(counter, complete)
        counter.press(Key.Key_Return)
        second = deposit(counter, another(complete))
    counter.until(lambda: set(failed) == {first, second})

    assert due(counter) == [first]
    assert page.receipts_due.isVisible()
    assert page.outcome.again_button.hasFocus(), "its own receipt failed too"
    counter.press(*NEW)
    assert due(counter) == [first, second]


def leave_by_the_next_dossier(counter: Counter) -> None:
    counter.press(*NEW)


def leave_by_a_scanned_box(counter: Counter) -> None:
    counter.desk_page.scans.take(classify(None, "6119999000015"))
    counter.desk_page.scans.notice.take_button.click()


@pytest.mark.parametrize("leave", [leave_by_the_next_dossier, leave_by_a_scanned_box])
def test_a_failed_receipt_that_is_left_can_still_be_printed(
    counter: Counter, complete: DossierForm, home: Home, leave: Callable[[Counter], None]
) -> None:
    page = counter.enter("karim")
    break_printer(home)
    number = deposit(counter, complete)
    counter.until(page.outcome.again_button.isVisible)

    leave(counter)

    assert page.takes_codes
    assert due(counter) == [number]
    counter.window.lock()
    counter.enter("nadia")
    assert page.receipts_due.isVisible(), "whoever comes next prints it"


def test_a_printer_that_refuses_again_keeps_the_receipt_and_the_keyboard(
    counter: Counter, complete: DossierForm, home: Home
) -> None:
    page = counter.enter("karim")
    failed: list[str] = []
    page.presenter.deposits.print_failed.connect(lambda number, _error: failed.append(number))
    break_printer(home)
    number = deposit(counter, complete)
    counter.until(page.outcome.again_button.isVisible)
    counter.press(*NEW)
    button = page.receipts_due.buttons[number]
    button.setFocus()

    counter.press(Key.Key_Return)
    counter.press(Key.Key_Return)  # the same print
    counter.until(lambda: len(failed) == 2)
    counter.until(lambda: page.panel.message.text)
    assert button.hasFocus()
    assert due(counter) == [number]

    home.prints.unlink()
    counter.press(Key.Key_Return)
    counter.until(lambda: not due(counter))
    assert page.paper.student.fields["identity_number"].editor.hasFocus()
    assert len(list(home.prints.iterdir())) == 1


def test_what_is_due_can_be_sent_to_later(
    counter: Counter, complete: DossierForm, home: Home
) -> None:
    page = counter.enter("karim")
    break_printer(home)
    deposit(counter, complete)
    counter.until(page.outcome.again_button.isVisible)
    counter.press(*NEW)
    page.receipts_due.later_button.setFocus()

    counter.press(Key.Key_Return)

    assert not page.receipts_due.isVisible()
    assert QApplication.focusWidget() is page.paper.student.fields["identity_number"].editor


def leave_unprinted(counter: Counter, form: DossierForm, home: Home) -> str:
    """Take a dossier in whose receipt fails, and go on; the printer works again."""
    break_printer(home)
    number = deposit(counter, form)
    counter.until(counter.page.outcome.again_button.isVisible)
    counter.press(*NEW)
    home.prints.unlink()
    return number


def test_what_comes_of_a_receipt_is_told_over_the_next_deposit(
    counter: Counter, complete: DossierForm, home: Home, language: Language
) -> None:
    of_receipt = {"fr": "Récépissé ", "ar": "الوصل "}[language]
    page = counter.enter("karim")
    outcome, bar = page.outcome, page.receipts_due
    first = leave_unprinted(counter, complete, home)
    second = deposit(counter, another(complete))
    counter.until(lambda: second in outcome.message.text)
    working = home.prints.rename(home.prints.with_name("working"))
    break_printer(home)

    bar.buttons[first].click()
    counter.until(lambda: first in outcome.beside.text)
    assert outcome.beside.isVisible()
    assert outcome.beside.text.startswith(of_receipt)
    assert due(counter) == [first]

    home.prints.unlink()
    working.rename(home.prints)
    bar.buttons[first].click()
    counter.until(lambda: f"recu-{first}.pdf" in outcome.beside.text)
    assert outcome.beside.isVisible()
    assert f"recu-{second}.pdf" in outcome.message.text
    assert due(counter) == []

    counter.press(*NEW)
    deposit(counter, another(another(complete)))
    assert not outcome.beside.isVisible(), "another deposit begins anew"


def test_a_late_slip_is_told_over_the_next_deposit(counter: Counter, complete: DossierForm) -> None:
    page = counter.enter("karim")
    unsigned = another(complete)
    unsigned.sheet.signature = False
    counter.put(unsigned)
    with counter.slow(Lane.IO):
        counter.press(Key.Key_F8)
        counter.press(*NEW)
        deposit(counter, complete)
    counter.until(lambda: page.outcome.beside.text)

    assert page.outcome.beside.isVisible()
    assert "La fiche d'un dossier précédent est prête." in page.outcome.beside.text


def test_a_receipt_that_is_being_printed_shows_it_and_keeps_the_keyboard(
    counter: Counter, complete: DossierForm, home: Home, language: Language
) -> None:
    is_printing, to_print = {
        "fr": ("s'imprime", "Imprimer le récépissé"),
        "ar": ("قيد الطباعة", "طباعة الوصل"),
    }[language]
    page = counter.enter("karim")
    number = leave_unprinted(counter, complete, home)
    break_printer(home)
    button = page.receipts_due.buttons[number]
    button.setFocus()
    sign = button.icon().cacheKey()

    with counter.slow(Lane.IO):
        counter.press(Key.Key_Return)
        assert is_printing in button.accessibleName()
        assert button.icon().cacheKey() != sign
        assert button.hasFocus()
    counter.until(lambda: number in page.panel.message.text)

    assert to_print in button.accessibleName()


def test_a_receipt_that_is_sent_to_later_while_it_is_printed_is_told(
    counter: Counter, complete: DossierForm, home: Home
) -> None:
    page = counter.enter("karim")
    number = leave_unprinted(counter, complete, home)
    with counter.slow(Lane.IO):
        page.receipts_due.buttons[number].click()
        page.receipts_due.later_button.click()
        assert due(counter) == []
    counter.until(lambda: f"recu-{number}.pdf" in page.panel.message.text)

    assert due(counter) == []


def from_the_days_list(counter: Counter, number: str) -> None:
    counter.desk_page.open_page("today")
    today = counter.desk_page.today
    counter.until(lambda: today.model.rowCount() and today.table.isVisible())
    today.search(number)
    today.table.selectRow(0)
    today.reprint_button.click()
    counter.until(lambda: number in today.message.text)


def from_the_search(counter: Counter, number: str) -> None:
    counter.desk_page.open_page("search")
    search = counter.desk_page.search
    search.search(number)
    counter.until(search.card.reprint_button.isVisible)
    search.card.reprint_button.click()
    counter.until(lambda: number in search.message.text)


LISTS = pytest.mark.parametrize("print_it", [from_the_days_list, from_the_search])


@LISTS
def test_a_receipt_that_is_printed_from_a_list_is_not_due_any_more(
    counter: Counter, complete: DossierForm, home: Home, print_it: Callable[[Counter, str], None]
) -> None:
    page = counter.enter("karim")
    break_printer(home)
    number = deposit(counter, complete)
    counter.until(page.outcome.again_button.isVisible)
    counter.press(*NEW)
    home.prints.unlink()

    print_it(counter, number)

    counter.desk_page.open_page("reception")
    assert due(counter) == []
    assert not page.receipts_due.isVisible()
    assert f"recu-{number}.pdf" in page.panel.message.text, "what was said before is over"


@LISTS
def test_a_receipt_that_is_printed_from_a_list_is_shown_beside_its_deposit(
    counter: Counter, complete: DossierForm, home: Home, print_it: Callable[[Counter, str], None]
) -> None:
    page = counter.enter("karim")
    break_printer(home)
    number = deposit(counter, complete)
    counter.until(page.outcome.again_button.hasFocus)
    home.prints.unlink()

    print_it(counter, number)

    counter.desk_page.open_page("reception")
    assert f"recu-{number}.pdf" in page.outcome.message.text
    assert page.outcome.preview is not None
    assert not page.outcome.again_button.isVisible()
    assert page.outcome.next_button.hasFocus()
    counter.press(Key.Key_Return)
    assert due(counter) == []


def print_elsewhere(counter: Counter, number: str) -> None:
    """Print a receipt from a terminal of the counter."""
    desk = counter.desk
    printer = choose_printer(desk.settings.require().printer, counter.context.home.prints)
    desk.prints.print_receipt(number, counter.people["karim"], printer)


def test_a_receipt_that_was_printed_elsewhere_is_not_due_any_more(
    counter: Counter, complete: DossierForm, home: Home, language: Language
) -> None:
    is_out = {"fr": "Déjà imprimé.", "ar": "سبقت طباعته."}[language]
    page = counter.enter("karim")
    break_printer(home)
    number = deposit(counter, complete)
    counter.until(page.outcome.again_button.isVisible)
    counter.press(*NEW)
    home.prints.unlink()
    print_elsewhere(counter, number)

    page.receipts_due.buttons[number].click()
    counter.until(lambda: due(counter) == [])

    assert is_out in page.panel.message.text


def test_a_receipt_that_was_printed_elsewhere_leaves_nothing_to_print_beside_its_deposit(
    counter: Counter, complete: DossierForm, home: Home
) -> None:
    page = counter.enter("karim")
    break_printer(home)
    number = deposit(counter, complete)
    counter.until(page.outcome.again_button.hasFocus)
    home.prints.unlink()
    print_elsewhere(counter, number)

    counter.press(Key.Key_Return)
    counter.until(lambda: "Déjà imprimé." in page.outcome.message.text)

    assert not page.outcome.again_button.isVisible()
    counter.press(Key.Key_Return)
    assert page.takes_codes
    assert due(counter) == []

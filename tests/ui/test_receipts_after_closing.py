"""A receipt that never came out is named again when the window opens again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from shiboken6 import delete

from intake_app.app import open_desk
from intake_app.ui.application import open_window
from intake_app.ui.tasks import Lane
from tests.ui.test_receipts_due import NEW, another, break_printer, deposit, due
from tests.ui.window_kit import Counter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from pytestqt.qtbot import QtBot

    from intake_app.settings import Home
    from intake_app.ui.i18n import Languages
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.theme import Theme
    from tests.ui.window_kit import WindowClock

    Opening = Callable[[], AbstractContextManager[Counter]]

Key = Qt.Key


@pytest.fixture
def opening(
    home: Home, window_clock: WindowClock, languages: Languages, theme: Theme, qtbot: QtBot
) -> Opening:
    """Opens the window on one and the same folder, as often as asked."""

    @contextmanager
    def open_once() -> Iterator[Counter]:
        desk = open_desk(home, window_clock)
        opened = open_window(lambda: desk, home, languages=languages, theme=theme)
        people = {person.username: person for person in desk.accounts.all()}
        yield Counter(opened, desk, window_clock, qtbot, people)
        opened.end()
        delete(opened.window)
        desk.close()

    return open_once


def close_after_the_next_dossier(counter: Counter, form: DossierForm) -> str:
    number = deposit(counter, form)
    counter.until(counter.page.outcome.again_button.isVisible)
    counter.press(*NEW)
    counter.window.close()
    return number


def close_on_what_failed(counter: Counter, form: DossierForm) -> str:
    number = deposit(counter, form)
    counter.until(counter.page.outcome.again_button.isVisible)
    counter.window.close()
    return number


def close_before_the_print_begins(counter: Counter, form: DossierForm) -> str:
    with counter.slow(Lane.IO):
        number = deposit(counter, form)
        counter.window.close()
        counter.until(lambda: not counter.window.isVisible())
    return number


CLOSINGS = [close_after_the_next_dossier, close_on_what_failed, close_before_the_print_begins]


@pytest.mark.parametrize("close", CLOSINGS)
def test_a_receipt_that_never_came_out_is_due_when_the_window_opens_again(
    opening: Opening,
    complete: DossierForm,
    home: Home,
    close: Callable[[Counter, DossierForm], str],
) -> None:
    with opening() as counter:
        counter.enter("karim")
        deposit(counter, another(complete))
        counter.until(lambda: counter.desk.prints.unprinted_today() == ())
        home.prints.rename(home.folder / "earlier")
        break_printer(home)
        counter.press(*NEW)
        number = close(counter, complete)
    home.prints.unlink()

    with opening() as counter:
        page = counter.enter("nadia")
        assert due(counter) == [number]
        assert page.receipts_due.isVisible()

        page.receipts_due.buttons[number].click()
        counter.until(lambda: not due(counter))
        assert [path.name for path in home.prints.iterdir()] == [f"recu-{number}.pdf"]

    with opening() as counter:
        counter.enter("karim")
        assert due(counter) == []


def test_what_is_sent_to_later_comes_back_with_the_next_start_only(
    opening: Opening, complete: DossierForm, home: Home
) -> None:
    break_printer(home)
    with opening() as counter:
        counter.enter("karim")
        number = close_on_what_failed(counter, complete)

    with opening() as counter:
        page = counter.enter("karim")
        page.receipts_due.later_button.click()
        counter.window.lock()
        counter.enter("nadia")
        assert due(counter) == []

    with opening() as counter:
        counter.enter("karim")
        assert due(counter) == [number]

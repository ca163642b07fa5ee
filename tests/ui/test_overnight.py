"""A page that is begun one day and looked at the next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from intake_app.ui.shell.desk_page import TODAY

if TYPE_CHECKING:
    from intake_app.ui.reception.form import DossierForm
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

DAY_SECONDS = 24 * 3600.0
SATURDAY = {"fr": "samedi 21", "ar": "السبت 21"}


@pytest.fixture
def last_day(complete: DossierForm) -> DossierForm:
    """The care of a dossier whose last day is today, 20 November 2026."""
    care = date(2026, 11, 20) - timedelta(days=60)
    for act in complete.acts:
        act.performed_on = act.signed_on = f"{care:%d/%m/%Y}"
    complete.prescriptions[0].issued_on = f"{care:%d/%m/%Y}"
    return complete


def test_the_page_is_judged_again_when_somebody_comes_the_next_day(
    counter: Counter, last_day: DossierForm, language: Language
) -> None:
    page = counter.enter("karim")
    counter.put(last_day)
    before = page.panel.verdict.word_label.text()
    assert before == {"fr": "Complet", "ar": "كامل"}[language]
    counter.window.lock()
    counter.clock.advance(DAY_SECONDS)

    counter.enter("nadia")

    counter.until(lambda: page.panel.verdict.word_label.text() != before)
    assert counter.desk_page.header.day_label.text().startswith(SATURDAY[language])


def test_the_page_and_the_head_follow_the_day_while_somebody_is_there(
    counter: Counter, last_day: DossierForm, language: Language
) -> None:
    page, header = counter.enter("karim"), counter.desk_page.header
    counter.put(last_day)
    before = page.panel.verdict.word_label.text()

    counter.clock.advance(DAY_SECONDS)
    counter.desk_page.day_watch._timer.start(1)

    counter.until(lambda: page.panel.verdict.word_label.text() != before)
    assert header.day_label.text().startswith(SATURDAY[language])


def test_the_list_of_the_day_begins_anew_at_midnight(
    counter: Counter, complete: DossierForm
) -> None:
    page = counter.enter("karim")
    counter.put(complete)
    counter.press(Qt.Key.Key_F9)
    counter.until(page.outcome.isVisible)
    counter.desk_page.open_page(TODAY)
    listed = counter.desk_page.today.model
    counter.until(lambda: listed.rowCount() == 1)

    counter.clock.advance(DAY_SECONDS)
    counter.desk_page.day_watch._timer.start(1)

    counter.until(lambda: listed.rowCount() == 0)

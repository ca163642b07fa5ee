"""A clock that lies behind: the agent confirms the day, and the receipt says so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from intake_app.formats.sealed import read_sealed

if TYPE_CHECKING:
    from intake_app.ui.reception.form import DossierForm
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key


def flags_of_all(counter: Counter) -> list[tuple[str, ...]]:
    """What each deposit of the counter says of the clock, in the order of the numbers."""
    with counter.desk.store.reading() as uow:
        rows = [
            (line.number, uow.dossiers.require_revision(line.dossier_id, 1))
            for line in counter.desk.day.today()
        ]
    return [read_sealed(row.body).flags for _number, row in sorted(rows)]


def deposit(counter: Counter, complete: DossierForm, presses: int) -> None:
    page = counter.page
    page.show_form()
    counter.put(complete)
    for _ in range(presses):
        counter.press(Key.Key_F9)
        counter.until(lambda: not page.presenter.deposits.is_busy)
        counter.quiet()
    counter.until(page.outcome.isVisible)


def test_the_day_is_asked_once_and_then_taken(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    says = {
        "fr": "L'horloge de ce poste indique le 20/11/2026 08:30, alors que le 20/11/2026",
        "ar": "تشير ساعة هذا الجهاز إلى 20/11/2026 08:30",
    }[language]
    page = counter.enter("karim")
    deposit(counter, complete, presses=1)
    counter.clock.instant -= timedelta(hours=2)
    page.show_form()
    complete.student.identity_number = "ZZ900002"
    counter.put(complete)

    counter.press(Key.Key_F9)
    counter.until(lambda: says in page.panel.message.text)
    assert flags_of_all(counter) == [()]
    assert page.paper.read().student.identity_number == "ZZ900002"

    counter.press(Key.Key_F9)
    counter.until(page.outcome.isVisible)
    complete.student.identity_number = "ZZ900003"
    deposit(counter, complete, presses=1)

    doubted = ("clock_behind", "date_confirmed")
    assert flags_of_all(counter) == [(), doubted, doubted]


def test_the_next_agent_is_asked_again(counter: Counter, complete: DossierForm) -> None:
    counter.enter("karim")
    deposit(counter, complete, presses=1)
    counter.clock.instant -= timedelta(hours=2)
    complete.student.identity_number = "ZZ900002"
    deposit(counter, complete, presses=2)

    counter.window.log_out()
    counter.quiet()
    page = counter.enter("nadia")
    page.show_form()
    complete.student.identity_number = "ZZ900003"
    counter.put(complete)
    asked: list[object] = []
    page.presenter.deposits.date_doubted.connect(asked.append)
    counter.press(Key.Key_F9)
    counter.until(lambda: asked)

    assert len(flags_of_all(counter)) == 2

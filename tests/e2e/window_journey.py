"""One dossier typed into the real window; run as a program on a screen, by its test.

Arguments: the data folder of a counter that is set up, enrolled and has an operator; a username; a
password; the language of the screen. Prints the number of the dossier, and what the window says of
it, once the fund holds it. Every value is typed with key events; only the lists of choices are
stepped through with the arrow keys.
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from intake_app.app import open_desk
from intake_app.domain.dossier import Care
from intake_app.settings import Home
from intake_app.ui.application import open_window
from intake_app.ui.i18n import Languages
from intake_app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.ui.widgets.fields import Field
    from intake_app.wording import Language

PATIENCE_SECONDS = 90
Key = Qt.Key


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Let the window work until something has happened."""
    loop, tick = QEventLoop(), QTimer()
    tick.setInterval(10)
    deadline = time.monotonic() + PATIENCE_SECONDS
    tick.timeout.connect(lambda: loop.quit() if happened() or time.monotonic() > deadline else None)
    tick.start()
    loop.exec()
    tick.stop()
    if not happened():
        raise SystemExit(f"waited in vain for {what}")


def here() -> QWidget:
    """Where the keyboard is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_into(field: Field, text: str) -> None:
    field.focus()
    QTest.keyClicks(here(), text)
    QTest.keyClick(here(), Key.Key_Return)


def tick(field: Field) -> None:
    field.focus()
    QTest.keyClick(here(), Key.Key_Space)
    assert field.value is True, "a space ticks"


def choose(field: Any, value: str) -> None:
    field.focus()
    for _ in range(30):
        if field.value == value:
            return
        QTest.keyClick(here(), Key.Key_Down)
    raise SystemExit(f"{value} is not to be chosen")


def press(button: QPushButton) -> None:
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Key.Key_Space)


def short(day: date) -> str:
    return f"{day:%d%m%y}"


def fill(page: ReceptionPage, today: date) -> None:
    paper, care_day = page.paper, today - timedelta(10)
    student = paper.student.fields
    type_into(student["identity_number"], "zz900009")
    type_into(student["last_name"], "Tazi")
    type_into(student["first_name"], "Ilham")
    type_into(student["birth_date"], "090305")
    choose(student["institution"], "public_higher")
    sheet = paper.sheet.fields
    for name in ("name", "identity", "address", "signature"):
        tick(sheet[name])
    type_into(sheet["signed_on"], short(today))
    type_into(sheet["total"], "192,50")
    for care in (Care.CONSULTATION, Care.PHARMACY):
        press(paper.acts.adder.buttons[care])
    fill_act(paper.acts.cards[0].fields, care_day, "900000001", "Dr Essai Un", "150")
    tick(paper.acts.cards[0].fields["invoice"])
    fill_act(paper.acts.cards[1].fields, care_day, "900000002", "Pharmacie Essai", "42,50")
    press(paper.prescriptions.add_button)
    prescription = paper.prescriptions.cards[0].fields
    tick(prescription["original"])
    for name, text in (("patient", "Tazi Ilham"), ("prescriber", "Dr Essai Un")):
        type_over(prescription[name], text)
    type_over(prescription["specialty"], "Generaliste")
    type_over(prescription["issued_on"], short(care_day))
    type_into(prescription["duration_days"], "7")
    tick(prescription["pharmacist_stamp"])
    type_into(paper.boxes.entry, "6119999000015")
    line = next(iter(paper.boxes.groups.values())).lines[0]
    type_over(line.price, "42,50")
    tick(line.attached)


def fill_act(fields: dict[str, Field], day: date, inpe: str, name: str, amount: str) -> None:
    type_into(fields["inpe"], inpe)
    type_over(fields["provider_name"], name)
    type_over(fields["performed_on"], short(day))
    type_into(fields["amount"], amount)
    tick(fields["stamp"])
    tick(fields["signature"])
    type_over(fields["signed_on"], short(day))


def type_over(field: Field, text: str) -> None:
    """Type in place of what the page may have filled in."""
    field.focus()
    QTest.keyClick(here(), Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(here(), text)
    QTest.keyClick(here(), Key.Key_Return)


def main(folder: str, username: str, password: str, language: Language) -> QApplication:
    application = QApplication([])
    home = Home(Path(folder))
    desk = open_desk(home)
    languages = Languages(application)
    languages.use(language)
    opened = open_window(lambda: desk, home, languages=languages, theme=Theme(application))
    window = opened.window
    window.activateWindow()
    wait_until(lambda: QApplication.activeWindow() is not None, "the window")
    window.login_page.username.focus()
    QTest.keyClicks(here(), username)
    QTest.keyClick(here(), Key.Key_Return)
    QTest.keyClicks(here(), password)
    QTest.keyClick(here(), Key.Key_Return)
    wait_until(lambda: window.desk_page is not None, "the login")
    assert window.desk_page is not None
    page = window.desk_page.reception
    fill(page, desk.check.today())
    wait_until(lambda: _is_ready(page), f"a complete dossier: {_findings(page)}")
    QTest.keyClick(here(), Key.Key_F9)
    wait_until(lambda: page.stack.currentWidget() is page.outcome, "the deposit")
    wait_until(lambda: _is_held(desk), "the fund's receipt")
    number, said = desk.day.today()[0].number, page.outcome.title_label.text()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is a text stream
    print(application.platformName(), number, said, flush=True)  # noqa: T201
    opened.end()
    desk.close()
    return application  # it must outlive every widget


def _is_ready(page: ReceptionPage) -> bool:
    judgement = page.presenter.judgement
    return judgement is not None and judgement.is_ready


def _findings(page: ReceptionPage) -> list[str]:
    return [row.path for row in page.panel.findings.rows]


def _is_held(desk: Any) -> bool:
    return [line.electronic_state for line in desk.day.today()] == ["received"]


if __name__ == "__main__":
    kept = main(*sys.argv[1:])  # type: ignore[arg-type]  # the last one is a language

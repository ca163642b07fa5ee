"""How many keys a dossier costs, counted on the window: real key events, no mouse.

What a hand scanner or the camera reads costs none. Nothing is ticked beforehand: each stamp,
signature and original has its own key, and each price is confirmed or typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from intake_app.scanning.items import classify
from intake_app.services.deposit import DepositOrder
from intake_app.ui.reception.building import build
from tests.ui.window_kit import Counter, complete_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.reception.page import ReceptionPage

Key = Qt.Key
BOXES = ("6119999000015", "6119999000022", "6119999000039")
MODIFIERS = {Key.Key_Shift, Key.Key_Control, Key.Key_Alt}
MOST_KNOWN, MOST_NEW = 70, 150


class KeyCount(QObject):
    """Counts every key that is pressed in the window, and any use of the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0
        self.clicks = 0
        self.last: QKeyEvent | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self.clicks += 1
        # A key that a widget leaves to its parent is seen again there: only the first counts.
        if event.type() == QEvent.Type.KeyPress and watched.isWidgetType():
            assert isinstance(event, QKeyEvent)
            at_focus = watched is QApplication.focusWidget()
            self.keys += at_focus and event.key() not in MODIFIERS
        return False


@pytest.fixture
def count(qapp: QApplication) -> Iterator[KeyCount]:
    counting = KeyCount()
    qapp.installEventFilter(counting)
    yield counting
    qapp.removeEventFilter(counting)


def keys(counter: Counter, *pressed: Key | str) -> None:
    """Press keys and type texts; what is looked up meanwhile has arrived before the next."""
    for one in pressed:
        if isinstance(one, str):
            counter.type(one)
        else:
            counter.press(one)
        counter.quiet()


def scan(counter: Counter, page: ReceptionPage, *codes: str) -> None:
    """Hold things under the scanner: costs no key."""
    for code in codes:
        item = classify(None, code)
        page.take_item(item)
        counter.quiet()


def known_before(counter: Counter) -> None:
    """The student was here a week ago, with the same doctor and pharmacy."""
    deposit(counter, complete_form())
    counter.clock.advance(7 * 86_400)


def deposit(counter: Counter, form: DossierForm) -> None:
    order = DepositOrder(
        counter.desk.drafts.new_id(),
        build(form, counter.context.today()).dossier,
        counter.people["karim"],
    )
    counter.desk.deposits.deposit(order)


# What is typed until one provider is left of all that the counter knows: names, then codes.
OTHERS = (("slao", "amal"), ("0418", "0502"))
DOCTORS = (
    "Alaoui",
    "Bennani",
    "Bennis",
    "Berrada",
    "Cherkaoui",
    "Chraibi",
    "Fassi",
    "Filali",
    "Guessous",
    "Idrissi",
    "Kadiri",
    "Lahlou",
    "Mernissi",
    "Naciri",
    "Ouazzani",
    "Rhazi",
    "Sebti",
    "Skalli",
    "Slaoui",
    "Tahiri",
    "Tazi",
    "Yacoubi",
    "Zniber",
)
PHARMACIES = (
    "Ibn Sina",
    "Centrale",
    "Al Amal",
    "La Cité",
    "Les Facultés",
    "Errazi",
    "Du Souk",
    "La Gare",
)


def known_providers(counter: Counter) -> None:
    """A counter that has seen these doctors and pharmacies, each with a student of its own."""
    for place, doctor in enumerate(DOCTORS):
        form = complete_form()
        form.student.identity_number = f"ZZ9100{place:02}"
        form.acts[0].inpe = f"04{place:02}00100"
        form.acts[0].provider_name = form.prescriptions[0].prescriber = f"Dr {doctor}"
        form.acts[1].inpe = f"05{place % len(PHARMACIES):02}00100"
        form.acts[1].provider_name = f"Pharmacie {PHARMACIES[place % len(PHARMACIES)]}"
        deposit(counter, form)


Enter, Space = Key.Key_Return, Key.Key_Space


def type_sheet(counter: Counter, total: str) -> None:
    keys(counter, Enter, Enter)  # an ordinary sheet, a reimbursement
    keys(counter, Space, Space, Space, Space)  # name, identity, address, signature
    keys(counter, Space, total, Enter)  # signed today


def type_prescription(counter: Counter) -> None:
    keys(counter, Key.Key_F3)
    keys(counter, Space, Space, Space, Space, Space)  # original, patient, doctor, specialty, day
    keys(counter, "7", Enter, Space)  # its days, the pharmacist's stamp


def finish(counter: Counter, page: ReceptionPage, count: KeyCount) -> int:
    """Deposit, wait for the paper, and return how many keys it took."""
    counter.judge()
    assert [row.text for row in page.panel.findings.rows] == []
    keys(counter, Key.Key_F9)
    counter.until(lambda: page.outcome.preview and page.outcome.preview.page_count)
    line = counter.desk.day.today()[0]
    assert line.number in page.outcome.number_label.text()
    assert line.box_count == len(BOXES)
    assert count.clicks == 0
    return count.keys


def test_a_known_student_with_consultation_pharmacy_and_three_boxes(
    counter: Counter, count: KeyCount, language: str
) -> None:
    known_before(counter)
    page = counter.enter("karim")
    count.keys = 0

    keys(counter, "zz900001", Enter, Enter)  # the rest is known; no other coverage
    type_sheet(counter, "274,8")
    keys(counter, Space, Space)  # a consultation, at the same doctor's
    keys(counter, "2011", Enter, "150", Enter)
    keys(counter, Space, Space, Space, Space)  # stamp, signature, same day, invoice
    keys(counter, Space, Space, Space)  # a pharmacy, the same one, the same day
    keys(counter, "124,8", Enter, Space, Space, Space)
    type_prescription(counter)
    scan(counter, page, *BOXES)
    keys(counter, Enter, Space, Space, Space)  # to the boxes: each price is the list's

    taken = finish(counter, page, count)
    print(f"known student, {language}: {taken} keys")  # noqa: T201
    assert taken <= MOST_KNOWN


@pytest.mark.parametrize(("doctor", "pharmacy"), OTHERS, ids=["by name", "by code"])
def test_a_known_student_who_went_elsewhere_this_time(
    counter: Counter, count: KeyCount, language: str, doctor: str, pharmacy: str
) -> None:
    """Neither doctor nor pharmacy is the usual one; the counter knows them, among many."""
    known_providers(counter)
    known_before(counter)
    page = counter.enter("karim")
    count.keys = 0

    keys(counter, "zz900001", Enter, Enter)
    type_sheet(counter, "274,8")
    keys(counter, Space, doctor, Enter)
    keys(counter, "2011", Enter, "150", Enter)
    keys(counter, Space, Space, Space, Space)
    keys(counter, Space, pharmacy, Enter, Space)
    keys(counter, "124,8", Enter, Space, Space, Space)
    type_prescription(counter)
    scan(counter, page, *BOXES)
    keys(counter, Enter, Space, Space, Space)

    names = [card.text("provider_name") for card in page.paper.acts.cards]
    assert names == ["Dr Slaoui", "Pharmacie Al Amal"]
    taken = finish(counter, page, count)
    print(f"known student, other providers, {language}: {taken} keys")  # noqa: T201
    assert taken <= MOST_KNOWN


def test_a_new_student_with_the_same_papers(
    counter: Counter, count: KeyCount, language: str
) -> None:
    page = counter.enter("karim")
    count.keys = 0

    keys(counter, "zz900007", Enter, "Tazi", Enter, "Ilham", Enter, "090305", Enter)
    keys(counter, Key.Key_Down, Enter, Enter)  # the kind of institution; no other coverage
    type_sheet(counter, "274,8")
    keys(counter, Space, "900000001", Enter, "Dr Essai Un", Enter, "Generaliste", Enter)
    keys(counter, "1011", Enter, "150", Enter)
    keys(counter, Space, Space, Space, Space)
    keys(counter, Space, "900000002", Enter, "Ph. Essai", Enter)
    keys(counter, Space, "124,8", Enter, Space, Space, Space)
    type_prescription(counter)
    scan(counter, page, *BOXES)
    keys(counter, Enter, Space, Space, Space)

    taken = finish(counter, page, count)
    print(f"new student, {language}: {taken} keys")  # noqa: T201
    assert taken <= MOST_NEW

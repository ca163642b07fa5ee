"""The moves that tests make on the window, as an agent would."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake_app.domain.dossier import Care
from intake_app.ui.reception.form import (
    ActForm,
    DossierForm,
    MedicineForm,
    PrescriptionForm,
    SheetForm,
    StudentForm,
)
from intake_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from pytestqt.qtbot import QtBot

    from intake_app.app import Desk
    from intake_app.domain.operators import Operator
    from intake_app.ui.application import OpenWindow
    from intake_app.ui.context import Context
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.ui.shell.desk_page import DeskPage
    from intake_app.ui.shell.window import MainWindow

PASSWORD = "motdepasse1"
PATIENCE_MS = 60_000  # of a busy machine; nothing waits that long


@dataclass
class WindowClock:
    """The counter's clock: 20 November 2026, half past ten."""

    instant: datetime
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Counter:
    """A counter with its window, and the moves that tests make on it."""

    opened: OpenWindow
    desk: Desk
    clock: WindowClock
    qtbot: QtBot
    people: dict[str, Operator] = field(default_factory=dict)

    @property
    def window(self) -> MainWindow:
        return self.opened.window

    @property
    def context(self) -> Context:
        return self.opened.context

    @property
    def desk_page(self) -> DeskPage:
        assert self.window.desk_page is not None
        return self.window.desk_page

    @property
    def page(self) -> ReceptionPage:
        return self.desk_page.reception

    def enter(self, username: str) -> ReceptionPage:
        """Log somebody in, as after the right password."""
        self.until(lambda: self.context.door.is_open)
        self.context.session.enter(self.people[username])
        self.quiet()
        return self.page

    def put(self, form: DossierForm) -> None:
        """Fill the page as the agent would, and wait for its judgement."""
        self.show(form)
        self.judge()

    def show(self, form: DossierForm) -> None:
        """Put a page up and wait until all of it is there."""
        self.page.paper.put(form)
        self.until(lambda: not self.page.paper.assembly.is_running)

    def judge(self) -> None:
        """Have the page checked as it stands now."""
        page = self.page
        page.presenter.note_change()
        self.until(lambda: page.presenter.live.is_settled and not page.paper.assembly.is_running)

    def until(self, happened: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(happened()), timeout=PATIENCE_MS)

    def quiet(self) -> None:
        """Wait until nothing runs on the database lane any more."""
        seen: list[bool] = []
        self.context.tasks.submit(Lane.DATABASE, lambda: True, done=seen.append)
        self.until(lambda: seen)

    @contextmanager
    def slow(self, lane: Lane = Lane.DATABASE) -> Iterator[None]:
        """A disk or a printer that answers when this block ends."""
        may_go = threading.Event()
        for _ in range(lane.value):
            self.context.tasks.submit(lane, may_go.wait)
        try:
            yield
        finally:
            may_go.set()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the keyboard is."""
        widget = QApplication.focusWidget() or self.window
        QTest.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)

    def paste(self, text: str) -> None:
        """Paste where the keyboard is."""
        QApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Type where the keyboard is."""
        widget = QApplication.focusWidget()
        assert widget is not None, "the keyboard is nowhere"
        if text.isascii():
            QTest.keyClicks(widget, text)
            return
        for sign in text:  # QTest knows the keys of ASCII only
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(widget, event)


def complete_form() -> DossierForm:
    """A consultation and a pharmacy, nothing missing, 47 days left."""
    student = StudentForm(
        identity_number="ZZ900001",
        last_name="BENJELLOUN",
        first_name="Hajar",
        birth_date="09/03/2005",
        institution="public_higher",
    )
    sheet = SheetForm(
        name=True,
        identity=True,
        address=True,
        signature=True,
        signed_on="19/11/2026",
        total="192,50",
    )
    return DossierForm(
        student, sheet=sheet, acts=[_consultation(), _pharmacy()], prescriptions=[_prescription()]
    )


def dated(form: DossierForm, today: date) -> DossierForm:
    """Put a week-old care on a page that is deposited on that day."""
    care = f"{today - timedelta(7):%d/%m/%Y}"
    for act in form.acts:
        act.performed_on = act.signed_on = care
    form.sheet.signed_on = f"{today:%d/%m/%Y}"
    for prescription in form.prescriptions:
        prescription.issued_on = care
    return form


def _consultation() -> ActForm:
    return ActForm(
        Care.CONSULTATION,
        performed_on="07/11/2026",
        amount="150,00",
        provider_name="Dr Essai Un",
        inpe="900000001",
        specialty="Médecine générale",
        stamp=True,
        signature=True,
        signed_on="07/11/2026",
        invoice=True,
    )


def _pharmacy() -> ActForm:
    return ActForm(
        Care.PHARMACY,
        performed_on="08/11/2026",
        amount="42,50",
        provider_name="Pharmacie d'essai",
        inpe="900000002",
        stamp=True,
        signature=True,
        signed_on="08/11/2026",
        medicines=[MedicineForm("6119999000015", "42,50", 1, attached=True)],
    )


def _prescription() -> PrescriptionForm:
    return PrescriptionForm(
        original=True,
        patient="BENJELLOUN Hajar",
        prescriber="Dr Essai Un",
        specialty="Médecine générale",
        issued_on="07/11/2026",
        duration_days="7",
        pharmacist_stamp=True,
    )

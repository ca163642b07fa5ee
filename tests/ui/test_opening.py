"""The counter is opened behind the first page: early logins wait, faults are said in the window."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import delete
from sqlalchemy import text

from intake_app.app import open_desk
from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.storage.key import KEY_FILE
from intake_app.storage.recovery_key import write_recovery_key
from intake_app.ui.application import OpenWindow, open_window
from intake_app.ui.memory import FILE_NAME
from intake_app.ui.welcome.opening_page import OpeningPage
from tests.ui.window_kit import PASSWORD, PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from intake_app.app import Desk
    from intake_app.settings import Home
    from intake_app.ui.i18n import Languages
    from intake_app.ui.theme import Theme
    from tests.ui.window_kit import Counter


ROOT = Path(__file__).parents[2]


@contextmanager
def shown(
    open_counter: Callable[[], Desk],
    home: Home,
    languages: Languages,
    theme: Theme,
    with_key: Callable[[str], Desk] | None = None,
) -> Iterator[OpenWindow]:
    opened = open_window(
        open_counter, home, languages=languages, theme=theme, open_with_key=with_key
    )
    opened.window.activateWindow()
    try:
        yield opened
    finally:
        opened.end()
        delete(opened.window)


def remember(home: Home, **values: str) -> None:
    memory = QSettings(str(home.folder / FILE_NAME), QSettings.Format.IniFormat)
    for name, value in values.items():
        memory.setValue(name.replace("_of_", "/"), value)
    memory.sync()


@pytest.fixture
def known_place(home: Home) -> Home:
    """A data folder whose window was open before."""
    remember(
        home,
        place_of_office_fr="Agadir · Cité",
        place_of_office_ar="أكادير · الحي",
        place_of_counter="1",
    )
    return home


def test_somebody_may_log_in_while_the_counter_is_still_being_opened(
    desk: Desk, known_place: Home, languages: Languages, theme: Theme, qtbot: QtBot
) -> None:
    ready = Event()

    def slow() -> Desk:
        assert ready.wait(PATIENCE_MS / 1000)
        return desk

    with shown(slow, known_place, languages, theme) as opened:
        page = opened.window.login_page
        assert opened.window.shown is page
        assert page.place_label.text() == "Agadir · Cité · guichet 1"
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=PATIENCE_MS)
        for text in ("karim", PASSWORD):
            here = QApplication.focusWidget()
            assert here is not None
            QTest.keyClicks(here, text)
            QTest.keyClick(here, Qt.Key.Key_Return)
        assert not page.enter_button.isEnabled(), "one try at a time"
        assert not opened.context.door.is_open

        ready.set()
        qtbot.waitUntil(lambda: opened.window.desk_page is not None, timeout=PATIENCE_MS)

        operator = opened.context.session.operator
        assert operator is not None
        assert operator.full_name == "Karim Idrissi"
        assert "Cité universitaire" in page.place_label.text(), "the store's name took its place"


def test_somebody_may_log_in_before_the_first_page_is_painted(
    desk: Desk, known_place: Home, languages: Languages, theme: Theme, qtbot: QtBot
) -> None:
    with shown(lambda: desk, known_place, languages, theme) as opened:
        login = opened.window.login_page
        login.username.put("karim")
        login.password.put(PASSWORD)
        login.enter_button.click()
        assert not opened.window._begun, "else this is no test of it"

        qtbot.waitUntil(lambda: opened.window.desk_page is not None, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: opened.window._begun, timeout=PATIENCE_MS)
        assert opened.context.session.operator is not None


def test_the_next_start_says_at_once_which_counter_this_is(
    desk: Desk, home: Home, languages: Languages, theme: Theme, qtbot: QtBot, language: str
) -> None:
    with shown(lambda: desk, home, languages, theme) as opened:
        assert isinstance(opened.window.shown, OpeningPage), "nothing is remembered yet"
        login = opened.window.login_page
        qtbot.waitUntil(lambda: opened.window.shown is login, timeout=PATIENCE_MS)

    def never() -> Desk:
        raise EnvironmentFault("store.damaged", path=home.store)

    with shown(never, home, languages, theme) as opened:
        assert opened.window.shown is opened.window.login_page
        said = opened.window.login_page.place_label.text()
        assert (
            said
            == {
                "fr": "Agadir · Cité universitaire · guichet 1",
                "ar": "أكادير · الحي الجامعي · الشباك 1",
            }[language]
        )


def test_a_counter_that_does_not_open_says_why_and_opens_once_it_is_mended(
    home: Home, languages: Languages, theme: Theme, qtbot: QtBot, language: str
) -> None:
    key = home.folder / KEY_FILE
    right = key.read_text(encoding="ascii")
    key.write_text("00" * 32, encoding="ascii")
    desks: list[Desk] = []

    def open_counter() -> Desk:
        desks.append(open_desk(home))
        return desks[-1]

    with shown(open_counter, home, languages, theme) as opened:
        page = opened.window.shown
        assert isinstance(page, OpeningPage)
        qtbot.waitUntil(lambda: bool(page.message.text), timeout=PATIENCE_MS)
        assert opened.context.door.fault is not None
        assert opened.context.door.fault.code == "store.wrong_key"
        assert page.again_button.isVisible()
        assert page.again_button.hasFocus() or not opened.window.isActiveWindow()

        key.write_text(right, encoding="ascii")
        page.again_button.click()
        login = opened.window.login_page
        qtbot.waitUntil(lambda: opened.window.shown is login, timeout=PATIENCE_MS)
        assert page.message.text == "", "nothing is wrong any more"
    for desk in desks:
        desk.close()


def test_a_counter_whose_key_is_lost_opens_with_the_key_from_paper(
    home: Home, languages: Languages, theme: Theme, qtbot: QtBot, language: str
) -> None:
    kept = home.folder / KEY_FILE
    lost = kept.read_text(encoding="ascii")
    paper = write_recovery_key(bytes.fromhex(lost))
    kept.unlink()
    desks: list[Desk] = []

    def open_counter(recovery_key: str = "") -> Desk:
        desks.append(open_desk(home, recovery_key=recovery_key))
        return desks[-1]

    with shown(open_counter, home, languages, theme, open_counter) as opened:
        page = opened.window.shown
        assert isinstance(page, OpeningPage)
        assert not page.key.isVisible()
        for typed, code in (
            ("", "store.key_lost"),
            (paper[:-1], "store.recovery_key_wrong"),
            (write_recovery_key(bytes(32)), "store.recovery_key_of_another"),
        ):
            page.key.put(typed)
            if typed:
                page.key_button.click()
            wait_for_fault(opened, code, qtbot)
            assert page.key.value == typed, "what is wrong is put right where it stands"
            assert not kept.exists()

        page.key.put(paper.lower())
        page.key.focus()
        qtbot.waitUntil(page.key.editor.hasFocus, timeout=PATIENCE_MS)
        QTest.keyClick(page.key.editor, Qt.Key.Key_Return)
        login = opened.window.login_page
        qtbot.waitUntil(lambda: opened.window.shown is login, timeout=PATIENCE_MS)

        assert kept.read_text(encoding="ascii") == lost
        assert page.key.value == "", "no key stays behind another page"
    for desk in desks:
        desk.close()


def wait_for_fault(opened: OpenWindow, code: str, qtbot: QtBot) -> None:
    """Wait until this fault is said, with the place for the key from paper."""
    page = opened.window.shown
    assert isinstance(page, OpeningPage)

    def is_said() -> bool:
        fault = opened.context.door.fault
        return fault is not None and fault.code == code and page.key.isVisible()

    qtbot.waitUntil(is_said, timeout=PATIENCE_MS)


def test_the_key_from_paper_is_asked_for_where_the_key_is_what_is_wrong(
    home: Home, languages: Languages, theme: Theme, qtbot: QtBot
) -> None:
    def broken(_recovery_key: str = "") -> Desk:
        raise EnvironmentFault("store.damaged", path=home.store)

    with shown(broken, home, languages, theme, broken) as opened:
        page = opened.window.shown
        assert isinstance(page, OpeningPage)
        qtbot.waitUntil(page.again_button.isVisible, timeout=PATIENCE_MS)

        assert not page.key.isVisible()


def test_a_login_that_waited_for_a_counter_that_does_not_open_is_told_so(
    known_place: Home, languages: Languages, theme: Theme, qtbot: QtBot
) -> None:
    ready = Event()

    def broken() -> Desk:
        assert ready.wait(PATIENCE_MS / 1000)
        raise UnusableInput("store.key_unreadable", path=known_place.folder / KEY_FILE)

    with shown(broken, known_place, languages, theme) as opened:
        login = opened.window.login_page
        login.username.put("karim")
        login.password.put(PASSWORD)
        qtbot.waitUntil(lambda: opened.window._begun, timeout=PATIENCE_MS)
        login.enter_button.click()
        ready.set()
        qtbot.waitUntil(lambda: isinstance(opened.window.shown, OpeningPage), timeout=PATIENCE_MS)
        qtbot.waitUntil(login.enter_button.isEnabled, timeout=PATIENCE_MS)
        assert opened.context.session.operator is None


CLOSED_BY_ITS_READER = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from intake_app.cli import main
from intake_app.ui.welcome.opening_page import OpeningPage

def close_what_was_read():
    for window in QApplication.topLevelWidgets():
        page = window.findChild(OpeningPage)
        if page is not None and page.message.text:
            print(page.message.text, flush=True)
            page.end_button.click()

application = QApplication([])
looking = QTimer()
looking.timeout.connect(close_what_was_read)
looking.start(20)
raise SystemExit(main([]))
"""


def test_the_program_ends_with_the_fault_that_its_window_said(home: Home) -> None:
    (home.folder / KEY_FILE).write_text("00" * 32, encoding="ascii")
    ended = subprocess.run(
        [sys.executable, "-c", CLOSED_BY_ITS_READER],
        env={**os.environ, "INTAKE_HOME": str(home.folder)},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert ended.returncode == 4, ended.stderr
    assert ended.stdout.strip().splitlines()[0] in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_station_without_a_memory_speaks_its_own_language(
    desk: Desk, home: Home, languages: Languages, theme: Theme, qtbot: QtBot
) -> None:
    nadia = desk.accounts.log_in("nadia", PASSWORD)
    desk.settings.change(nadia, language="ar")
    (home.folder / FILE_NAME).unlink()
    with shown(lambda: desk, home, languages, theme) as opened:
        login = opened.window.login_page
        qtbot.waitUntil(lambda: opened.window.shown is login, timeout=PATIENCE_MS)
        assert login.title_label.text() == "الدخول إلى الشباك"


def test_students_whose_noting_was_interrupted_are_found_after_the_next_login(
    counter: Counter, tmp_path: Path
) -> None:
    desk = counter.desk
    nadia = desk.accounts.log_in("nadia", PASSWORD)
    students = tmp_path / "list.csv"
    students.write_text("CIN,Nom,Prénom\nK1,ZEROUALI,Imane\n", encoding="utf-8")
    desk.imports.import_beneficiaries(students, nadia, lambda _done, _all: None)
    with desk.store.writing() as uow:  # as after a power cut before the names were noted
        for table in ("beneficiary_entry", "beneficiary_words"):
            uow.dossiers._session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        uow.commit()
    assert desk.lookup.students_like("zerouali") == ()

    counter.enter("karim")

    counter.until(lambda: desk.lookup.students_like("zerouali"))

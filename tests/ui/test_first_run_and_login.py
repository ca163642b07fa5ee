from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from shiboken6 import delete

from intake_app.app import open_desk
from intake_app.domain.operators import Role
from intake_app.settings import Home
from intake_app.ui.application import OpenWindow, open_window
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.welcome.recovery_panel import RecoveryPanel
from intake_app.ui.welcome.setup_page import SetupPage
from intake_app.ui.widgets.cards import Card
from tests.scanning.scanner_keys import burst
from tests.ui.test_scanner_in_fields import event_of
from tests.ui.window_kit import PASSWORD, PATIENCE_MS, Counter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from intake_app.app import Desk
    from intake_app.ui.i18n import Languages
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.theme import Theme
    from intake_app.ui.welcome.login_page import LoginPage
    from intake_app.wording import Language
    from tests.ui.window_kit import WindowClock

Key = Qt.Key


@pytest.fixture
def new_desk(tmp_path: Path, window_clock: WindowClock) -> Iterator[Desk]:
    """A counter on which nobody has set anything up."""
    desk = open_desk(Home(tmp_path / "new"), window_clock)
    yield desk
    desk.close()


@pytest.fixture
def first_run(
    new_desk: Desk, languages: Languages, theme: Theme, qtbot: QtBot
) -> Iterator[OpenWindow]:
    opened = open_window(lambda: new_desk, new_desk.home, languages=languages, theme=theme)
    qtbot.waitUntil(lambda: is_asking(opened), timeout=PATIENCE_MS)
    yield opened
    opened.end()
    delete(opened.window)


def is_asking(opened: OpenWindow) -> bool:
    return isinstance(opened.window.shown, SetupPage)


def setup_page(opened: OpenWindow) -> SetupPage:
    page = opened.window.shown
    assert isinstance(page, SetupPage)
    return page


def recovery_of(opened: OpenWindow) -> RecoveryPanel | None:
    """The panel that shows the recovery key, once it is on the screen."""
    return next(iter(setup_page(opened).findChildren(RecoveryPanel)), None)


def fill_account(page: SetupPage, *, password: str = PASSWORD, again: str = PASSWORD) -> None:
    page.full_name.put("Nadia Amrani")
    page.username.put("nadia")
    page.password.put(password)
    page.password_again.put(again)


def test_a_counter_is_set_up_and_entered(
    first_run: OpenWindow, new_desk: Desk, qtbot: QtBot
) -> None:
    page = setup_page(first_run)
    assert QApplication.focusWidget() is page.full_name.editor, "the first thing to type"
    assert page.office.isHidden(), "a trial asks for nothing of an office"
    page.work_tile.click()
    assert page.office.isVisible()
    assert page.office.combo.count() == 36, "35 offices, and none chosen"
    page.office.put("FES1")
    page.counter.put("٣")
    fill_account(page)

    page.start_button.click()
    qtbot.waitUntil(lambda: recovery_of(first_run) is not None, timeout=PATIENCE_MS)
    panel = recovery_of(first_run)
    assert panel is not None
    qtbot.waitUntil(panel.written.editor.hasFocus, timeout=PATIENCE_MS)
    assert panel.key_label.text().replace("\n", "-") == new_desk.recovery_key
    QTest.keyClick(panel.written.editor, Key.Key_Return)
    assert is_asking(first_run), "an Enter too many passes nothing by"
    QTest.keyClick(panel.written.editor, Key.Key_Space)
    QTest.keyClick(panel.written.editor, Key.Key_Return)
    qtbot.waitUntil(lambda: first_run.window.desk_page is not None, timeout=PATIENCE_MS)

    assert panel.key_label.text() == panel.key_label.accessibleName() == ""
    station = new_desk.settings.require()
    assert (station.office, station.counter, station.trial) == ("FES1", "3", False)
    assert [person.role for person in new_desk.accounts.all()] == [Role.ADMINISTRATOR]
    desk_page = first_run.window.desk_page
    assert desk_page is not None
    assert first_run.window.shown is desk_page
    assert "Fès" in desk_page.header.office_label.whole


def test_the_window_does_not_close_on_a_key_that_is_not_on_paper(
    first_run: OpenWindow, qtbot: QtBot
) -> None:
    page = setup_page(first_run)
    page.work_tile.click()
    page.office.put("FES1")
    page.counter.put("3")
    fill_account(page)
    page.start_button.click()
    qtbot.waitUntil(lambda: page.shows_key, timeout=PATIENCE_MS)

    first_run.window.close()
    first_run.window.close()

    question = first_run.window.closing.question
    assert question is not None
    assert first_run.window.findChildren(QMessageBox) == [question]
    assert page.shows_key
    question.defaultButton().click()  # stay
    qtbot.waitUntil(lambda: first_run.window.closing.question is None, timeout=PATIENCE_MS)
    assert first_run.window.isVisible()

    first_run.window.close()
    question = first_run.window.closing.question
    assert question is not None
    (leave,) = (button for button in question.buttons() if button is not question.defaultButton())
    leave.click()
    assert not first_run.window.isVisible()


def test_the_window_does_not_close_before_the_key_is_there_to_read(
    first_run: OpenWindow, new_desk: Desk, qtbot: QtBot
) -> None:
    page = setup_page(first_run)
    page.work_tile.click()
    page.office.put("FES1")
    page.counter.put("3")
    fill_account(page)
    page.start_button.click()

    first_run.window.close()

    assert first_run.window.isVisible()
    assert page.progress.isVisible()
    assert not first_run.window.findChildren(QMessageBox), "there is no key to ask about yet"
    qtbot.waitUntil(lambda: page.shows_key, timeout=PATIENCE_MS)
    assert not page.progress.isVisible()
    first_run.window.close()
    (question,) = first_run.window.findChildren(QMessageBox)
    question.defaultButton().click()  # stay


def test_the_end_that_the_system_asks_for_waits_for_no_key(first_run: OpenWindow) -> None:
    page = setup_page(first_run)
    page.work_tile.click()
    page.office.put("FES1")
    fill_account(page)
    page.start_button.click()

    first_run.window.close_now()

    assert not first_run.window.isVisible()


def test_a_window_whose_set_up_was_refused_closes(first_run: OpenWindow, qtbot: QtBot) -> None:
    page = setup_page(first_run)
    page.work_tile.click()
    page.office.put("FES1")
    fill_account(page, password="court", again="court")
    page.start_button.click()
    qtbot.waitUntil(page.start_button.isEnabled, timeout=PATIENCE_MS)

    first_run.window.close()

    assert not first_run.window.isVisible()


def test_a_trial_office_is_ready_in_one_click(
    tmp_path: Path, languages: Languages, theme: Theme, qtbot: QtBot
) -> None:
    """With the machine's own clock, for its server is a process of its own and has that."""
    new_desk = open_desk(Home(tmp_path / "trial"))
    first_run = open_window(lambda: new_desk, new_desk.home, languages=languages, theme=theme)
    qtbot.waitUntil(lambda: is_asking(first_run), timeout=PATIENCE_MS)
    page = setup_page(first_run)
    fill_account(page)

    page.start_button.click()
    assert page.progress.isVisible()
    assert not page.start_button.isEnabled()
    qtbot.waitUntil(lambda: first_run.window.desk_page is not None, timeout=120_000)

    desk_page = first_run.window.desk_page
    assert desk_page is not None
    assert new_desk.settings.require().trial
    assert desk_page.header.trial_chip.text() == "Essai"
    assert new_desk.lookup.medicine("6119999000015") is not None
    qtbot.waitUntil(lambda: desk_page.link_bar.state_chip.text() == "À jour", timeout=60_000)
    first_run.end()
    delete(first_run.window)
    new_desk.close()


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("court", "court", "8"), (PASSWORD, "autre chose", "diffèrent")],
    ids=["too short", "not the same"],
)
def test_an_account_that_cannot_be_used_is_explained_and_nothing_written(
    first_run: OpenWindow, new_desk: Desk, qtbot: QtBot, password: str, again: str, said: str
) -> None:
    page = setup_page(first_run)
    page.work_tile.click()
    page.office.put("FES1")
    fill_account(page, password=password, again=again)

    page.start_button.click()
    qtbot.waitUntil(lambda: bool(page.message.text), timeout=PATIENCE_MS)
    qtbot.waitUntil(page.start_button.isEnabled, timeout=PATIENCE_MS)

    assert said in page.message.text
    assert new_desk.settings.find() is None
    assert not new_desk.accounts.has_any()
    first_run.context.languages.use("ar")
    qtbot.waitUntil(lambda: said not in page.message.text or said == "8")
    first_run.context.languages.use("fr")


def test_what_one_types_into_is_in_sight(
    text_scale: float, first_run: OpenWindow, qtbot: QtBot
) -> None:
    page = setup_page(first_run)
    first_run.window.resize(1366, 768)
    page.work_tile.click()
    for _ in range(3):  # layouts that fold tell their parents, which tell theirs
        QApplication.processEvents()

    for place in (page.office, page.username, page.password_again, page.full_name):
        place.focus()
        qtbot.waitUntil(place.editor.hasFocus, timeout=PATIENCE_MS)
        seen = place.editor.visibleRegion().boundingRect()
        assert seen.height() == place.editor.height(), place.name_label.text()


def test_no_office_is_chosen_beforehand(
    first_run: OpenWindow, new_desk: Desk, qtbot: QtBot
) -> None:
    page = setup_page(first_run)
    page.work_tile.click()
    fill_account(page)

    page.start_button.click()
    qtbot.waitUntil(lambda: bool(page.message.text), timeout=PATIENCE_MS)
    qtbot.waitUntil(page.start_button.isEnabled, timeout=PATIENCE_MS)

    assert page.message.text == "Choisissez votre bureau dans la liste."
    assert QApplication.focusWidget() is page.office.editor
    assert new_desk.settings.find() is None


def test_an_agent_logs_in_by_keyboard(counter: Counter, language: str) -> None:
    assert counter.window.shown is counter.window.login_page
    assert QApplication.focusWidget() is counter.window.login_page.username.editor
    counter.type("karim")
    counter.press(Key.Key_Return)
    counter.type(PASSWORD)
    counter.press(Key.Key_Return)

    counter.until(lambda: counter.window.desk_page is not None)

    assert "Karim Idrissi" in counter.desk_page.header.operator_button.text()
    assert QApplication.focusWidget() is counter.page.paper.student.fields["identity_number"].editor


def try_login(page: LoginPage, counter: Counter, username: str, password: str) -> str:
    page.message.show_text("info", "")
    page.username.put(username)
    page.password.put(password)
    page.enter_button.click()
    counter.until(lambda: page.message.text)
    return page.message.text


def test_wrong_passwords_cost_a_wait_that_is_counted_down(counter: Counter) -> None:
    page = counter.window.login_page
    for _ in range(5):
        assert "incorrect" in try_login(page, counter, "karim", "faux")
    assert "Attendez 2 s" in try_login(page, counter, "karim", PASSWORD)
    assert not page.enter_button.isEnabled()

    counter.clock.advance(1)
    counter.until(lambda: "Attendez 1 s" in page.message.text)
    counter.clock.advance(2)
    counter.until(page.enter_button.isEnabled)

    page.password.put(PASSWORD)
    page.enter_button.click()
    counter.until(lambda: counter.window.desk_page is not None)


def test_an_unknown_name_gets_the_same_answer(counter: Counter) -> None:
    page = counter.window.login_page

    assert try_login(page, counter, "karim", "faux") == try_login(page, counter, "nul", "faux")


def test_a_locked_window_keeps_the_page_and_names_the_one_who_left(
    counter: Counter, language: Language
) -> None:
    locked, unlock, wrong = {
        "fr": ("Fenêtre verrouillée", "Déverrouiller", "incorrect"),
        "ar": ("النافذة مقفلة", "فتح القفل", "غير صحيح"),
    }[language]
    page = counter.enter("karim")
    counter.type("zz900001")
    before = page.paper.read()

    counter.press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    counter.until(lambda: counter.window.shown is counter.window.login_page)
    login = counter.window.login_page
    assert counter.context.session.operator is None
    assert login.title_label.text() == locked
    assert login.enter_button.text() == unlock
    assert QApplication.focusWidget() is login.password.editor
    assert login.username.value == "karim"
    assert login.password.value == ""

    counter.type("faux")
    counter.press(Key.Key_Return)
    counter.until(lambda: wrong in login.message.text)
    assert counter.window.shown is login
    login.password.put("")
    counter.type(PASSWORD)
    counter.press(Key.Key_Return)
    counter.until(lambda: counter.window.shown is counter.window.desk_page)
    assert page.paper.read() == before


def test_the_lock_puts_every_question_away(counter: Counter, complete: DossierForm) -> None:
    """Answered over the login, they would work for nobody."""
    page = counter.enter("karim")
    complete.acts[0].stamp = False
    counter.put(complete)
    page.panel.override_button.click()
    dialog = page.findChildren(SupervisorDialog)[-1]
    counter.until(dialog.isVisible)
    menu = counter.desk_page.header.operator_button.menu()
    menu.popup(counter.window.pos())
    refused: list[bool] = []
    dialog.rejected.connect(lambda: refused.append(True))

    counter.window.lock()

    assert refused
    assert not menu.isVisible()
    assert QApplication.activeModalWidget() is None
    login = counter.window.login_page
    counter.until(login.password.editor.hasFocus)


def test_no_password_stays_behind_the_login(counter: Counter) -> None:
    login = counter.window.login_page
    login.username.put("karim")
    login.password.put(PASSWORD)

    login.enter_button.click()
    counter.until(lambda: counter.window.shown is counter.window.desk_page)

    assert login.password.value == ""


def test_the_login_has_as_much_room_over_its_words_as_under_them(counter: Counter) -> None:
    card = counter.window.login_page.findChild(Card)
    assert card is not None
    parts = card.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    seen = [part for part in parts if part.isVisibleTo(card) and part is not card.title_label]
    shown = [part.geometry() for part in seen]
    over = min(place.top() for place in shown)
    under = card.height() - 1 - max(place.bottom() for place in shown)

    assert abs(over - under) <= 4


def test_the_keyboard_is_where_it_was_when_the_window_is_unlocked(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.type("zz900001")
    first_name = page.paper.student.fields["first_name"]
    first_name.focus()
    counter.press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    counter.until(lambda: counter.window.shown is counter.window.login_page)

    counter.type(PASSWORD)
    counter.press(Key.Key_Return)
    counter.until(lambda: counter.window.shown is counter.window.desk_page)

    assert QApplication.focusWidget() is first_name.editor


def test_somebody_else_may_unlock(counter: Counter, language: Language) -> None:
    page = counter.enter("karim")
    counter.type("zz900001")
    before = page.paper.read()
    counter.window.lock()

    counter.window.login_page.username.put("nadia")
    counter.window.login_page.password.put(PASSWORD)
    counter.window.login_page.enter_button.click()
    counter.until(lambda: counter.context.session.operator is not None)

    assert "Nadia Amrani" in counter.desk_page.header.operator_button.text()
    assert page.paper.read() == before


def test_the_lock_falls_when_nobody_touches_anything(counter: Counter) -> None:
    counter.enter("karim")
    idle = counter.window._idle
    assert idle.is_counting
    begun = idle._timer.remainingTime()
    counter.until(lambda: idle._timer.remainingTime() < begun - 50)

    def touched() -> bool:
        QTest.keyClick(counter.window.windowHandle(), Key.Key_Shift)
        return idle._timer.remainingTime() > begun - 50

    counter.until(touched)
    idle._timer.start(1)
    counter.until(lambda: counter.window.shown is counter.window.login_page)

    assert counter.context.session.operator is None
    assert not idle.is_counting


def long_untouched(counter: Counter) -> Callable[[], bool]:
    """Let half a second go by without a hand; return whether there was one since."""
    timer = counter.window._idle._timer
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.start()
    half = timer.interval() - 500
    counter.until(lambda: timer.remainingTime() < half)
    return lambda: timer.remainingTime() > half


def test_a_key_that_is_a_shortcut_keeps_the_lock_away(counter: Counter) -> None:
    counter.enter("karim")
    was_touched = long_untouched(counter)

    QTest.keyClick(counter.window.windowHandle(), Key.Key_F2)

    assert was_touched()


def test_a_hand_that_only_scans_keeps_the_lock_away(counter: Counter) -> None:
    page = counter.enter("karim")
    was_touched = long_untouched(counter)

    for key in burst("6118000010050"):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(counter.window.windowHandle(), event_of(key, kind))

    assert [box.barcode for act in page.paper.read().acts for box in act.medicines]
    assert was_touched()

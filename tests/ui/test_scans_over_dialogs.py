"""Hand scanners pointed at a code while a dialog has the keyboard: its fields get nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from intake_app.domain.operators import Action
from intake_app.scanning.codes import Symbology
from intake_app.scanning.items import classify
from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.shell.help import HelpDialog
from tests.scanning.scanner_keys import burst, by_hand
from tests.ui.test_camera_dock import LISTED, lines_of
from tests.ui.test_scanner_in_fields import event_of
from tests.ui.window_kit import PASSWORD, complete_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from intake_app.scanning.wedge import Key
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

INPE, PAPER = "123456789", "OD:AGA1-1A-26-000042-5"


def replay(window: QWidget, keys: Sequence[Key]) -> None:
    """Send presses and releases to a window, as the system does."""
    for key in keys:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(window.windowHandle(), event_of(key, kind))


def has_keyboard(counter: Counter, window: QWidget) -> None:
    window.activateWindow()
    counter.until(lambda: QApplication.activeWindow() is window)


def ask_for_override(counter: Counter) -> SupervisorDialog:
    """An incomplete dossier, and the supervisor asked to let it in all the same."""
    form = complete_form()
    form.acts[0].stamp = False
    counter.put(form)
    counter.page.panel.override_button.click()
    dialog = counter.page.findChildren(SupervisorDialog)[-1]
    has_keyboard(counter, dialog)
    return dialog


@pytest.mark.parametrize("end", ["\r", "\t"])
@pytest.mark.parametrize("text", [LISTED, INPE, PAPER])
def test_a_scan_leaves_the_supervisors_dialog_as_it_is(
    counter: Counter, language: Language, text: str, end: str
) -> None:
    page = counter.enter("karim")
    dialog = ask_for_override(counter)
    before, at = lines_of(page)[0].quantity.value, 1000.0

    notice = counter.desk_page.scans.notice
    for field in (dialog.password, dialog.reason, dialog.username):
        field.put("x")
        field.focus()
        replay(dialog, burst(text, start=at, end=end))
        at += 5000
        assert (field.value, field.line.hasFocus()) == ("x", True)
        if field is dialog.password:  # what a device types there is shown to nobody
            assert text not in notice.text
            assert not notice.take_button.isVisible()

    counter.quiet()
    assert dialog.isVisible()
    assert dialog.message.text == ""
    assert notice.isVisible()
    assert notice.take_button.isVisible() is (text != PAPER)
    assert (text in notice.text) is (text != PAPER)
    assert counter.desk_page.reception.isVisible()
    assert lines_of(page)[0].quantity.value == before, "the page that is asked about stays"


def test_a_box_scanned_over_the_dialog_is_counted_afterwards_when_wanted(
    counter: Counter,
) -> None:
    page = counter.enter("karim")
    dialog = ask_for_override(counter)
    replay(dialog, burst(LISTED))
    dialog.reject()

    counter.desk_page.scans.notice.take_button.click()
    counter.quiet()

    (line,) = lines_of(page)
    assert (line.code, line.quantity.value) == (LISTED, 2)


def test_what_the_camera_sees_over_the_dialog_waits_too(
    counter: Counter, language: Language
) -> None:
    page = counter.enter("karim")
    dialog = ask_for_override(counter)
    notice = counter.desk_page.scans.notice

    page.camera.item_seen.emit(classify(Symbology.CODE128, PAPER))
    assert notice.isVisible()
    assert not notice.take_button.isVisible()
    page.camera.item_seen.emit(classify(Symbology.EAN13, LISTED))
    counter.quiet()
    assert lines_of(page)[0].quantity.value == 1, "the page that is asked about stays"
    assert counter.desk_page.reception.isVisible()
    assert LISTED in notice.text

    dialog.reject()
    notice.take_button.click()
    counter.quiet()
    assert lines_of(page)[0].quantity.value == 2
    page.camera.item_seen.emit(classify(Symbology.EAN13, LISTED))
    counter.quiet()
    assert lines_of(page)[0].quantity.value == 3


def test_the_camera_leaves_another_page_as_it_is_while_a_dialog_waits(counter: Counter) -> None:
    page = counter.enter("karim")
    desk_page = counter.desk_page
    desk_page.open_page("today")
    dialog = SupervisorDialog(counter.context, Action.REPRINT, desk_page.today, needs_reason=False)
    dialog.open()
    has_keyboard(counter, dialog)

    page.camera.item_seen.emit(classify(Symbology.EAN13, LISTED))
    assert not desk_page.scans.notice.isVisible()
    page.camera.item_seen.emit(classify(Symbology.CODE128, PAPER))
    counter.quiet()
    assert desk_page.scans.notice.isVisible()
    assert desk_page.today.isVisible()
    dialog.reject()


def test_help_opens_over_the_dialog_and_can_be_read(counter: Counter, language: Language) -> None:
    counter.enter("karim")
    dialog = ask_for_override(counter)
    dialog.reason.focus()
    counter.press(Qt.Key.Key_F1)

    help_dialog = dialog.help_key.dialog
    assert help_dialog is not None
    has_keyboard(counter, help_dialog)
    assert help_dialog.windowTitle() == {"fr": "Aide", "ar": "مساعدة"}[language]
    QTest.mouseClick(help_dialog.close_button, Qt.MouseButton.LeftButton)
    assert not help_dialog.isVisible()
    assert dialog.isVisible()


def test_what_is_typed_and_pasted_in_the_dialog_arrives(counter: Counter) -> None:
    counter.enter("karim")
    dialog = ask_for_override(counter)
    replay(dialog, by_hand("ACCORD", [15.0, 30.0, 44.0, 15.0, 30.0, 44.0]))
    counter.until(lambda: dialog.reason.value == "ACCORD")

    replay(dialog, by_hand("\r", [200.0], start=3000))
    counter.until(dialog.username.line.hasFocus)
    replay(dialog, by_hand("12\t", [60.0] * 3, start=6000))
    counter.until(dialog.password.line.hasFocus)
    assert dialog.username.value == "12"

    QGuiApplication.clipboard().setText(LISTED)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.password.value == LISTED


def test_a_supervisor_gives_leave_after_a_scan(counter: Counter) -> None:
    page = counter.enter("karim")
    dialog = ask_for_override(counter)
    replay(dialog, burst(LISTED))
    dialog.reason.put("Cachet à venir")
    dialog.username.put("nadia")
    dialog.password.put(PASSWORD)
    dialog.password.focus()

    replay(dialog, by_hand("\r", [200.0], start=6000))

    counter.until(lambda: page.stack.currentWidget() is page.outcome)
    assert [line.revision for line in counter.desk.day.today()] == [1]


def test_a_box_scanned_over_the_help_is_counted_on_the_page_behind(counter: Counter) -> None:
    page = counter.enter("karim")
    counter.desk_page.header.help_button.click()
    (shown,) = counter.desk_page.findChildren(HelpDialog)
    has_keyboard(counter, shown)
    shown.close_button.setFocus()

    replay(shown, burst(LISTED))
    counter.quiet()

    assert shown.isVisible()
    assert [line.code for line in lines_of(page)] == [LISTED]


def test_no_scan_answers_a_question(counter: Counter) -> None:
    counter.enter("karim")
    box = QMessageBox(counter.window)
    box.setText("?")
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.open()
    has_keyboard(counter, box)

    replay(box, burst(LISTED))

    assert box.isVisible()
    box.reject()


def test_the_dialogs_of_the_next_operator_are_listened_at_too(counter: Counter) -> None:
    page = counter.enter("karim")
    ask_for_override(counter)
    counter.window.lock()
    counter.enter("nadia")
    counter.until(lambda: not page.findChildren(SupervisorDialog))

    dialog = ask_for_override(counter)
    replay(dialog, burst(LISTED))

    assert dialog.reason.value == ""
    assert LISTED in counter.desk_page.scans.notice.text

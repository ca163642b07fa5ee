"""Many dossiers that wait: the bar over the papers stays small, and the keyboard reaches each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from intake_app.ui.i18n import Languages
    from intake_app.ui.reception.form import DossierForm
    from intake_app.ui.reception.held_bar import HeldBar
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

MANY = 20


def with_held(counter: Counter, form: DossierForm, count: int) -> HeldBar:
    """Enter a counter where dossiers with short and long names wait."""
    for place in range(count):
        form.student.last_name = f"TAZI {place}" + " EL ANDALOUSSI TOUIMI" * (place % 2)
        members = form.to_members()
        draft_id = counter.desk.drafts.new_id()
        counter.desk.drafts.save(draft_id, members, counter.people["karim"], held=True)
        counter.clock.advance(60)
    bar = counter.enter("karim").desk_top.held_bar
    counter.until(lambda: len(bar.buttons) == count)
    counter.until(lambda: bar.area.height() == bar.area.heightForWidth(bar.area.width()))
    return bar


def lines_in(bar: HeldBar) -> set[int]:
    return {button.y() for button in bar.buttons}


def is_whole(button: QPushButton) -> bool:
    return button.visibleRegion().boundingRect() == button.rect()


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768), (640, 400)])
def test_many_dossiers_that_wait_take_two_lines_and_each_is_reached_by_keys(
    counter: Counter, complete: DossierForm, language: Language, size: tuple[int, int]
) -> None:
    counter.window.resize(*size)
    bar = with_held(counter, complete, MANY)
    assert len(lines_in(bar)) > 2
    assert bar.height() <= 3 * bar.buttons[0].height()
    onward, back = Qt.Key.Key_Right, Qt.Key.Key_Left
    if language == "ar":
        onward, back = back, onward

    counter.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    for button in bar.buttons[:-1]:
        assert QApplication.focusWidget() is button
        assert is_whole(button)
        counter.press(onward)
    for button in reversed(bar.buttons):
        assert QApplication.focusWidget() is button
        assert is_whole(button)
        counter.press(back)


def turn_wheel(bar: HeldBar, eighths: int) -> None:
    viewport = bar.area.viewport()
    middle = QPointF(viewport.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(viewport.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, eighths),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def lines_in_sight(bar: HeldBar) -> list[int]:
    seen = [button for button in bar.buttons if not button.visibleRegion().isEmpty()]
    assert all(is_whole(button) for button in seen)
    return sorted({button.y() for button in seen})


def test_the_wheel_goes_by_whole_lines(counter: Counter, complete: DossierForm) -> None:
    counter.window.resize(1024, 600)
    bar = with_held(counter, complete, MANY)
    lines = sorted(lines_in(bar))
    assert lines_in_sight(bar) == lines[:2]

    turn_wheel(bar, -120)
    assert lines_in_sight(bar) == lines[1:3]
    for _ in range(3):  # a finer wheel, or two fingers
        turn_wheel(bar, -50)
    assert lines_in_sight(bar) == lines[2:4]
    turn_wheel(bar, -120 * MANY)
    assert lines_in_sight(bar) == lines[-2:]
    turn_wheel(bar, 120)
    assert lines_in_sight(bar) == lines[-3:-1]
    turn_wheel(bar, 120 * MANY)
    assert lines_in_sight(bar) == lines[:2]


def test_the_last_that_waits_is_opened_by_keys(counter: Counter, complete: DossierForm) -> None:
    counter.window.resize(1024, 600)
    bar = with_held(counter, complete, MANY)

    counter.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    for _ in range(MANY - 1):
        counter.press(Qt.Key.Key_Tab)
    counter.press(Qt.Key.Key_Return)

    counter.until(lambda: counter.page.paper.read().student.last_name.startswith("TAZI 19"))
    counter.until(lambda: len(bar.buttons) == MANY - 1)
    assert "TAZI 19" not in "".join(button.text() for button in bar.buttons)


def test_a_few_dossiers_that_wait_are_all_in_sight(
    counter: Counter, complete: DossierForm, language: Language
) -> None:
    bar = with_held(counter, complete, 3)

    assert len(lines_in(bar)) == 1
    assert bar.height() <= 2 * bar.buttons[0].height()
    assert bar.area.verticalScrollBar().maximum() == 0
    for button in bar.buttons:
        assert is_whole(button)


def test_the_bar_follows_larger_text(
    text_scale: float, counter: Counter, complete: DossierForm, language: Language
) -> None:
    bar = with_held(counter, complete, MANY)

    assert bar.height() <= 3 * bar.buttons[0].height()
    top = {button.y() for button in bar.buttons if not button.visibleRegion().isEmpty()}
    assert len(top) == 2
    for button in bar.buttons:
        if button.y() in top:
            assert is_whole(button)


def test_the_keyboard_stays_on_its_dossier_when_the_list_comes_anew(
    counter: Counter, complete: DossierForm, languages: Languages
) -> None:
    bar = with_held(counter, complete, 3)
    complete.student.last_name = "ALAMI"
    counter.put(complete)

    with counter.slow():
        counter.press(Qt.Key.Key_F7)
        counter.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        assert QApplication.focusWidget() is bar.buttons[0]
    counter.until(lambda: len(bar.buttons) == 4)
    assert QApplication.focusWidget() is bar.buttons[0]
    counter.press(Qt.Key.Key_Right)
    assert QApplication.focusWidget() is bar.buttons[1]

    languages.use("ar")
    assert QApplication.focusWidget() is bar.buttons[1]
    counter.press(Qt.Key.Key_Return)
    counter.until(lambda: counter.page.paper.read().student.last_name.startswith("TAZI 1"))


def test_the_keyboard_goes_to_the_page_when_nothing_waits_any_more(
    counter: Counter, complete: DossierForm
) -> None:
    bar = with_held(counter, complete, 1)
    bar.focus()
    bar.show_drafts(())

    number = counter.page.paper.student.fields["identity_number"]
    assert QApplication.focusWidget() is number.editor

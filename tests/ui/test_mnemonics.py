"""The letters that Alt finds buttons by: in Arabic those of the French words find them too."""

from __future__ import annotations

from collections import Counter as Tally
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from intake_app.ui.approval.dialog import SupervisorDialog
from tests.ui.screen_states import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.ui.i18n import Languages
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
OVERRIDE = (Key.Key_R, Key(ord("ث")))
UNDO = (Key.Key_B, Key(ord("ج")))
DEPOSITOR = (Key.Key_A, Key(ord("خ")))
CONTINUOUS = (Key.Key_T, Key(ord("م")))
FRENCH, ARABIC = 0, 1


@pytest.fixture(params=[("fr", FRENCH), ("ar", ARABIC), ("ar", FRENCH)], ids=["fr", "ar", "ar-fr"])
def script(request: pytest.FixtureRequest, languages: Languages) -> int:
    """The script of the letters pressed; the screen is in either language."""
    language, script = request.param
    languages.use(language)
    return int(script)


def press(counter: Counter, key: Qt.Key) -> None:
    """Press Alt and a letter where the keyboard is; QTest knows no text of an Arabic key."""
    widget = QApplication.focusWidget() or counter.window
    for action in (QTest.KeyAction.Press, QTest.KeyAction.Release):
        QTest.sendKeyEvent(action, widget, key, chr(key).lower(), ALT)


def test_the_letter_of_the_override_opens_it(counter: Counter, script: int) -> None:
    STATES["incomplete"](counter)

    press(counter, OVERRIDE[script])

    assert [one.isVisible() for one in counter.page.findChildren(SupervisorDialog)] == [True]


def test_the_letter_of_the_undo_brings_back(counter: Counter, script: int) -> None:
    STATES["taken-away"](counter)
    acts = counter.page.paper.acts
    assert len(acts.cards) == 1

    press(counter, UNDO[script])

    counter.until(lambda: len(acts.cards) == 2)


@pytest.mark.parametrize("name", ["someone_else", "continuous"])
def test_the_letter_of_a_box_ticks_it_and_takes_the_tick_away(
    counter: Counter, script: int, name: str
) -> None:
    counter.enter("karim")
    paper = counter.page.paper
    field = (paper.student.depositor | paper.sheet.fields)[name]
    keys = DEPOSITOR if name == "someone_else" else CONTINUOUS

    press(counter, keys[script])
    counter.until(lambda: field.value)
    assert QApplication.focusWidget() is field.editor

    press(counter, keys[script])
    counter.until(lambda: not field.value)


def test_the_letters_of_the_closing_question_answer_it(counter: Counter, script: int) -> None:
    STATES["closing-refused"](counter)

    press(counter, (Key.Key_R, Key(ord("ق")))[script])
    counter.until(lambda: counter.window.closing.question is None)
    assert counter.window.isVisible()

    counter.window.close()
    counter.until(lambda: counter.window.closing.question)
    press(counter, (Key.Key_F, Key(ord("غ")))[script])
    counter.until(lambda: not counter.window.isVisible())


def test_the_french_letter_works_after_the_language_was_changed(
    counter: Counter, language: Language, languages: Languages
) -> None:
    STATES["incomplete"](counter)
    languages.use("ar" if language == "fr" else "fr")
    QApplication.processEvents()

    press(counter, OVERRIDE[FRENCH])

    assert [one.isVisible() for one in counter.page.findChildren(SupervisorDialog)] == [True]


def shortcuts(window: QWidget) -> Iterator[QKeySequence]:
    """Every key that something shown in a window answers to."""
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled():
            yield button.shortcut()
    for shortcut in window.findChildren(QShortcut):
        place = shortcut.parent()
        if shortcut.isEnabled() and isinstance(place, QWidget) and place.isVisible():
            yield from shortcut.keys()
    for action in window.findChildren(QAction):
        yield action.shortcut()


@pytest.mark.parametrize("state", ["all-asked", "taken-away", "incomplete", "closing-refused"])
def test_no_two_things_shown_answer_to_the_same_keys(
    counter: Counter, language: str, state: str
) -> None:
    shown = STATES[state](counter) or counter.window

    found = Tally(keys.toString() for keys in shortcuts(shown) if not keys.isEmpty())

    letters = {keys for keys in found if keys.startswith("Alt+") and not keys[-1].isdigit()}
    assert len(letters) >= 2
    assert language == "fr" or {keys.isascii() for keys in letters} == {True, False}
    assert [keys for keys, times in found.items() if times > 1] == []


def test_the_help_names_the_letters_of_both_scripts(counter: Counter, language: str) -> None:
    shown = STATES["help-keys"](counter)
    assert shown is not None
    listed = " ".join(label.text() for label in shown.findChildren(QLabel))

    for keys in (OVERRIDE, UNDO, DEPOSITOR, CONTINUOUS):
        assert f"Alt+{chr(keys[FRENCH])}" in listed
        assert (f"Alt+{chr(keys[ARABIC])}" in listed) == (language == "ar")

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from intake_app.ui.widgets.fields import (
    ChoiceField,
    CodeField,
    DayField,
    Field,
    Note,
    PriceField,
    TextField,
    TickField,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from intake_app.ui.i18n import Languages

TODAY = date(2026, 11, 20)
Key = Qt.Key


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[QVBoxLayout]:
    """A shown window that fields are laid on."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    yield layout
    window.close()


def type_foreign(field: TextField, text: str) -> None:
    """Type signs for which the test library knows no key."""
    for sign in text:
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(field.editor, press)


def lay(bench: QVBoxLayout, *fields: Field) -> None:
    for field in fields:
        field.rename("Champ")
        bench.addWidget(field)
        field.show()
    fields[0].focus()


def test_digits_of_any_script_become_ascii_while_one_types(bench: QVBoxLayout) -> None:
    field = TextField(upper=True)
    lay(bench, field)

    type_foreign(field, "zz٩٠۱")

    assert field.value == "ZZ901"


def test_the_cursor_stays_where_it_is_when_digits_are_rewritten(bench: QVBoxLayout) -> None:
    field = TextField()
    lay(bench, field)
    field.put("1234")
    field.line.setCursorPosition(2)

    type_foreign(field, "٩")

    assert (field.value, field.line.cursorPosition()) == ("12934", 3)


def test_spaces_go_from_a_code_as_when_one_pastes_it(bench: QVBoxLayout) -> None:
    field = CodeField(longest=24)
    lay(bench, field)
    QApplication.clipboard().setText("3108 1010 0013 0701 7697 0116")

    QTest.keyClick(field.editor, Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert field.value == "310810100013070176970116"


def test_what_is_pasted_is_one_line_without_marks_of_direction(bench: QVBoxLayout) -> None:
    field = TextField()
    lay(bench, field)
    field.put("Hajar")
    field.line.setCursorPosition(5)
    QApplication.clipboard().setText("\tZineb\n\u202eX\u2069")

    QTest.keyClick(field.editor, Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert field.value == "Hajar Zineb X"
    assert field.line.cursorPosition() == len("Hajar Zineb X")


def test_a_date_is_written_out_when_one_goes_on(bench: QVBoxLayout) -> None:
    field, following = DayField(lambda: TODAY), TextField()
    lay(bench, field, following)
    field.go_on.connect(following.focus)

    QTest.keyClicks(field.editor, "101026")
    QTest.keyClick(field.editor, Key.Key_Return)

    assert field.value == "10/10/2026"
    assert QApplication.focusWidget() is following.editor


def test_what_cannot_be_read_stays_as_it_was_typed(bench: QVBoxLayout) -> None:
    day, price, following = DayField(lambda: TODAY), PriceField(), TextField()
    lay(bench, day, price, following)

    QTest.keyClicks(day.editor, "1010261")
    price.focus()
    QTest.keyClicks(price.editor, "12,345")
    following.focus()

    assert (day.value, price.value) == ("1010261", "12,345")


def test_an_amount_is_written_with_two_decimals(bench: QVBoxLayout) -> None:
    field, following = PriceField(), TextField()
    lay(bench, field, following)

    type_foreign(field, "٤٢٫٥")
    following.focus()

    assert field.value == "42,50"


def test_space_takes_a_suggestion_over_only_while_the_field_is_empty(bench: QVBoxLayout) -> None:
    field = TextField()
    lay(bench, field)
    field.suggest("Dr Essai", "Espace : {}")
    went_on: list[bool] = []
    field.go_on.connect(lambda: went_on.append(True))
    changes: list[str] = []
    field.changed.connect(lambda: changes.append(field.value))

    assert field.line.placeholderText() == "Espace : Dr Essai"
    QTest.keyClick(field.editor, Key.Key_Space)
    QTest.keyClick(field.editor, Key.Key_Space)

    assert (field.value, went_on, changes) == ("Dr Essai ", [True], ["Dr Essai", "Dr Essai "])


def test_a_suggestion_never_looks_like_a_filled_field(bench: QVBoxLayout) -> None:
    field, following = TextField(), TextField()
    lay(bench, field, following)
    field.suggest("Dr Essai", "Espace : {}")

    following.focus()

    assert field.line.placeholderText() == ""


def test_space_ticks_and_goes_on_and_enter_goes_on_without(bench: QVBoxLayout) -> None:
    tick = TickField()
    lay(bench, tick)
    went_on: list[bool] = []
    tick.go_on.connect(lambda: went_on.append(tick.value))

    QTest.keyClick(tick.editor, Key.Key_Return)
    QTest.keyClick(tick.editor, Key.Key_Space)
    QTest.keyClick(tick.editor, Key.Key_Space)

    assert went_on == [False, True]
    assert tick.value is False


def test_a_space_held_down_ticks_once(bench: QVBoxLayout) -> None:
    first, second = TickField(), TickField()
    lay(bench, first, second)
    first.go_on.connect(second.focus)

    QTest.keyPress(first.editor, Key.Key_Space)
    QTest.keyRelease(second.editor, Key.Key_Space)

    assert (first.value, second.value) == (True, False)


def test_the_wheel_never_changes_a_choice(bench: QVBoxLayout) -> None:
    choice = ChoiceField()
    choice.offer([("a", "Un"), ("b", "Deux")])
    lay(bench, choice)
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(choice.combo.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

    QApplication.sendEvent(choice.combo, turn)

    assert choice.value == "a"
    assert not turn.isAccepted()


def test_a_choice_keeps_its_value_when_names_change(bench: QVBoxLayout) -> None:
    choice = ChoiceField()
    choice.offer([("a", "Un"), ("b", "Deux")], "Choisissez")
    choice.put("b")
    changes: list[bool] = []
    choice.changed.connect(lambda: changes.append(True))

    choice.offer([("a", "واحد"), ("b", "اثنان")], "اختاروا")

    assert (choice.value, choice.combo.currentText(), changes) == ("b", "اثنان", [])


def test_a_fault_is_shown_only_once_the_operator_was_there(bench: QVBoxLayout) -> None:
    field, following = TextField(), TextField()
    lay(bench, field, following)
    field.say([Note("block", "Il manque le nom.")])
    assert not field.note_label.isVisible()

    following.focus()

    assert field.note_label.isVisible()
    assert field.editor.property("finding") == "block"
    assert field.editor.accessibleDescription() == "Il manque le nom."
    field.say([])
    assert not field.note_label.isVisible()


def test_setting_a_value_from_the_program_is_silent(bench: QVBoxLayout) -> None:
    fields: list[tuple[Field, object]] = [
        (TextField(), "a"),
        (TickField(), True),
        (DayField(lambda: TODAY), "01/01/2026"),
    ]
    changes: list[object] = []
    for field, value in fields:
        field.changed.connect(lambda field=field: changes.append(field))
        field.put(value)

    assert changes == []


def test_text_begins_where_lines_begin_in_either_language(
    bench: QVBoxLayout, languages: Languages
) -> None:
    field = TextField()
    lay(bench, field)
    sides = Qt.AlignmentFlag
    assert field.line.alignment() & sides.AlignLeft

    languages.use("ar")

    assert field.line.alignment() & sides.AlignRight
    assert field.line.alignment() & sides.AlignAbsolute


@pytest.mark.parametrize("key", [Key.Key_B, Key.Key_K, Key.Key_5])
def test_a_sign_with_alt_that_is_no_key_now_writes_nothing_over_the_field(
    bench: QVBoxLayout, key: Qt.Key
) -> None:
    field = DayField(lambda: TODAY)
    lay(bench, field)
    field.put("19/11/2026")
    field.focus()

    QTest.keyClick(field.editor, key, Qt.KeyboardModifier.AltModifier)

    assert field.value == "19/11/2026"


def test_a_sign_that_the_key_beside_space_gives_is_written(bench: QVBoxLayout) -> None:
    field = TextField()
    lay(bench, field)
    for held in (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,  # Windows
        Qt.KeyboardModifier.GroupSwitchModifier,
    ):
        press = QKeyEvent(QEvent.Type.KeyPress, Key.Key_At, held, "@")
        QApplication.sendEvent(field.editor, press)

    assert field.value == "@@"


def test_a_choice_is_not_changed_by_a_letter_with_alt(bench: QVBoxLayout) -> None:
    field = ChoiceField()
    field.offer([("cin", "CIN"), ("passport", "Passeport")])
    lay(bench, field)

    QTest.keyClick(field.editor, Key.Key_P, Qt.KeyboardModifier.AltModifier)

    assert field.value == "cin"


@pytest.mark.parametrize(
    ("make", "typed", "rest", "whole"),
    [
        (PriceField, "14", "2,50", "142,50"),
        (partial(DayField, lambda: TODAY), "1911", "26", "19/11/2026"),
    ],
    ids=["amount", "day"],
)
def test_another_window_in_mid_field_costs_nothing(
    bench: QVBoxLayout,
    qtbot: QtBot,
    make: Callable[[], TextField],
    typed: str,
    rest: str,
    whole: str,
) -> None:
    field, other = make(), TextField()
    lay(bench, field, other)
    QTest.keyClicks(field.editor, typed)

    window = field.window()
    over = QWidget(window, Qt.WindowType.Dialog)
    over.show()
    over.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is over)
    over.close()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    QTest.keyClicks(field.editor, rest)
    other.focus()

    assert field.value == whole

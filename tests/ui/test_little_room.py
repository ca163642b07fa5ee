"""A small window with large letters: signs stay, words that a sign stands for go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QTabBar

from intake_app.domain.operators import Role
from intake_app.ui.shell.help import HelpDialog
from tests.ui.screen_states import STATES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

    from tests.ui.window_kit import Counter

LONG_NAME = "Fatima-Ezzahra El Idrissi El Ouazzani Touimi Benjelloun"


def settle() -> None:
    for _ in range(6):
        QApplication.processEvents()


def has_words(button: QToolButton) -> bool:
    return button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly


def name_of(button: QAbstractButton) -> str:
    return QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)


@pytest.mark.parametrize("text_scale", [2.0], indirect=True)
def test_the_rail_and_the_head_keep_their_names_without_their_words(
    text_scale: float, counter: Counter, language: str
) -> None:
    counter.enter("karim")
    header, rail = counter.desk_page.header, counter.desk_page.rail
    buttons = [*rail.buttons.values(), header.language_button, header.help_button]
    names = [name_of(button) for button in buttons]
    settle()
    assert all(has_words(button) for button in buttons)

    counter.window.resize(640, 480)
    settle()
    assert not any(has_words(button) for button in buttons)
    assert [name_of(button) for button in buttons] == names
    assert all(button.toolTip() for button in rail.buttons.values())

    counter.window.resize(1366, 768)
    settle()
    assert all(has_words(button) for button in buttons)


@pytest.mark.parametrize("text_scale", [2.0], indirect=True)
def test_a_low_rail_leaves_its_words_out_before_it_cuts_them(
    text_scale: float, counter: Counter
) -> None:
    counter.enter("karim")
    rail = counter.desk_page.rail
    counter.window.resize(1366, 400)  # wide enough for the words, too low for them
    settle()
    for button in rail.buttons.values():
        assert not has_words(button)
        assert button.height() >= button.sizeHint().height()


def test_a_long_name_of_an_operator_leaves_the_office_its_place(
    counter: Counter, language: str
) -> None:
    desk = counter.desk
    desk.accounts.create(counter.people["nadia"], "fatima", LONG_NAME, "guichet-essai", Role.AGENT)
    counter.people["fatima"] = desk.accounts.log_in("fatima", "guichet-essai")
    counter.enter("fatima")
    header = counter.desk_page.header
    counter.window.resize(640, 480)
    settle()

    assert header.office_label.width() > 100
    assert LONG_NAME in header.operator_button.toolTip()
    assert "…" in header.operator_button.text()


def changed_by_focus(window: QWidget, widget: QWidget, other: QWidget) -> bool:
    """Whether one can see that a widget has the keyboard."""
    pictures = []
    for focused in (widget, other):
        focused.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        edges = widget.rect().adjusted(-2, -2, 2, 2)
        edges.moveTopLeft(widget.mapTo(window, edges.topLeft()))
        pictures.append(window.grab(edges).toImage())
    return pictures[0] != pictures[1]


def test_one_sees_where_the_keyboard_is_in_the_help(counter: Counter) -> None:
    shown = STATES["help"](counter)
    assert isinstance(shown, HelpDialog)
    (tabs,) = shown.findChildren(QTabBar)
    assert tabs.accessibleName()

    assert changed_by_focus(shown, tabs, shown.close_button)
    assert changed_by_focus(shown, shown.guide, shown.close_button)


def test_one_sees_where_the_keyboard_is_on_a_printed_paper(counter: Counter) -> None:
    STATES["deposited"](counter)
    outcome = counter.page.outcome
    assert outcome.preview is not None
    view = outcome.preview.focusProxy()
    assert view is not None

    assert changed_by_focus(counter.window, view, outcome.next_button)

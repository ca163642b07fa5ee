"""The desk is made while somebody types a name and a password, or at once for who is quicker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from intake_app.ui.shell.desk_parts import DeskParts

if TYPE_CHECKING:
    from tests.ui.window_kit import Counter

ARABIC = re.compile(r"[\u0621-\u064a]")


def test_the_desk_is_made_in_pieces_behind_the_login(counter: Counter) -> None:
    window = counter.window
    counter.until(lambda: window._parts is not None and window._parts.is_made)
    others = DeskParts(counter.context, window)
    turns: list[bool] = []
    clock = QTimer()
    clock.timeout.connect(lambda: turns.append(others.is_made))
    clock.start(0)
    others.begin()

    counter.until(lambda: others.is_made)
    clock.stop()

    assert turns.count(False) >= 3, "the window answered meanwhile"
    assert window.desk_page is None
    assert window.shown is window.login_page
    assert window._parts is not None
    made = window._parts.take()
    page = counter.enter("karim")
    assert counter.desk_page is made
    assert page.isVisible()


def test_who_is_quicker_is_let_in_at_once(counter: Counter) -> None:
    page = counter.enter("karim")

    assert page.isVisible()
    assert page.paper.student.fields["identity_number"].editor.hasFocus()


def test_nothing_is_asked_of_the_link_before_somebody_is_there(counter: Counter) -> None:
    window = counter.window
    counter.until(lambda: window._parts is not None and window._parts.is_made)
    assert window._parts is not None
    desk_page = window._parts.take()
    stated: list[object] = []
    desk_page.link_watch.stated.connect(stated.append)
    counter.quiet()
    assert not desk_page._begun

    counter.enter("karim")

    counter.until(lambda: stated)


def test_the_language_chosen_at_the_login_is_that_of_the_desk(counter: Counter) -> None:
    window = counter.window
    counter.until(lambda: window._parts is not None and window._parts.is_made)

    counter.context.languages.use("ar")
    page = counter.enter("karim")

    assert ARABIC.search(page.paper.student.title_label.text())
    assert page.layoutDirection() == Qt.LayoutDirection.RightToLeft

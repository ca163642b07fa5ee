"""Every state of the window, widget by widget: names for screen readers, and no text cut off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QWidget,
)

from intake_app.ui.approval.dialog import SupervisorDialog
from intake_app.ui.widgets.elided import ElidedLabel
from intake_app.ui.widgets.fields import Field
from tests.ui.screen_states import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ui.window_kit import Counter

# A screen of 1366 × 768 pixels at 100, 125 and 200 %: what is left for the window to draw in.
SCREENS = {100: QSize(1366, 768), 125: QSize(1093, 614), 200: QSize(683, 400)}
CHECKED = [name for name in STATES if not name.endswith(("-dark", "-contrast"))]
OPERATED = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
ROOM = 1  # pixel: widths of text are fractions


def below(root: QWidget) -> Iterator[QWidget]:
    """Every widget that is shown below a widget, and the widget itself."""
    yield root
    yield from (widget for widget in root.findChildren(QWidget) if widget.isVisible())


def described(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.objectName()} « {words[:50]} » {widget.size()}"


def is_cut(widget: QWidget) -> bool:
    """Say whether a widget has less room than its words need."""
    if isinstance(widget, ElidedLabel) or not isinstance(widget, QLabel | QAbstractButton):
        return False
    if not widget.text().strip():
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return (
            widget.heightForWidth(widget.width()) > widget.height() + ROOM
            or longest_word(widget) > widget.contentsRect().width() + ROOM
        )
    needed = widget.minimumSizeHint() if isinstance(widget, QCheckBox) else widget.sizeHint()
    return needed.width() > widget.width() + ROOM or needed.height() > widget.height() + ROOM


def longest_word(label: QLabel) -> int:
    """Width of the longest word that cannot be broken; a path may, a file's name before letters."""
    words = re.split(r"[\s/]+|(?<=-)(?=[^\W\d])", label.text())
    return max(label.fontMetrics().horizontalAdvance(word) for word in words)


def is_out_of_sight(widget: QWidget) -> bool:
    """Say whether a widget reaches over the side of the scrolled page or the window it is in."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent.parentWidget(), QScrollArea) or parent.isWindow():
            break
        parent = parent.parentWidget()
    if parent is None:
        return False
    left = widget.mapTo(parent, QPoint(0, 0)).x()
    return left < -ROOM or left + widget.width() > parent.width() + ROOM


@pytest.mark.parametrize("state", CHECKED)
def test_every_state_is_whole_at_any_scale_and_named_for_screen_readers(
    counter: Counter, language: str, state: str
) -> None:
    shown = STATES[state](counter) or counter.window
    nameless, cut = unnamed(shown), []
    for scale, size in SCREENS.items():
        if isinstance(shown, QMainWindow):
            shown.resize(size)
        for _ in range(3):  # layouts that fold tell their parents, which tell theirs
            QApplication.processEvents()
        for _ in range(3):  # a camera that is tried again changes its words at any moment
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        assert not isinstance(shown, QMainWindow) or shown.size() == size
        cut += [
            f"{scale} % {described(widget)} needs {widget.sizeHint()}"
            for widget in below(shown)
            if is_cut(widget) or is_out_of_sight(widget)
        ]

    assert nameless == []
    assert cut == []


@pytest.mark.parametrize(
    "state",
    [
        "incomplete",
        "every-act",
        "late",
        "held",
        "deposited",
        "slip",
        "printer-failed",
        "receipts-due",
        "today-many",
        "search",
        "link-green",
        "link-waiting-page",
        "first-run",
        "login",
    ],
)
def test_larger_text_is_whole_too(
    counter: Counter, language: str, text_scale: float, state: str
) -> None:
    """The system's text enlarged on a screen that stays as it is; narrow first, then wide again."""
    shown = STATES[state](counter) or counter.window
    cut = []
    for width, height in ((640, 480), (800, 600), (900, 768), (1366, 768)):
        shown.resize(width, height)
        for _ in range(6):
            QApplication.processEvents()
        cut += [
            f"{width} × {height} {described(widget)} needs {widget.sizeHint()}"
            for widget in below(shown)
            if is_cut(widget) or is_out_of_sight(widget)
        ]

    assert cut == []


@pytest.mark.parametrize("state", ["override", "reprint", "closing-refused"])
def test_a_question_is_whole_in_larger_text_also_with_its_refusal(
    counter: Counter, language: str, text_scale: float, state: str
) -> None:
    shown = STATES[state](counter)
    assert shown is not None
    for _ in range(6):
        QApplication.processEvents()
    assert [described(widget) for widget in below(shown) if is_cut(widget) or is_low(widget)] == []

    if isinstance(shown, SupervisorDialog):
        shown.username.put("karim")
        shown.password.put("wrong")
        shown.allow_button.click()
        counter.until(lambda: shown.message.text)
        for _ in range(6):
            QApplication.processEvents()
        cut = [described(widget) for widget in below(shown) if is_cut(widget) or is_low(widget)]
        assert cut == []


def is_low(widget: QWidget) -> bool:
    """Say whether a field is lower than its letters need."""
    return isinstance(widget, QLineEdit) and widget.height() < widget.minimumSizeHint().height()


def unnamed(root: QWidget) -> list[str]:
    """What takes the keyboard without a name, and fields whose label leads elsewhere."""
    found = []
    for widget in below(root):
        if isinstance(widget, OPERATED) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            interface = QAccessible.queryAccessibleInterface(widget)
            if not interface.text(QAccessible.Text.Name).strip():
                found.append(described(widget))
    found += [
        described(field.editor)
        for field in root.findChildren(Field)
        if field.isVisible() and field.name_label.buddy() is not field.editor
    ]
    return found


def test_the_keyboard_walks_back_the_way_it_came(counter: Counter, language: str) -> None:
    STATES["every-act"](counter)
    counter.quiet()
    paper = counter.page.paper
    expected = [stop for stop in paper.stops() if stop.isVisible() and stop.isEnabled()]
    expected[-1].setFocus()

    walked = [expected[-1]]
    while len(walked) < len(expected):
        counter.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        widget = QApplication.focusWidget()
        assert widget is not None
        walked.append(widget)

    assert walked == expected[::-1]


@pytest.mark.parametrize("by_azerty", [False, True])
def test_each_paper_is_reached_by_the_key_of_its_number(counter: Counter, by_azerty: bool) -> None:
    counter.enter("karim")
    signs = "&é\"'(" if by_azerty else "12345"
    for part, sign in zip(counter.page.paper.parts, signs, strict=True):
        counter.press(Qt.Key(ord(sign.upper())), Qt.KeyboardModifier.ControlModifier)
        assert QApplication.focusWidget() is part.stops()[0]


def test_every_function_key_is_named_where_it_works(counter: Counter, language: str) -> None:
    """A button says its key; the help lists them all."""
    STATES["complete"](counter)
    panel = counter.page.panel
    for button, key in (
        (panel.deposit_button, "F9"),
        (panel.slip_button, "F8"),
        (panel.hold_button, "F7"),
        (panel.new_button, "Ctrl+N"),
    ):
        assert key in button.text()
        assert button.shortcut().toString() == key
    assert "F4" in counter.page.paper.boxes.entry.name_label.text()
    assert "F3" in counter.page.paper.prescriptions.add_button.text()

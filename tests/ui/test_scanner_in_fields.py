"""Hand scanners and fast typists at real fields: their key events replayed on a real window."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from intake_app.scanning.items import ItemKind, ScannedItem
from intake_app.scanning.keyboards import Keyboard
from intake_app.scanning.wedge import Key, KeyKind
from intake_app.ui.camera.wedge_filter import WedgeFilter
from intake_app.ui.widgets.fields import CodeField, PriceField, TextField
from tests.scanning.scanner_keys import AZERTY, DESKTOPS, PLACES, burst, by_hand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

EAN, INPE, PAPER = "6118000010050", "123456789", "OD:AGA1-1A-26-000042-5"
KINDS = {EAN: ItemKind.MEDICINE, INPE: ItemKind.INPE, PAPER: ItemKind.RECEIPT}
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
ENDS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}


@dataclass
class Desk:
    """A window with fields of every kind, behind the filter, on some numbering of keys."""

    qtbot: QtBot
    window: QWidget
    fields: dict[str, TextField]
    scanned: list[ScannedItem] = field(default_factory=list)
    wedge: WedgeFilter | None = None

    def plug_in(self, keyboard: Keyboard) -> Desk:
        handle = self.window.windowHandle()
        assert handle is not None
        self.wedge = WedgeFilter(handle, self.window, keyboard)
        self.wedge.item_seen.connect(self.scanned.append)
        return self

    def replay(self, *keys: Key) -> None:
        """Send presses and releases to the window, as the system does."""
        for key in keys:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(self.window.windowHandle(), event_of(key, kind))

    def texts(self) -> dict[str, str]:
        return {name: one.value for name, one in self.fields.items()}


def event_of(key: Key, kind: QEvent.Type) -> QKeyEvent:
    code = ENDS.get(key.text, Qt.Key.Key_unknown)
    if key.kind is KeyKind.MODIFIER:
        code = Qt.Key.Key_Shift
    modifier = SHIFT if key.shift else PLAIN
    event = QKeyEvent(kind, code, modifier, key.native, 0, 0, key.text)
    event.setTimestamp(round(key.at_ms))
    return event


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    fields = {"code": CodeField(longest=14), "name": TextField(upper=True), "price": PriceField()}
    for name, one in fields.items():
        one.rename(name)
        layout.addWidget(one)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    yield Desk(qtbot, window, fields)
    window.close()


@pytest.mark.parametrize("end", ["\r", "\t"])
@pytest.mark.parametrize("caps", [False, True])
@pytest.mark.parametrize("desktop", DESKTOPS)
@pytest.mark.parametrize("keyboard", [Keyboard.WINDOWS, Keyboard.LINUX])
def test_a_scan_is_taken_from_any_field_and_leaves_nothing_in_it(
    desk: Desk, keyboard: Keyboard, desktop: str, caps: bool, end: str
) -> None:
    desk.plug_in(keyboard)
    at = 1000.0
    for one in desk.fields.values():
        for text in (EAN, INPE, PAPER):
            one.put("12")
            one.focus()
            desk.replay(
                *burst(
                    text,
                    start=at,
                    end=end,
                    keyboard=keyboard,
                    desktop=DESKTOPS[desktop],
                    caps=caps,
                )
            )
            at += 5000
            assert one.value == "12"
            assert QApplication.focusWidget() is one.line
            last = desk.scanned.pop()
            assert (last.kind, last.text) == (KINDS[text], text)
    assert desk.scanned == []


@pytest.mark.parametrize("desktop", DESKTOPS)
def test_what_was_typed_before_a_scan_stays_and_what_follows_it_arrives(
    desk: Desk, desktop: str
) -> None:
    desk.plug_in(Keyboard.LINUX)
    desk.fields["name"].focus()
    desk.replay(*by_hand("TAZI", [90.0] * 4))
    desk.replay(*burst(EAN, start=2500, desktop=DESKTOPS[desktop]))
    desk.replay(*by_hand("IDIR", [90.0] * 4, start=4000))

    desk.qtbot.waitUntil(lambda: desk.fields["name"].value == "TAZIIDIR")
    assert [item.text for item in desk.scanned] == [EAN]


def test_a_burst_that_no_end_follows_arrives_whole_in_the_field(desk: Desk) -> None:
    desk.plug_in(Keyboard.LINUX)
    desk.fields["code"].focus()
    desk.replay(*burst(EAN)[:-1])

    desk.qtbot.waitUntil(lambda: desk.fields["code"].value == EAN)
    assert desk.scanned == []


@pytest.mark.parametrize("seed", range(12))
def test_fast_typing_by_hand_is_never_taken_for_a_scan(desk: Desk, seed: int) -> None:
    """A very fast typist rolls keys 15 ms apart, but no hand ends a word so fast with Enter."""
    chance = random.Random(seed)
    desk.plug_in(Keyboard.LINUX)
    desk.fields["name"].focus()
    text = "".join(chance.choice("AZERTYUIOP1234567890") for _ in range(40))
    gaps = [chance.choice((15.0, 30.0, 44.0, 80.0, 160.0)) for _ in text]
    keys = by_hand(text, gaps)
    desk.replay(*keys, Key(PLACES["\r"] + 8, "\r", keys[-1].at_ms + 46, KeyKind.END))

    desk.qtbot.waitUntil(lambda: desk.fields["name"].value == text)
    assert desk.scanned == []


@pytest.mark.parametrize("text", [EAN, INPE])
def test_a_scanner_set_to_french_is_read_on_a_french_desktop(desk: Desk, text: str) -> None:
    desk.plug_in(Keyboard.WINDOWS)
    desk.fields["price"].focus()
    shifted = {pair[1]: place for place, pair in AZERTY.items()}
    keys = [
        Key(shifted[digit], digit, 1000 + 8 * index, KeyKind.CHARACTER, shift=True)
        for index, digit in enumerate(text)
    ]
    desk.replay(*keys, Key(PLACES["\r"], "\r", keys[-1].at_ms + 8, KeyKind.END))

    assert [item.text for item in desk.scanned] == [text]
    assert desk.texts() == {"code": "", "name": "", "price": ""}


def stroke(
    code: Qt.Key,
    native: int,
    at_ms: float,
    text: str = "",
    modifiers: Qt.KeyboardModifier = PLAIN,
) -> QKeyEvent:
    """One key press as the system sends it."""
    event = QKeyEvent(QEvent.Type.KeyPress, code, modifiers, native, 0, 0, text)
    event.setTimestamp(round(at_ms))
    return event


# What Ctrl and the US keyboard's ] make on three desktops: key and text.
CLOSING = {
    "US": (Qt.Key.Key_BracketRight, "\x1d"),
    "AZERTY": (Qt.Key.Key_Dollar, "$"),
    "Arabic 101": (Qt.Key.Key_unknown, ""),
}


@pytest.mark.parametrize("desktop", CLOSING)
@pytest.mark.parametrize(("keyboard", "offset"), [(Keyboard.WINDOWS, 0), (Keyboard.LINUX, 8)])
def test_a_group_separator_typed_as_ctrl_and_a_bracket_keeps_the_scan_whole(
    desk: Desk, keyboard: Keyboard, offset: int, desktop: str
) -> None:
    desk.plug_in(keyboard)
    desk.fields["name"].focus()
    control = Qt.KeyboardModifier.ControlModifier
    gtin, layout = "01" + EAN.zfill(14), DESKTOPS[desktop]
    code, text = CLOSING[desktop]
    desk.replay(*burst(gtin + "10AB", end="", keyboard=keyboard, desktop=layout))
    last = 1000 + 8 * 23  # Shift came twice
    for event in (
        stroke(Qt.Key.Key_Control, 0x1D + offset, last, modifiers=control),
        stroke(code, 0x1B + offset, last + 8, text, control),
    ):
        QCoreApplication.sendEvent(desk.window.windowHandle(), event)
    desk.replay(*burst("2177", start=last + 16, keyboard=keyboard, desktop=layout))

    (item,) = desk.scanned
    assert (item.code, item.batch, item.serial) == (EAN, "AB", "77")
    assert desk.texts() == {"code": "", "name": "", "price": ""}


def test_a_shortcut_typed_by_a_person_with_ctrl_goes_through(desk: Desk) -> None:
    desk.plug_in(Keyboard.LINUX)
    desk.fields["name"].put("TAZI")
    desk.fields["name"].focus()
    control = Qt.KeyboardModifier.ControlModifier
    for event in (
        stroke(Qt.Key.Key_Control, 0x1D + 8, 1000, modifiers=control),
        stroke(Qt.Key.Key_A, 0x1E + 8, 1030, "\x01", control),
    ):
        QCoreApplication.sendEvent(desk.window.windowHandle(), event)

    assert desk.fields["name"].line.selectedText() == "TAZI"


@pytest.mark.parametrize(("digits", "kept"), [(EAN, True), ("12345", False)])
def test_a_function_key_within_a_scan_is_kept_from_the_shortcuts(
    desk: Desk, digits: str, kept: bool
) -> None:
    """Some scanners press F8 for a GS1 separator; F8 prints a slip at the counter."""
    desk.plug_in(Keyboard.LINUX)
    desk.fields["name"].focus()
    desk.replay(*burst(digits, end=""))
    question = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F8, PLAIN, 0x42 + 8, 0, 0, "")
    question.setTimestamp(1000 + 8 * len(digits))
    question.ignore()
    QCoreApplication.sendEvent(desk.fields["name"].line, question)

    assert question.isAccepted() is kept

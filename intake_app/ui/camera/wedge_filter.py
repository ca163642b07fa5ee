"""Hand scanners that type like a keyboard, caught in any field before they leave a character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from intake_app.scanning.items import classify
from intake_app.scanning.keyboards import GROUP_SEPARATOR, is_group_separator, keyboard_of
from intake_app.scanning.wedge import HOLD_MS, Hold, Key, KeyKind, Release, Scan, Wedge

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

    from intake_app.scanning.keyboards import Keyboard
    from intake_app.scanning.wedge import Decision

_CONTROL = Qt.KeyboardModifier.ControlModifier
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Control}
_FUNCTIONS = range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1)
_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


@dataclass(slots=True)
class _Held:
    """A press that waits for its fate, with its release when that came meanwhile."""

    press: QKeyEvent
    release: QKeyEvent | None = None


class WedgeFilter(QObject):
    """Stands before a `window` and tells scanners from people, while it is `active`.

    `parent`, a widget around all that takes keys, is asked for shortcuts on their way.

    Signals:
        item_seen: A scanner typed a code; carries a `ScannedItem`.
    """

    item_seen = Signal(object)

    def __init__(
        self,
        window: QWindow,
        parent: QObject | None = None,
        keyboard: Keyboard | None = None,
    ) -> None:
        super().__init__(parent)
        self.active = True
        self.window = window
        self._keyboard = keyboard or keyboard_of(QGuiApplication.platformName())
        self._wedge = Wedge(self._keyboard)
        self._held: list[_Held] = []
        self._sending = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(HOLD_MS)
        self._patience.timeout.connect(self._expire)
        window.installEventFilter(self)
        if parent is not None:
            parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold, pass or swallow a key; True swallows."""
        if self._sending or not self.active or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._keep_from_shortcuts(event)
        if watched is not self.window:
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        if event.type() == QEvent.Type.KeyRelease:
            return self._release(event)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        key = as_key(event, self._keyboard)
        decision = self._wedge.press(key)
        if isinstance(decision, Hold) and key.kind is KeyKind.END:
            return True  # the second end of a burst, which nobody gets back
        if isinstance(decision, Hold | Release):
            self._held.append(_Held(event.clone()))
        return self._obey(decision)

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """Shortcuts come before the window: no F8 in the middle of a scan may print a slip."""
        wanted = event.key() in _FUNCTIONS and self._wedge.expects(float(event.timestamp()))
        if wanted:
            event.accept()
        return wanted

    def _obey(self, decision: Decision) -> bool:
        match decision:
            case Hold():
                self._patience.start()
            case Release(keys):
                self._patience.start()
                self._give_back(len(keys))
            case Scan(text):
                self._held.clear()
                self._patience.stop()
                self.item_seen.emit(classify(None, text))
            case _:
                return False
        return True

    def _release(self, event: QKeyEvent) -> bool:
        """Keep the release of a held key back too: nothing may be let go before it is pressed."""
        if event.isAutoRepeat():
            return False
        for held in self._held:
            if held.release is None and held.press.key() == event.key():
                held.release = event.clone()
                return True
        return False

    def _expire(self) -> None:
        decision = self._wedge.expire()
        if isinstance(decision, Release):
            self._give_back(len(decision.keys))

    def _give_back(self, count: int) -> None:
        """Send the oldest held keys on, in order, as they came."""
        given, self._held = self._held[:count], self._held[count:]
        self._sending = True
        try:
            for held in given:
                QCoreApplication.sendEvent(self.window, held.press)
                if held.release is not None:
                    QCoreApplication.sendEvent(self.window, held.release)
        finally:
            self._sending = False


def as_key(event: QKeyEvent, keyboard: Keyboard) -> Key:
    """Say what a key press is to the wedge."""
    separates = _is_separator(event, keyboard)
    return Key(
        native=event.nativeScanCode(),
        text=GROUP_SEPARATOR if separates else event.text(),
        at_ms=float(event.timestamp()),
        kind=KeyKind.CHARACTER if separates else _kind(event),
        shift=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier),
    )


def _is_separator(event: QKeyEvent, keyboard: Keyboard) -> bool:
    if event.isAutoRepeat() or event.key() in _MODIFIERS:
        return False
    if event.modifiers() & _COMMANDS != _CONTROL:
        return event.text() == GROUP_SEPARATOR
    return is_group_separator(event.nativeScanCode(), event.text(), keyboard)


def _kind(event: QKeyEvent) -> KeyKind:
    if event.key() in _MODIFIERS:
        return KeyKind.MODIFIER
    if event.isAutoRepeat() or event.modifiers() & _COMMANDS:
        return KeyKind.OTHER
    if event.key() in _ENDS:
        return KeyKind.END
    if event.key() in _FUNCTIONS:
        return KeyKind.FUNCTION
    return KeyKind.CHARACTER if event.text().isprintable() and event.text() else KeyKind.OTHER

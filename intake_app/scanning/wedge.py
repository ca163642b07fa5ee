"""Hand scanners that type: telling their bursts from people, whatever the keyboard layout.

A scanner types a code in a few milliseconds a key and ends it with Enter or Tab. Keys are held
back while they may belong to such a burst; they are given back, all of them and in order, as
soon as they do not. What was typed is read from the keys' places on the keyboard
(`keyboards.py`), so a scanner set to the US layout works on an AZERTY or Arabic desktop.

Pure: keys and times come in, decisions go out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from intake_app.scanning.keyboards import GROUP_SEPARATOR, typed_text

if TYPE_CHECKING:
    from intake_app.scanning.keyboards import Keyboard

SLOWEST_KEY_MS = 45.0
FEWEST_CHARACTERS = 6
MOST_CHARACTERS = 2000
# How long the window waits after a held key before it calls `expire`: more than a key may take,
# since the key's own time was stamped before the window saw it.
HOLD_MS = 60


class KeyKind(StrEnum):
    """What a key press is for the machine.

    CHARACTER: a key that types something, with Shift at most (and Ctrl+], a scanner's group
    separator). END: Enter, keypad Enter or Tab without Ctrl and Alt. FUNCTION: F1 to F12, which
    some scanners press for the group separator. MODIFIER: Shift, Ctrl or Caps Lock itself. OTHER:
    everything else, repeats of a key held down included.
    """

    CHARACTER = "character"
    END = "end"
    FUNCTION = "function"
    MODIFIER = "modifier"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Key:
    """One key press as the window gets it.

    `native` is the native scan code (0 when unknown), `text` what the layout makes of it, `at_ms`
    the time stamped by the system, `shift` whether Shift was down.
    """

    native: int
    text: str
    at_ms: float
    kind: KeyKind
    shift: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """Let this event go where it was going."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Swallow this event for now; call `expire` when no key follows within `HOLD_MS`."""


@dataclass(frozen=True, slots=True)
class Release:
    """Swallow this event and send these keys on, in order.

    The event's own key is the last of them, or is held now: start the wait for `expire` anew.
    """

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """Swallow this event: a code was scanned."""

    text: str


Decision: TypeAlias = Pass | Hold | Release | Scan
PASS, HOLD = Pass(), Hold()


class Wedge:
    """Decides for each key press whether a person or a scanner made it."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._held: list[Key] = []
        self._last_ms = float("-inf")
        # The rest of a burst of which something was already given back or already taken.
        self._rest_passes = False
        self._rest_is_ending = False

    def press(self, key: Key) -> Decision:
        """Take one key press; presses come in the order of their times."""
        follows = self._follows(key.at_ms)
        if key.kind is KeyKind.MODIFIER:
            if follows:
                self._last_ms = key.at_ms
            return PASS
        if not follows:
            self._rest_passes = self._rest_is_ending = False
        self._last_ms = key.at_ms
        if key.kind is KeyKind.FUNCTION and self._is_burst(follows=follows):
            return self._character(key, follows=follows)
        if key.kind in {KeyKind.OTHER, KeyKind.FUNCTION}:
            return self._break(key)
        if key.kind is KeyKind.END:
            return self._end(key, follows=follows)
        return self._character(key, follows=follows)

    def expects(self, at_ms: float) -> bool:
        """Say whether a key pressed at this time would belong to what can only be a scan."""
        return self._is_burst(follows=self._follows(at_ms))

    def expire(self) -> Release | Pass:
        """Give back what is held: no key followed in time. PASS when nothing is held."""
        if not self._held:
            return PASS
        self._rest_passes = True
        return Release(self._take_held())

    def _character(self, key: Key, *, follows: bool) -> Decision:
        self._rest_is_ending = False
        if self._rest_passes:
            return PASS
        if follows and self._held:
            self._held.append(key)
            if len(self._held) > MOST_CHARACTERS:
                return self.expire()
            return HOLD
        before = self._take_held()
        self._held = [key]
        return Release(before) if before else HOLD

    def _end(self, key: Key, *, follows: bool) -> Decision:
        if self._rest_is_ending:  # carriage return and line feed, or Enter and Tab
            return HOLD
        keys = self._take_held()
        if follows and len(keys) >= FEWEST_CHARACTERS:
            self._rest_is_ending = True
            return Scan(typed_text([_as_typed(one) for one in keys], self._keyboard))
        return Release((*keys, key)) if keys else PASS

    def _break(self, key: Key) -> Decision:
        """Anything but characters is a person; what follows at once is not half a code either."""
        self._rest_passes, self._rest_is_ending = True, False
        keys = self._take_held()
        return Release((*keys, key)) if keys else PASS

    def _follows(self, at_ms: float) -> bool:
        return 0 <= at_ms - self._last_ms <= SLOWEST_KEY_MS

    def _is_burst(self, *, follows: bool) -> bool:
        return follows and len(self._held) >= FEWEST_CHARACTERS

    def _take_held(self) -> tuple[Key, ...]:
        keys, self._held = tuple(self._held), []
        return keys


def _as_typed(key: Key) -> Key:
    """A function key in the middle of a burst stands for the group separator."""
    if key.kind is not KeyKind.FUNCTION:
        return key
    return Key(0, GROUP_SEPARATOR, key.at_ms, KeyKind.CHARACTER)

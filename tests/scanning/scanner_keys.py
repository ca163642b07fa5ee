"""Keys as a hand scanner and as a person press them, on three desktops and both numberings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.scanning.keyboards import Keyboard
from intake_app.scanning.wedge import Key, KeyKind

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where a scanner set to the US layout presses: scan code set 1, as printed in the IBM manuals.
PLACES = {
    **{digit: 0x02 + index for index, digit in enumerate("1234567890")},
    **{letter: 0x10 + index for index, letter in enumerate("QWERTYUIOP")},
    **{letter: 0x1E + index for index, letter in enumerate("ASDFGHJKL")},
    **{letter: 0x2C + index for index, letter in enumerate("ZXCVBNM")},
    "-": 0x0C,
    ":": 0x27,
    "_": 0x0C,
    " ": 0x39,
    "\r": 0x1C,
    "\t": 0x0F,
}
# What desktops make of the same places, plain and with Shift.
US = {0x0C: "-_", 0x27: ";:"} | {
    0x02 + i: p for i, p in enumerate(["1!", "2@", "3#", "4$", "5%", "6^", "7&", "8*", "9(", "0)"])
}
AZERTY = {0x0C: ")°", 0x27: "mM", 0x10: "aA", 0x1E: "qQ", 0x11: "zZ", 0x2C: "wW", 0x32: ",?"} | {
    0x02 + i: p for i, p in enumerate(["&1", "é2", '"3', "'4", "(5", "-6", "è7", "_8", "ç9", "à0"])
}
ARABIC = {0x0C: "-_", 0x27: "ك:", 0x18: "خ×", 0x20: "ي]", 0x1E: "شِ", 0x22: "ل‘"} | {
    0x02 + i: p for i, p in enumerate(["١!", "٢@", "٣#", "٤$", "٥%", "٦^", "٧&", "٨*", "٩)", "٠("])
}
DESKTOPS = {"US": US, "AZERTY": AZERTY, "Arabic 101": ARABIC}
OFFSETS = {Keyboard.WINDOWS: 0, Keyboard.LINUX: 8}


def burst(
    text: str,
    *,
    end: str = "\r",
    start: float = 1000.0,
    step: float = 8.0,
    keyboard: Keyboard = Keyboard.LINUX,
    desktop: dict[int, str] = US,
    caps: bool = False,
) -> list[Key]:
    """The key presses of a US scanner on some desktop, Shift among them, `step` ms apart."""
    keys: list[Key] = []
    at = start
    for char in text + end:
        place = PLACES[char.upper()]
        shift = char.isupper() or char in ":_"
        if shift:
            keys.append(Key(0x2A + OFFSETS[keyboard], "", at, KeyKind.MODIFIER))
            at += step
        plain = desktop.get(place, char.lower() + char.upper())
        layout_char = plain[1] if shift != (caps and plain[0].isalpha()) else plain[0]
        kind = KeyKind.END if char in "\r\t" else KeyKind.CHARACTER
        shown = char if char in "\r\t" else layout_char
        keys.append(Key(place + OFFSETS[keyboard], shown, at, kind, shift))
        at += step
    return keys


def by_hand(text: str, gaps: Iterable[float], *, start: float = 1000.0) -> list[Key]:
    """A person's key presses, with the time before each of them in milliseconds."""
    keys, at = [], start
    for char, gap in zip(text, gaps, strict=False):
        at += gap
        kind = KeyKind.END if char in "\r\t" else KeyKind.CHARACTER
        keys.append(Key(PLACES[char.upper()] + 8, char, at, kind))
    return keys

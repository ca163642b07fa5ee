"""What keys type by their place on the keyboard, the same under every layout.

Places are the codes of IBM's scan code set 1, which Windows gives as they are and which Linux
gives plus 8 (evdev numbers, offset by X11 and Wayland). Scanners leave the factory as US
keyboards; one that was set to French types its digits with Shift, and that is how it is known.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from intake_app.scanning.wedge import Key

GROUP_SEPARATOR = "\x1d"


class Keyboard(StrEnum):
    """How the system numbers the places of keys; UNKNOWN trusts the layout's characters."""

    WINDOWS = "windows"
    LINUX = "linux"
    UNKNOWN = "unknown"


class _Place(NamedTuple):
    plain: str
    shifted: str


def _row(first: int, plain: str, shifted: str) -> Iterable[tuple[int, _Place]]:
    pairs = zip(plain, shifted, strict=True)
    return ((first + index, _Place(*pair)) for index, pair in enumerate(pairs))


def _layout(*rows: tuple[str, str]) -> dict[int, _Place]:
    """Lay four rows and the key beside the left Shift on their places; the rest is common."""
    firsts = (0x02, 0x10, 0x1E, 0x2B, 0x56)
    laid = (_row(first, *row) for first, row in zip(firsts, rows, strict=True))
    pad = "789-456+1230."
    return dict(chain(*laid, _row(0x39, " ", " "), _row(0x37, "*", "*"), _row(0x47, pad, pad)))


_US = _layout(
    ("1234567890-=", "!@#$%^&*()_+"),
    ("qwertyuiop[]", "QWERTYUIOP{}"),
    ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    ("\\", "|"),
)
_AZERTY = _layout(
    ("&é\"'(-è_çà)=", "1234567890°+"),
    ("azertyuiop^$", "AZERTYUIOP¨£"),
    ("qsdfghjklmù²", "QSDFGHJKLM%~"),
    ("*wxcvbn,;:!", "µWXCVBN?./§"),
    ("<", ">"),
)
_DIGIT_ROW = range(0x02, 0x0C)
_NUMBER_PAD = frozenset(range(0x47, 0x54)) - {0x4A, 0x4E}
_LINUX_OFFSET = 8
_CLOSING_BRACKET = 0x1B  # where a US keyboard has ]


def keyboard_of(platform: str) -> Keyboard:
    """Name the numbering by Qt's platform name (`QGuiApplication.platformName()`)."""
    names = {
        "windows": Keyboard.WINDOWS,
        "xcb": Keyboard.LINUX,
        "wayland": Keyboard.LINUX,
        "wayland-egl": Keyboard.LINUX,
    }
    return names.get(platform, Keyboard.UNKNOWN)


def typed_text(keys: Sequence[Key], keyboard: Keyboard) -> str:
    """Say what a scanner typed: by the places of its keys, whatever Caps Lock and the desktop."""
    layout = _AZERTY if _shifts_its_digits(keys, keyboard) else _US
    return "".join(_character(key, keyboard, layout) for key in keys)


def is_group_separator(native: int, text: str, keyboard: Keyboard) -> bool:
    """Say whether a key pressed with Ctrl alone is a scanner's Ctrl+], whatever the desktop.

    French and Arabic desktops have another sign in that place, and make no separator of it.
    """
    return text == GROUP_SEPARATOR or _code(native, keyboard) == _CLOSING_BRACKET


def _character(key: Key, keyboard: Keyboard, layout: dict[int, _Place]) -> str:
    place = None if key.text == GROUP_SEPARATOR else _place(key, keyboard)
    if place is not None:
        return layout[place].shifted if key.shift else layout[place].plain
    if key.text.isdecimal():
        return str(unicodedata.decimal(key.text))  # an Arabic desktop's own digits
    if key.text.isalpha():
        return key.text.upper() if key.shift else key.text.lower()  # whatever Caps Lock made of it
    return key.text


def _place(key: Key, keyboard: Keyboard) -> int | None:
    """Return the key's code of set 1; None when the system gives no number that is known."""
    code = _code(key.native, keyboard)
    if code in _NUMBER_PAD and not (key.text.isdecimal() or key.text in {".", ","}):
        return None  # an arrow or Home, which Windows numbers alike
    return code if code in _US else None


def _code(native: int, keyboard: Keyboard) -> int | None:
    """Return a number of set 1; None on a system that gives none."""
    if keyboard is Keyboard.UNKNOWN:
        return None
    return native - _LINUX_OFFSET if keyboard is Keyboard.LINUX else native


def _shifts_its_digits(keys: Iterable[Key], keyboard: Keyboard) -> bool:
    """Say whether the scanner is set to French: its digits, nearly all there is, need Shift."""
    shifts = [key.shift for key in keys if _place(key, keyboard) in _DIGIT_ROW]
    return sum(shifts) > len(shifts) / 2

"""Shortcuts with a digit, where the keyboard has other signs on the keys of the digits."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

_Key = Qt.Key
# What the keys of 1 to 9 give on a French keyboard without Shift, also below Arabic letters.
_AZERTY = (
    _Key.Key_Ampersand,
    _Key.Key_Eacute,
    _Key.Key_QuoteDbl,
    _Key.Key_Apostrophe,
    _Key.Key_ParenLeft,
    _Key.Key_Minus,
    _Key.Key_Egrave,
    _Key.Key_Underscore,
    _Key.Key_Ccedilla,
)


def digit_keys(modifier: Qt.KeyboardModifier, digit: int) -> list[QKeySequence]:
    """Return the ways to press a modifier with the key of a digit, 1 to 9, on any keyboard."""
    signs = (Qt.Key(Qt.Key.Key_0 + digit), _AZERTY[digit - 1])
    return [QKeySequence(QKeyCombination(modifier, sign)) for sign in signs]

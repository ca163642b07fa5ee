"""Keeps None, True and False alive under Python 3.11, which PySide 6.12 lets go of too often.

PySide's wheels are built with headers of a Python in which these objects never die, so their
methods hand them out without counting (`Py_RETURN_NONE` and its kin). Python 3.11 does count:
each signal with a bool, each slot, each layout takes one away, until after some hours of work the
interpreter ends with «deallocating True or False». Python 3.12 and later are not affected.
"""

from __future__ import annotations

import ctypes
import sys

# More than a counter could lose in years; what is counted is only ever compared with zero.
_HELD = 1 << 40


def hold_singletons() -> None:
    """Count these objects as held so often that they are never let go; once is enough."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for singleton in (None, True, False, NotImplemented):
        count = ctypes.c_ssize_t.from_address(id(singleton))
        if count.value < _HELD:
            count.value += _HELD

"""Keeps PySide from reading and holding the source of every module that is loaded after it.

A module may ask PySide for other names of its methods (`from __feature__ import snake_case`). To
know which modules see Qt at all, PySide reads the source of each one that is imported, and
Python keeps those lines for its tracebacks: 33 MB in this program. No module of ours asks for
such names, so none needs to be looked at.
"""

from __future__ import annotations

import sys

_HOOK = "shibokensupport.feature"  # PySide's own, made with its first library
_LOOK = "_mod_uses_pyside"


def leave_sources_unread() -> None:
    """Answer for every module to come; another PySide that has no such hook is left as it is."""
    import PySide6.QtCore  # noqa: F401, PLC0415 - it puts the hook in its place

    hook = sys.modules.get(_HOOK)
    if hasattr(hook, _LOOK):
        setattr(hook, _LOOK, lambda _module: False)

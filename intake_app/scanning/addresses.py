"""Addresses of cameras: what of them may be shown and written down."""

from __future__ import annotations

import re

# Up to the last @ before the path: a password may hold one itself.
_LOGIN = re.compile(r"(?<=://)[^/\s]*@")


def without_login(link: str) -> str:
    """Return an address without the name and password that may stand in it."""
    return _LOGIN.sub("", link)

"""Addresses of cameras: what of them may be shown and written down."""

from __future__ import annotations

import re

# Up to the last @ before the path: a password may hold one itself.
_LOGIN = re.compile(r"(?<=://)[^/\s]*@")
# How cameras call a name, a password or a pass in the query of their address.
_SECRET = re.compile(
    r"(?i)(?<=[?&;])((?:user(?:name)?|usr|login(?:use|pas)?|pass(?:word|wd)?|pwd|psw"
    r"|auth|token|access_token|key|api_?key|secret)=)[^&;#\s]*"
)


def without_login(link: str) -> str:
    """Return an address without the name and password that may stand in it or in its query.

    A query keeps the names of its parts, so that it shows what is to be typed again.
    """
    if "://" not in link:
        return link
    return _SECRET.sub(r"\1", _LOGIN.sub("", link))

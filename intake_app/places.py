"""Where a file may be written for somebody without taking anything from them."""

from __future__ import annotations

import os
from pathlib import Path

from intake_app.errors import UnusableInput


def place_for(path: Path, mark: bytes) -> Path:
    """Return the file to write when somebody names `path`; behind a link it is the link's own.

    An older file of the same kind gives way, which begins with `mark`, and so does an empty one.

    Raises:
        UnusableInput: `file.in_the_way`: something else stands there and would be lost;
            `file.unwritable`: no file can have that name.
    """
    try:
        target = Path(os.path.realpath(path))
        in_the_way = _would_be_lost(target, mark)
    except (OSError, ValueError) as error:  # a name that no file system takes, an unreadable file
        raise UnusableInput("file.unwritable", path=path) from error
    if in_the_way:
        raise UnusableInput("file.in_the_way", path=path)
    return target


def _would_be_lost(target: Path, mark: bytes) -> bool:
    if not target.exists():
        return False
    if not target.is_file():
        return True
    with target.open("rb") as stream:
        return stream.read(len(mark)) not in {b"", mark}

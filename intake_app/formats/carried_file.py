"""Files that people carry on a stick: written so that «finished» is true, read with a bound.

A file appears under its name only when all of it is on the stick and was read back from there.
"""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from stat import S_ISREG
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.places import place_for

if TYPE_CHECKING:
    from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT}
_KIND_BYTES = 8  # the sign of a bundle; as many of a receipts' file tell it from all others


def write_carried(path: Path, content: bytes) -> None:
    """Write a file, bring it to the disk, read it back, and only then give it its name.

    An older file gives way when it begins as this one does: another of its kind.

    Raises:
        UnusableInput: As `places.place_for`.
        EnvironmentFault: `bundle.disk_full`, `bundle.write_failed` or `bundle.read_back`; the
            file that was there before is as it was.
    """
    target = place_for(path, content[:_KIND_BYTES])
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        _write_through(temporary, content)
        if _read_from_disk(temporary) != content:
            raise EnvironmentFault("bundle.read_back", path=path)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        code = "bundle.disk_full" if error.errno in _FULL else "bundle.write_failed"
        raise EnvironmentFault(code, path=path) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def read_carried(path: Path, max_bytes: int) -> bytes:
    """Read a file that came from outside, if it is one and not larger than it may be.

    Raises:
        UnusableInput: `file.unreadable`, or `bundle.too_large`.
    """
    try:
        with path.open("rb") as file:
            if not S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnusableInput("file.unreadable", path=path)
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise UnusableInput("file.unreadable", path=path) from error
    if len(content) > max_bytes:
        raise UnusableInput("bundle.too_large", path=path, limit=max_bytes // 1024**2)
    return content


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_from_disk(path: Path) -> bytes:
    """Read what the stick holds, not what the system still remembers of the writing."""
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()


def _sync_folder(folder: Path) -> None:
    """Bring the name to the disk too; some systems and sticks have no such call."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)

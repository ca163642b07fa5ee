"""The database library's complaints, translated into faults the operator understands."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError

from intake_app.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BY_PHRASE = (
    ("disk is full", "disk.full"),
    ("disk i/o error", "disk.error"),
    ("readonly database", "disk.read_only"),
    ("unable to open", "disk.unreachable"),
    ("is locked", "store.busy"),
    ("is busy", "store.busy"),
    ("file is not a database", "store.wrong_key"),
    ("hmac check failed", "store.damaged"),
    ("malformed", "store.damaged"),
    ("vtable constructor failed", "store.damaged"),  # a page of a list's search index
    ("out of memory", "store.wrong_key"),
)
_BY_NUMBER = {
    errno.ENOSPC: "disk.full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "disk.full",
    errno.EACCES: "disk.read_only",
    errno.EPERM: "disk.read_only",
    errno.EROFS: "disk.read_only",
}


def disk_fault(error: OSError, path: Path) -> EnvironmentFault:
    """Say what the disk refused for a file beside the store."""
    return EnvironmentFault(_BY_NUMBER.get(error.errno or 0, "disk.error"), path=path)


@contextmanager
def faults_translated() -> Iterator[None]:
    """Turn what the disk or the database refuses into an `EnvironmentFault`.

    A broken constraint is a bug of ours and passes through unchanged.
    """
    try:
        yield
    except DatabaseError as error:
        phrase = str(error.orig).lower()
        for known, code in _BY_PHRASE:
            if known in phrase:
                raise EnvironmentFault(code) from error
        raise

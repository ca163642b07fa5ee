"""One installation at a time: two starts at once wait for each other instead of mixing."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from installers.bootstrap.speech import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAUSE_SECONDS = 0.2


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock at `path`, waiting for whoever holds it; a process that dies lets go of it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    take = _taker(descriptor)
    try:
        if not take():
            tell("Une autre installation est en cours ; attente…")
            while not take():
                time.sleep(PAUSE_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _taker(descriptor: int) -> Callable[[], bool]:
    """Give the system's way of taking a file's lock, if it is free, without waiting."""
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        def take() -> bool:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            except OSError:
                return False
            return True

        return take

    import fcntl  # noqa: PLC0415 - exists on POSIX only

    def take_posix() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return take_posix

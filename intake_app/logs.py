"""Log files of the data folder: rotating, for this user alone, without personal data.

A trace names files, lines and the kind of the error; what an error says may hold what somebody
typed, so it is left out, and so are the values of variables.
"""

from __future__ import annotations

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from intake_app.settings import find_home

_NAME = "intake"
_MOST_BYTES = 512 * 1024
_KEPT_FILES = 5


class _LogFile(RotatingFileHandler):
    """A log file; a disk that refuses a line is said to who logs, not printed as a trace."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Let the disk's refusal through."""
        _, error, _ = sys.exc_info()
        if isinstance(error, OSError):
            raise error
        super().handleError(record)


def log_bug(error: BaseException) -> str:
    """Keep the trace of an unexpected error; return where it is, empty when nowhere."""
    try:
        path = _open_log()
        logging.getLogger(_NAME).error("%s", trace_without_values(error))
    except OSError:
        return ""
    return str(path)


def trace_without_values(error: BaseException) -> str:
    """Write the kind of an error and where it arose, without a word of what it says."""
    lines = []
    current: BaseException | None = error
    while current is not None:
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def _open_log() -> Path:
    folder = find_home().logs
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "intake.log"
    logger = logging.getLogger(_NAME)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if not any(getattr(kept, "baseFilename", "") == str(path) for kept in logger.handlers):
        for other in list(logger.handlers):  # another data folder's
            logger.removeHandler(other)
            other.close()
        handler = _LogFile(
            path, maxBytes=_MOST_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
    return path

"""Work cut into pieces of a few milliseconds, so that whoever does it can stop in between.

The camera does a few pieces a frame, a still picture all of them while its time lasts. Pieces
are cut by what is done and not by the clock: the same frames always give the same reads.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

Result = TypeVar("Result")
# Yields after each piece but the last, and returns what the whole work gave.
Pieces: TypeAlias = Generator[None, None, Result]


def finish(work: Pieces[Result]) -> Result:
    """Do all pieces at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


def finish_while(may_go_on: Callable[[], bool], work: Pieces[Result]) -> Result | None:
    """Do pieces while it is allowed; None when it came to an end before the work did."""
    while may_go_on():
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result
    return None

"""What the bootstrap says, always on the error stream: the program's own output stays clean."""

from __future__ import annotations

import sys

MACHINE_FAILED = 4


class Refusal(Exception):
    """The start stops here: `str(refusal)` says in French what is wrong and what to do."""

    def __init__(self, message: str, exit_status: int = MACHINE_FAILED) -> None:
        super().__init__(message)
        self.exit_status = exit_status


def tell(sentence: str) -> None:
    """Say one short sentence about what is being done."""
    print(sentence, file=sys.stderr, flush=True)

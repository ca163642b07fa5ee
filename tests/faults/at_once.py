"""Many calls at the same instant, each on a thread of its own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def at_once(calls: Sequence[Callable[[], object]]) -> None:
    """Release every call together, wait for all, and raise what the first failed one raised."""
    start = threading.Barrier(len(calls))
    failures: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait(30)
            call()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            failures.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]

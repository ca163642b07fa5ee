"""Running work off the window's thread, and bringing its outcome back to it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from intake_app.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Lane(Enum):
    """Where a task runs, with how many threads."""

    DATABASE = 1  # one at a time: what was asked first is stored first
    IO = 4  # network, printers and PDFs may wait side by side


class TaskRunner(QObject):
    """Runs blocking calls on two lanes; only expected errors reach the one who asked.

    A bug (any exception that is not an `IntakeError`) is raised on the window's thread, where the
    last-resort handler logs and shows it.
    """

    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {
            lane: ThreadPoolExecutor(lane.value, f"intake-{lane.name.lower()}") for lane in Lane
        }
        self._open = True
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        lane: Lane,
        task: Callable[[], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[IntakeError], None] | None = None,
        ended: Callable[[], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run `task` on `lane`, then `done` or `failed` on the window's thread.

        `ended` comes before either of them, and after a bug as well, when neither comes.
        The outcome is dropped when `owner` has been destroyed meanwhile; nothing starts any more
        once the runner is shut down.
        """
        if not self._open:
            return
        outcome = _Outcome(done, failed, ended)
        future = self._pools[lane].submit(task)
        future.add_done_callback(
            lambda settled: self._settled.emit(partial(_hand_over, settled, outcome, owner))
        )

    def shut_down(self) -> None:
        """Finish every write that was asked for, drop waiting network work, wait for the rest."""
        self._open = False
        self._pools[Lane.DATABASE].shutdown(wait=True)
        self._pools[Lane.IO].shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _deliver(self, hand_over: Callable[[], None]) -> None:
        hand_over()


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[T]):
    """What whoever asked wants to hear."""

    done: Callable[[T], None] | None
    failed: Callable[[IntakeError], None] | None
    ended: Callable[[], None] | None


def _hand_over(future: Future[T], outcome: _Outcome[T], owner: QObject | None) -> None:
    if future.cancelled() or (owner is not None and not isValid(owner)):
        return
    if outcome.ended is not None:
        outcome.ended()
    error = future.exception()
    if error is None:
        if outcome.done is not None:
            outcome.done(future.result())
    elif isinstance(error, IntakeError) and outcome.failed is not None:
        outcome.failed(error)
    else:
        raise error

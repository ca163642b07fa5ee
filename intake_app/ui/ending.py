"""Ends the window in order when the system or a terminal asks, as if somebody had closed it.

Qt's loop does not let Python answer a signal before the next event, and the system's own answer
is to drop the program with what was typed in the last second. The signal's number comes in through
a pair of sockets instead, which the loop hears at once.
"""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    from collections.abc import Callable

# The end of a session, Ctrl+C in a terminal, a terminal that was closed.
ASKED_BY = ("SIGTERM", "SIGINT", "SIGHUP")


class EndRequests(QObject):
    """Hears requests to end between `install` and `remove`; on the window's thread only."""

    def __init__(self, end: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end = end
        self._inside, self._outside = socket.socketpair()
        for side in (self._inside, self._outside):
            side.setblocking(False)
        self._notifier = QSocketNotifier(self._inside.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_asked)
        self._before: dict[int, object] = {}
        self._descriptor_before = -1

    def install(self) -> None:
        """Hear requests from now on."""
        self._descriptor_before = signal.set_wakeup_fd(
            self._outside.fileno(), warn_on_full_buffer=False
        )
        numbers = [getattr(signal, name) for name in ASKED_BY if hasattr(signal, name)]
        self._before = {number: signal.signal(number, _stay) for number in numbers}

    def remove(self) -> None:
        """Leave signals to whoever had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type] # as `signal` gave it
        signal.set_wakeup_fd(self._descriptor_before)
        self._notifier.setEnabled(False)
        self._inside.close()
        self._outside.close()

    def _on_asked(self) -> None:
        self._inside.recv(4096)
        self._end()


def _stay(_number: int, _frame: object) -> None:
    """Answer a signal here, so that the system does not end the program at once."""

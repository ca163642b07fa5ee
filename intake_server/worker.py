"""One worker process: the reception desk with its threads, its rates and its figures."""

from __future__ import annotations

import logging
import time
import traceback
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import anyio
import anyio.to_thread

from intake_app.sync.problems import Problem, ProblemCode
from intake_server.figures import Figures
from intake_server.rates import RateLimit
from intake_server.settings import QUICK_THREADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.sync.signatures import Signature
    from intake_server.reception import Reception
    from intake_server.settings import ServerSettings

_log = logging.getLogger("intake_server")
_MAX_WAITING_PER_THREAD = 16
_BUSY_AGAIN_SECONDS = 5
_MAX_KNOWN_KEYS = 10_000

P = ParamSpec("P")
Answer = TypeVar("Answer")


class Worker:
    """What the routes of one process share."""

    def __init__(self, reception: Reception, settings: ServerSettings) -> None:
        self.reception = reception
        self.figures = Figures()
        self._stations = RateLimit(
            settings.batches_per_second, settings.batch_burst, time.monotonic
        )
        self._strangers = RateLimit(
            settings.enrolments_per_second, settings.enrolment_burst, time.monotonic
        )
        self._threads = anyio.CapacityLimiter(settings.pool_size)
        self._quick_threads = anyio.CapacityLimiter(QUICK_THREADS)
        self._max_in_work = settings.pool_size * (1 + _MAX_WAITING_PER_THREAD)
        self._in_work = 0
        self._known_keys: dict[str, str] = {}

    async def run(self, call: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
        """Run a blocking call on a thread; there are as many as connections to the database.

        Raises:
            Problem: `server.busy` when too many calls wait already.
        """
        return await self._run_on(self._threads, lambda: call(*args, **kwargs))

    async def run_quickly(
        self, call: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Run a call that takes a millisecond, beside the batches that wait for their judgement.

        So a counter that lost a reply has it again at once, and the worker says that it lives.

        Raises:
            Problem: `server.busy` when too many calls wait already.
        """
        return await self._run_on(self._quick_threads, lambda: call(*args, **kwargs))

    async def _run_on(self, threads: anyio.CapacityLimiter, call: Callable[[], Answer]) -> Answer:
        if self._in_work >= self._max_in_work:
            raise Problem(ProblemCode.SERVER_BUSY, retry_after_seconds=_BUSY_AGAIN_SECONDS)
        self._in_work += 1
        self.figures.show_in_work(self._in_work)
        try:
            return await anyio.to_thread.run_sync(call, limiter=threads)
        finally:
            self._in_work -= 1
            self.figures.show_in_work(self._in_work)

    async def admit(self, signature: Signature) -> None:
        """Let a station in whose key is known and which does not speak too often.

        Only a door: that the key is not revoked, and that the signature is true, is judged on
        the request itself.

        Raises:
            Problem: `station.unknown`, `station.revoked` or `rate.exceeded`.
        """
        speaker = self._known_keys.get(signature.key_id)
        if speaker is None:
            speaker = await self.run_quickly(self.reception.check_speaker, signature)
            if len(self._known_keys) >= _MAX_KNOWN_KEYS:
                self._known_keys.clear()
            self._known_keys[signature.key_id] = speaker
        self._stations.spend(speaker)

    def admit_stranger(self, address: str) -> None:
        """Let a caller without a key try a code, but not many in a row.

        Raises:
            Problem: `rate.exceeded`.
        """
        self._strangers.spend(address)


def log_failure(error: BaseException) -> None:
    """Log a bug by its type and place; its message may carry what was sent, and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-8:])
    _log.error("failure %s at %s", type(error).__name__, places)

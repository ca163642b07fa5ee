"""The reception server of a trial office: a child process on this machine, on a free port."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from threading import Lock, Timer
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from intake_app.domain.operators import Operator
    from intake_app.services.enrolment import EnrolmentService
    from intake_app.services.settings import SettingsService
    from intake_app.storage.unit_of_work import Store

_QUIETLY = ("--port", "0", "--json", "--with-parent")
START_SECONDS = 30.0
STOP_SECONDS = 10.0


class TrialReception:
    """A trial office's own reception: its server, and this counter enrolled with it.

    The server takes a free port each time it starts; the counter is told where it is now.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        settings: SettingsService,
        enrolment: Callable[[], EnrolmentService],
    ) -> None:
        self._store = store
        self._settings = settings
        self._enrolment = enrolment
        self._server = TrialServer(folder)
        self._starting = Lock()

    def ensure_running(self) -> str:
        """Start the server unless it runs already, and return its address.

        Raises:
            EnvironmentFault: `trial.server_failed`.
        """
        with self._starting:
            url = self._server.address or self._server.start()
            self._tell_address(url)
            return url

    def enrol(self, administrator: Operator) -> None:
        """Enrol this counter with its own server.

        Raises:
            EnvironmentFault: `trial.server_failed`, or the server did not answer.
        """
        from intake_app.services.enrolment import EnrolmentOrder  # noqa: PLC0415 - once

        url = self.ensure_running()
        station = self._settings.require()
        code = self._server.one_time_code(station.office, station.counter)
        self._enrolment().enrol(EnrolmentOrder(url, code), administrator)

    def stop(self) -> None:
        """End the server if it runs."""
        self._server.stop()

    def _tell_address(self, url: str) -> None:
        with self._store.writing() as uow:
            station = uow.stations.find()
            if station is not None and station.server_url != url:
                station.server_url = url
                uow.commit()


class TrialServer:
    """Starts `intake server run` on a SQLite file of the folder, and ends it again."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "reception.sqlite"
        self._process: subprocess.Popen[str] | None = None
        self._address = ""

    @property
    def address(self) -> str:
        """Where the server listens; empty while it does not run."""
        running = self._process is not None and self._process.poll() is None
        return self._address if running else ""

    def start(self) -> str:
        """Start serving and return the server's address.

        Raises:
            EnvironmentFault: `trial.server_failed` when it does not answer in time.
        """
        self._database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*_own_command(), "server", "run", *self._where(), *_QUIETLY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._process = process
        patience = Timer(START_SECONDS, process.kill)
        patience.start()
        line = process.stdout.readline() if process.stdout else ""
        patience.cancel()
        with suppress(ValueError, KeyError, TypeError):
            self._address = str(json.loads(line)["address"])
            return self._address
        self.stop()
        raise EnvironmentFault("trial.server_failed")

    def one_time_code(self, office: str, counter: str) -> str:
        """Have the server make an enrolment code for a counter.

        Raises:
            EnvironmentFault: `trial.server_failed`.
        """
        where = ("--json", "--office", office, "--counter", counter)
        asked = subprocess.run(  # noqa: S603 - our own program
            [*_own_command(), "server", "enrol", *self._where(), *where],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        with suppress(ValueError, KeyError, TypeError):
            return str(json.loads(asked.stdout)["code"])
        raise EnvironmentFault("trial.server_failed")

    def stop(self) -> None:
        """End the server; it finishes what it has begun."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def _where(self) -> list[str]:
        return ["--database", str(self._database)]


def _own_command() -> list[str]:
    """How to run this program again: frozen, it is its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "intake_app"]

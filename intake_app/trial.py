"""The reception server of a trial office: a child process on this machine, on a free port."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Timer
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault
from intake_app.services.enrolment import EnrolmentOrder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from intake_app.app import Desk
    from intake_app.domain.operators import Operator

START_SECONDS = 30.0
STOP_SECONDS = 10.0


@contextmanager
def trial_reception(desk: Desk, administrator: Operator | None = None) -> Iterator[str]:
    """Keep a trial office's own reception server running, and this counter enrolled with it.

    The server takes a free port each time it starts; the counter is told where it is now.

    Args:
        desk: The open counter of a trial office.
        administrator: Enrols the counter when it is not enrolled yet; without one it is left so.

    Raises:
        EnvironmentFault: `trial.server_failed`, or the enrolment did not get through.
    """
    server = TrialServer(desk.home.trial_server)
    try:
        url = server.start()
        if desk.link.status().station_id is not None:
            _tell_address(desk, url)
        elif administrator is not None:
            station = desk.settings.require()
            code = server.one_time_code(station.office, station.counter)
            desk.enrolment.enrol(EnrolmentOrder(url, code), administrator)
        yield url
    finally:
        server.stop()


def _tell_address(desk: Desk, url: str) -> None:
    with desk.store.writing() as uow:
        station = uow.stations.find()
        if station is not None and station.server_url != url:
            station.server_url = url
            uow.commit()


class TrialServer:
    """Starts `intake server run` on a SQLite file of the folder, and ends it again."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "reception.sqlite"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start serving and return the server's address.

        Raises:
            EnvironmentFault: `trial.server_failed` when it does not answer in time.
        """
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*_own_command(), "server", "run", *self._where(), "--port", "0", "--json"],
            stdin=subprocess.DEVNULL,
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
            return str(json.loads(line)["address"])
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

"""The server in processes of its own, and counters that send until they have their receipt."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intake_app.sync.outcomes import Delivered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake_app.sync.batches import SignedBatch
    from tests.server.kit import Office

ROOT = Path(__file__).parents[2]
INTAKE = [sys.executable, "-m", "intake_app", "server"]
QUICK = {"INTAKE_SERVER_RATE": "1000", "INTAKE_SERVER_BURST": "1000"}


@dataclass
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    pid: int


@contextmanager
def server_process(
    database: str, *more: str, env: dict[str, str] | None = None
) -> Iterator[Running]:
    command = [*INTAKE, "run", "--port", "0", "--json", "--database", database, *more]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, env=os.environ | QUICK
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the server ended before it was ready"
        ready = json.loads(line)
        yield Running(process, ready["address"], ready["pid"])
    finally:
        process.terminate()
        process.communicate(timeout=30)


def send_all(office: Office, batches: list[SignedBatch], stop: threading.Event) -> None:
    """Send each batch until its receipt, through any number of failures."""
    for batch in batches:
        while not isinstance(office.client.deliver(batch), Delivered):
            if stop.wait(0.05):
                return


def deliver_all(
    offices: list[Office], batches: list[list[SignedBatch]], between: Callable[[], None]
) -> None:
    """Send from all offices at once while `between` does its harm."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=send_all, args=(office, own, stop))
        for office, own in zip(offices, batches, strict=True)
    ]
    try:
        for thread in threads:
            thread.start()
        between()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def children_of(pid: int) -> list[int]:
    """The worker processes below a supervisor; its resource tracker is none."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        int(child)
        for child in listed
        if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def wait_for_end(pid: int, seconds: float = 30.0) -> None:
    """Wait until a process that is no child of this one has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([descriptor], [], [], seconds)[0], f"{pid} goes on"
    finally:
        os.close(descriptor)


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""Listening: one worker in this process, or several below it, until told to stop."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.sync.endpoint import is_loopback
from intake_server.figures import MULTIPROCESS_VARIABLE

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator

HEADER_SECONDS = 30.0
_GRACE_SECONDS = 30
_BACKLOG = 2048
_OPEN_FILES = 65_536
_LOOK_SECONDS = 0.05
_READY_VARIABLE = "INTAKE_SERVER_READY_FOLDER"


@dataclass(frozen=True, slots=True)
class Binding:
    """Where to listen and how; port 0 lets the system choose a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    workers: int = 1
    certificate: Path | None = None
    private_key: Path | None = None
    behind_proxy: bool = False

    def require_safe(self) -> None:
        """Refuse to carry dossiers in the open.

        Raises:
            UnusableInput: `server.tls_needed` for another machine's reach without TLS.
        """
        secured = self.certificate is not None or self.behind_proxy
        if not secured and not is_loopback(self.host):
            raise UnusableInput("server.tls_needed", host=self.host)


class PatientProtocol(H11Protocol):
    """A connection whose request line and headers must be whole in time."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; a request begun and not whole keeps the clock running."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._patience is None:
            self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clock with the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_headers(self) -> None:
        self._patience = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


class _AnnouncingServer(uvicorn.Server):
    """A worker that says when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._on_ready()


def serve(binding: Binding, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun.

    The settings come from the environment, where workers of their own processes find them too.

    Args:
        binding: Where to listen.
        on_ready: Called once with the address, when requests are answered.

    Raises:
        UnusableInput: `server.tls_needed`.
        EnvironmentFault: `server.port_taken` or `server.not_ready`.
    """
    binding.require_safe()
    listener = listen(binding)
    scheme = "https" if binding.certificate else "http"
    host = f"[{binding.host}]" if ":" in binding.host else binding.host
    address = f"{scheme}://{host}:{listener.getsockname()[1]}"
    _allow_many_connections()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    with listener, _quiet_signals():
        if binding.workers == 1:
            config = _config(binding)
            _AnnouncingServer(config, lambda: on_ready(address)).run([listener])
        else:
            _serve_with_workers(binding, listener, lambda: on_ready(address))


def mark_ready() -> None:
    """Let the process above know that this worker can serve; alone, nobody waits for it."""
    folder = os.environ.get(_READY_VARIABLE)
    if folder:
        (Path(folder) / str(os.getpid())).touch()


def end_with_supervisor() -> None:
    """Stop this worker when the process above it is gone, however it went.

    A supervisor that was killed would leave workers behind that hold the port, and that no
    new start could replace.
    """
    above = multiprocessing.parent_process()
    if above is None:
        return

    def wait() -> None:
        above.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="supervisor", daemon=True).start()


def _serve_with_workers(
    binding: Binding, listener: socket.socket, on_ready: Callable[[], None]
) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="intake-figures-") as figures,
        tempfile.TemporaryDirectory(prefix="intake-ready-") as ready,
        _environment({MULTIPROCESS_VARIABLE: figures, _READY_VARIABLE: ready}),
    ):
        supervisor = Multiprocess(_config(binding), [listener])
        announcer = threading.Thread(
            target=_announce, args=(supervisor, Path(ready), on_ready), name="announcer"
        )
        announcer.start()
        supervisor.run()
        announcer.join()


def _announce(supervisor: Multiprocess, ready: Path, on_ready: Callable[[], None]) -> None:
    """Wait until every worker is ready; say nothing when the supervisor stops before."""
    while len(list(ready.iterdir())) < supervisor.processes_num:
        if supervisor.should_exit.wait(_LOOK_SECONDS):
            return
    on_ready()


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Set variables for the processes started meanwhile."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


def _config(binding: Binding) -> uvicorn.Config:
    return uvicorn.Config(
        "intake_server.app:create_worker",
        factory=True,
        host=binding.host,
        port=binding.port,
        workers=binding.workers,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=binding.behind_proxy,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=binding.certificate,
        ssl_keyfile=binding.private_key,
    )


def listen(binding: Binding) -> socket.socket:
    """Listen where a binding says, on a socket whose connections send at once.

    asyncio turns Nagle's delay off only for a socket that says that it is TCP's; with it, each
    answer on a kept connection waits 40 ms for the other side's acknowledgement.

    Raises:
        EnvironmentFault: `server.port_taken`.
    """
    family = socket.AF_INET6 if ":" in binding.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((binding.host, binding.port))
        listener.listen(_BACKLOG)
        listener.set_inheritable(True)
    except OSError as error:
        listener.close()
        raise EnvironmentFault("server.port_taken", host=binding.host, port=binding.port) from error
    return listener


def _allow_many_connections() -> None:
    """Raise the number of open files as far as the system lets this user."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = min(hard, _OPEN_FILES)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """End with status 0 when told to stop: uvicorn raises the signal again after its shutdown."""
    names = (signal.SIGINT, signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {name: signal.signal(name, lambda *_: None) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)

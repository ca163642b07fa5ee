"""The socket on which a server listens."""

from __future__ import annotations

import asyncio
import socket

import pytest

from intake_server.serving import Binding, listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_answers_are_sent_at_once_on_every_connection(host: str) -> None:
    """Else an answer of two pieces waits for an acknowledgement that comes 40 ms later."""
    if host == "::1" and not _speaks_ipv6():
        pytest.skip("this system has no IPv6")

    assert asyncio.run(_nodelay_of_a_connection(host))


async def _nodelay_of_a_connection(host: str) -> int:
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def look(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        answer.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = listen(Binding(host))
    port = listener.getsockname()[1]
    async with await asyncio.start_server(look, sock=listener):
        _reader, writer = await asyncio.open_connection(host, port)
        found = await answer
        writer.close()
        await writer.wait_closed()
    return found


def _speaks_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::1", 0))
    except OSError:
        return False
    return True

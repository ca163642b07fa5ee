"""The machine's own address tells that the network is another one."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

from intake_app.sync.network import local_addresses

if TYPE_CHECKING:
    import pytest


def test_what_is_found_are_addresses_of_this_machine() -> None:
    for address in local_addresses():
        host = ipaddress.ip_address(address.partition("%")[0])
        family = socket.AF_INET if host.version == 4 else socket.AF_INET6
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))  # only its own addresses can be taken


def test_without_a_way_out_there_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_socket: Any, _address: Any) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", nowhere)

    assert local_addresses() == frozenset()

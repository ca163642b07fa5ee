"""Which network this machine is on, as far as it shows in its own address.

No packet is sent: a datagram socket that is "connected" learns by which address it would speak.
"""

from __future__ import annotations

import socket
from contextlib import suppress

# Addresses of documentation (RFC 5737, RFC 3849): nobody's, so the way there is the default way.
_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
_ANY_PORT = 9


def local_addresses() -> frozenset[str]:
    """Return the addresses by which this machine would speak to others; none without a network."""
    found = set()
    for family, address in _FAR_AWAY:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, _ANY_PORT))
            found.add(str(probe.getsockname()[0]))
    return frozenset(found)

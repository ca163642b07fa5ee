"""The server's public keys as the store keeps them: which are trusted, and for what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from intake_app.sync.messages import ServerKeyUse
from intake_app.sync.signatures import decode_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake_app.sync.messages import ServerKey


def write_keys(keys: Iterable[ServerKey]) -> str:
    """Write the keys for the store: key id → use and public key."""
    return json.dumps(
        {key.key_id: {"use": key.use.value, "public_key": key.public_key} for key in keys}
    )


def read_keys(text: str, use: ServerKeyUse = ServerKeyUse.RECEIPTS) -> dict[str, bytes]:
    """Read the public keys for one use: key id → 32 bytes."""
    return {
        key_id: decode_bytes(members["public_key"])
        for key_id, members in json.loads(text).items()
        if members["use"] == use
    }


def bundle_key(text: str) -> tuple[str, bytes] | None:
    """Read the key that bundles are sealed to: the newest, which stands last."""
    keys = read_keys(text, ServerKeyUse.BUNDLES)
    return list(keys.items())[-1] if keys else None

"""The store's key as people write it down: eleven groups of five letters and digits.

32 bytes of key and 2 of check, in base 32. Whoever has this text and the files reads everything.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from intake_app.errors import UnusableInput
from intake_app.storage.key import KEY_BYTES

_GROUP = 5
_CHECK_BYTES = 2
_PADDING = "=" * 1  # 34 bytes are 55 characters, one short of a multiple of eight
# Base 32 has neither 0, 1 nor 8: a hand that wrote one meant the letter.
_MEANT = str.maketrans({"0": "O", "1": "I", "8": "B", " ": "", "-": ""})


def write_recovery_key(key: bytes) -> str:
    """Write a key of 32 bytes for paper."""
    text = base64.b32encode(key + _check_of(key)).decode("ascii").rstrip("=")
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def read_recovery_key(text: str) -> bytes:
    """Read a key as it was written down; case, spaces and hyphens do not matter.

    Raises:
        UnusableInput: `store.recovery_key_wrong` when a letter is wrong or missing.
    """
    plain = "".join(text.upper().split()).translate(_MEANT)
    try:
        content = base64.b32decode(plain + _PADDING)
    except (binascii.Error, ValueError):
        raise UnusableInput("store.recovery_key_wrong") from None
    key, check = content[:KEY_BYTES], content[KEY_BYTES:]
    # The last letter carries three bits of nothing: it, too, has one right spelling.
    spelt = base64.b32encode(content).decode("ascii").rstrip("=") == plain
    if not spelt or len(content) != KEY_BYTES + _CHECK_BYTES or check != _check_of(key):
        raise UnusableInput("store.recovery_key_wrong")
    return key


def _check_of(key: bytes) -> bytes:
    return hashlib.sha256(b"onousc-recovery/1" + key).digest()[:_CHECK_BYTES]

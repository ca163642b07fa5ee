"""How records lie in the second copy's file, each between its two lengths, without opening them.

A power cut leaves the first part of what was being written, perhaps with zeros behind it.
"""

from __future__ import annotations

import os
import re
import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = struct.Struct(">I")
NONCE_BYTES = 12
TIE_BYTES = 16
_LENGTHS = range(NONCE_BYTES + TIE_BYTES, 4 * 1024 * 1024 + 1)
# Whatever could be one of `_LENGTHS`; long zeros are passed over at once.
_LIKE_A_LENGTH = re.compile(
    rb"(?=\x00(?:[\x01-\x40]..|\x00[\x01-\xff].|\x00\x00[\x1c-\xff]))", re.DOTALL
)
_WINDOW_BYTES = 1024 * 1024


def next_record(file: BinaryIO) -> bytes | None:
    """Read the next record; None at the end, or where the rest is no whole record."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length not in _LENGTHS:
        return None
    record = file.read(length)
    return record if file.read(LENGTH.size) == head else None


def walk(file: BinaryIO, end: int) -> int:
    """Go from length to length; return where the last record ends whose two lengths agree."""
    while True:
        file.seek(end)
        head = file.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return end
        (length,) = LENGTH.unpack(head)
        file.seek(end + LENGTH.size + length)
        if length not in _LENGTHS or file.read(LENGTH.size) != head:
            return end
        end = file.tell()


def is_piece(file: BinaryIO, begin: int) -> bool:
    """Say whether a file goes on from `begin` as a power cut leaves it: nothing, zeros, a piece.

    What is longer than the record whose length it begins with is more than a piece.
    """
    filled = _filled_bytes(file, begin)
    file.seek(begin)
    head = file.read(LENGTH.size)
    if not filled or len(head) < LENGTH.size:
        return True
    (length,) = LENGTH.unpack(head)
    return length in _LENGTHS and filled <= length + 2 * LENGTH.size


def lengths_in(file: BinaryIO, begin: int) -> Iterator[tuple[int, int]]:
    """Find, from `begin` to the end, each place that could hold a record's length, and that."""
    size = file.seek(0, os.SEEK_END)
    for start in range(begin, size, _WINDOW_BYTES):
        file.seek(start)
        window = file.read(_WINDOW_BYTES + LENGTH.size - 1)
        for match in _LIKE_A_LENGTH.finditer(window):
            (length,) = LENGTH.unpack_from(window, match.start())
            if length in _LENGTHS:
                yield start + match.start(), length


def _filled_bytes(file: BinaryIO, begin: int) -> int:
    """Count the bytes from `begin` to the last one that is not zero."""
    end = file.seek(0, os.SEEK_END)
    while end > begin:
        start = max(begin, end - _WINDOW_BYTES)
        file.seek(start)
        if filled := len(file.read(end - start).rstrip(b"\x00")):
            return start + filled - begin
        end = start
    return 0

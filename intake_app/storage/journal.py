"""The second copy: a file on another volume to which each sealed item is appended, encrypted.

`OJOURNAL1`, the name of its key, then records: 4 bytes of length, a nonce of 12, the item sealed
with ChaCha20-Poly1305, the same length again. Each record is bound to the end of what precedes
it, so that one taken out or moved is noticed. A record cut short by a power cut is taken off at
the next writing: whatever it was to hold is appended anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import struct
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake_app.errors import UnusableInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MAGIC = b"OJOURNAL1"
_KEY_NAME_BYTES = 8
_HEAD_BYTES = len(_MAGIC) + _KEY_NAME_BYTES
_LENGTH = struct.Struct(">I")
_NONCE_BYTES = 12
_TIE_BYTES = 16
_MAX_RECORD_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class JournalItem:
    """One sealed item as the queue holds it; `position` is its place in the queue."""

    position: int
    kind: str
    item_id: UUID
    revision: int
    sha256: str
    fund: str
    queued_at: datetime
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class JournalKey:
    """The key of a store's journals, drawn from the store's own."""

    value: bytes = field(repr=False)
    name: bytes

    @classmethod
    def of_store(cls, store_key: bytes) -> JournalKey:
        """Draw the journal's key from the store's key of 32 bytes."""
        value = HKDF(SHA256(), 32, salt=None, info=b"onousc-journal/1").derive(store_key)
        return cls(value, hashlib.sha256(value).digest()[:_KEY_NAME_BYTES])


class Journal:
    """One journal file under its key."""

    def __init__(self, path: Path, key: JournalKey) -> None:
        self._path = path
        self._cipher = ChaCha20Poly1305(key.value)
        self._head = _MAGIC + key.name
        self._known: tuple[int, int] | None = None  # size, and position of the last record

    def last_position(self) -> int:
        """Return the queue's position of the last whole record; a new file is begun, with 0.

        Raises:
            OSError: If the volume fails.
            UnusableInput: `journal.wrong_key` or `journal.not_a_journal`.
        """
        if not self._path.exists():
            return self.append(())  # whether the volume takes it is known before it is needed
        with self._path.open("rb") as file:
            return self._find_end(file)[1]

    def append(self, items: Iterable[JournalItem]) -> int:
        """Append items and bring them to the disk; return the last record's position.

        Raises:
            OSError: If the volume fails.
            UnusableInput: As `last_position`.
        """
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            end, position = self._find_end(file)
            file.seek(end)
            file.truncate()
            if not end:
                file.write(self._head)
            tie = self._tie_before(file, file.tell())
            for item in items:
                tie = self._write(file, item, tie)
                position = item.position
            file.flush()
            os.fsync(file.fileno())
            self._known = (file.tell(), position)
        return position

    def items(self) -> Iterator[JournalItem]:
        """Read every whole record in order; a record cut short at the end is left out.

        Raises:
            OSError: If the volume fails.
            UnusableInput: `journal.not_a_journal`, `journal.wrong_key`, or `journal.damaged`
                with the number of the record that does not fit.
        """
        with self._path.open("rb") as file:
            self._require_head(file)
            tie = self._head[-_TIE_BYTES:]
            number = 0
            while (record := _next_record(file)) is not None:
                number += 1
                try:
                    yield self._open(record, tie)
                except (InvalidTag, ValueError, KeyError) as error:
                    raise UnusableInput("journal.damaged", number=number) from error
                tie = record[-_TIE_BYTES:]

    def _find_end(self, file: BinaryIO) -> tuple[int, int]:
        """Return where the last whole record ends, and its position in the queue."""
        size = file.seek(0, os.SEEK_END)
        if self._known is not None and self._known[0] == size:
            return self._known
        if size < _HEAD_BYTES:
            return 0, 0
        self._require_head(file)
        last = self._read_backwards(file, size)
        return (size, last.position) if last is not None else self._scan_for_end(file)

    def _read_backwards(self, file: BinaryIO, size: int) -> JournalItem | None:
        """Read the record that ends the file; None when it is not whole."""
        begin = size - _LENGTH.size
        if begin < _HEAD_BYTES:
            return None
        file.seek(begin)
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        begin -= length + _LENGTH.size
        if begin < _HEAD_BYTES:
            return None
        tie = self._tie_before(file, begin)
        file.seek(begin)
        record = _next_record(file)
        try:
            return self._open(record, tie) if record is not None else None
        except (InvalidTag, ValueError, KeyError):
            return None

    def _scan_for_end(self, file: BinaryIO) -> tuple[int, int]:
        """Find the last whole record from the beginning: the end was cut short."""
        file.seek(_HEAD_BYTES)
        end, last, tie, before = _HEAD_BYTES, None, self._head[-_TIE_BYTES:], b""
        while (record := _next_record(file)) is not None:
            end, last, before, tie = file.tell(), record, tie, record[-_TIE_BYTES:]
        if last is None:
            return end, 0
        try:
            return end, self._open(last, before).position
        except (InvalidTag, ValueError, KeyError) as error:
            raise UnusableInput("journal.damaged", number="?") from error

    def _require_head(self, file: BinaryIO) -> None:
        file.seek(0)
        head = file.read(_HEAD_BYTES)
        if not head.startswith(_MAGIC):
            raise UnusableInput("journal.not_a_journal", path=self._path)
        if head != self._head:
            raise UnusableInput("journal.wrong_key", path=self._path)

    def _tie_before(self, file: BinaryIO, end: int) -> bytes:
        if end <= _HEAD_BYTES:
            return self._head[-_TIE_BYTES:]
        file.seek(end - _LENGTH.size - _TIE_BYTES)
        tie = file.read(_TIE_BYTES)
        file.seek(end)
        return tie

    def _write(self, file: BinaryIO, item: JournalItem, tie: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        record = nonce + self._cipher.encrypt(nonce, _pack(item), tie)
        length = _LENGTH.pack(len(record))
        file.write(length + record + length)
        return record[-_TIE_BYTES:]

    def _open(self, record: bytes, tie: bytes) -> JournalItem:
        nonce, sealed = record[:_NONCE_BYTES], record[_NONCE_BYTES:]
        return _unpack(self._cipher.decrypt(nonce, sealed, tie))


def _next_record(file: BinaryIO) -> bytes | None:
    """Read the next record; None at the end, or where the rest is no whole record."""
    head = file.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if not _NONCE_BYTES + _TIE_BYTES <= length <= _MAX_RECORD_BYTES:
        return None
    record = file.read(length)
    return record if file.read(_LENGTH.size) == head else None


def _pack(item: JournalItem) -> bytes:
    members = {
        "position": item.position,
        "kind": item.kind,
        "id": str(item.item_id),
        "revision": item.revision,
        "sha256": item.sha256,
        "fund": item.fund,
        "queued_at": item.queued_at.isoformat(),
    }
    return json.dumps(members).encode("ascii") + b"\n" + item.body


def _unpack(content: bytes) -> JournalItem:
    head, _, body = content.partition(b"\n")
    members = json.loads(head)
    return JournalItem(
        position=int(members["position"]),
        kind=str(members["kind"]),
        item_id=UUID(members["id"]),
        revision=int(members["revision"]),
        sha256=str(members["sha256"]),
        fund=str(members["fund"]),
        queued_at=datetime.fromisoformat(members["queued_at"]),
        body=body,
    )

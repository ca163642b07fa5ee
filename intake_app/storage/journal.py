"""The second copy: a file on another volume to which each sealed item is appended, encrypted.

`OJOURNAL1`, the name of its key, then records: 4 bytes of length, a nonce of 12, the item sealed
with ChaCha20-Poly1305, the same length again. Each record is bound to the end of what precedes
it, so that one taken out or moved is noticed. A record cut short by a power cut is taken off at
the next writing: whatever it was to hold is appended anew. Anything but the first part of one
record behind the last whole one is damage, and is never written over.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake_app.errors import UnusableInput
from intake_app.storage.journal_frames import (
    LENGTH,
    NONCE_BYTES,
    TIE_BYTES,
    is_piece,
    lengths_in,
    next_record,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MAGIC = b"OJOURNAL1"
_KEY_NAME_BYTES = 8
_HEAD_BYTES = len(_MAGIC) + _KEY_NAME_BYTES
_UNOPENED = (InvalidTag, ValueError, KeyError)


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
class JournalEnd:
    """Where whole records end, in bytes; the last of them; whether a piece of one follows.

    Where `is_damaged`, `size` is the file's own, and `last` the last record known to open.
    """

    size: int
    last: JournalItem | None = None
    is_cut: bool = False
    is_damaged: bool = False

    @property
    def position(self) -> int:
        """The last record's place in the queue, 0 before the first."""
        return self.last.position if self.last else 0


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
        self._known: JournalEnd | None = None
        self._is_whole = False

    def find_end(self) -> JournalEnd | None:
        """Look where the journal ends and with what; None before it is begun.

        Raises:
            OSError: If the volume fails.
            UnusableInput: `journal.wrong_key`, `journal.not_a_journal`.
        """
        if not self._path.exists():
            return None
        with self._path.open("rb") as file:
            return self._find_end(file)

    def last_position(self) -> int:
        """Return the queue's position of the last whole record; a new file is begun, with 0.

        Raises:
            OSError: If the volume fails.
            UnusableInput: As `append`.
        """
        end = self.find_end()
        # Whether the volume takes a new file is known before it is needed.
        return _undamaged(end).position if end else self.append(())

    def append(self, items: Iterable[JournalItem]) -> int:
        """Append items and bring them to the disk; return the last record's position.

        Raises:
            OSError: If the volume fails.
            UnusableInput: As `find_end`; `journal.copy_damaged`, and nothing was written.
        """
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            end = _undamaged(self._find_end(file))
            last = end.last
            file.seek(end.size)
            file.truncate()
            if not end.size:
                file.write(self._head)
            tie = self._tie_before(file, file.tell())
            for item in items:
                tie = self._write(file, item, tie)
                last = item
            file.flush()
            os.fsync(file.fileno())
            self._known = JournalEnd(file.tell(), last)
        return self._known.position

    def items(self) -> Iterator[JournalItem]:
        """Read every whole record in order; a record cut short at the end is left out.

        Raises:
            OSError: If the volume fails.
            UnusableInput: `journal.not_a_journal`, `journal.wrong_key`, or `journal.damaged`
                with the number of the record that does not fit.
        """
        with self._path.open("rb") as file:
            self._require_head(file)
            tie = self._head[-TIE_BYTES:]
            number, end = 1, _HEAD_BYTES
            while (record := next_record(file)) is not None:
                try:
                    yield self._open(record, tie)
                except _UNOPENED as error:
                    raise UnusableInput("journal.damaged", number=number) from error
                number, end, tie = number + 1, file.tell(), record[-TIE_BYTES:]
            if self._is_damaged_behind(file, end):
                raise UnusableInput("journal.damaged", number=number)

    def require_whole(self) -> None:
        """Walk from record to record, once: a length that does not fit hides all behind it.

        Raises:
            OSError: If the volume fails.
            UnusableInput: As `find_end`; `journal.copy_damaged` for such a length.
        """
        if self._is_whole or not self._path.exists():
            return
        with self._path.open("rb", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size >= _HEAD_BYTES:
                self._require_head(file)
                if self._is_damaged_behind(file, walk(file, _HEAD_BYTES)):
                    raise UnusableInput("journal.copy_damaged")
        self._is_whole = True

    def _is_damaged_behind(self, file: BinaryIO, end: int) -> bool:
        """Say whether what follows the last whole record is more than a piece of one."""
        return not is_piece(file, end) or any(self._records_behind(file, end))

    def _records_behind(self, file: BinaryIO, end: int) -> Iterator[JournalItem]:
        """Find the records that still open behind a place where none begins that fits.

        The first of them may have lost its first length.
        """
        for place, length in lengths_in(file, end):
            if place == end + LENGTH.size + length:
                item = self._open_at(file, end, length)
            else:
                file.seek(place + LENGTH.size + length)
                agrees = file.read(LENGTH.size) == LENGTH.pack(length)
                item = self._open_at(file, place, length) if agrees else None
            if item is not None:
                yield item

    def _find_end(self, file: BinaryIO) -> JournalEnd:
        size = file.seek(0, os.SEEK_END)
        if self._known is not None and self._known.size == size:
            return self._known
        if size < _HEAD_BYTES:
            return JournalEnd(0)
        self._require_head(file)
        last = self._read_backwards(file, size)
        if last is not None:
            return JournalEnd(size, last)
        end = self._scan_for_end(file, size)
        if end.is_damaged:
            self._known = end  # nothing is added to it, and each deposit looks
        return end

    def _read_backwards(self, file: BinaryIO, end: int) -> JournalItem | None:
        """Read the record that ends there; None when it is not whole."""
        begin = end - LENGTH.size
        if begin < _HEAD_BYTES:
            return None
        file.seek(begin)
        behind = file.read(LENGTH.size)
        (length,) = LENGTH.unpack(behind)
        begin -= length + LENGTH.size
        if begin < _HEAD_BYTES:
            return None
        file.seek(begin)
        return self._open_at(file, begin, length) if file.read(LENGTH.size) == behind else None

    def _scan_for_end(self, file: BinaryIO, size: int) -> JournalEnd:
        """Find the last whole record from the beginning: the end was cut short, or damaged."""
        file.seek(_HEAD_BYTES)
        end = before = _HEAD_BYTES
        while next_record(file) is not None:
            before, end = end, file.tell()
        last = self._read_backwards(file, end)
        is_damaged = (end > _HEAD_BYTES and last is None) or not is_piece(file, end)
        last = last or self._read_backwards(file, before)
        for item in self._records_behind(file, end):
            last, is_damaged = item, True
        if is_damaged:
            return JournalEnd(size, last, is_damaged=True)
        return JournalEnd(end, last, is_cut=end < size)

    def _require_head(self, file: BinaryIO) -> None:
        file.seek(0)
        head = file.read(_HEAD_BYTES)
        if not head.startswith(_MAGIC):
            raise UnusableInput("journal.not_a_journal", path=self._path)
        if head != self._head:
            raise UnusableInput("journal.wrong_key", path=self._path)

    def _tie_before(self, file: BinaryIO, end: int) -> bytes:
        if end <= _HEAD_BYTES:
            return self._head[-TIE_BYTES:]
        file.seek(end - LENGTH.size - TIE_BYTES)
        tie = file.read(TIE_BYTES)
        file.seek(end)
        return tie

    def _write(self, file: BinaryIO, item: JournalItem, tie: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        record = nonce + self._cipher.encrypt(nonce, _pack(item), tie)
        length = LENGTH.pack(len(record))
        file.write(length + record + length)
        return record[-TIE_BYTES:]

    def _open_at(self, file: BinaryIO, begin: int, length: int) -> JournalItem | None:
        """Open the record of `length` bytes whose first length lies at `begin`, if it opens."""
        tie = self._tie_before(file, begin)
        file.seek(begin + LENGTH.size)
        try:
            return self._open(file.read(length), tie)
        except _UNOPENED:
            return None

    def _open(self, record: bytes, tie: bytes) -> JournalItem:
        nonce, sealed = record[:NONCE_BYTES], record[NONCE_BYTES:]
        return _unpack(self._cipher.decrypt(nonce, sealed, tie))


def _undamaged(end: JournalEnd) -> JournalEnd:
    if end.is_damaged:
        raise UnusableInput("journal.copy_damaged")
    return end


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

"""Sees and spoils every write that SQLite makes, inside the very library that the program uses.

SQLite reaches files through a table of functions, its VFS. `watched` registers a copy of the
platform's own in the loaded library, with those functions replaced that change a file: each tells
what is about to happen and may be answered with an error instead. Reading, locking and shared
memory stay the platform's. Source: SQLite's documentation of `sqlite3_vfs` and
`sqlite3_io_methods`.
"""

from __future__ import annotations

import ctypes
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlcipher3 import _sqlite3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Watch = Callable[["Change"], "int | None"]

# Result codes of SQLite.
FULL = 13
IO_WRITE, IO_SYNC, IO_TRUNCATE, IO_DELETE, CANNOT_OPEN = 778, 1034, 1546, 2570, 14


class Unseen(Exception):
    """The library of this platform cannot be looked into."""


class Kind(Enum):
    """What is done to a file."""

    OPEN = "open"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"


ERROR_OF = {
    Kind.OPEN: CANNOT_OPEN,
    Kind.WRITE: IO_WRITE,
    Kind.TRUNCATE: IO_TRUNCATE,
    Kind.SYNC: IO_SYNC,
    Kind.DELETE: IO_DELETE,
}


@dataclass(frozen=True)
class Change:
    """One change to a file; `offset` is the new size of a truncated one.

    `durable` tells of a deletion that the directory was synced after it.
    """

    kind: Kind
    path: str
    offset: int = 0
    data: bytes = b""
    durable: bool = False


_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Methods(Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        *((f"other{n}", c_void_p) for n in range(13)),
    ]


class _File(Structure):
    """`sqlite3_file`: its first member is its table of methods."""

    _fields_ = [("methods", POINTER(_Methods))]


class _Vfs(Structure):
    """`sqlite3_vfs`, version 3."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app_data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        *((f"other{n}", c_void_p) for n in range(14)),
    ]


class _Watcher:
    """The replaced functions; one set of tables for each table of the platform's."""

    def __init__(self, real: _Vfs, watch: Watch) -> None:
        self._watch = watch
        self._paths: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._kept: list[Any] = []  # callbacks live as long as this
        self._real_open = _OPEN(real.open)
        self._real_delete = _DELETE(real.delete)
        self.open = self._keep(_OPEN(self._open))
        self.delete = self._keep(_DELETE(self._delete))

    def forget(self) -> None:
        """Let everything happen untold from now on."""
        self._watch = lambda _change: None

    def _keep(self, callback: Any) -> Any:
        self._kept.append(callback)
        return callback

    def _ask(self, change: Change) -> int:
        return self._watch(change) or 0

    def _open(self, vfs: int, name: int | None, file: int, flags: int, given: Any) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        refused = self._ask(Change(Kind.OPEN, path)) if path else 0
        if refused:
            _File.from_address(file).methods = POINTER(_Methods)()
            return refused
        result: int = self._real_open(vfs, name, file, flags, given)
        opened = _File.from_address(file)
        if result == 0 and opened.methods and path:
            self._paths[file] = path
            opened.methods = ctypes.pointer(self._table(opened.methods))
        return result

    def _delete(self, vfs: int, name: bytes, sync_folder: int) -> int:
        change = Change(Kind.DELETE, name.decode(), durable=bool(sync_folder))
        return self._ask(change) or self._real_delete(vfs, name, sync_folder)

    def _table(self, methods: Any) -> _Methods:
        address = ctypes.addressof(methods.contents)
        if address not in self._tables:
            self._tables[address] = self._spoilt(methods.contents)
        return self._tables[address]

    def _spoilt(self, real: _Methods) -> _Methods:
        table = _Methods.from_buffer_copy(real)
        write, truncate, sync = _WRITE(real.write), _TRUNCATE(real.truncate), _SYNC(real.sync)

        def on_write(file: int, data: int, size: int, offset: int) -> int:
            content = ctypes.string_at(data, size)
            change = Change(Kind.WRITE, self._paths[file], offset, content)
            return self._ask(change) or write(file, data, size, offset)

        def on_truncate(file: int, size: int) -> int:
            change = Change(Kind.TRUNCATE, self._paths[file], size)
            return self._ask(change) or truncate(file, size)

        def on_sync(file: int, flags: int) -> int:
            return self._ask(Change(Kind.SYNC, self._paths[file])) or sync(file, flags)

        for name, callback in (
            ("write", _WRITE(on_write)),
            ("truncate", _TRUNCATE(on_truncate)),
            ("sync", _SYNC(on_sync)),
        ):
            setattr(table, name, ctypes.cast(self._keep(callback), c_void_p).value)
        return table


# A connection that was opened in a block may outlive it, and goes on through the same tables.
_FOR_EVER: list[tuple[_Watcher, _Vfs]] = []


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let every store opened within the block tell `watch` of each change before it is made.

    `watch` answers None to let it happen, or a result code of SQLite to refuse it.

    Raises:
        Unseen: Where the library does not show its functions.
    """
    library = ctypes.CDLL(_sqlite3.__file__)
    if not hasattr(library, "sqlite3_vfs_register"):
        raise Unseen("this build of the library does not show sqlite3_vfs_register")
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    real = library.sqlite3_vfs_find(None)
    watcher = _Watcher(real.contents, watch)
    ours = _Vfs.from_buffer_copy(real.contents)
    ours.name = b"watched"
    ours.open = ctypes.cast(watcher.open, c_void_p).value
    ours.delete = ctypes.cast(watcher.delete, c_void_p).value
    _FOR_EVER.append((watcher, ours))
    library.sqlite3_vfs_register(ctypes.byref(ours), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(ours))
        library.sqlite3_vfs_register(real, 1)
        watcher.forget()

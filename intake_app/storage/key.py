"""The store's key: 32 random bytes in the platform's keyring, or in a file beside the store.

The same key stands on the paper that the first set-up shows; whoever has it puts a lost key back.
Without a usable keyring the key lies in a file that only this user can read; the caller warns
then, because whoever takes the whole folder takes the key too.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from intake_app.errors import EnvironmentFault
from intake_app.storage.faults import disk_fault

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
_SERVICE = "onousc-intake"
_FOLDER_ID = "store.id"
KEY_FILE = "store.key"


class KeyPlace(Enum):
    """Where the key was found."""

    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class StoreKey:
    """The key and where it is kept."""

    value: bytes = field(repr=False)
    place: KeyPlace


def find_or_create_key(home: Path, *, store_exists: bool) -> StoreKey:
    """Return the key of the store in `home`; make one for a store that does not exist yet.

    Raises:
        EnvironmentFault: `store.key_lost` when a store is there and its key is not,
            `store.key_unreadable` when the key file holds something else, or a fault of the disk.
    """
    from_file = _read_key_file(home / KEY_FILE)
    if from_file is not None:
        return StoreKey(from_file, KeyPlace.FILE)
    from_keyring = _ask_keyring(_folder_id(home))
    if from_keyring is not None:
        return StoreKey(from_keyring, KeyPlace.KEYRING)
    if store_exists:
        raise EnvironmentFault("store.key_lost", folder=home)
    return _keep(home, secrets.token_bytes(KEY_BYTES))


def put_key_back(home: Path, key: bytes) -> StoreKey:
    """Keep a store's key again where keys live; a key file that holds another stays beside it.

    Raises:
        EnvironmentFault: A fault of the disk.
    """
    path = home / KEY_FILE
    try:
        content = path.read_bytes()
        if content.strip() == key.hex().encode("ascii"):
            return StoreKey(key, KeyPlace.FILE)
        name = hashlib.sha256(content).hexdigest()[:8]  # a key of its own is never written over
        path.replace(path.with_name(f"{KEY_FILE}.{name}"))
    except FileNotFoundError:
        pass
    except OSError as error:
        raise disk_fault(error, path) from error
    return _keep(home, key)


def _keep(home: Path, key: bytes) -> StoreKey:
    if _tell_keyring(_folder_id(home), key):
        return StoreKey(key, KeyPlace.KEYRING)
    _write_private(home / KEY_FILE, key.hex())
    return StoreKey(key, KeyPlace.FILE)


def _folder_id(home: Path) -> str:
    path = home / _FOLDER_ID
    if not path.exists():
        _write_private(path, secrets.token_hex(16))
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise EnvironmentFault("store.key_unreadable", path=path) from error


def _read_key_file(path: Path) -> bytes | None:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EnvironmentFault("store.key_unreadable", path=path) from error
    if len(key) != KEY_BYTES:
        raise EnvironmentFault("store.key_unreadable", path=path)
    return key


def _ask_keyring(account: str) -> bytes | None:
    import keyring  # noqa: PLC0415 - not needed where the key lies in a file
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        kept = keyring.get_password(_SERVICE, account)
    except KeyringError:
        return None
    return bytes.fromhex(kept) if kept else None


def _tell_keyring(account: str, key: bytes) -> bool:
    """Keep the key in the keyring and read it back: some accept and forget."""
    import keyring  # noqa: PLC0415 - once in a store's life
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        keyring.set_password(_SERVICE, account, key.hex())
    except KeyringError:
        return False
    return _ask_keyring(account) == key


def _write_private(path: Path, text: str) -> None:
    """Write a small file for this user alone, on disk before the name exists."""
    temporary = path.with_suffix(path.suffix + ".new")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise disk_fault(error, path) from error

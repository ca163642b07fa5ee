from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend

from intake_app.errors import EnvironmentFault
from intake_app.storage.guard import GuardFile
from intake_app.storage.key import KeyPlace, find_or_create_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class RememberingKeyring(KeyringBackend):
    """A platform keyring that works."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class ForgetfulKeyring(RememberingKeyring):
    """A keyring that accepts a secret and forgets it."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


@pytest.fixture
def _keyring_restored() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_without_a_keyring_the_key_lies_in_a_private_file(tmp_path: Path) -> None:
    made = find_or_create_key(tmp_path, store_exists=False)
    again = find_or_create_key(tmp_path, store_exists=True)

    assert made.place is KeyPlace.FILE
    assert again.value == made.value
    assert len(made.value) == 32
    assert stat.S_IMODE((tmp_path / "store.key").stat().st_mode) == 0o600


@pytest.mark.usefixtures("_keyring_restored")
def test_with_a_keyring_no_key_is_on_disk(tmp_path: Path) -> None:
    keyring.set_keyring(RememberingKeyring())

    made = find_or_create_key(tmp_path, store_exists=False)

    assert made.place is KeyPlace.KEYRING
    assert find_or_create_key(tmp_path, store_exists=True).value == made.value
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert made.value.hex().encode() not in on_disk


@pytest.mark.usefixtures("_keyring_restored")
def test_a_keyring_that_forgets_is_not_trusted(tmp_path: Path) -> None:
    keyring.set_keyring(ForgetfulKeyring())

    made = find_or_create_key(tmp_path, store_exists=False)

    assert made.place is KeyPlace.FILE
    assert find_or_create_key(tmp_path, store_exists=True).value == made.value


def test_a_lost_key_is_said_and_no_new_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as lost:
        find_or_create_key(tmp_path, store_exists=True)

    assert lost.value.code == "store.key_lost"
    assert not (tmp_path / "store.key").exists()


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "ab" * 31])
def test_a_damaged_key_file_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "store.key").write_text(content)

    with pytest.raises(EnvironmentFault) as damaged:
        find_or_create_key(tmp_path, store_exists=True)

    assert damaged.value.code == "store.key_unreadable"


def test_guard_remembers_the_highest_count_of_a_letter(tmp_path: Path) -> None:
    guard = GuardFile(tmp_path / "store.guard")
    guard.begin("A", 0)
    guard.note_sealed("A", 5)
    guard.note_sealed("A", 3)  # an older process that ends late

    record = GuardFile(tmp_path / "store.guard").find()

    assert record is not None
    assert (record.store_letter, record.sealed_count) == ("A", 5)


def test_guard_of_the_next_letter_starts_where_its_store_stands(tmp_path: Path) -> None:
    guard = GuardFile(tmp_path / "store.guard")
    guard.begin("A", 9)

    guard.begin("B", 4)

    record = GuardFile(tmp_path / "store.guard").find()
    assert record is not None
    assert (record.store_letter, record.sealed_count) == ("B", 4)


def test_guard_learns_a_letter_that_came_with_a_seal_and_forgets_none(tmp_path: Path) -> None:
    guard = GuardFile(tmp_path / "store.guard")
    guard.begin("A", 9)

    guard.note_sealed("B", 4)
    guard.note_sealed("A", 11)  # an older process that ends late

    record = GuardFile(tmp_path / "store.guard").find()
    assert record is not None
    assert (record.store_letter, record.sealed_count) == ("B", 4)


def test_a_damaged_guard_reads_as_none(tmp_path: Path) -> None:
    (tmp_path / "store.guard").write_text('{"store_letter": "A"')

    assert GuardFile(tmp_path / "store.guard").find() is None


def test_a_disk_that_became_read_only_costs_the_guard_and_no_deposit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = GuardFile(tmp_path / "store.guard")
    guard.begin("A", 4)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr("os.open", refuse)
        patch.setattr("pathlib.Path.unlink", refuse)
        guard.note_sealed("A", 5)

    record = guard.find()
    assert record is not None
    assert record.sealed_count == 4

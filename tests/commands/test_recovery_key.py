"""The key on paper: shown at the first set-up, it opens a store whose own key is lost."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import date
from typing import TYPE_CHECKING

import pytest

from intake_app.app import open_desk
from intake_app.cli import main
from intake_app.formats.samples import load_sample
from intake_app.settings import find_home
from intake_app.storage.key import KEY_FILE
from intake_app.storage.recovery_key import write_recovery_key

if TYPE_CHECKING:
    from pathlib import Path

WHO = ["--operator", "amina"]
SETUP = ["setup", "--office", "AGA1", "--counter", "1", *WHO]


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_PASSWORD", "correct horse")


@pytest.fixture
def paper(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The recovery key of a counter with one deposit, as its set-up showed it."""
    assert main(SETUP) == 0
    key = next(line.strip() for line in capsys.readouterr().out.splitlines() if line[:2] == "  ")
    dossier = tmp_path / "dossier.json"
    dossier.write_bytes(load_sample("complete", date.today()))  # noqa: DTZ011 - as the counter does
    assert main(["deposit", str(dossier), *WHO]) == 0
    capsys.readouterr()
    return key


def sealed_count(capsys: pytest.CaptureFixture[str]) -> int:
    capsys.readouterr()
    assert main(["status", "--json"]) == 0
    count: int = json.loads(capsys.readouterr().out)["sealed"]
    return count


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the data folder but the log, which grows with each command."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".log", ".sqlite-shm", ".sqlite-wal"}
    }


def test_a_lost_key_is_put_back_from_paper(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    key_file = find_home().folder / KEY_FILE
    lost = key_file.read_bytes()
    key_file.unlink()

    for command in (["status"], SETUP, [*SETUP, "--new-store"]):
        assert main(command) == 4
        assert "intake setup --recovery-key" in capsys.readouterr().err
    assert main(["setup", "--recovery-key", paper.lower().replace("-", " ")]) == 0

    assert "store.key" in capsys.readouterr().err, "it warns where the key lies, as at first"
    assert sealed_count(capsys) == 1
    assert key_file.read_bytes() == lost
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    desk = open_desk(find_home())
    with desk.store.reading() as uow:
        assert uow.audit.first_broken() is None
        assert [*uow.audit.lines()][-1].action == "store.key_back"
    desk.close()


def test_a_store_brought_to_a_new_machine_without_its_key_opens_with_the_paper(
    paper: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new = tmp_path / "new machine"
    new.mkdir()
    for path in find_home().folder.glob("store.*"):
        if path.name != KEY_FILE:
            shutil.copy2(path, new)
    monkeypatch.setenv("INTAKE_HOME", str(new))
    assert main(["status"]) == 4

    assert main(["setup", "--recovery-key", paper]) == 0

    assert sealed_count(capsys) == 1


def test_a_key_file_that_holds_something_else_gives_way_and_is_kept(
    paper: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = find_home().folder
    strangers = ("00" * 32, "not a key")
    for stranger in strangers:
        (folder / KEY_FILE).write_text(stranger, encoding="ascii")
        assert main(["status"]) == 4
        assert "intake setup --recovery-key" in capsys.readouterr().err

        assert main(["setup", "--recovery-key", paper]) == 0

    assert sealed_count(capsys) == 1
    aside = [path.read_text(encoding="ascii") for path in folder.glob(f"{KEY_FILE}.*")]
    assert sorted(aside) == sorted(strangers)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--recovery-key", write_recovery_key(bytes(32))], "une autre base"),
        (["--recovery-key", "ABCDE-FGHIJ"], "onze groupes"),
        (["--recovery-key", write_recovery_key(bytes(32)), "--counter", "2"], "se donne seule"),
    ],
)
@pytest.mark.usefixtures("paper")
def test_a_key_that_is_not_this_stores_changes_nothing(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = find_home().folder
    (folder / KEY_FILE).unlink()
    before = contents(folder)

    assert main(["setup", *arguments]) == 2

    assert said in capsys.readouterr().err
    assert contents(folder) == before


def test_without_a_store_there_is_nothing_to_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--recovery-key", write_recovery_key(bytes(32))]) == 2

    assert "Il n'y a pas de base" in capsys.readouterr().err
    assert not find_home().store.exists()
    assert main(SETUP) == 0


def test_the_key_is_shown_at_the_first_setup_alone(
    paper: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SETUP, "--server", "http://127.0.0.1:9", "--code", "ABCD-EFGH"]) == 4
    assert main(["status"]) == 0

    said = capsys.readouterr()
    assert paper not in said.out + said.err
    logs = "".join(path.read_text("utf-8") for path in find_home().logs.rglob("*.log*"))
    assert paper not in logs

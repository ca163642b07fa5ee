"""An older copy of the disk takes its place: the counter numbers on, and says so."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from intake_app.cli import main
from tests.sync.counter_kit import counter_at

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.server.kit import Served


def put_back(folder: Path, image: Path, *, guard_stays: bool) -> None:
    """Bring the image back in place of the folder, the guard file of now kept or not."""
    guard = (folder / "store.guard").read_bytes()
    shutil.rmtree(folder)
    shutil.copytree(image, folder)
    if guard_stays:
        (folder / "store.guard").write_bytes(guard)


def test_a_store_behind_its_guard_says_when_and_under_which_letter(
    folder: Path, tmp_path: Path
) -> None:
    with counter_at(folder) as counter:
        counter.deposit(1)
        assert counter.sync.status().put_back_at is None
    image = shutil.copytree(folder, tmp_path / "image")
    with counter_at(folder) as counter:
        counter.deposit(2)
    put_back(folder, image, guard_stays=True)

    with counter_at(folder) as counter:
        before = counter.clock.now()
        link = counter.sync.status()
        with counter.desk.store.reading() as uow:
            noted = [line for line in uow.audit.lines() if line.action == "store.put_back"]

    assert link.put_back_at is not None
    assert link.put_back_at <= before
    assert link.store_letter == "B"
    assert [line.subject for line in noted] == ["B"]
    with counter_at(folder) as again:  # an ordinary start notes nothing more
        assert again.sync.status().put_back_at == link.put_back_at
        assert again.deposit()[0].number.startswith("AGA1-1B-")


def test_a_store_put_back_with_its_guard_says_so_once_the_server_told(
    trial: Served, folder: Path, tmp_path: Path
) -> None:
    with counter_at(folder) as counter:
        counter.enrol(trial)
        counter.deposit(1)
        counter.sync.sync_once()
    image = shutil.copytree(folder, tmp_path / "image")
    with counter_at(folder) as counter:
        counter.deposit(2)
        counter.sync.sync_once()
    put_back(folder, image, guard_stays=False)

    with counter_at(folder) as counter:
        assert counter.sync.status().put_back_at is None
        report = counter.sync.sync_once()

    assert report.link.forgotten == 2
    assert report.link.put_back_at is not None
    assert report.link.store_letter == "B"


def test_the_status_of_the_terminal_says_it_in_words_and_in_members(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    image = shutil.copytree(folder, tmp_path / "image")
    with counter_at(folder) as counter:
        counter.deposit(1)
    monkeypatch.setenv("INTAKE_HOME", str(folder))
    assert main(["status"]) == 0
    assert "plus ancienne" not in capsys.readouterr().out
    put_back(folder, image, guard_stays=True)

    assert main(["status"]) == 0
    said = capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    members = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert "copie plus ancienne" in said
    assert "lettre B" in said
    assert members["store_letter"] == "B"
    assert members["put_back_at"]

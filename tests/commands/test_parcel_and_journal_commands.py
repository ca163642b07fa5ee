"""Parcels and the second copy from the terminal."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.cli import main
from intake_app.formats.samples import load_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Said = Callable[..., list[dict[str, Any]]]

WHO = ["--operator", "amina"]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command that must succeed; return the objects it printed."""

    def run(*arguments: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main(arguments) == 0, capsys.readouterr().err
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


@pytest.fixture
def deposit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: Said
) -> Callable[[], str]:
    """A counter that was set up; each call takes a dossier in and returns its number."""
    monkeypatch.setenv("INTAKE_PASSWORD", "correct horse")
    assert main(["setup", "--office", "AGA1", "--counter", "1", *WHO]) == 0
    capsys.readouterr()
    dossier = tmp_path / "dossier.json"
    dossier.write_bytes(load_sample("complete", date.today()))  # noqa: DTZ011 - as the counter does

    def take_in() -> str:
        order = ["deposit", str(dossier), *WHO, "--override", "déjà vu", "--json"]
        return str(said(*order)[-1]["number"])

    return take_in


@pytest.fixture
def other_volume(tmp_path: Path) -> Iterator[Path]:
    """A folder on another volume than the data folder's."""
    memory = Path("/dev/shm")  # noqa: S108 - the one other volume that every Linux has
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second volume to write to")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_parcel_is_closed_listed_and_printed(
    tmp_path: Path,
    deposit: Callable[[], str],
    said: Said,
    capsys: pytest.CaptureFixture[str],
) -> None:
    deposit()
    deposit()

    (closed,) = said("transmittal", "close", *WHO, "--json")
    (listed,) = said("transmittal", "list", "--json")
    output = tmp_path / "slip.pdf"
    assert main(["transmittal", "print", closed["number"], "-o", str(output), *WHO]) == 0
    assert main(["transmittal", "print", closed["number"], "-o", str(output), *WHO]) == 0
    assert main(["transmittal", "list"]) == 0

    assert closed == listed
    assert (closed["dossiers"], closed["paper"], closed["electronic"]) == (
        2,
        "in_parcel",
        "waiting",
    )
    assert output.read_bytes().startswith(b"%PDF")
    out = capsys.readouterr().out
    assert "duplicata n° 1" in out
    assert "données : scellé, à envoyer · papier : dans un colis" in out
    assert closed["number"] in out
    assert main(["transmittal", "close", *WHO]) == 2
    assert "Aucun dossier n'est au bureau" in capsys.readouterr().err


def test_a_lost_counter_is_put_back_with_its_recovery_key(
    tmp_path: Path,
    deposit: Callable[[], str],
    other_volume: Path,
    said: Said,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert main(["journal", "use", str(other_volume), *WHO]) == 0
    key = next(line.strip() for line in capsys.readouterr().out.splitlines() if line[:2] == "  ")
    number = deposit()
    (status,) = said("status", "--json")
    assert (status["second_copy"], status["second_copy_error"]) == (str(other_volume), None)
    (journal,) = other_volume.glob("*.journal")

    monkeypatch.setenv("INTAKE_HOME", str(tmp_path / "new machine"))
    assert main(["setup", "--office", "AGA1", "--counter", "1", *WHO]) == 0
    capsys.readouterr()
    assert main(["journal", "replay", str(journal), *WHO]) == 2
    assert "clé de secours" in capsys.readouterr().err
    (report,) = said("journal", "replay", str(journal), "--key", key, *WHO, "--json")
    assert report == {
        "replayed": 1,
        "known_already": 0,
        "store_letter": "B",
        "left_out": [],
        "damaged_record": None,
        "cut_short": False,
    }
    assert main(["receipt", number, "-o", str(tmp_path / "receipt.pdf"), *WHO]) == 0
    (back,) = said("status", "--json")
    assert back["sealed"] == 1


def test_a_folder_put_back_with_its_guard_is_noticed_at_the_start_by_its_second_copy(
    tmp_path: Path,
    deposit: Callable[[], str],
    other_volume: Path,
    said: Said,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home, image = tmp_path / "home", tmp_path / "image"
    assert main(["journal", "use", str(other_volume), *WHO]) == 0
    deposit()
    shutil.copytree(home, image)
    forgotten = [deposit(), deposit()]
    shutil.rmtree(home)
    shutil.copytree(image, home)

    assert main(["status"]) == 0
    assert "copie plus ancienne" in capsys.readouterr().out
    (status,) = said("status", "--json")
    newer = deposit()
    old, new = sorted(other_volume.glob("*.journal"))
    (report,) = said("journal", "replay", str(old), *WHO, "--json")
    size = new.stat().st_size
    said("journal", "replay", str(old), *WHO, "--json")

    assert status["store_letter"] == "B"
    assert status["put_back_at"]
    assert newer.startswith("AGA1-1B-")
    assert (report["replayed"], report["known_already"], report["left_out"]) == (2, 1, [])
    assert new.stat().st_size == size  # what came back was in the new copy at once
    for number in forgotten:
        receipt = str(tmp_path / f"{number}.pdf")
        assert main(["receipt", number, "-o", receipt, *WHO]) == 0


def test_a_replay_says_what_it_left_out_and_ends_with_a_status_of_its_own(
    tmp_path: Path,
    deposit: Callable[[], str],
    other_volume: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert main(["journal", "use", str(other_volume), *WHO]) == 0
    key = next(line.strip() for line in capsys.readouterr().out.splitlines() if line[:2] == "  ")
    numbers = [deposit() for _ in range(3)]
    (journal,) = other_volume.glob("*.journal")
    monkeypatch.setenv("INTAKE_HOME", str(tmp_path / "new machine"))
    assert main(["setup", "--office", "AGA1", "--counter", "1", *WHO]) == 0
    assert deposit() == numbers[0]
    capsys.readouterr()

    assert main(["journal", "replay", str(journal), "--key", key, *WHO]) == 1
    out = capsys.readouterr().out
    assert "Remis dans ce poste : 2 ; déjà là : 0" in out
    assert "Laissés de côté : 1" in out
    assert f"{numbers[0]} n'est pas repris" in out

    content = bytearray(journal.read_bytes())
    content[-60] ^= 1
    journal.write_bytes(content[:-1])
    assert main(["journal", "replay", str(journal), "--key", key, *WHO]) == 1
    assert "finit au milieu d'un enregistrement" in capsys.readouterr().out
    journal.write_bytes(content)
    assert main(["journal", "replay", str(journal), "--key", key, *WHO]) == 2
    said = capsys.readouterr()
    assert "Remis dans ce poste : 0 ; déjà là : 1" in said.out
    assert "à l'enregistrement 3" in said.err


def test_a_replay_that_lacks_only_a_record_cut_short_has_not_put_all_back(
    tmp_path: Path,
    deposit: Callable[[], str],
    other_volume: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert main(["journal", "use", str(other_volume), *WHO]) == 0
    key = next(line.strip() for line in capsys.readouterr().out.splitlines() if line[:2] == "  ")
    deposit()
    deposit()
    (journal,) = other_volume.glob("*.journal")
    journal.write_bytes(journal.read_bytes()[:-7])
    monkeypatch.setenv("INTAKE_HOME", str(tmp_path / "new machine"))
    assert main(["setup", "--office", "AGA1", "--counter", "1", *WHO]) == 0
    capsys.readouterr()

    assert main(["journal", "replay", str(journal), "--key", key, *WHO]) == 1
    out = capsys.readouterr().out
    assert "Remis dans ce poste : 1 ; déjà là : 0" in out
    assert "finit au milieu d'un enregistrement" in out


def test_the_second_copy_can_be_ended_and_not_put_beside_the_store(
    tmp_path: Path,
    deposit: Callable[[], str],
    other_volume: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["journal", "use", str(other_volume), *WHO]) == 0
    assert main(["journal", "stop", *WHO]) == 0
    deposit()
    (journal,) = other_volume.glob("*.journal")
    assert journal.stat().st_size < 100

    assert main(["journal", "use", str(tmp_path), *WHO]) == 2
    assert "même disque" in capsys.readouterr().err
    assert os.listdir(tmp_path)  # noqa: PTH208 - nothing of it was touched

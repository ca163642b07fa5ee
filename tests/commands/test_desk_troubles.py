"""What the desk's commands say when something is lost, full or asked twice, and what they leave."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import date
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from typing import TYPE_CHECKING, Any

import pytest
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from intake_app.cli import main
from intake_app.formats.samples import load_sample
from intake_app.settings import find_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "correct horse"
WHO = ["--operator", "amina"]


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_PASSWORD", PASSWORD)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--office", "AGA1", "--counter", "1", *WHO]) == 0
    capsys.readouterr()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return sample_file(tmp_path, "complete")


def sample_file(folder: Path, name: str) -> Path:
    path = folder / f"{name}.json"
    path.write_bytes(load_sample(name, date.today()))  # noqa: DTZ011 - as the counter does
    return path


def last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return members


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Have the system refuse to write past a size, as a full disk does."""
    before = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("desk")
def test_the_same_id_gives_the_same_answer_even_where_a_reprint_needs_a_supervisor(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTAKE_NEW_PASSWORD", PASSWORD)
    assert main(["accounts", "create", "salma", "--name", "Salma", *WHO]) == 0
    again = tmp_path / "again.pdf"
    command = ["deposit", str(file), "--operator", "salma", "--json"]
    command += ["--id", "01930000-0000-7000-8000-000000000001", "--receipt"]
    assert main([*command, str(tmp_path / "first.pdf")]) == 0
    first = last_json(capsys)

    assert main([*command, str(again)]) == 2

    said = capsys.readouterr()
    assert json.loads(said.out) == {**first, "receipt": None}
    assert "responsable" in said.err
    assert not again.exists()


@pytest.mark.usefixtures("desk")
def test_paper_never_takes_the_place_of_the_dossier_it_was_made_from(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    same = str(file)
    for command in (
        ["slip", same, "-o", same],
        ["deposit", same, *WHO, "--receipt", same],
        ["slip", same, "-o", str(file.parent)],
    ):
        assert main(command) == 2
        assert "autre nom" in capsys.readouterr().err

    assert file.read_bytes() == before
    assert main(["status", "--json"]) == 0
    assert last_json(capsys)["sealed"] == 0, "nothing was sealed on the way"


@pytest.mark.usefixtures("desk")
def test_a_deposit_of_unknown_fate_says_by_which_id_to_ask_again(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = json.loads(file.read_bytes())
    members["student"]["address"] = "x" * 1_000_000
    file.write_text(json.dumps(members), encoding="utf-8")
    with files_no_larger_than(find_home().store.stat().st_size + 100_000):
        assert main(["deposit", str(file), *WHO]) == 4
    said = re.search(r"--id (\S+)", capsys.readouterr().err)

    assert said
    assert main(["deposit", str(file), *WHO, "--json", "--id", said[1]]) == 0
    assert last_json(capsys)["id"] == said[1]


@pytest.mark.usefixtures("desk")
def test_a_store_that_has_gone_is_said_until_it_is_given_up_and_no_number_comes_twice(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deposit", str(file), *WHO, "--json"]) == 0
    lost = last_json(capsys)["number"]
    find_home().store.write_bytes(b"")

    for command in (["status"], ["setup", "--office", "AGA1", *WHO]):
        assert main(command) == 4
        said = capsys.readouterr().err
        assert "store.sqlite" in said
        assert "--new-store" in said
    assert find_home().store.read_bytes() == b""
    assert main(["setup", "--new-store", "--office", "AGA1", *WHO]) == 0
    assert main(["deposit", str(file), *WHO, "--json"]) == 0

    assert lost.startswith("AGA1-1A-")
    assert last_json(capsys)["number"].startswith("AGA1-1B-")


@pytest.mark.usefixtures("desk")
def test_a_slip_is_judged_on_the_day_it_is_handed_out_whatever_day_the_file_names(
    tmp_path: Path,
) -> None:
    path = sample_file(tmp_path, "incomplete")
    printed = []
    for day in (date.today().isoformat(), "2020-01-01"):  # noqa: DTZ011
        members = json.loads(path.read_bytes()) | {"deposited_on": day}
        path.write_text(json.dumps(members), encoding="utf-8")
        assert main(["slip", str(path), "-o", str(tmp_path / f"{day}.pdf")]) == 0
        page = PdfDocument(tmp_path / f"{day}.pdf")[0]
        printed.append(page.get_textpage().get_text_bounded().count("\n"))

    assert printed[0] == printed[1]


def test_a_setup_on_a_full_disk_is_said_and_leaves_no_half_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "full"
    monkeypatch.setenv("INTAKE_HOME", str(home))

    with files_no_larger_than(0):
        assert main(["setup", "--office", "AGA1", *WHO]) == 4

    said = capsys.readouterr().err
    assert said.startswith("intake : ")
    assert said.count("\n") == 1
    assert list(home.iterdir()) == []

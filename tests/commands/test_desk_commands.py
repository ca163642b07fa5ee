"""The counter from the command line: what it prints, and with which exit status it ends."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.cli import main
from intake_app.formats.samples import load_sample
from intake_app.settings import find_home

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "correct horse"
WHO = ["--operator", "amina"]


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_PASSWORD", PASSWORD)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--office", "AGA1", "--counter", "1", *WHO, "--name", "Amina B."]) == 0
    capsys.readouterr()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dossier.json"
    path.write_bytes(load_sample("complete", date.today()))  # noqa: DTZ011 - as the counter does
    return path


def sample_file(tmp_path: Path, name: str) -> str:
    path = tmp_path / f"{name}.json"
    path.write_bytes(load_sample(name, date.today()))  # noqa: DTZ011
    return str(path)


def last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return members


def test_setup_warns_that_the_key_lies_beside_the_store(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["setup", "--office", "aga1", "--counter", "03", *WHO]) in {0, 2}
    assert main(["setup", "--office", "AGA1", "--counter", "3", *WHO]) == 0

    said = capsys.readouterr()
    assert "AGA1-3A" in said.out
    assert "store.key" in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--office", "XXX9", *WHO], "XXX9"),
        (["--office", "AGA1", "--counter", "0", *WHO], "1 à 99"),
        (["--office", "AGA1", "--counter", "abc", *WHO], "abc"),
        (["--office", "AGA1"], "--operator"),
        (["--office", "AGA1", "--operator", "a b"], "a b"),
        (["--office", "AGA1", "--language", "de", *WHO], "de"),
    ],
)
def test_an_unusable_setting_is_explained_and_nothing_is_written(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["setup", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert main(["setup", "--office", "AGA1", "--counter", "1", *WHO]) == 0


@pytest.mark.usefixtures("desk")
def test_a_second_setup_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--office", "FES1", *WHO]) == 2
    assert "déjà réglé" in capsys.readouterr().err


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("option", "kept"),
    [
        (["--counter", "3"], "AGA1-1"),
        (["--office", "FES1"], "AGA1"),
        (["--language", "ar"], "fr"),
        (["--trial"], "--trial"),
    ],
)
def test_an_enrolment_that_says_something_else_than_the_station_is_refused(
    option: list[str], kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    enrolment = ["setup", "--server", "http://127.0.0.1:9", "--code", "ABCD-EFGH", *WHO]

    assert main([*enrolment, *option]) == 2
    said = capsys.readouterr().err
    assert option[0] in said
    assert kept in said
    same = ["--office", "aga1", "--counter", "1", "--language", "fr"]
    assert main([*enrolment, *same]) == 4, "it went on to ask the server"


@pytest.mark.usefixtures("desk")
def test_deposit_prints_number_and_id_and_writes_the_receipt(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = tmp_path / "recu.pdf"

    assert main(["deposit", str(file), *WHO, "--receipt", str(receipt), "--json"]) == 0

    members = last_json(capsys)
    assert members["number"].startswith("AGA1-1A-")
    assert members["verdict"] == "complete"
    assert members["receipt"] == str(receipt)
    assert receipt.read_bytes().startswith(b"%PDF")
    assert main(["status", "--json"]) == 0
    assert last_json(capsys)["sealed"] == 1


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("name", "status"), [("incomplete", 1), ("refused", 3)])
def test_deposit_refuses_with_the_status_of_check_and_says_why(
    name: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sample_file(tmp_path, name)

    assert main(["deposit", path, *WHO, "--json"]) == status

    members = last_json(capsys)
    assert members["number"] is None
    assert members["findings"]
    assert main(["check", path, "--json"]) == status
    assert last_json(capsys)["findings"] == members["findings"]
    assert main(["status", "--json"]) == 0
    assert last_json(capsys)["sealed"] == 0


@pytest.mark.usefixtures("desk")
def test_an_override_takes_an_incomplete_dossier_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sample_file(tmp_path, "incomplete")

    assert main(["deposit", path, *WHO, "--override", "Pièce vue", "--json"]) == 0
    assert last_json(capsys)["verdict"] == "incomplete"


@pytest.mark.usefixtures("desk")
def test_wrong_password_deposits_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTAKE_PASSWORD", "something else")

    assert main(["deposit", str(file), *WHO]) == 2

    assert "mot de passe" in capsys.readouterr().err
    assert main(["status", "--json"]) == 0
    assert last_json(capsys)["sealed"] == 0


@pytest.mark.usefixtures("desk")
def test_a_receipt_that_cannot_be_written_leaves_the_deposit_and_says_how_to_print_it(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deposit", str(file), *WHO, "--receipt", "/proc/recu.pdf", "--json"]) == 4

    said = capsys.readouterr()
    number = json.loads(said.out)["number"]
    assert f"intake receipt {number}" in said.err
    assert main(["receipt", number, "-o", str(tmp_path / "recu.pdf"), *WHO]) == 0
    assert "duplicata" not in capsys.readouterr().out


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("place", ["no such folder/recu.pdf", ".", f"{'r' * 300}.pdf"])
def test_a_receipt_into_a_folder_that_is_not_there_or_in_place_of_one_seals_nothing(
    place: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / place

    assert main(["deposit", str(file), *WHO, "--receipt", str(nowhere)]) == 2
    assert str(nowhere) in capsys.readouterr().err
    assert main(["status", "--json"]) == 0
    assert last_json(capsys)["sealed"] == 0


@pytest.mark.usefixtures("desk")
def test_warnings_of_a_deposit_are_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["deposit", str(file), *WHO]) == 0

    assert "dossier.duplicate" in capsys.readouterr().out


def test_check_gives_its_verdict_though_the_store_cannot_be_opened(
    desk: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (find_home().folder / "store.key").write_text("00" * 32, encoding="ascii")

    assert main(["check", str(file), "--json"]) == 0

    said = capsys.readouterr()
    assert json.loads(said.out)["verdict"] == "complete"
    assert "sans elles" in said.err


@pytest.mark.usefixtures("desk")
def test_a_wrong_server_address_is_said_before_anything_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["setup", "--server", "http://example.org", "--code", "X", *WHO]) == 2
    assert "https" in capsys.readouterr().err


@pytest.mark.usefixtures("desk")
def test_a_reprint_is_a_numbered_duplicate(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deposit", str(file), *WHO, "--json"]) == 0
    number = last_json(capsys)["number"]

    for copy in (1, 2):
        assert main(["receipt", number, "-o", str(tmp_path / f"{copy}.pdf"), *WHO]) == 0
        assert f"duplicata n° {copy}" in capsys.readouterr().out


@pytest.mark.usefixtures("desk")
def test_an_agent_needs_a_supervisor_to_reprint(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTAKE_NEW_PASSWORD", PASSWORD)
    assert main(["accounts", "create", "salma", "--name", "Salma", *WHO]) == 0
    agent = ["--operator", "salma"]
    assert main(["deposit", str(file), *agent, "--json"]) == 0
    number = last_json(capsys)["number"]

    assert main(["receipt", number, "-o", str(tmp_path / "2.pdf"), *agent]) == 2
    assert "responsable" in capsys.readouterr().err
    assert not (tmp_path / "2.pdf").exists()


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", ["incomplete", "refused", "complete"])
def test_a_slip_is_printed_for_any_dossier(name: str, tmp_path: Path) -> None:
    output = tmp_path / "slip.pdf"

    assert main(["slip", sample_file(tmp_path, name), "-o", str(output)]) == 0
    assert output.read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"format": "other"}', b"[" * 10_000])
def test_an_unusable_file_ends_with_2_and_a_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)

    for command in (
        ["deposit", str(path), *WHO],
        ["slip", str(path), "-o", str(tmp_path / "x.pdf")],
    ):
        assert main(command) == 2
        said = capsys.readouterr().err
        assert said.startswith("intake : ")
        assert "bad.json" in said
        assert "Traceback" not in said


def test_a_station_that_was_never_set_up_says_what_to_do(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deposit", str(file), *WHO]) == 2
    assert "intake setup" in capsys.readouterr().err


def test_a_wrong_key_is_said_and_ends_with_4(
    desk: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = find_home().folder / "store.key"
    kept = key.read_text(encoding="ascii")
    key.write_text("00" * 32, encoding="ascii")

    assert main(["deposit", str(file), *WHO]) == 4
    assert "clé" in capsys.readouterr().err
    key.write_text(kept, encoding="ascii")
    assert main(["deposit", str(file), *WHO]) == 0


@pytest.mark.usefixtures("desk")
def test_sync_without_a_server_ends_with_4_and_loses_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deposit", str(file), *WHO]) == 0

    assert main(["sync"]) == 4
    assert "serveur" in capsys.readouterr().err
    assert main(["status", "--json"]) == 0
    members = last_json(capsys)
    assert (members["sealed"], members["waiting"]) == (1, 1)


def test_a_trial_made_by_command_synchronises_with_its_own_server(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["setup", "--trial", *WHO]) == 0
    assert main(["deposit", str(file), *WHO]) == 0
    capsys.readouterr()

    assert main(["sync", "--json"]) == 0
    members = last_json(capsys)
    assert (members["sealed"], members["received"], members["difference"]) == (1, 1, 0)


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["check"], ["check", "--nonsense"], ["deposit"], ["receipt", "X"], ["--bogus"]],
)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_bug_is_logged_without_what_it_says_and_ends_with_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("JB123456")

    monkeypatch.setattr("intake_app.cli.build_app", broken)

    assert main(["check", "x"]) == 70
    said = capsys.readouterr().err
    log = find_home().logs / "intake.log"
    assert str(log) in said
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    assert "JB123456" not in said + log.read_text(encoding="utf-8")

"""The USB courier from both terminals: the counter's and the server's."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.cli import main
from intake_app.formats.samples import load_sample
from intake_app.trial import TrialServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Said = Callable[..., dict[str, Any]]

WHO = ["--operator", "amina"]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command that must succeed; return the object on its last line."""

    def run(*arguments: str) -> dict[str, Any]:
        assert main(arguments) == 0, capsys.readouterr().err
        members: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return members

    return run


@pytest.fixture
def enrolled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Said) -> str:
    """A counter with one deposit, enrolled at a server that cannot be reached any more."""
    monkeypatch.setenv("INTAKE_PASSWORD", "correct horse")
    database = str(tmp_path / "server" / "reception.sqlite")
    server = TrialServer(tmp_path / "server")
    try:
        url = server.start()
        code = said(
            *("server", "enrol", "--office", "AGA1", "--counter", "1", "--json"),
            *("--database", database),
        )
        setup = ["setup", "--office", "AGA1", "--counter", "1", *WHO, "--server", url]
        assert main([*setup, "--code", code["code"]]) == 0
    finally:
        server.stop()
    dossier = tmp_path / "dossier.json"
    dossier.write_bytes(load_sample("complete", date.today()))  # noqa: DTZ011 - as the counter does
    said("deposit", str(dossier), *WHO, "--json")
    return database


def test_a_counter_without_a_link_gets_its_dossier_to_the_fund(
    tmp_path: Path, enrolled: str, said: Said
) -> None:
    bundle = tmp_path / "guichet.bundle"

    exported = said("bundle", "export", str(bundle), "--json")
    taken = said("server", "import-bundle", str(bundle), "--database", enrolled, "--json")
    back = said("bundle", "import", taken["file"], "--json")
    status = said("status", "--json")

    assert (exported["items"], exported["file"]) == (1, str(bundle))
    assert taken["results"] == {"accepted": 1}
    assert taken["file"] == str(tmp_path / "guichet.bundle.receipts")
    assert (back["settled"], back["results"]) == (1, {"accepted": 1})
    assert (status["sealed"], status["received"], status["difference"]) == (1, 1, 0)
    again = said("bundle", "export", str(tmp_path / "second"), "--json")
    assert (again["batches"], again["file"]) == (0, None)


def test_the_courier_says_in_plain_words_what_it_did(
    tmp_path: Path, enrolled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = str(tmp_path / "guichet.bundle")

    assert main(["bundle", "export", bundle]) == 0
    assert main(["server", "import-bundle", bundle, "--database", enrolled]) == 0
    assert main(["bundle", "import", f"{bundle}.receipts"]) == 0
    assert main(["bundle", "export", bundle]) == 0

    out = capsys.readouterr().out
    assert "Terminé" in out
    assert "Lots acquittés                : 1" in out
    assert "Rien n'attend" in out


def test_a_bundle_is_not_taken_in_while_its_receipts_have_no_place(
    tmp_path: Path, enrolled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = str(tmp_path / "guichet.bundle")
    (tmp_path / "guichet.bundle.receipts").write_text("photographs", encoding="utf-8")
    assert main(["bundle", "export", bundle]) == 0
    capsys.readouterr()
    for output in ([], ["-o", bundle]):
        taking = ["server", "import-bundle", bundle, "--database", enrolled, *output]
        assert main(taking) == 2
        assert "autre nom" in capsys.readouterr().err

    asked = ["server", "import-bundle", bundle, "--database", enrolled, "--json"]
    assert main([*asked, "-o", str(tmp_path / "receipts")]) == 0
    taken = json.loads(capsys.readouterr().out)
    assert (taken["taken"], taken["replayed"]) == (1, 0), "nothing was taken in before"


def test_a_file_that_is_none_of_ours_is_said_with_status_2(
    tmp_path: Path, enrolled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = tmp_path / "photo.jpg"
    stranger.write_bytes(b"\xff\xd8 not a bundle")

    assert main(["bundle", "import", str(stranger)]) == 2
    assert main(["server", "import-bundle", str(stranger), "--database", enrolled]) == 2
    assert main(["bundle", "export", str(tmp_path / "no" / "folder")]) == 4

    err = capsys.readouterr().err
    assert "fichier d'accusés" in err
    assert "courrier USB" in err
    assert "clé USB" in err


@pytest.mark.usefixtures("enrolled")
def test_an_enrolment_is_given_up_only_when_asked_to(capsys: pytest.CaptureFixture[str]) -> None:
    again = ["setup", *WHO, "--server", "http://127.0.0.1:9", "--code", "ABCD-EFGH"]

    assert main(again) == 2
    assert "--replace" in capsys.readouterr().err
    assert main([*again, "--replace"]) == 4, "it went on to ask the server"

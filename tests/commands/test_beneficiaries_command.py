from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.cli import main
from intake_app.services import import_reference

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "CIN;Nom;Prénom;Date de naissance;Droits du;Droits au\n"
AMRANI = "JB123456;EL AMRANI;Salma;17/05/2004;{first};{last}\n"


@pytest.fixture(autouse=True)
def _set_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("INTAKE_PASSWORD", "correct horse")
    assert main(["setup", "--office", "AGA1", "--operator", "amina"]) == 0
    capsys.readouterr()


def import_list(tmp_path: Path, lines: str, *options: str) -> int:
    path = tmp_path / "students.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    return main(["beneficiaries", "import", str(path), "--operator", "amina", *options])


def test_import_names_lines_and_never_students(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = AMRANI.format(first="", last="")

    assert import_list(tmp_path, good + good + "AB9;TAZI;Omar;hier;;\n") == 0

    captured = capsys.readouterr()
    assert captured.out.replace("\u00a0", " ").splitlines() == [
        "Étudiants importés de « students.csv » : 1. Lignes écartées : 1.",
        "Colonnes absentes du fichier, laissées vides : Code Massar, Établissement, RIB.",
        (
            "Écarté, 1 × : la date de naissance n'est pas une date (AAAA-MM-JJ ou JJ/MM/AAAA) ; "
            "corrigez-la dans le fichier."
        ),
        "          4",
        "Repris, 1 × : le numéro d'identité figure déjà plus haut ; la dernière ligne compte.",
        "          3",
    ]
    assert not any(word in captured.out + captured.err for word in ("AB9", "TAZI", "JB123456"))


def test_import_for_programs_is_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_list(tmp_path, AMRANI.format(first="", last=""), "--json") == 0

    members = json.loads(capsys.readouterr().out)
    assert members["list"] == "beneficiaries"
    assert (members["imported"], members["rejected"], members["reasons"]) == (1, 0, [])
    assert members["replaced"] is None
    assert members["absent_columns"] == ["Code Massar", "Établissement", "RIB"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (AMRANI.format(first="2020-09-01", last="2021-08-31"), "student.rights.closed"),
        (AMRANI.format(first="01/09/2020", last=""), None),
        ("AB9;TAZI;Omar;;;\n", "student.not_listed"),
    ],
)
def test_check_warns_when_the_list_does_not_have_the_student_or_the_right(
    tmp_path: Path,
    shared: Path,
    capsys: pytest.CaptureFixture[str],
    lines: str,
    code: str | None,
) -> None:
    assert import_list(tmp_path, lines) == 0
    capsys.readouterr()

    assert main(["check", "--json", str(shared / "cases" / "complete-ordinary.json")]) == 0

    verdict: dict[str, Any] = json.loads(capsys.readouterr().out)
    found = {one["code"] for one in verdict["findings"] if one["code"].startswith("student.")}
    assert found == ({code} if code else set())


def test_workbook_that_is_none_leaves_the_old_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_list(tmp_path, AMRANI.format(first="", last=""))
    path = tmp_path / "students.xlsx"
    path.write_bytes(b"PK\x03\x04 cut short")

    assert main(["beneficiaries", "import", str(path), "--operator", "amina"]) == 2

    assert "abîmé ou incomplet" in capsys.readouterr().err


def test_a_list_without_one_good_line_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_list(tmp_path, "JB1;TAZI;Omar;17-05-2004;;\nJB2;ALAMI;Ali;18-05-2004;;\n") == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    said = captured.err.replace("\u00a0", " ").splitlines()
    assert said[0].startswith("Écarté, 2 × : la date de naissance n'est pas une date")
    assert [line.strip() for line in said[1:3]] == ["2", "3"]
    assert said[-1].startswith("intake : Aucune ligne de « students.csv »")


def test_a_list_of_headings_alone_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_list(tmp_path, "") == 2

    assert "aucune ligne sous les titres" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("in_force", "told"),
    [
        (False, "l'ancienne liste reste en place"),
        (True, "la nouvelle liste est en place : 1 ligne"),
    ],
)
def test_an_interrupted_import_says_which_list_is_in_place(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    in_force: bool,
    told: str,
) -> None:
    assert import_list(tmp_path, "AB1;TAZI;Omar;;;\n") == 0
    capsys.readouterr()
    step = "note_beneficiaries" if in_force else "stage"

    def press_ctrl_c(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_reference, step, press_ctrl_c)
    assert import_list(tmp_path, AMRANI.format(first="", last="")) == 130

    assert told in capsys.readouterr().err.replace("\u00a0", " ")

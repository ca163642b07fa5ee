from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.cli import main

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

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.cli import main
from intake_app.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "correct horse"
TRIAL = resource("reference", "trial-medicines.csv")


@pytest.fixture(autouse=True)
def _set_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("INTAKE_PASSWORD", PASSWORD)
    assert main(["setup", "--office", "AGA1", "--operator", "amina"]) == 0
    capsys.readouterr()


def import_list(path: Path, *options: str) -> int:
    return main(["medicines", "import", str(path), "--operator", "amina", *options])


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed, with spaces for the no-break spaces of French punctuation."""
    return capsys.readouterr().out.replace("\u00a0", " ")


def printed_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (line,) = capsys.readouterr().out.splitlines()
    members: dict[str, Any] = json.loads(line)
    return members


def doubtful(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(
        "CODE;NOM;PPV;TAUX_REMBOURSEMENT\n"
        "6119999000015;DOLO;42,50;70%\n"
        "6119999000016;CLE FAUSSE;0;70%\n"
        ";SANS CODE;1;70%\n"
        "6119999000022;;1;70%\n",
        encoding="utf-8",
    )
    return path


def test_import_says_counts_reasons_and_line_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_list(doubtful(tmp_path)) == 0

    assert printed(capsys).splitlines() == [
        "Médicaments importés de « list.csv » : 2. Lignes écartées : 2.",
        (
            "Colonnes absentes du fichier, laissées vides : DCI1, DOSAGE1, UNITE_DOSAGE1, FORME, "
            "PRESENTATION, PRIX_BR, PRINCEPS_GENERIQUE."
        ),
        "Écarté, 1 × : le code du médicament manque ; à demander à la caisse.",
        "          4",
        "Écarté, 1 × : le nom du médicament manque ; à demander à la caisse.",
        "          5",
        (
            "Repris, 1 × : la clé de contrôle du code ne convient pas : une boîte ne portera pas "
            "ce code ; à signaler à la caisse."
        ),
        "          3  6119999000016 CLE FAUSSE",
        "Repris, 1 × : le prix public est 0 ; les prix des boîtes ne seront pas comparés.",
        "          3  6119999000016 CLE FAUSSE",
    ]


def test_import_names_as_many_lines_as_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    lines = "".join(f"{number + 10**12:013};A;0;70%\n" for number in range(15))
    path.write_text("CODE;NOM;PPV;TAUX_REMBOURSEMENT\n" + lines, encoding="utf-8")

    assert import_list(path, "--lines", "2") == 0
    shown = printed(capsys).splitlines()
    assert import_list(path, "--lines", "0") == 0
    bare = printed(capsys).splitlines()

    assert "    … autres lignes : 13" in shown
    assert not any(line.startswith("    ") for line in bare)
    assert any("15 ×" in line for line in bare)


def test_import_for_programs_is_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_list(TRIAL) == 0
    capsys.readouterr()
    assert import_list(doubtful(tmp_path), "--json") == 0

    members = printed_json(capsys)

    assert members["list"] == "medicines"
    assert (members["source"], members["imported"], members["rejected"]) == ("list.csv", 2, 2)
    assert members["replaced"]["source"] == "trial-medicines.csv"
    assert members["replaced"]["imported"] == 24
    found = {
        one["reason"]: (one["rejected"], one["count"], one["lines"]) for one in members["reasons"]
    }
    assert found == {
        "code.missing": (True, 1, [4]),
        "name.missing": (True, 1, [5]),
        "code.check_digit": (False, 1, [3]),
        "price.zero": (False, 1, [3]),
    }
    assert all(one["fr"] and one["ar"] for one in members["reasons"])


def test_official_list_is_imported_by_the_command(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    official = shared / "data" / "medicines" / "ref-des-medicaments-cnops-2014.xlsx"

    assert import_list(official) == 0

    out = printed(capsys)
    assert ": 5 917. Lignes écartées : 0." in out
    assert "Repris, 208 ×" in out
    assert "Repris, 19 ×" in out


def test_bar_is_drawn_on_a_terminal_and_leaves_the_output_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", terminal)

    assert import_list(TRIAL, "--json") == 0

    assert "Médicaments" in terminal.getvalue()
    assert printed_json(capsys)["imported"] == 24


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("CODE;NOM\n1;A\n", "PPV, TAUX_REMBOURSEMENT"),
        ("", "est vide"),
    ],
)
def test_unusable_file_is_status_2_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")

    assert import_list(path) == 2

    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_wrong_password_imports_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTAKE_PASSWORD", "something else")

    assert import_list(TRIAL) == 2
    assert main(["medicines", "show", "6119999000015"]) == 2
    assert "Aucune liste de médicaments" in capsys.readouterr().err


def test_agent_may_not_import(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTAKE_NEW_PASSWORD", PASSWORD)
    assert main(["accounts", "create", "salma", "--operator", "amina"]) == 0

    assert main(["medicines", "import", str(TRIAL), "--operator", "salma"]) == 2


@pytest.mark.parametrize("code", ["6119999000213", "06119999000213"])
def test_medicine_is_shown_with_the_source_and_age_of_its_list(
    capsys: pytest.CaptureFixture[str], code: str
) -> None:
    import_list(TRIAL)
    capsys.readouterr()

    assert main(["medicines", "show", code]) == 0

    lines = printed(capsys).splitlines()
    assert lines[0] == "6119999000213  COMBIFICTAN 500 MG / 62,5 MG"
    assert [" ".join(line.split()) for line in lines[1:-1]] == [
        "Substance SUBSTANCE D'ESSAI B / SUBSTANCE D'ESSAI T 500 MG / 62.5 MG",
        "Forme COMPRIME PELLICULE, 1 BOITE 16 COMPRIME",
        "Prix public 84,60 DH",
        "Base de remboursement 79,00 DH",
        "Taux 70 %",
        "Nature princeps",
    ]
    assert lines[-1].startswith("Liste « trial-medicines.csv », importée le ")
    assert lines[-1].endswith("(âge en jours : 0, lignes : 24).")


def test_medicine_for_programs_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    import_list(TRIAL)
    capsys.readouterr()

    assert main(["medicines", "show", "6119999000060", "--json"]) == 0

    members = printed_json(capsys)
    loaded = members.pop("list")
    assert members == {
        "code": "6119999000060",
        "listed": True,
        "check_digit": True,
        "name": "TUSSIFICTOL",
        "presentation": "1 FLACON 125 ML",
        "substance": "SUBSTANCE D'ESSAI F",
        "dosage": "125 ML",
        "form": "SIROP",
        "public_price": "24.60",
        "base_price": "24.60",
        "rate_percent": 0,
        "generic": False,
    }
    assert (loaded["source"], loaded["imported"]) == ("trial-medicines.csv", 24)


def test_medicine_that_is_not_listed_is_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    import_list(TRIAL)
    capsys.readouterr()

    assert main(["medicines", "show", "6118000010050"]) == 1
    assert "absent de la liste" in capsys.readouterr().out
    assert main(["medicines", "show", "6118000010050", "--json"]) == 1
    assert printed_json(capsys)["listed"] is False


def test_code_that_is_none_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["medicines", "show", "DOLO"]) == 2
    assert "n'est pas un code-barres" in capsys.readouterr().err

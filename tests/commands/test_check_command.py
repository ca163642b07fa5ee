"""`intake check` from the outside: what it prints and the status it ends with."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from intake_app.app import open_desk
from intake_app.cli import main
from intake_app.formats.profile_toml import load_schemes
from intake_app.resources import resource
from intake_app.settings import find_home
from tests.conftest import SHARED

if TYPE_CHECKING:
    from intake_app.domain.offices import Institution

CASES = SHARED / "cases"
EXPECTED: dict[str, Any] = (
    json.loads((CASES / "expected.json").read_text(encoding="utf-8")) if CASES.is_dir() else {}
)
STATUS = {"complete": 0, "incomplete": 1, "refused": 3}
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
INSTITUTIONS: dict[str, Institution] = dict(load_schemes().institutions)

Capture = pytest.CaptureFixture[str]


def sample(folder: Path, name: str = "complete", **changes: Any) -> Path:
    members = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8")) | changes
    path = folder / f"{len(list(folder.iterdir()))}-{name}.json"
    path.write_text(json.dumps(members), encoding="utf-8")
    return path


@pytest.mark.skipif(not EXPECTED, reason="the shared cases are not beside the checkout")
@pytest.mark.parametrize("name", EXPECTED)
def test_the_shared_cases_get_their_verdicts(name: str, capsys: Capture) -> None:
    expected = EXPECTED[name]

    status = main(["check", "--json", str(CASES / f"{name}.json")])

    out, err = capsys.readouterr()
    if "exit" in expected:
        assert (status, out) == (expected["exit"], "")
        assert len(err.splitlines()) == 1
        return
    printed = json.loads(out)
    assert sorted(found["code"] for found in printed["findings"]) == sorted(expected["codes"])
    assert {key: printed[key] for key in ("verdict", "first_act_on", "deadline", "days_left")} == {
        key: expected[key] for key in ("verdict", "first_act_on", "deadline", "days_left")
    }
    assert status == STATUS[expected["verdict"]]
    assert err == ""


@pytest.mark.skipif(not EXPECTED, reason="the shared cases are not beside the checkout")
def test_every_shared_case_is_known() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == {*EXPECTED, "expected"}


def test_the_members_of_a_json_line_are_those_of_the_contract(
    tmp_path: Path, capsys: Capture
) -> None:
    path = sample(tmp_path, "incomplete")

    main(["check", "--json", str(path)])

    lines = capsys.readouterr().out.splitlines()
    printed = json.loads(lines[0])
    assert len(lines) == 1
    assert list(printed) == [
        "path",
        "verdict",
        "first_act_on",
        "deadline",
        "days_left",
        "findings",
    ]
    assert printed["path"] == str(path)
    for found in printed["findings"]:
        assert list(found) == ["code", "severity", "path", "fr", "ar", "source"]
        assert all(isinstance(value, str) and value for value in found.values())


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["complete"], 0),
        (["complete", "complete"], 0),
        (["complete", "incomplete"], 1),
        (["incomplete", "refused", "complete"], 3),
        (["refused", "broken", "incomplete"], 2),
        (["broken"], 2),
    ],
)
def test_of_several_files_the_worst_decides_and_all_are_judged(
    names: list[str], status: int, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    paths = [
        tmp_path / "broken.json" if name == "broken" else SAMPLES / f"{name}.json" for name in names
    ]

    assert main(["check", "--json", *map(str, paths)]) == status

    out, err = capsys.readouterr()
    usable = [str(path) for name, path in zip(names, paths, strict=True) if name != "broken"]
    assert [json.loads(line)["path"] for line in out.splitlines()] == usable
    assert len(err.splitlines()) == names.count("broken")


def test_an_unusable_file_is_named_with_its_place_and_what_to_do(
    tmp_path: Path, capsys: Capture
) -> None:
    path = sample(tmp_path, sheet={"total": 12.5})

    assert main(["check", str(path)]) == 2

    err = capsys.readouterr().err
    assert str(path) in err
    assert "sheet.total" in err
    assert "point et deux décimales" in err


@pytest.mark.parametrize("name", ["missing.json", ".", "nul\0.json", "a\nb.json"])
def test_a_file_that_cannot_be_read_is_one_line(name: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", "--json", str(tmp_path / name)]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "$ " in err.replace("\u00a0", " ")
    assert "Vérifiez" in err


def test_a_file_without_end_is_not_read_to_its_end(capsys: Capture) -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("this system has no file without end")

    assert main(["check", str(endless)]) == 2
    assert "Ko" in capsys.readouterr().err


def test_standard_input_is_a_file_named_by_a_dash(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    data = (SAMPLES / "complete.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    assert main(["check", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == "-"


def test_without_a_day_of_deposit_it_is_today(tmp_path: Path, capsys: Capture) -> None:
    today = datetime.now().astimezone().date()
    day = (today - timedelta(days=10)).isoformat()
    members = json.loads((SAMPLES / "complete.json").read_text(encoding="utf-8"))
    acts = [act | {"performed_on": day, "signed_on": day} for act in members["acts"]]
    path = sample(tmp_path, deposited_on=None, acts=acts, prescriptions=[])

    main(["check", "--json", str(path)])

    assert json.loads(capsys.readouterr().out)["days_left"] in {50, 49}  # 49 at midnight


def test_people_read_the_verdict_the_deadline_and_what_to_do(
    tmp_path: Path, capsys: Capture
) -> None:
    assert main(["check", str(SAMPLES / "complete.json"), str(SAMPLES / "late.json")]) == 1

    out = capsys.readouterr().out
    assert "COMPLET\n" in out
    assert "Rien à signaler." in out
    assert "Dernier jour de dépôt" in out
    assert "Jours de retard" in out
    assert "deadline.passed" in out
    assert "\x1b" not in out


def test_without_a_deadline_the_verdict_says_so(tmp_path: Path, capsys: Capture) -> None:
    path = sample(tmp_path, request="copayment_waiver", sheet_kind="long_term", acts=[])

    assert main(["check", str(path)]) == 0
    assert "Pas de délai" in capsys.readouterr().out


def test_the_verdict_is_given_in_arabic_on_request(capsys: Capture) -> None:
    assert main(["check", "--lang", "ar", str(SAMPLES / "refused.json")]) == 3
    assert "غير مقبول في هذا الشباك" in capsys.readouterr().out


def test_another_language_is_refused(capsys: Capture) -> None:
    assert main(["check", "--lang", "en", str(SAMPLES / "complete.json")]) == 2
    assert "fr ou ar" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_wants_none(
    no_color: str | None,
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)

    assert main(["check", str(SAMPLES / "refused.json")]) == 3
    assert ("\x1b[35m" in terminal.getvalue()) is coloured


def test_the_profiles_of_a_folder_can_be_tried(tmp_path: Path, capsys: Capture) -> None:
    shipped = resource("profiles", "cnops.toml").read_text(encoding="utf-8")
    ended = shipped.replace('version = "2026-11"', 'version = "x"\ncare_until = 2020-01-01')
    (tmp_path / "cnops.toml").write_text(ended, encoding="utf-8")

    path = str(SAMPLES / "complete.json")

    assert main(["check", "--json", "--profiles", str(tmp_path), path]) == 3
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["code"] for one in found] == ["scheme.not_in_force"]


@pytest.mark.parametrize("name", ["absent", "empty", "file"])
def test_a_folder_without_profiles_to_try_is_refused(
    name: str, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / name
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no folder", encoding="utf-8")

    assert main(["check", "--profiles", str(folder), str(SAMPLES / "complete.json")]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert str(folder) in told.err
    assert "aucun profil" in told.err


def test_the_profiles_of_the_data_folder_hold(tmp_path: Path, capsys: Capture) -> None:
    folder = Path(os.environ["INTAKE_HOME"]) / "profiles"
    folder.mkdir(parents=True)
    shipped = resource("profiles", "cnops.toml").read_text(encoding="utf-8")
    (folder / "site.toml").write_text(
        shipped.replace('code = "act.stamp.missing"', 'code = "act.stamp"'), encoding="utf-8"
    )

    assert main(["check", str(SAMPLES / "complete.json")]) == 2

    err = capsys.readouterr().err
    line = next(
        number
        for number, text in enumerate(shipped.splitlines(), 1)
        if 'code = "act.stamp.missing"' in text
    )
    assert "site.toml" in err
    assert f"ligne {line}" in err
    assert "act.stamp" in err


def test_another_fund_takes_over_on_its_day_with_its_own_severities(
    tmp_path: Path, capsys: Capture
) -> None:
    folder = Path(os.environ["INTAKE_HOME"]) / "profiles"
    folder.mkdir(parents=True)
    shipped = resource("profiles", "cnops.toml").read_text(encoding="utf-8")
    old = shipped.replace("# care_until = 2027-01-31", "care_until = 2027-01-31")
    new = (
        shipped.replace('id = "cnops"', 'id = "cnss"')
        .replace("# care_from = 2015-09-01", "care_from = 2027-02-01")
        .replace(
            '"act.invoice.missing", care = ["consultation", "dental", "other"], severity = "warn"',
            '"act.invoice.missing", care = ["consultation", "dental", "other"], severity = "block"',
        )
    )
    (folder / "cnops.toml").write_text(old, encoding="utf-8")
    (folder / "cnss.toml").write_text(new, encoding="utf-8")
    acts = json.loads((SAMPLES / "complete.json").read_text(encoding="utf-8"))["acts"]
    acts[0]["invoice"] = False
    on_eve, on_day = "2027-01-31", "2027-02-01"
    paths = [
        sample(
            tmp_path, acts=[one | {"performed_on": day} for one in acts], deposited_on="2027-02-20"
        )
        for day in (on_eve, on_day)
    ]

    main(["check", "--json", *map(str, paths)])

    severities = [
        [one["severity"] for one in verdict["findings"] if one["code"] == "act.invoice.missing"]
        for verdict in map(json.loads, capsys.readouterr().out.splitlines())
    ]
    assert severities == [["warn"], ["block"]]


def test_on_a_counter_that_is_set_up_its_lists_are_compared_with(
    tmp_path: Path, capsys: Capture
) -> None:
    desk = open_desk(find_home())
    desk.set_up_trial("chef", "Chef Essai", "un mot de passe d'essai")
    desk.close()
    members = json.loads((SAMPLES / "complete.json").read_text(encoding="utf-8"))
    boxes = [box for act in members["acts"] for box in act.get("medicines", [])]
    boxes[0]["barcode"] = "6118000010050"  # in no list of a trial office
    path = sample(tmp_path, acts=members["acts"])

    assert main(["check", "--json", str(path)]) == 0

    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["code"] for one in found] == ["medicine.unknown"]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_a_terminal_of_any_encoding_gets_an_answer(encoding: str) -> None:
    command = "import sys; from intake_app.cli import main; sys.exit(main(sys.argv[1:]))"
    paths = [str(SAMPLES / "refused.json"), "é\udcff.json"]
    for options in (["--json"], ["--lang", "ar"]):
        ended = subprocess.run(
            [sys.executable, "-c", command, "check", *options, *paths],
            env=os.environ | {"PYTHONIOENCODING": encoding},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=False,
        )

        assert ended.returncode == 2
        assert b"Traceback" not in ended.stderr
        assert len(ended.stderr.splitlines()) == 1
        if "--json" in options:
            printed = json.loads(ended.stdout.decode("utf-8"))
            assert printed["findings"][0]["ar"].startswith(
                "«\u2068" + INSTITUTIONS["ofppt"].label_ar
            )

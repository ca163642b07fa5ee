from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from installers.bootstrap import checks, gate
from installers.bootstrap.checks import Section, chosen
from installers.bootstrap.gate import Outcome, closing_line, parse_closing
from installers.bootstrap.speech import Refusal
from installers.bootstrap.system import Need

PASSES = "def test_two_and_two_make_four():\n    assert 2 + 2 == 4\n"
FAILS = "def test_two_and_two_make_five():\n    assert 2 + 2 == 5\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "tests" / "long").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "tests" / "test_good.py").write_text(PASSES, encoding="utf-8")
    return tmp_path


def test_everything_means_style_types_and_tests_in_this_order(project: Path) -> None:
    everything = chosen(project, [])

    assert everything.need is Need.TESTS
    programs = [section.words[0] for section in everything.sections]
    assert programs == ["ruff", "ruff", "mypy", "pytest"]


def test_style_needs_neither_screen_nor_postgresql(project: Path) -> None:
    assert chosen(project, ["lint"]).need is Need.COMMAND


def test_tests_that_ask_for_a_screen_are_passed_on_one(project: Path) -> None:
    (project / "tests" / "test_screen.py").write_text(
        f"import pytest\n@pytest.mark.onscreen\n{PASSES}", encoding="utf-8"
    )
    offscreen, onscreen = chosen(project, ["unit"]).sections

    assert (offscreen.on_screen, onscreen.on_screen) == (False, True)
    assert "not onscreen" in offscreen.words
    assert "onscreen" in onscreen.words


def test_options_go_to_pytest_as_they_are(project: Path) -> None:
    (only,) = chosen(project, ["unit", "tests/sync", "-k", "batch"]).sections

    assert only.words == ("pytest", "tests/sync", "-k", "batch")


def test_long_trials_are_found_and_listed_with_what_they_do(project: Path) -> None:
    trial = project / "tests" / "long" / "faults.py"
    trial.write_text(
        '"""Cuts the link at every byte.\n\nMore."""\n\nif __name__ == "__main__":\n    main()\n',
        encoding="utf-8",
    )
    trial.with_name("places.py").write_text('"""Shared."""\n', encoding="utf-8")

    assert chosen(project, ["faults", "--fast"]).sections == (
        Section("tests/long/faults", ("tests.long.faults", "--fast")),
    )
    assert "./test faults  Cuts the link at every byte." in checks.table(project)
    assert "places" not in checks.table(project)


def test_an_unknown_word_is_refused_with_the_table(project: Path) -> None:
    with pytest.raises(Refusal, match="contrôle inconnu") as refused:
        chosen(project, ["linte"])

    assert refused.value.exit_status == 2


@pytest.mark.parametrize(
    ("line", "counts", "seconds"),
    [
        ("===== 3 passed in 0.12s =====", {"passed": 3}, 0.12),
        ("= 1 failed, 2 passed, 2 errors in 61.50s (0:01:01) =", None, 61.5),
        ("5 passed, 1 warning in 2.00s", {"passed": 5, "warning": 1}, 2.0),
        ("Success: no issues found in 12 source files", {}, 0.0),
        ("test_a.py took 12 seconds in 3.2s", {}, 0.0),
    ],
)
def test_a_closing_line_is_read(line: str, counts: dict[str, int] | None, seconds: float) -> None:
    expected = {"failed": 1, "passed": 2, "error": 2} if counts is None else counts
    assert parse_closing(line) == (expected, seconds)


def test_closing_lines_add_up() -> None:
    offscreen = Outcome("a", 1, 9.0, {"failed": 1, "passed": 7, "deselected": 2}, 8.5)
    onscreen = Outcome("b", 1, 3.0, {"passed": 1, "deselected": 8, "error": 2}, 2.5)

    line = closing_line([offscreen, onscreen])

    assert line.strip("= ") == "1 failed, 8 passed, 2 errors in 11.00s"
    assert len(line) == gate.WIDTH


def test_the_gate_goes_on_after_a_failure_and_ends_with_the_counts(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "tests" / "test_bad.py").write_text(FAILS, encoding="utf-8")
    options = ("-p", "no:randomly", "-p", "no:cacheprovider")
    status = gate.passes(
        project,
        Path(sys.executable),
        [
            Section("first", ("compileall", "-q", "absent")),
            Section("bad", ("pytest", "tests/test_bad.py", *options)),
            Section("good", ("pytest", "tests/test_good.py", *options)),
        ],
    )
    said = capfd.readouterr().out.splitlines()

    assert status == 1
    assert said[-1].strip("= ").startswith("1 failed, 1 passed in ")
    table = [line.split()[:2] for line in said[-6:-2]]
    assert [row for row in table if row[0] in ("bad", "good")] == [
        ["bad", "ÉCHEC"],
        ["good", "ok"],
    ]


@pytest.mark.skipif(os.name == "nt", reason="signals between processes")
def test_a_gate_that_runs_out_of_time_still_says_what_has_failed(project: Path) -> None:
    reached = project / "reached"
    os.mkfifo(reached)
    (project / "tests" / "test_bad.py").write_text(FAILS, encoding="utf-8")
    (project / "tests" / "test_hangs.py").write_text(
        "import signal\n\n\ndef test_the_end_never_comes():\n"
        f"    open({str(reached)!r}, 'w').close()\n    signal.pause()\n",
        encoding="utf-8",
    )
    script = (
        "import sys; from pathlib import Path; from installers.bootstrap import gate\n"
        "from installers.bootstrap.checks import Section\n"
        "words = ('pytest', 'tests', '-p', 'no:randomly', '-p', 'no:cacheprovider')\n"
        "sections = [Section('one', words), Section('two', words)]\n"
        "sys.exit(gate.passes(Path(sys.argv[1]), Path(sys.executable), sections))"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script, str(project)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    with running:
        reached.read_text(encoding="ascii")  # returns once the test that hangs is there
        running.send_signal(signal.SIGTERM)
        said, _ = running.communicate(timeout=60)

    assert running.returncode == 1
    assert "FAILED tests/test_bad.py" in said
    assert "Arrêté avant la fin" in said
    assert "── two" not in said
    assert said.splitlines()[-1].strip("= ").startswith("1 failed, 1 passed in ")


def test_a_passing_gate_returns_nought(project: Path) -> None:
    section = Section("good", ("pytest", "tests/test_good.py", "-p", "no:cacheprovider"))

    assert gate.passes(project, Path(sys.executable), [section]) == 0


def test_tests_never_meet_the_persons_own_data(tmp_path: Path) -> None:
    mine = {"INTAKE_HOME": "/home/me/intake", "DISPLAY": ":0", "PATH": os.environ["PATH"]}

    environ = gate.safe_environ(mine, str(tmp_path))

    for name in ("INTAKE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        assert Path(environ[name]).is_relative_to(tmp_path)
    assert "DISPLAY" not in environ
    assert environ["QT_QPA_PLATFORM"] == "offscreen"
    assert environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    assert Path(environ["XDG_RUNTIME_DIR"]).stat().st_mode & 0o077 == 0

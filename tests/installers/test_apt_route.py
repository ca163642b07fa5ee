from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from installers.bootstrap import apt
from installers.bootstrap.speech import Refusal

pytestmark = pytest.mark.skipif(os.name == "nt", reason="apt exists on Debian and its kin only")

# What apt-get does here: notes its words, and "installs" by leaving a file named as the package.
APT_GET = """#!/bin/sh
echo "$*" >> "$LEDGER/calls"
cat > /dev/null
[ "$1" = update ] && exit 100
for word in "$@"; do case "$word" in lib*|xvfb) : > "$LEDGER/$word" ;; esac; done
"""
BROKEN_APT_GET = '#!/bin/sh\necho "E: Unable to locate package $*"; exit 100\n'
WILLING_SUDO = '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n'
ASKING_SUDO = "#!/bin/sh\necho sudo: a password is required >&2; exit 1\n"


class Machine:
    """A folder of programs that stands for the machine's, and what they have installed."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "bin"
        self.ledger = folder / "installed"
        self.programs.mkdir()
        self.ledger.mkdir()

    def has(self, name: str, script: str) -> None:
        program = self.programs / name
        program.write_text(script, encoding="utf-8")
        program.chmod(0o755)

    def missing(self, *packages: str) -> list[str]:
        return [name for name in packages if not (self.ledger / name).exists()]

    def calls(self) -> list[str]:
        path = self.ledger / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    for name in ("env", "cat", "true", "sh"):
        (made.programs / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(made.programs))
    monkeypatch.setenv("LEDGER", str(made.ledger))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return made


def test_root_installs_what_is_missing_even_when_one_source_does_not_answer(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has("apt-get", APT_GET)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    apt.complete_machine(lambda: machine.missing("libegl1", "xvfb"), first_time=False)

    update, install = machine.calls()
    assert update == "update"
    assert install.startswith("install --yes --no-install-recommends")
    assert install.endswith("libegl1 xvfb")


def test_sudo_without_a_password_is_used(machine: Machine) -> None:
    machine.has("apt-get", APT_GET)
    machine.has("sudo", WILLING_SUDO)

    apt.complete_machine(lambda: machine.missing("libegl1"), first_time=False)

    assert machine.missing("libegl1") == []


@pytest.mark.parametrize(
    ("sudo", "command"),
    [
        (ASKING_SUDO, "sudo apt-get update && sudo apt-get install"),
        (None, "su -c 'apt-get update && apt-get install"),
    ],
)
def test_who_may_not_install_is_told_the_exact_command(
    machine: Machine, sudo: str | None, command: str
) -> None:
    machine.has("apt-get", APT_GET)
    if sudo:
        machine.has("sudo", sudo)

    with pytest.raises(Refusal, match="Ce compte ne peut pas") as refused:
        apt.complete_machine(lambda: machine.missing("libegl1", "xvfb"), first_time=True)

    assert command in str(refused.value)
    assert "libegl1 xvfb" in str(refused.value)
    assert refused.value.exit_status == 4
    assert machine.calls() == []


def test_a_system_without_apt_is_told_what_is_missing(machine: Machine) -> None:
    with pytest.raises(Refusal, match="libegl1") as refused:
        apt.complete_machine(lambda: machine.missing("libegl1"), first_time=True)

    assert "l'outil de votre système" in str(refused.value)


def test_an_installation_that_changes_nothing_is_refused_with_what_apt_said(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has("apt-get", BROKEN_APT_GET)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    with pytest.raises(Refusal, match="Unable to locate package"):
        apt.complete_machine(lambda: machine.missing("libegl1"), first_time=False)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("E: Failed to fetch http://… Temporary failure resolving 'mirror'", "la connexion"),
        ("E: Failed to fetch http://… Could not connect to mirror:80", "la connexion"),
        ("E: Failed to fetch http://… Unable to connect to mirror:80", "la connexion"),
        ("E: Package 'libegl1' has no installation candidate", "ses sources"),
    ],
)
def test_a_failed_installation_says_whether_it_was_the_network(said: str, advice: str) -> None:
    explained = apt.explain_failure(["libegl1"], f"  apt : {said}")

    assert said in explained
    assert f"Vérifiez {advice}, puis recommencez" in explained
    assert apt.command_by_hand(["libegl1"]) in explained


def test_what_is_only_nice_to_have_never_stops_a_start(machine: Machine) -> None:
    apt.complete_machine(lambda: machine.missing("libzbar0"), first_time=True)


@pytest.mark.parametrize(("first_time", "calls"), [(True, 2), (False, 0)])
def test_what_is_only_nice_to_have_is_tried_for_once(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, calls: int, *, first_time: bool
) -> None:
    machine.has("apt-get", BROKEN_APT_GET.replace("echo", 'echo "$*" >> "$LEDGER/calls"; echo'))
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    apt.complete_machine(lambda: machine.missing("libzbar0"), first_time=first_time)

    assert len(machine.calls()) == calls


def test_apt_does_not_swallow_what_is_piped_to_the_program(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.has("apt-get", APT_GET)
    script = (
        "import os, sys; os.geteuid = lambda: 0\n"
        "from installers.bootstrap import apt\n"
        "apt.run_apt([], ['libegl1']); print(sys.stdin.read())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input="un dossier",
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": f"{machine.programs}:/usr/bin:/bin", "LEDGER": str(machine.ledger)},
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "un dossier"
    assert machine.missing("libegl1") == []

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installers.bootstrap.environment import Environment, explain_failure
from installers.bootstrap.speech import Refusal

ROOT = Path(__file__).parents[2]


def build_wheel(folder: Path, version: str) -> str:
    """Make a wheel of one module by hand; return its pin."""
    path = folder / f"tiny_part-{version}-py3-none-any.whl"
    about = f"tiny_part-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny_part.py", f"version = {version!r}\n")
        wheel.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"tiny-part=={version} --hash=sha256:{digest}\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout at a path with spaces, whose one pinned library lies in a local folder."""
    root = tmp_path / "guichet de dépôt"
    (root / "requirements").mkdir(parents=True)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name in list(os.environ):
        if name.startswith("PIP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    pin_library(root, "1.0")
    return root


def pin_library(root: Path, version: str) -> None:
    pin = build_wheel(root.parent / "wheels", version)
    for name in ("run", "test"):
        (root / "requirements" / f"{name}.txt").write_text(pin, encoding="utf-8")


def installed_version(environment: Environment) -> str:
    asks = "import tiny_part; print(tiny_part.version)"
    done = subprocess.run(
        [environment.python, "-c", asks], check=False, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_the_pinned_library_is_installed_once_then_kept_in_step(checkout: Path) -> None:
    environment = Environment(checkout)
    assert not environment.ready_for("run")

    environment.prepare("run")
    assert installed_version(environment) == "1.0"
    assert environment.ready_for("run")
    assert not environment.ready_for("test")

    written = environment.log.stat().st_size
    environment.prepare("run")
    assert environment.log.stat().st_size == written

    pin_library(checkout, "2.0")
    assert not environment.ready_for("run")
    environment.prepare("test")
    assert installed_version(environment) == "2.0"
    assert environment.ready_for("run"), "an environment for the tests also runs the program"


def test_a_changed_library_is_refused_and_the_next_start_begins_anew(checkout: Path) -> None:
    environment = Environment(checkout)
    pins = checkout / "requirements" / "run.txt"
    honest = pins.read_text(encoding="utf-8")
    pins.write_text(f"tiny-part==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")

    with pytest.raises(Refusal, match="ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"):
        environment.prepare("run")

    assert not environment.ready_for("run")
    left_over = environment.folder / "half-installed"
    left_over.touch()
    pins.write_text(honest, encoding="utf-8")
    environment.prepare("run")
    assert installed_version(environment) == "1.0"
    assert not left_over.exists()


def test_a_library_without_a_hash_is_refused(checkout: Path) -> None:
    pins = checkout / "requirements" / "run.txt"
    pins.write_text("tiny-part==1.0\n", encoding="utf-8")

    with pytest.raises(Refusal, match="--require-hashes"):
        Environment(checkout).prepare("run")


def test_two_starts_at_once_install_once(checkout: Path) -> None:
    script = (
        "import sys, pathlib; from installers.bootstrap.environment import Environment\n"
        "Environment(pathlib.Path(sys.argv[1])).prepare('run')"
    )
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(checkout)], cwd=ROOT, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [start.communicate(timeout=120)[1] for start in starts]

    assert [start.returncode for start in starts] == [0, 0], said
    log = Environment(checkout).log.read_text(encoding="utf-8")
    assert log.count("Successfully installed") == 1
    assert b"".join(said).count("Installation des bibliothèques".encode()) == 1
    assert Environment(checkout).ready_for("run")


def test_an_environment_of_another_python_is_not_ready(checkout: Path, tmp_path: Path) -> None:
    environment = Environment(checkout)
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    environment._write_stamp("run")
    assert environment.ready_for("run")

    environment.python.unlink()
    other = tmp_path / "python3.99"
    other.touch()
    environment.python.symlink_to(other)
    assert not environment.ready_for("run")


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"run": 3}'])
def test_a_spoilt_stamp_means_not_ready(checkout: Path, stamp: str) -> None:
    environment = Environment(checkout)
    environment.folder.mkdir()
    environment.stamp.write_text(stamp, encoding="utf-8")

    assert not environment.ready_for("run")


def test_an_installation_under_way_means_not_ready(checkout: Path) -> None:
    environment = Environment(checkout)
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    environment._write_stamp("run")
    environment.under_way.parent.mkdir()
    environment.under_way.touch()

    assert not environment.ready_for("run")


def test_a_checkout_that_cannot_be_written_is_refused_in_words(checkout: Path) -> None:
    (checkout / "build").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(Refusal, match="Impossible d'écrire dans") as refused:
        Environment(checkout).prepare("run")

    assert str(checkout) in str(refused.value)
    assert refused.value.exit_status == 4


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("WARNING: Retrying after connection broken by 'NewConnectionError'", "réseau"),
        (
            "WARNING: Retrying after connection broken by 'SSLError(CERTIFICATE_VERIFY_FAILED)'",
            "certificat",
        ),
        ("OSError: [Errno 28] No space left on device", "disque est plein"),
        ("ERROR: No matching distribution found", "Recommencez"),
    ],
)
def test_a_failed_installation_says_what_to_do(line: str, advice: str) -> None:
    assert advice in explain_failure(["Collecting tiny-part", line]).splitlines()[-1]

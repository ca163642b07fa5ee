"""The deployment files of the reception server name what the program really has."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from intake_app.commands.server import add_to
from intake_server.settings import read_settings

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "installers" / "server"
VARIABLE = re.compile(r"^#?(INTAKE_[A-Z_]+)=(.*)$", re.MULTILINE)


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(SERVER / "intake-reception.service", encoding="utf-8")
    return parser


def variables() -> dict[str, str]:
    return dict(VARIABLE.findall((SERVER / "reception.env").read_text(encoding="utf-8")))


def test_the_unit_starts_a_command_that_exists_with_options_that_exist() -> None:
    words = shlex.split(unit()["Service"]["ExecStart"])
    app = typer.Typer()
    add_to(app)
    group = typer.main.get_command(app)
    run = group.commands["server"].commands["run"]  # type: ignore[attr-defined]
    options = {option for parameter in run.params for option in parameter.opts}

    assert words[:3] == ["/usr/bin/intake", "server", "run"]
    assert {word for word in words if word.startswith("--")} <= options
    assert "--behind-proxy" in words


def test_the_proxy_leads_to_where_the_unit_listens() -> None:
    words = shlex.split(unit()["Service"]["ExecStart"])
    address = f"{words[words.index('--host') + 1]}:{words[words.index('--port') + 1]}"

    assert f"server {address};" in (SERVER / "nginx.conf").read_text(encoding="utf-8")


def test_the_environment_is_what_the_server_reads_and_the_page_explains() -> None:
    known = variables()

    profiles = {"INTAKE_SERVER_PROFILES": str(ROOT / "resources" / "profiles")}
    settings = read_settings(known | profiles)

    assert settings.is_postgres
    assert settings.database.username == "reception_ingest", "never the owner"
    page = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    source = (ROOT / "intake_server" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(INTAKE_SERVER_[A-Z]+)"', source))
    assert read <= known.keys()
    for name in read:
        assert name in page or f"_{name.rsplit('_', 1)[1]}`" in page, name


def test_the_system_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd's own check is not installed")
    text = (SERVER / "intake-reception.service").read_text(encoding="utf-8")
    here = tmp_path / "intake-reception.service"
    here.write_text(text.replace("/usr/bin/intake", "/bin/true"), encoding="utf-8")

    command = [analyze, "verify", "--man=no", str(here)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    said = [line for line in found.stderr.splitlines() if "intake-reception" in line]
    assert said == []

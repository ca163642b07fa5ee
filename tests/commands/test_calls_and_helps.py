from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from intake_app import cli
from intake_app.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.core import TyperCommand

ENGLISH = re.compile(r"Usage:|Show this|\bCommands\b|\bCOMMAND\b|\[default|\[required|<\w+>")


def every_command(command: TyperGroup | TyperCommand, path: tuple[str, ...]) -> Iterator[list[str]]:
    yield list(path)
    if isinstance(command, TyperGroup):
        context = typer.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert isinstance(inner, TyperGroup | typer.core.TyperCommand)
            yield from every_command(inner, (*path, name))


WHOLE = get_command(cli.build_app(list(cli.COMMANDS)))
assert isinstance(WHOLE, TyperGroup)
PATHS = list(every_command(WHOLE, ()))


def test_every_help_is_french_throughout(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    assert len(PATHS) > len(cli.COMMANDS)
    for path in PATHS:
        assert main([*path, "--help"]) == 0
        shown = capsys.readouterr().out
        assert f"Usage : {' '.join(['intake', *path])} " in shown
        assert "--help" in shown
        assert not ENGLISH.search(shown), path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nimporte", "Commande inconnue : « nimporte ». Aide : intake --help"),
        ("chek", "Commande inconnue : « chek ». Peut-être : « check ». Aide : intake --help"),
        ("server runn", "« runn ». Peut-être : « run ». Aide : intake server --help"),
        ("check", "Il manque l'argument « FICHIER… ». Aide : intake check --help"),
        ("check --jsn x", "Option inconnue : « --jsn » (peut-être : --json). Aide : intake"),
        ("check --lang", "L'option « --lang » attend une valeur. Aide : intake check --help"),
        ("check --json=3 x", "L'option « --json » ne prend pas de valeur. Aide : "),
        ("deposit a b c", "De trop : « b c ». Aide : intake deposit --help"),
        ("server enrol", "Il manque l'option « --office ». Aide : intake server enrol --help"),
        ("server run --port abc", "Valeur inutilisable pour « --port » : il faut un nombre. "),
        ("server run --port 99999", "pour « --port » : il faut au plus 65535. Aide : intake"),
        ("server run --workers 0", "pour « --workers » : il faut au moins 1. Aide : intake"),
    ],
)
def test_a_wrong_call_is_explained_in_french(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words.split()) == 2
    captured = capsys.readouterr()

    assert captured.out == ""
    assert captured.err.startswith("intake : ")
    assert said in captured.err


def test_a_group_without_a_command_shows_its_help_and_nothing_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["accounts"]) == 2
    captured = capsys.readouterr()

    assert "Usage : intake accounts" in captured.out + captured.err
    assert "intake :" not in captured.err


def test_a_reader_that_has_gone_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        done = subprocess.run(
            [sys.executable, "-m", "intake_app", "check", "resources/samples/complete.json"],
            cwd=Path(__file__).parents[2],
            stdout=nobody,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("closing", "status", "said"),
    [("<&-", 2, "$"), (">&-", 0, ""), ("2>&-", 0, ""), ("<&- >&- 2>&-", 2, "")],
)
@pytest.mark.skipif(os.name == "nt", reason="closes streams in a POSIX shell")
def test_a_closed_stream_is_no_fault(closing: str, status: int, said: str) -> None:
    name = "-" if "<" in closing else "resources/samples/complete.json"

    done = in_a_shell(f'exec "$0" -m intake_app check --json {name} {closing}')

    assert (done.returncode, said in done.stderr) == (status, True)
    assert "Erreur" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_under_the_output_is_said_and_may_be_tried_again() -> None:
    done = in_a_shell('exec "$0" -m intake_app check resources/samples/complete.json > /dev/full')

    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "disque est plein" in done.stderr


def in_a_shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", command, sys.executable],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

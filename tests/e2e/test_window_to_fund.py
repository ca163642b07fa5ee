"""A dossier typed into the window on a real screen, held by PostgreSQL with the same hash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake_app.app import open_desk
from intake_app.domain.operators import Role
from intake_app.formats.sealed import hash_of
from intake_app.services.enrolment import EnrolmentOrder
from intake_app.services.settings import StationSettings
from intake_app.settings import Home
from intake_app.wording import LANGUAGES
from intake_server.stations import issue_code
from tests.e2e.test_counter_to_fund import held_bodies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.wording import Language
    from tests.server.kit import Served

CHECKOUT = Path(__file__).parents[2]
PASSWORD = "correct horse"
pytestmark = pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")


@contextmanager
def virtual_screen() -> Iterator[str]:
    """A screen of our own, on the display that it finds free."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1366x900x24",
        "-nolisten",
        "tcp",
    ]
    screen = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            yield f":{int(pipe.readline())}"
    finally:
        screen.terminate()
        screen.wait()


def set_up_counter(home: Home, served: Served, language: Language) -> None:
    desk = open_desk(home)
    desk.set_up(StationSettings("AGA1", "1", language=language), "amina", "Amina Berrada", PASSWORD)
    administrator = desk.accounts.log_in("amina", PASSWORD)
    desk.accounts.create(administrator, "salma", "Salma Alaoui", PASSWORD, Role.AGENT)
    with served.database.writing() as connection:
        code = issue_code(connection, "AGA1", "1", at=datetime.now(UTC), hours=1)
    desk.enrolment.enrol(EnrolmentOrder(served.url, code), administrator)
    desk.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dossier_typed_into_the_window_arrives_with_the_same_hash(
    served: Served, tmp_path: Path, language: Language
) -> None:
    home = Home(tmp_path / "desk")
    set_up_counter(home, served, language)

    arguments = [str(home.folder), "salma", PASSWORD, language]
    with virtual_screen() as display:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.e2e.window_journey", *arguments],
            cwd=CHECKOUT,
            env=os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )

    assert ran.returncode == 0, ran.stderr[-2000:]
    platform, number, title = ran.stdout.split(maxsplit=2)
    assert platform == "xcb"
    assert title.strip() == {"fr": "Dossier déposé", "ar": "تم إيداع الملف"}[language]
    desk = open_desk(home)
    with desk.store.reading() as uow:
        sealed = {str(item): sha256 for item, _revision, sha256 in uow.outbox.sealed_hashes()}
    line = desk.day.today()[0]
    desk.close()
    assert (line.number, line.operator) == (number, "Salma Alaoui")
    assert {item: hash_of(body) for item, body in held_bodies(served).items()} == sealed
    assert [path.suffix for path in home.prints.iterdir()] == [".pdf"]

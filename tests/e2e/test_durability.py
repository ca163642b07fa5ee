"""A receipt that exists means a dossier that is on disk, whatever happens next."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake_app.app import open_desk
from intake_app.formats.samples import load_sample
from intake_app.formats.sealed import hash_of
from intake_app.services.settings import StationSettings
from intake_app.settings import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[2]
PASSWORD = "correct horse"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "desk")
    desk = open_desk(home)
    desk.set_up(StationSettings("AGA1", "1"), "amina", "Amina Berrada", PASSWORD)
    (tmp_path / "dossier.json").write_bytes(load_sample("complete", desk.check.today()))
    desk.close()
    return home


def start_deposit(home: Home, receipt: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "intake_app",
        "deposit",
        str(home.folder.parent / "dossier.json"),
    ]
    environment = os.environ | {"INTAKE_HOME": str(home.folder), "INTAKE_PASSWORD": PASSWORD}
    return subprocess.Popen(
        [*command, "--operator", "amina", "--receipt", str(receipt)],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def kill_when(process: subprocess.Popen[bytes], receipt: Path) -> None:
    """End the program the hard way, at the very moment its receipt exists."""
    while process.poll() is None:
        if receipt.exists():
            process.kill()
            break
    process.communicate()


def sealed_hashes(home: Home) -> Iterator[str]:
    desk = open_desk(home)
    with desk.store.reading() as uow:
        for item_id, revision, sha256 in uow.outbox.sealed_hashes():
            body = uow.dossiers.require_revision(item_id, revision).body
            assert hash_of(body) == sha256
            yield sha256
    desk.close()


def test_kill_right_after_the_receipt_appears_loses_nothing(home: Home, tmp_path: Path) -> None:
    for round_number in range(1, 4):
        receipt = tmp_path / f"recu-{round_number}.pdf"
        kill_when(start_deposit(home, receipt), receipt)

        assert receipt.read_bytes().rstrip().endswith(b"%%EOF")
        assert len(list(sealed_hashes(home))) == round_number


def test_kill_at_any_moment_leaves_whole_dossiers_and_at_least_every_receipt(
    home: Home, tmp_path: Path
) -> None:
    moments = random.Random(20261120)
    for round_number in range(5):
        process = start_deposit(home, tmp_path / f"recu-{round_number}.pdf")
        try:
            process.wait(moments.uniform(0.3, 1.6))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()

    receipts = list(tmp_path.glob("recu-*.pdf"))
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in receipts)
    assert len(list(sealed_hashes(home))) >= len(receipts)
    desk = open_desk(home)
    with desk.store.reading() as uow:
        assert uow.audit.first_broken() is None
    desk.close()

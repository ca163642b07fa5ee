"""The one command that shows everything."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from intake_app.demo.camera import codes_of_video
from intake_app.scanning.drawn import write_demo_video

if TYPE_CHECKING:
    import pytest

CHECKOUT = Path(__file__).parents[2]
BOXES = ["6119999000015", "6119999000022", "6119999000039"]


def test_the_demo_brings_every_accepted_sample_to_the_fund(tmp_path: Path) -> None:
    folder = tmp_path / "demo with a space"
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}

    ran = subprocess.run(
        [sys.executable, "-m", "intake_app", "demo", "--folder", str(folder)],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "3 scellés, 3 reçus, différence 0" in ran.stdout
    assert "3 boîtes lues" in ran.stdout
    papers = sorted(path.name for path in (folder / "papiers").iterdir())
    assert sum(name.startswith("recu-") for name in papers) == 3
    assert sum(name.startswith("pieces-manquantes-") for name in papers) == 1
    assert sum(name.startswith("ou-deposer-") for name in papers) == 1


def test_the_demos_video_is_read_box_by_box(tmp_path: Path) -> None:
    video = tmp_path / "boxes.avi"
    write_demo_video(video, BOXES)

    assert codes_of_video(video, set(BOXES)) == tuple(BOXES)


def test_the_demos_server_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from intake_app.app import open_desk
    from intake_app.settings import Home
    from intake_app.trial import TrialServer

    started: list[subprocess.Popen[str]] = []
    start = TrialServer.start

    def remember(self: TrialServer) -> str:
        url = start(self)
        assert self._process is not None
        started.append(self._process)
        return url

    monkeypatch.setattr(TrialServer, "start", remember)
    desk = open_desk(Home(tmp_path / "desk"))
    desk.set_up_trial("demo", "Demo", "correct horse")
    desk.close()

    assert len(started) == 1
    assert started[0].poll() is not None


def test_a_trials_server_ends_even_when_its_counter_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from intake_app.trial import TrialServer\n"
        "server = TrialServer(Path(sys.argv[1]))\n"
        "print(server.start(), server._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    pid = int(ran.stdout.split()[1])

    assert ran.returncode == -9
    assert wait_for_end(pid)


def wait_for_end(pid: int) -> bool:
    """Wait until a process that is not our child is gone."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 60)[0])
    finally:
        os.close(descriptor)

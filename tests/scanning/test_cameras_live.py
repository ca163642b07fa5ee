"""Devices and addresses: the newest frame only, lost and found again, stopped at once."""

from __future__ import annotations

import threading
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.scanning import opening
from intake_app.scanning.cameras import LiveCamera, parse_camera
from intake_app.scanning.live_reader import LiveReader
from intake_app.scanning.opening import CameraInfo
from intake_app.scanning.session import ScanSession
from intake_app.wording import LANGUAGES, say
from tests.scanning.live_scenes import DOLIPRANE, Recorder, lying, watch
from tests.scanning.telephone import telephone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from intake_app.errors import IntakeError
    from intake_app.scanning.cameras import Camera


def plain(level: int) -> NDArray[np.uint8]:
    return np.full((120, 160, 3), level, np.uint8)


def fault_of(camera: Camera) -> IntakeError:
    with (
        pytest.raises((UnusableInput, EnvironmentFault)) as caught,
        camera.open(threading.Event()) as frames,
    ):
        for _ in frames:
            pass
    fault: IntakeError = caught.value
    return fault


@pytest.mark.skipif(opening.SYSTEM != "linux", reason="other systems may have a hundredth camera")
def test_a_camera_that_is_not_plugged_in_is_absent() -> None:
    fault = fault_of(parse_camera("99"))

    assert (fault.code, fault.exit_status) == ("camera.absent", 4)


class StopAfterCode(Recorder):
    """Ends the watch at the first code."""

    session: ScanSession

    def on_code(self, item: object) -> None:
        super().on_code(item)  # type: ignore[arg-type]
        self.session.stop()


def test_a_telephone_on_the_network_is_read() -> None:
    with telephone(frames=100_000) as camera:
        listener = StopAfterCode()
        listener.session = ScanSession(parse_camera(camera.link), LiveReader(), lambda code: True)
        listener.session.watch(listener)

    assert listener.texts == [DOLIPRANE]
    assert not [thread for thread in threading.enumerate() if thread.name == "camera"]


def test_a_telephone_that_hangs_up_is_lost() -> None:
    with telephone(frames=20) as camera:
        assert fault_of(parse_camera(camera.link)).code == "camera.lost"


def test_an_address_where_nobody_answers_is_absent() -> None:
    with telephone(frames=1) as camera:
        pass

    assert fault_of(parse_camera(camera.link)).code == "camera.absent"


class FakeCapture:
    """A device: gives the frames it is told to give, then fails or hangs."""

    def __init__(self, frames: int, *, hangs: bool = False) -> None:
        self.left, self.hangs = frames, hangs
        self.unplugged, self.released = threading.Event(), threading.Event()
        self.taken = threading.Semaphore(0)

    def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
        if self.left > 0:
            self.left -= 1
            self.taken.release()
            return True, plain(100)
        if self.hangs:
            self.unplugged.wait()
        return False, None

    def get(self, prop: int) -> float:
        return 0.0

    def release(self) -> None:
        self.released.set()


def opens(*answers: FakeCapture | str) -> Callable[[], FakeCapture]:
    """A device that answers each opening in turn: with a capture, or with a fault."""
    left = list(answers)

    def open_capture() -> FakeCapture:
        answer = left.pop(0)
        if isinstance(answer, str):
            raise EnvironmentFault(answer)
        return answer

    return open_capture


@pytest.mark.parametrize("code", ["camera.absent", "camera.busy", "camera.denied"])
def test_a_camera_that_cannot_be_opened_says_why(code: str) -> None:
    assert fault_of(LiveCamera("fake", opens(code))).code == code


def test_a_camera_that_opens_and_gives_nothing_is_taken_for_busy() -> None:
    capture = FakeCapture(0)

    assert fault_of(LiveCamera("fake", opens(capture))).code == "camera.busy"
    assert capture.released.wait(5)


def test_a_camera_that_falls_silent_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake_app.scanning.live_frames.SILENCE_SECONDS", 0.1)
    monkeypatch.setattr("intake_app.scanning.live_frames.LEAVING_SECONDS", 0.0)
    capture = FakeCapture(2, hangs=True)

    camera = LiveCamera("fake", opens(capture, FakeCapture(0)))

    assert fault_of(camera).code == "camera.lost"
    assert fault_of(camera).code == "camera.lost", "nothing is opened beside a driver that hangs"
    capture.unplugged.set()
    assert capture.released.wait(5)
    for thread in threading.enumerate():
        if thread.name == "camera":
            thread.join(5)
    assert fault_of(camera).code == "camera.busy", "opened anew, and this one gives nothing"


class GatedCapture(FakeCapture):
    """A device whose frames come when the test says so; each shows its own number."""

    def __init__(self) -> None:
        super().__init__(0)
        self.asked, self.allowed = threading.Semaphore(0), threading.Semaphore(0)
        self.number = 0

    def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
        self.asked.release()
        self.allowed.acquire()
        if self.unplugged.is_set():
            return False, None
        self.number += 1
        return True, plain(self.number)

    def give(self, count: int) -> None:
        """Give frames, and wait until the thread that grabs asks for the one after them."""
        self.allowed.release(count)
        for _ in range(count):
            assert self.asked.acquire(timeout=5)


def test_a_slow_reader_gets_the_newest_frame_and_skips_the_others() -> None:
    capture = GatedCapture()
    with LiveCamera("fake", opens(capture)).open(threading.Event()) as frames:
        assert capture.asked.acquire(timeout=5)
        numbers = []
        for count in (1, 20, 1, 5):
            capture.give(count)
            numbers.append(int(next(frames).picture[0, 0, 0]))
        capture.unplugged.set()
        capture.allowed.release(100)

    assert numbers == [1, 21, 22, 27]


def test_a_camera_that_came_loose_is_opened_again_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("intake_app.scanning.session.RETRY_SECONDS", (0.01, 0.02))
    last = FakeCapture(10_000)
    camera = LiveCamera(
        "fake",
        opens(
            "camera.absent", FakeCapture(1), "camera.absent", "camera.absent", "camera.busy", last
        ),
    )

    class Watching(Recorder):
        def on_camera_back(self) -> None:
            super().on_camera_back()
            if last.taken.acquire(blocking=False):
                session.stop()

    listener = Watching()
    session = ScanSession(camera, LiveReader(), lambda code: True)
    session.watch(listener)

    assert listener.camera == [
        "camera.absent", "back", "camera.lost", "camera.absent", "camera.busy", "back",
    ]  # fmt: skip
    assert last.released.wait(5)


def test_a_faulty_file_is_not_tried_again(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"camera\.no_such_file"):
        watch(parse_camera(str(tmp_path / "none.avi")))


@pytest.mark.parametrize("opened", ["camera.absent", FakeCapture(1, hangs=True)])
def test_stop_ends_the_watch_at_once_whatever_it_waits_for(
    opened: str | FakeCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting for the next try, or for a frame from a driver that hangs."""
    monkeypatch.setattr("intake_app.scanning.session.RETRY_SECONDS", (3600.0,))
    monkeypatch.setattr("intake_app.scanning.live_frames.SILENCE_SECONDS", 3600.0)
    monkeypatch.setattr("intake_app.scanning.live_frames.LEAVING_SECONDS", 0.0)
    waiting = threading.Event()

    class Waiting(Recorder):
        def on_frame(self, *args: object) -> None:
            waiting.set()

        def on_camera_lost(self, code: str) -> None:
            waiting.set()

    session = ScanSession(LiveCamera("fake", opens(opened)), LiveReader(), lambda code: True)
    thread = threading.Thread(target=session.watch, args=(Waiting(),))
    thread.start()
    assert waiting.wait(10)
    session.stop()
    thread.join(5)

    assert not thread.is_alive()
    if isinstance(opened, FakeCapture):
        opened.unplugged.set()
        assert opened.released.wait(5)


def test_a_session_stopped_before_it_watches_opens_nothing() -> None:
    session = ScanSession(LiveCamera("fake", opens()), LiveReader(), lambda code: True)
    session.stop()

    session.watch(Recorder())


@pytest.mark.parametrize("raised", [RuntimeError("a bug"), EnvironmentFault("printer.unknown")])
def test_what_a_listener_raises_is_not_taken_for_the_camera(raised: Exception) -> None:
    class Failing(Recorder):
        def on_frame(self, *args: object) -> None:
            raise raised

    capture = FakeCapture(10_000)
    session = ScanSession(LiveCamera("fake", opens(capture)), LiveReader(), lambda code: True)
    with pytest.raises(type(raised)) as caught:
        session.watch(Failing())

    assert caught.value is raised
    assert capture.released.wait(5)


def test_memory_stays_flat_however_long_the_camera_runs() -> None:
    pictures = [*lying(DOLIPRANE, 2)]

    class Endless(FakeCapture):
        def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
            self.left += 1
            return True, pictures[self.left % 2].copy()

    class Measuring(Recorder):
        sizes: tuple[int, ...] = ()
        count = 0

        def on_frame(self, *args: object) -> None:
            self.count += 1
            if self.count in {30, 90}:
                self.sizes = (*self.sizes, tracemalloc.get_traced_memory()[0])
            if self.count == 90:
                session.stop()

    listener = Measuring()
    session = ScanSession(LiveCamera("fake", opens(Endless(0))), LiveReader(), lambda code: True)
    tracemalloc.start()
    try:
        session.watch(listener)
    finally:
        tracemalloc.stop()

    early, late = listener.sizes
    assert late - early < 3 * pictures[0].nbytes, "less than the frames in hand at any moment"


def test_cameras_are_listed_by_the_kernels_names_without_their_second_nodes(tmp_path: Path) -> None:
    for node, name, index in (
        ("video2", "Cam B", "0"),
        ("video0", "Cam A", "0"),
        ("video1", "Cam A", "1"),
    ):
        (tmp_path / node).mkdir()
        (tmp_path / node / "name").write_text(f"{name}\n")
        (tmp_path / node / "index").write_text(f"{index}\n")

    assert opening._linux_cameras(tmp_path) == [CameraInfo("0", "Cam A"), CameraInfo("2", "Cam B")]
    assert opening._linux_cameras(tmp_path / "none") == []


@pytest.mark.parametrize(
    "code",
    [
        "camera.absent", "camera.busy", "camera.denied", "camera.lost", "camera.unreadable",
        "camera.no_such_file", "camera.no_pictures", "camera.video_unwritable",
        "hint.too_dark", "hint.too_far", "hint.hold_still", "item.unknown",
    ],
)  # fmt: skip
def test_every_fault_and_hint_has_words_in_both_languages(code: str) -> None:
    french, arabic = (say(code, language, {"path": "X", "text": "X"}) for language in LANGUAGES)

    assert french != arabic
    assert any("؀" <= letter <= "ۿ" for letter in arabic)

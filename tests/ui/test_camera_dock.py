"""The boxes beside the camera: what it reads becomes lines that the agent can put right."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from intake_app.scanning.drawn import write_demo_video
from intake_app.scanning.items import classify
from intake_app.scanning.opening import WIDEST
from intake_app.ui.reception.form import MedicineForm
from tests.scanning.telephone import telephone

if TYPE_CHECKING:
    from pathlib import Path

    from intake_app.ui.reception.box_line import BoxLine
    from intake_app.ui.reception.page import ReceptionPage
    from intake_app.wording import Language
    from tests.ui.window_kit import Counter

SHORTER_THAN_A_HANG = 2.0  # seconds; the driver gives an address up after three at the least
LISTED, UNLISTED = "6119999000015", "6118000999997"


def lines_of(page: ReceptionPage) -> list[BoxLine]:
    return [line for group in page.paper.boxes.groups.values() for line in group.lines]


def scan(counter: Counter, page: ReceptionPage, *codes: str) -> list[BoxLine]:
    for code in codes:
        page.take_item(classify(None, code))
        counter.quiet()
    return lines_of(page)


@pytest.mark.parametrize("count", ["999", "12a"])
def test_a_box_that_cannot_be_counted_is_said_and_changes_nothing(
    counter: Counter, language: Language, count: str
) -> None:
    page = counter.enter("karim")
    (line,) = scan(counter, page, LISTED)
    line.quantity.put(count)
    told: list[tuple[str, str]] = []
    page.scans.told.connect(lambda tone, text: told.append((tone, text)))

    (line,) = scan(counter, page, LISTED)

    assert line.quantity.line.text() == count
    ((tone, text),) = told
    assert tone == "warn"
    assert LISTED in text
    page.paper.boxes.entry.focus()
    counter.type(LISTED)
    counter.press(Qt.Key.Key_Return)  # nor does typing it lose it
    assert line.quantity.line.text() == count
    assert page.paper.boxes.entry.value == LISTED


@pytest.mark.parametrize(("count", "then"), [("998", "999"), ("", "1"), ("0", "1")])
def test_a_box_that_can_be_counted_is(counter: Counter, count: str, then: str) -> None:
    page = counter.enter("karim")
    (line,) = scan(counter, page, LISTED)
    line.quantity.put(count)

    (line,) = scan(counter, page, LISTED)

    assert line.quantity.line.text() == then


def test_boxes_under_the_camera_become_lines_with_name_price_and_quantity(
    counter: Counter, language: Language, tmp_path: Path
) -> None:
    video = tmp_path / "counter.avi"
    write_demo_video(video, [LISTED, LISTED, UNLISTED])
    page = counter.enter("karim")

    page.camera.chooser.choose_source(str(video))
    counter.until(lambda: not page.camera.is_watching)
    counter.quiet()

    listed, unlisted = lines_of(page)
    assert listed.read() == MedicineForm(LISTED, "", 2, attached=True)
    assert listed.about_label.isVisibleTo(listed)
    assert not listed.name.isVisibleTo(listed)
    assert (unlisted.code, unlisted.quantity.value) == (UNLISTED, 1)
    assert unlisted.name.isVisibleTo(unlisted)


def test_a_box_in_no_list_is_taken_with_a_name_that_stays_with_the_draft(counter: Counter) -> None:
    page = counter.enter("karim")
    (line,) = scan(counter, page, UNLISTED)
    QTest.keyClicks(line.name.editor, "Sirop X")

    form = page.paper.read()
    counter.show(form)
    counter.quiet()

    (shown,) = lines_of(page)
    assert shown.name.value == "Sirop X"
    assert shown.name.isVisibleTo(shown)


def test_a_line_is_raised_lowered_typed_and_removed(counter: Counter) -> None:
    page = counter.enter("karim")
    (line,) = scan(counter, page, LISTED, LISTED, LISTED)
    assert line.quantity.value == 3

    QTest.keyClick(line.price.editor, Qt.Key.Key_Minus)
    QTest.mouseClick(line.quantity.less_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(line.quantity.more_button, Qt.MouseButton.LeftButton)
    assert line.quantity.value == 2

    page.paper.boxes.entry.put(UNLISTED)
    page.paper.boxes.entry.focus()
    QTest.keyClick(page.paper.boxes.entry.editor, Qt.Key.Key_Return)
    assert [one.code for one in lines_of(page)] == [LISTED, UNLISTED]

    QTest.mouseClick(line.remove_button, Qt.MouseButton.LeftButton)
    assert [one.code for one in lines_of(page)] == [UNLISTED]


def test_the_age_of_the_list_is_shown(counter: Counter, language: Language) -> None:
    page = counter.enter("karim")
    label = page.paper.boxes.list_label
    counter.until(lambda: label.isVisibleTo(page.paper.boxes))
    assert "20/11/2026" in label.text()

    counter.clock.advance(8 * 86_400)
    page.enter()
    counter.until(lambda: "8" in label.text())


def test_an_inpe_sticker_fills_the_act_that_has_the_keyboard(counter: Counter) -> None:
    page = counter.enter("karim")
    scan(counter, page, LISTED)
    (card,) = page.paper.acts.cards
    card.fields["provider_name"].focus()

    scan(counter, page, "123456789")

    assert card.text("inpe") == "123456789"


def test_the_choice_of_camera_and_size_is_remembered(counter: Counter, tmp_path: Path) -> None:
    page = counter.enter("karim")
    chooser = page.camera.chooser
    assert chooser.picture_size == WIDEST

    chooser.choose_size("1280×720")
    chooser.choose_source(str(tmp_path / "none.avi"))
    counter.until(lambda: not page.camera.is_watching)

    assert chooser.picture_size == (1280, 720)
    assert counter.context.memory.text("camera/source").endswith("none.avi")
    assert page.camera.message.isVisibleTo(page)


def test_the_login_of_a_camera_is_used_but_neither_written_down_nor_shown(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = counter.enter("karim")
    page.camera.end()
    chooser = page.camera.chooser
    chooser.chosen.disconnect(page.camera._open_anew)
    offered: list[str] = []

    def leave_as_shown(*_: object, text: str) -> tuple[str, bool]:
        offered.append(text)
        return text, True

    monkeypatch.setattr(QInputDialog, "getText", leave_as_shown)
    chooser.choose_source("rtsp://agent:se@cret@127.0.0.1:9/live")
    chooser._ask()
    chooser.menu().aboutToShow.emit()
    counter.quiet()
    counter.context.memory.write()

    assert chooser.source == "rtsp://agent:se@cret@127.0.0.1:9/live"
    assert offered == ["rtsp://127.0.0.1:9/live"]
    assert counter.context.memory.text("camera/source") == "rtsp://127.0.0.1:9/live"
    assert not any("cret" in action.text() for action in chooser.menu().actions())


@pytest.mark.parametrize("plugged", [True, False])
def test_the_menu_offers_what_is_plugged_in(
    counter: Counter, plugged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake_app.scanning import opening
    from intake_app.scanning.opening import CameraInfo

    found = [CameraInfo("0", "Webcam HD"), CameraInfo("2", "USB 2")] if plugged else []
    monkeypatch.setattr(opening, "list_cameras", lambda: found)
    page = counter.enter("karim")
    menu = page.camera.chooser.menu()

    menu.aboutToShow.emit()
    counter.until(lambda: not menu.actions()[0].text().startswith("Recherche"))

    names = [action.text().strip("\u2066\u2069") for action in menu.actions()]
    assert names[-3:] == ["1920×1080", "1280×720", "640×480"]
    assert ("USB 2" in names) is plugged
    if plugged:
        next(action for action in menu.actions() if "USB 2" in action.text()).trigger()
        assert page.camera.chooser.source == "2"
        page.camera.end()


def test_a_lost_camera_is_said_and_comes_back_by_itself(
    counter: Counter, language: Language
) -> None:
    """A telephone as camera: it is read, hangs up, and answers again; typing never stops."""
    opening, lost = {
        "fr": ("La caméra s'ouvre…", "La caméra ne donne plus d'image"),
        "ar": ("جار فتح الكاميرا…", "لم تعد الكاميرا تعطي صورة"),
    }[language]
    page = counter.enter("karim")
    message, preview = page.camera.message, page.camera.preview
    with telephone(frames=1_000_000, code=LISTED) as camera:
        page.camera.chooser.choose_source(camera.link)
        assert message.text == opening
        counter.until(lambda: lines_of(page))
        assert preview.isVisibleTo(page)
        assert not message.isVisibleTo(page)

        camera.frames = 0
        counter.until(lambda: message.text.startswith(lost))
        assert not preview.isVisibleTo(page)
        page.paper.boxes.entry.focus()
        counter.type(UNLISTED)
        counter.press(Qt.Key.Key_Return)
        assert [line.code for line in lines_of(page)] == [LISTED, UNLISTED]

        camera.frames = 1_000_000
        counter.until(lambda: not message.text)
        assert preview.isVisibleTo(page)
        assert page.camera.switch_button.isChecked()
        page.camera.end()


def test_an_address_that_hangs_never_keeps_the_window_waiting(
    counter: Counter, tmp_path: Path
) -> None:
    """It takes the connection and says nothing; the driver waits for seconds."""
    page, video = counter.enter("karim"), tmp_path / "counter.avi"
    write_demo_video(video, [LISTED])
    chooser = page.camera.chooser
    with socket.create_server(("127.0.0.1", 0)) as silent:
        chooser.choose_source(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        caller, _ = silent.accept()  # the camera's thread is waiting for an answer now
        with caller:
            began = time.monotonic()
            chooser.choose_source(str(video))
            page.camera.let_go()
            page.camera.start()
            assert time.monotonic() - began < SHORTER_THAN_A_HANG
            assert page.camera.is_watching
            assert page.camera.message.text

            counter.until(lambda: not page.camera.is_watching)
            counter.quiet()
    assert [line.code for line in lines_of(page)] == [LISTED]


def test_every_paper_has_room_in_a_narrow_window(
    counter: Counter, language: Language, text_scale: float
) -> None:
    page = counter.enter("karim")
    page.camera.end()
    counter.window.resize(900, 900)
    scan(counter, page, LISTED, UNLISTED)
    counter.judge()
    counter.quiet()
    paper, boxes = page.paper, page.paper.boxes
    view = page.desk_top.papers_area.viewport()

    counter.until(lambda: paper.minimumSizeHint().width() <= view.width())
    for part in paper.parts:
        assert part.minimumSizeHint().width() <= part.width(), part.accessibleName()
    assert page.camera.switch_button.isVisibleTo(boxes)
    assert boxes.stops().index(page.camera.switch_button) > 0

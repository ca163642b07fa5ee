"""The live session, judged by its events on drawn videos: each box once, none wrong."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pytest

from intake_app.scanning.cameras import parse_camera
from intake_app.scanning.codes import Symbology
from intake_app.scanning.drawn import (
    Placed,
    blurred,
    draw_counter,
    glaring,
    lay,
    noisy,
    smeared,
    write_demo_video,
)
from intake_app.scanning.hints import Hint
from intake_app.scanning.items import ItemKind
from intake_app.scanning.outlines import OutlineState
from tests.scanning.live_scenes import (
    ASPEGIC,
    DOLIPRANE,
    IMPORTED,
    MIDDLE,
    face,
    lying,
    nothing,
    scene,
    watch,
    watch_scene,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_box_that_lies_still_is_reported_once(tmp_path: Path) -> None:
    seen = watch_scene(tmp_path, lying(DOLIPRANE, 20))

    assert seen.texts == [DOLIPRANE]
    assert seen.codes[0][1].kind is ItemKind.MEDICINE
    assert seen.codes[0][0] <= 3, "known products need two frames, with one to spare"
    assert len(seen.outlines) == 20


def test_a_box_that_slides_through_the_picture_is_reported_once(tmp_path: Path) -> None:
    box = face(DOLIPRANE)
    frames = (
        smeared(scene((box, Placed((1000 - 26 * i, 270), 8, 0.45)), grain=i), 3, 0)
        for i in range(40)
    )

    assert watch_scene(tmp_path, frames).texts == [DOLIPRANE]


def test_a_box_that_turns_around_is_reported_once(tmp_path: Path) -> None:
    box = face(DOLIPRANE)
    frames = (scene((box, Placed(MIDDLE, 7.5 * i, 0.5)), grain=i) for i in range(48))

    assert watch_scene(tmp_path, frames).texts == [DOLIPRANE]


def test_a_box_that_goes_out_of_focus_and_back_is_reported_once(tmp_path: Path) -> None:
    still = list(lying(DOLIPRANE, 8))
    focus = [0.3, 1.0, 2.0, *[5.0] * 12, 2.0, 1.0, 0.3]
    frames = chain(still, (blurred(still[0], blur) for blur in focus), still)

    assert watch_scene(tmp_path, frames).texts == [DOLIPRANE]


def test_glare_on_a_box_that_stays_does_not_count_it_again(tmp_path: Path) -> None:
    (still,) = lying(DOLIPRANE, 1)
    glare = glaring(still, (MIDDLE[0] + 30, MIDDLE[1] + 20), 55)
    frames = chain([still] * 5, [glare] * 18, [still] * 8)

    assert watch_scene(tmp_path, frames, rate=10).texts == [DOLIPRANE]


def test_several_boxes_in_view_are_all_reported_each_once(tmp_path: Path) -> None:
    boxes = [
        (face(DOLIPRANE), Placed((200, 150), 20, 0.38)),
        (face(ASPEGIC), Placed((700, 160), -50, 0.38, 10)),
        (face(IMPORTED), Placed((230, 410), 88, 0.36)),
        (face("036000291452", Symbology.UPCA), Placed((700, 410), 170, 0.38)),
    ]
    frames = (scene(*boxes, grain=i) for i in range(24))

    seen = watch_scene(tmp_path, frames)

    assert sorted(seen.texts) == sorted([DOLIPRANE, ASPEGIC, IMPORTED, "036000291452"])


def test_two_boxes_of_one_product_side_by_side_are_two(tmp_path: Path) -> None:
    box = face(DOLIPRANE)
    both = [(box, Placed((240, 270), 3, 0.5)), (box, Placed((720, 270), -4, 0.5))]
    frames = (scene(*both, grain=i) for i in range(20))

    assert watch_scene(tmp_path, frames).texts == [DOLIPRANE, DOLIPRANE]


def test_the_same_box_counts_again_when_it_has_left_and_returned(tmp_path: Path) -> None:
    frames = chain(lying(DOLIPRANE, 6), nothing(20), lying(DOLIPRANE, 6))

    assert watch_scene(tmp_path, frames, rate=10).texts == [DOLIPRANE, DOLIPRANE]


def test_a_hand_that_covers_a_box_for_a_second_does_not_count_it_again(tmp_path: Path) -> None:
    frames = chain(lying(DOLIPRANE, 6), nothing(10), lying(DOLIPRANE, 6))

    assert watch_scene(tmp_path, frames, rate=10).texts == [DOLIPRANE]


def test_a_box_that_was_moved_while_covered_is_still_one(tmp_path: Path) -> None:
    elsewhere = Placed((700, 380), 60, 0.45)
    frames = chain(lying(DOLIPRANE, 6), nothing(3), lying(DOLIPRANE, 25, elsewhere))

    assert watch_scene(tmp_path, frames, rate=10).texts == [DOLIPRANE]


def test_an_unlisted_product_takes_three_reads_and_an_unlisted_ean8_is_never_believed(
    tmp_path: Path,
) -> None:
    boxes = [
        (face(IMPORTED), Placed((250, 270), 0, 0.45)),
        (face("96385074", Symbology.EAN8), Placed((720, 270), 0, 0.6)),
    ]
    frames = [scene(*boxes, grain=i) for i in range(15)]

    unlisted = watch_scene(tmp_path, frames, known=lambda code: False)
    assert unlisted.texts == [IMPORTED]
    listed = watch_scene(tmp_path, frames, known=lambda code: True)
    assert sorted(listed.texts) == [IMPORTED, "96385074"]
    assert unlisted.codes[0][0] == listed.codes[0][0] + 1


def test_stickers_and_our_own_papers_are_told_apart(tmp_path: Path) -> None:
    boxes = [
        (face("OD:AGA1-1A-26-000042-5", Symbology.CODE128), Placed((480, 150), 2, 0.45)),
        (face("123456789", Symbology.CODE128), Placed((250, 430), 10, 0.35)),
        (face("OR1:" + "Ab3_-" * 20, Symbology.QR), Placed((700, 420), 25, 0.45)),
    ]
    frames = (scene(*boxes, grain=i) for i in range(15))

    kinds = {(item.kind, item.code) for _, item in watch_scene(tmp_path, frames).codes}

    assert kinds == {
        (ItemKind.INPE, "123456789"),
        (ItemKind.RECEIPT, "AGA1-1A-26-000042-5"),
        (ItemKind.RECEIPT, ""),
    }


def test_nothing_wrong_is_reported_of_boxes_that_can_hardly_be_read(tmp_path: Path) -> None:
    box, other = face(DOLIPRANE), face(ASPEGIC)
    chance = np.random.default_rng(4)
    frames = []
    for i in range(0, 45, 2):
        picture = scene(
            (box, Placed((300 + 4 * i, 200), 3 * i, 0.24, 30)),
            (other, Placed((700 - 3 * i, 380), -40 + i, 0.3, 40)),
        )
        picture = smeared(
            picture, 3 + 2 * int(chance.integers(0, 3)), float(chance.uniform(0, 180))
        )
        picture = glaring(picture, (300 + 8 * i, 250), 60)
        frames.append(noisy(picture, 18, i))

    seen = watch_scene(tmp_path, frames, known=lambda code: False)

    assert set(seen.texts) <= {DOLIPRANE, ASPEGIC}
    assert len(seen.texts) == len(set(seen.texts))


def test_outlines_turn_from_seen_to_confirmed_where_the_code_lies(tmp_path: Path) -> None:
    seen = watch_scene(tmp_path, lying(DOLIPRANE, 8), known=lambda code: False)

    states = [outline.state for frame in seen.outlines for outline in frame if outline.text]
    assert states[0] is OutlineState.SEEN
    assert states[-1] is OutlineState.CONFIRMED
    assert states == sorted(states, reverse=True), "never back to amber"
    (last,) = [outline for outline in seen.outlines[-1] if outline.text]
    assert last.text == DOLIPRANE
    assert np.hypot(*(np.mean(last.corners, axis=0) - MIDDLE)) < 60


def test_bars_that_cannot_be_read_are_outlined_without_a_text(tmp_path: Path) -> None:
    far = (blurred(frame, 2.6) for frame in lying(DOLIPRANE, 6, Placed(MIDDLE, 10, 0.4)))

    seen = watch_scene(tmp_path, far)

    assert seen.texts == []
    assert any(
        outline.state is OutlineState.SEEN and not outline.text
        for frame in seen.outlines
        for outline in frame
    )


def test_the_demonstration_shows_each_of_its_boxes_once_in_six_seconds(tmp_path: Path) -> None:
    path = tmp_path / "demo.avi"
    write_demo_video(path, [DOLIPRANE, ASPEGIC, IMPORTED])

    seen = watch(parse_camera(str(path)))

    assert seen.texts == [DOLIPRANE, ASPEGIC, IMPORTED]
    assert seen.shapes == {(720, 1280, 3)}
    assert len(seen.outlines) <= 6 * 30


def test_the_demonstration_counts_two_boxes_of_one_product(tmp_path: Path) -> None:
    path = tmp_path / "demo.avi"
    write_demo_video(path, [DOLIPRANE, DOLIPRANE])

    assert watch(parse_camera(str(path))).texts == [DOLIPRANE, DOLIPRANE]


def test_the_demonstration_refuses_a_number_with_a_wrong_check_digit(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="6118000010051"):
        write_demo_video(tmp_path / "demo.avi", ["6118000010051"])


def test_a_dark_counter_asks_for_light(tmp_path: Path) -> None:
    dark = [(frame * 0.12).astype(np.uint8) for frame in nothing(14)]

    seen = watch_scene(tmp_path, dark, rate=10)

    assert seen.hints[:7] == [None] * 7, "not before the person had a chance"
    assert seen.hints[-1] is Hint.TOO_DARK


def test_a_code_that_is_too_small_asks_to_come_nearer(tmp_path: Path) -> None:
    small = Placed(MIDDLE, 3, 0.2)
    far = [blurred(frame, 2.0) for frame in lying(DOLIPRANE, 14, small)]

    seen = watch_scene(tmp_path, far, rate=10)

    assert seen.texts == []
    assert seen.hints[-1] is Hint.TOO_FAR


def test_a_code_that_is_shaken_asks_to_hold_still(tmp_path: Path) -> None:
    box = face(DOLIPRANE)
    frames = [
        smeared(scene((box, Placed((400 + 90 * (i % 2), 270), 5, 0.5)), grain=i), 31, 5)
        for i in range(14)
    ]

    seen = watch_scene(tmp_path, frames, rate=10)

    assert seen.texts == []
    assert seen.hints[-1] is Hint.HOLD_STILL


def test_a_hint_goes_as_soon_as_something_is_read(tmp_path: Path) -> None:
    dark = [(frame * 0.12).astype(np.uint8) for frame in nothing(12)]

    seen = watch_scene(tmp_path, chain(dark, lying(DOLIPRANE, 4)), rate=10)

    assert seen.hints[11] is Hint.TOO_DARK
    assert seen.hints[-1] is None


def test_frames_of_a_telephone_are_outlined_in_their_own_pixels(tmp_path: Path) -> None:
    picture = draw_counter(3, (2400, 1350))
    lay(picture, face(DOLIPRANE), Placed((1800, 900), 30, 1.2))

    seen = watch_scene(tmp_path, [picture] * 3)

    assert seen.texts == [DOLIPRANE]
    (outline,) = [outline for outline in seen.outlines[-1] if outline.text]
    assert np.hypot(*(np.mean(outline.corners, axis=0) - (1800, 900))) < 120

"""When a code is believed and when it is reported: rules with invented reads and invented time."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from intake_app.scanning.codes import CodeRead, Corners, Engine, Point, Symbology
from intake_app.scanning.confirmation import Confirmation

LISTED, MISREAD, UNLISTED = "6118000010050", "6118000070054", "3400930000120"
FRAME = 1 / 30


def code(
    text: str = LISTED,
    x: float = 400,
    y: float = 300,
    symbology: Symbology = Symbology.EAN13,
    engine: Engine = Engine.ZXING,
    height: float = 80,
) -> CodeRead:
    """A read of a code 200 pixels long around a point."""
    top, bottom = y - height / 2, y + height / 2
    corners: Corners = ((x - 100, top), (x + 100, top), (x + 100, bottom), (x - 100, bottom))
    return CodeRead(symbology, text, corners, engine)


@dataclass
class Counter:
    """Feeds frames at thirty a second."""

    confirmation: Confirmation = field(
        default_factory=lambda: Confirmation(lambda product: product == LISTED)
    )
    at: float = 0.0

    def see(
        self, *reads: CodeRead, after: float = FRAME, unread: tuple[Point, ...] = ()
    ) -> list[str]:
        self.at += after
        return [item.text for item in self.confirmation.observe(self.at, reads, unread)]

    def see_often(self, times: int, *reads: CodeRead, after: float = FRAME) -> list[str]:
        return [text for _ in range(times) for text in self.see(*reads, after=after)]


@pytest.mark.parametrize(
    ("read", "needed"),
    [
        (code(), 2),
        (code(UNLISTED), 3),
        (code("000006118000010050", symbology=Symbology.CODE128), 3),
        (code("123456789", symbology=Symbology.CODE39), 2),
        (code("OD:AGA1-1A-26-000042-5", symbology=Symbology.CODE128), 2),
        (code("0106118000010050", symbology=Symbology.DATAMATRIX), 1),
        (code("OR1:abc", symbology=Symbology.QR), 1),
        (code(LISTED, engine=Engine.TEMPLATE), 2),
        (code(LISTED, engine=Engine.OPENCV), 2),
    ],
)
def test_a_code_is_believed_after_as_many_reads_as_its_kind_needs(
    read: CodeRead, needed: int
) -> None:
    counter = Counter()

    assert counter.see_often(needed - 1, read) == []
    assert counter.see(read) == [read.text]


@pytest.mark.parametrize(
    "read",
    [
        code("96385074", symbology=Symbology.EAN8),
        code(UNLISTED, engine=Engine.TEMPLATE),
        code("123456789012", symbology=Symbology.UPCA, engine=Engine.TEMPLATE),
    ],
)
def test_what_decoders_invent_is_never_believed_unless_listed(read: CodeRead) -> None:
    assert Counter().see_often(60, read) == []


def test_an_unlisted_product_that_only_a_line_or_two_saw_waits_for_a_better_look() -> None:
    counter = Counter()

    assert counter.see_often(20, code(UNLISTED, height=3)) == []
    assert counter.see(code(UNLISTED)) == [UNLISTED]


def test_a_listed_product_may_be_seen_along_a_line() -> None:
    assert Counter().see_often(2, code(height=1)) == [LISTED]


def test_a_listed_ean8_is_believed() -> None:
    counter = Counter(Confirmation(lambda product: product == "0000096385074"))

    assert counter.see_often(3, code("96385074", symbology=Symbology.EAN8)) == ["96385074"]


def test_reads_of_one_frame_are_one_vote_whoever_made_them() -> None:
    counter = Counter()

    assert counter.see(code(), code(engine=Engine.OPENCV), code(y=305)) == []
    assert counter.see(code()) == [LISTED]


def test_reads_more_than_a_second_apart_do_not_confirm_each_other() -> None:
    counter = Counter()

    assert counter.see_often(4, code(), after=1.2) == []


def test_a_rival_in_the_same_place_must_be_led_by_two() -> None:
    counter = Counter(Confirmation(lambda product: True))

    assert counter.see(code(MISREAD)) == []
    assert counter.see(code()) == []
    assert counter.see(code()) == []
    assert counter.see(code()) == [LISTED]


def test_several_misreadings_of_one_place_speak_together_against_each() -> None:
    counter = Counter(Confirmation(lambda product: True))
    misread = ["6118000070058", "6118000010951", "6118000710059"]

    assert counter.see_often(2, *(code(text) for text in misread)) == []
    assert counter.see_often(6, code()) == []
    assert counter.see_often(2, code()) == [LISTED]


def test_two_readings_that_alternate_are_both_refused() -> None:
    counter = Counter(Confirmation(lambda product: True))

    assert [counter.see(code(text)) for text in (LISTED, MISREAD) * 20] == [[]] * 40


def test_a_misread_of_a_believed_code_is_refused() -> None:
    counter = Counter(Confirmation(lambda product: True))
    counter.see_often(30, code())

    assert counter.see_often(3, code(MISREAD)) == []
    assert counter.see_often(30, code()) == []


def test_a_rival_elsewhere_is_another_box() -> None:
    counter = Counter(Confirmation(lambda product: True))

    seen = counter.see_often(2, code(), code(MISREAD, x=900))

    assert sorted(seen) == sorted([LISTED, MISREAD])


def test_a_box_put_where_another_lay_is_believed_at_once() -> None:
    counter = Counter(Confirmation(lambda product: True))
    counter.see_often(30, code())
    counter.see(after=0.3)

    assert counter.see_often(2, code(UNLISTED)) == [UNLISTED]


def test_a_code_is_reported_once_while_it_stays() -> None:
    assert Counter().see_often(600, code()) == [LISTED]


@pytest.mark.parametrize(("away", "again"), [(1.4, []), (1.6, [LISTED])])
def test_a_code_is_reported_again_only_when_it_has_left_long_enough(
    away: float, again: list[str]
) -> None:
    counter = Counter()
    counter.see_often(5, code())
    steps = 10
    counter.see_often(steps - 1, after=away / steps)

    assert counter.see(code(), after=away / steps) + counter.see_often(5, code()) == again


def test_bars_that_nobody_can_read_keep_a_code_in_view_but_not_for_ever() -> None:
    counter = Counter()
    counter.see_often(5, code())
    for _ in range(30):
        counter.see(unread=((410.0, 305.0),), after=0.1)
    assert counter.see_often(5, code()) == []
    for _ in range(60):
        counter.see(unread=((410.0, 305.0),), after=0.1)
    assert counter.see_often(5, code()) == [LISTED]


def test_bars_elsewhere_do_not_keep_a_code_in_view() -> None:
    counter = Counter()
    counter.see_often(5, code())
    for _ in range(20):
        counter.see(unread=((900.0, 300.0),), after=0.1)

    assert counter.see_often(5, code()) == [LISTED]


def test_a_box_that_slides_is_one_box() -> None:
    counter = Counter()

    assert [t for step in range(60) for t in counter.see(code(x=60 + 20 * step))] == [LISTED]


def test_a_box_that_was_moved_while_nobody_could_read_it_is_one_box() -> None:
    counter = Counter()
    counter.see_often(5, code())
    counter.see(after=0.3)

    assert counter.see_often(60, code(x=1100, y=650)) == []


def test_a_code_that_leaves_after_its_box_was_moved_counts_again_when_it_returns() -> None:
    counter = Counter()
    counter.see_often(5, code())
    counter.see_often(60, code(x=1100, y=650))
    counter.see_often(16, after=0.1)

    assert counter.see_often(5, code()) == [LISTED]


def test_two_boxes_of_one_product_are_two_when_seen_in_one_frame() -> None:
    assert Counter().see_often(4, code(), code(x=720)) == [LISTED, LISTED]


def line(y: float, height: float) -> CodeRead:
    """A part of a code 200 pixels long, as decoders give that follow single lines."""
    top, bottom = y - height / 2, y + height / 2
    corners = ((300.0, top), (500.0, top), (503.0, bottom), (303.0, bottom))
    return CodeRead(Symbology.EAN13, LISTED, corners, Engine.ZXING)


def test_a_code_cut_in_two_by_a_streak_of_glare_is_one_code() -> None:
    assert Counter().see_often(30, line(230, 20), line(365, 4)) == [LISTED]


def test_a_code_read_now_at_its_top_and_now_at_its_foot_is_one_code() -> None:
    counter = Counter()

    assert [t for _ in range(30) for y in (200, 370) for t in counter.see(line(y, 4))] == [LISTED]


def test_two_boxes_of_one_product_are_two_when_one_lies_below_the_other() -> None:
    assert Counter().see_often(4, code(y=200), code(y=400)) == [LISTED, LISTED]


def test_two_boxes_of_one_product_are_two_when_seen_in_turn() -> None:
    counter = Counter()
    seen = [t for _ in range(10) for x in (200, 1000) for t in counter.see(code(x=x))]

    assert seen == [LISTED, LISTED]


def test_a_second_box_laid_beside_the_first_raises_the_count_and_a_third_again() -> None:
    counter = Counter()

    assert counter.see_often(10, code()) == [LISTED]
    assert counter.see_often(10, code(), code(x=720)) == [LISTED]
    assert counter.see_often(10, code(), code(x=720), code(x=1040)) == [LISTED]


def test_the_two_codes_of_one_box_are_one_box() -> None:
    counter = Counter()
    matrix = code("0106118000010050" + "10AB", x=600, y=500, symbology=Symbology.DATAMATRIX)

    assert counter.see_often(10, code(), matrix) == [matrix.text]
    assert counter.see_often(60, code()) == []
    assert counter.see_often(60, matrix) == []


def test_two_boxes_with_two_codes_each_are_two() -> None:
    counter = Counter()
    reads = [
        read
        for x in (200, 900)
        for read in (
            code(x=x),
            code(f"010611800001005021{x}", x=x, y=500, symbology=Symbology.DATAMATRIX),
        )
    ]

    assert len(counter.see_often(10, *reads)) == 2


def test_what_is_followed_does_not_grow() -> None:
    counter = Counter()
    for step in range(3000):
        counter.see(code(f"{step:09d}", symbology=Symbology.CODE39))

    assert len(counter.confirmation.in_view(counter.at, within=100)) <= 1.5 / FRAME + 1

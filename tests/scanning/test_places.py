"""Whose turn it is to be looked at closely, and when a slow decoder may try."""

from __future__ import annotations

from intake_app.scanning.codes import CodeRead, Engine, Symbology
from intake_app.scanning.places import (
    LATEST_SECONDS,
    SURELY_SOLVED,
    UNREAD_SECONDS,
    Place,
    Places,
    Slow,
    most_due,
    note_covered,
    whose_turn,
)
from intake_app.scanning.regions import BarRegion

FRAME = 1 / 30


def bars(x: float, y: float = 200) -> BarRegion:
    return BarRegion(x, y, length=200, height=80, angle=0, weight=1)


def read_at(x: float, y: float = 200) -> CodeRead:
    corners = ((x - 90, y - 30), (x + 90, y - 30), (x + 90, y + 30), (x - 90, y + 30))
    return CodeRead(Symbology.EAN13, "6118000010050", corners, Engine.ZXING)


def test_every_place_has_its_turn_however_many_there_are() -> None:
    places = Places()
    regions = [bars(300.0 * column) for column in range(8)]
    looked: list[float] = []
    for frame in range(4):
        followed = places.follow(frame * FRAME, regions)
        looked += [place.region.x for place in whose_turn(followed, frame * FRAME, frame, 2)]

    assert sorted(looked) == sorted(region.x for region in regions)


def test_a_place_that_moves_is_the_same_place() -> None:
    places = Places()
    (before,) = places.follow(0.0, [bars(300)])

    assert places.follow(FRAME, [bars(340)]) == [before]
    assert places.follow(2 * FRAME, [bars(700)]) != [before]


def test_bars_long_out_of_view_are_forgotten() -> None:
    places = Places()
    (gone,) = places.follow(0.0, [bars(300)])
    places.follow(UNREAD_SECONDS, [])

    assert gone not in places


def test_what_is_read_needs_no_look_and_no_slow_decoder() -> None:
    places = Places()
    followed = places.follow(0.0, [bars(300), bars(900)])
    note_covered(followed, [read_at(310)], 0.0)

    assert [place.region.x for place in whose_turn(followed, 0.0, 0, 5)] == [900]
    assert followed[0].is_read(FRAME)
    assert not followed[1].is_read(FRAME)


def test_slow_decoders_wait_until_bars_stayed_unread_and_take_turns() -> None:
    place = Place(bars(300), unread_since=0.0, seen_at=0.0, next_at=UNREAD_SECONDS)

    assert most_due([place], UNREAD_SECONDS - FRAME) is None
    assert most_due([place], UNREAD_SECONDS) is place
    turns = []
    at = UNREAD_SECONDS
    for _ in range(4):
        turns.append(place.slow)
        place.note_slow(at, solved=False)
        at = place.next_at
    assert turns == [Slow.OPENCV, Slow.TEMPLATE, Slow.OPENCV, Slow.BLURRED]


def test_in_vain_slow_decoders_try_less_and_less_often_but_never_cease() -> None:
    place = Place(bars(300), unread_since=0.0, seen_at=0.0, next_at=0.0)
    pauses = []
    for _ in range(30):
        place.note_slow(10.0, solved=False)
        pauses.append(place.next_at - 10.0)

    assert pauses == sorted(pauses)
    assert pauses[-1] == LATEST_SECONDS


def test_a_slow_decoder_that_reads_goes_on_until_it_is_surely_believed() -> None:
    place = Place(bars(300), unread_since=0.0, seen_at=0.0, next_at=0.0)
    waits = []
    for _ in range(SURELY_SOLVED):
        place.note_slow(5.0, solved=True)
        waits.append(place.next_at - 5.0)

    assert waits == [*[0.0] * (SURELY_SOLVED - 1), LATEST_SECONDS]
    assert place.slow is Slow.OPENCV


def test_a_mere_line_leaves_its_place_to_a_closer_look() -> None:
    places = Places()
    followed = places.follow(0.0, [bars(300)])
    line = CodeRead(
        Symbology.EAN13,
        "6118000010050",
        ((210, 200), (390, 200), (390, 203), (210, 203)),
        Engine.ZXING,
    )
    note_covered(followed, [line], 0.0)

    assert whose_turn(followed, 0.0, 0, 5) == followed

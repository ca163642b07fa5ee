"""Hand scanners and people at the keyboard, replayed key by key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.domain.numbers import DossierNumber
from intake_app.scanning.keyboards import Keyboard, keyboard_of
from intake_app.scanning.wedge import (
    MOST_CHARACTERS,
    Hold,
    Key,
    KeyKind,
    Pass,
    Release,
    Scan,
    Wedge,
)
from tests.scanning.scanner_keys import AZERTY, DESKTOPS, PLACES, burst, by_hand

EAN, PAPER = "6118000010050", "OD:" + str(DossierNumber("AGA1", "1A", 2026, 42))


class Field:
    """A field behind the machine: what arrives in it, in order, and what was scanned.

    Time passes as the keys say; what is held is given back when nothing follows, as the window's
    timer does.
    """

    def __init__(self, keyboard: Keyboard = Keyboard.LINUX) -> None:
        self.wedge = Wedge(keyboard)
        self.typed: list[Key] = []
        self.scans: list[str] = []

    def press(self, *keys: Key) -> Field:
        for key in keys:
            decision = self.wedge.press(key)
            if isinstance(decision, Pass):
                self._arrive(key)
            elif isinstance(decision, Release):
                self._arrive(*decision.keys)
            elif isinstance(decision, Scan):
                self.scans.append(decision.text)
            else:
                assert isinstance(decision, Hold)
        return self

    def wait(self) -> Field:
        decision = self.wedge.expire()
        if isinstance(decision, Release):
            self._arrive(*decision.keys)
        return self

    def _arrive(self, *keys: Key) -> None:
        self.typed += [key for key in keys if key.kind is not KeyKind.MODIFIER]

    @property
    def text(self) -> str:
        return "".join(key.text for key in self.typed)


@pytest.mark.parametrize("end", ["\r", "\t"])
@pytest.mark.parametrize("caps", [False, True])
@pytest.mark.parametrize("desktop", DESKTOPS)
@pytest.mark.parametrize("keyboard", [Keyboard.WINDOWS, Keyboard.LINUX])
@pytest.mark.parametrize("text", [EAN, PAPER, "123456789", "OR1:aB_cD-09"])
def test_a_scan_is_read_whole_and_leaves_nothing_in_the_field(
    text: str, keyboard: Keyboard, desktop: str, caps: bool, end: str
) -> None:
    keys = burst(text, end=end, keyboard=keyboard, desktop=DESKTOPS[desktop], caps=caps)

    field = Field(keyboard).press(*keys).wait()

    assert field.scans == [text]
    assert field.typed == []


def french_burst(text: str) -> list[Key]:
    """The presses of a scanner that was set to the French layout, on a French desktop."""
    places = {
        char: (place, shift) for place, pair in AZERTY.items() for shift, char in enumerate(pair)
    }
    places |= {":": (0x34, 0)}
    keys, at = [], 0.0
    for char in text:
        place, shift = places.get(char, (PLACES.get(char.upper(), 0), int(char.isupper())))
        keys.append(Key(place + 8, char, at, KeyKind.CHARACTER, bool(shift)))
        at += 8
    return [*keys, Key(0x1C + 8, "\r", at, KeyKind.END)]


@pytest.mark.parametrize("text", [EAN, PAPER, "123456789"])
def test_a_scanner_set_to_french_is_read_as_well(text: str) -> None:
    assert Field().press(*french_burst(text)).scans == [text]


@pytest.mark.parametrize("caps", [False, True])
def test_where_places_have_no_numbers_the_layout_is_trusted_and_caps_lock_is_not(
    caps: bool,
) -> None:
    keys = [Key(0, key.text, key.at_ms, key.kind, key.shift) for key in burst(PAPER, caps=caps)]

    assert Field(Keyboard.UNKNOWN).press(*keys).scans == [PAPER]


def test_digits_of_an_arabic_layout_are_written_in_ascii() -> None:
    keys = [Key(0, text, 5.0 * i, KeyKind.CHARACTER) for i, text in enumerate("٦١١٨٠٠٠٠١٠٠٥٠")]

    field = Field(Keyboard.UNKNOWN).press(*keys, Key(0, "\r", 66, KeyKind.END))

    assert field.scans == [EAN]


def test_the_number_pad_types_digits_and_its_arrows_do_not() -> None:
    pad = {"7": 0x47, "8": 0x48, "9": 0x49, "4": 0x4B, "5": 0x4C, "6": 0x4D, "1": 0x4F, "0": 0x52}
    keys = [Key(pad[char], char, 5.0 * i, KeyKind.CHARACTER) for i, char in enumerate(EAN)]

    assert Field(Keyboard.WINDOWS).press(*keys, Key(0x11C, "\r", 66, KeyKind.END)).scans == [EAN]


def test_the_group_separator_of_a_gs1_code_is_kept() -> None:
    keys = burst("0106118000010050", end="")
    at = keys[-1].at_ms
    separator = Key(0x1B + 8, "\x1d", at + 5, KeyKind.CHARACTER)

    field = Field().press(*keys, separator, *burst("21AB", start=at + 10))

    assert field.scans == ["0106118000010050\x1d21AB"]


def test_a_function_key_in_a_burst_is_the_scanners_group_separator() -> None:
    keys = burst("0106118000010050", end="")
    separator = Key(0x42 + 8, "", keys[-1].at_ms + 5, KeyKind.FUNCTION)
    rest = burst("21AB", start=separator.at_ms + 5)

    field = Field().press(*keys, separator, *rest).wait()

    assert field.scans == ["0106118000010050\x1d21AB"]
    assert field.typed == []


@pytest.mark.parametrize("before", ["", "12345"])
def test_a_function_key_that_a_person_presses_goes_through(before: str) -> None:
    keys = burst(before, end="")
    function = Key(0x42 + 8, "", 1000 + 8 * len(before), KeyKind.FUNCTION)

    assert Field().press(*keys, function).typed == [*keys, function]


def test_a_burst_with_a_function_key_and_no_end_is_given_back_whole() -> None:
    keys = burst("0106118000010050", end="")
    function = Key(0x42 + 8, "", keys[-1].at_ms + 5, KeyKind.FUNCTION)

    assert Field().press(*keys, function).wait().typed == [*keys, function]


def test_carriage_return_and_line_feed_are_one_end() -> None:
    keys = burst(EAN)
    feed = Key(0x1C + 8, "\n", keys[-1].at_ms + 8, KeyKind.END)

    field = Field().press(*keys, feed)

    assert (field.scans, field.typed) == ([EAN], [])


def test_enter_pressed_by_a_person_after_a_scan_goes_through() -> None:
    keys = burst(EAN)
    enter = Key(0x1C + 8, "\r", keys[-1].at_ms + 300, KeyKind.END)

    assert Field().press(*keys, enter).text == "\r"


def test_two_scans_in_a_row_are_two() -> None:
    first = burst(EAN)

    assert Field().press(*first, *burst(PAPER, start=first[-1].at_ms + 30)).scans == [EAN, PAPER]


def test_what_a_person_was_typing_before_a_scan_stays_in_the_field() -> None:
    typing = by_hand("SALMA", [120] * 5)
    field = Field()
    for key in typing:
        field.press(key).wait()

    field.press(*burst(EAN, start=typing[-1].at_ms + 200)).wait()

    assert (field.text, field.scans) == ("SALMA", [EAN])


def test_a_letter_still_held_when_a_scan_begins_is_given_to_the_field_first() -> None:
    letter = by_hand("S", [0])

    field = Field().press(*letter, *burst(EAN, start=letter[0].at_ms + 46))

    assert (field.text, field.scans) == ("S", [EAN])


@pytest.mark.parametrize("step", [46.0, 60.0, 90.0])
def test_keys_slower_than_a_scanner_are_a_persons(step: float) -> None:
    field = Field().press(*by_hand(EAN + "\r", [step] * 14)).wait()

    assert (field.text, field.scans) == (EAN + "\r", [])


@pytest.mark.parametrize("step", [1.0, 20.0, 45.0])
def test_keys_as_fast_as_the_slowest_scanner_are_a_scan(step: float) -> None:
    assert Field().press(*burst(EAN, step=step)).scans == [EAN]


def test_five_fast_characters_are_a_persons() -> None:
    field = Field().press(*burst("12345"))

    assert (field.text, field.scans) == ("12345\r", [])


def test_a_burst_without_an_end_is_given_back_whole() -> None:
    field = Field().press(*burst(EAN, end="")).wait()

    assert (field.text, field.scans) == (EAN, [])


def test_enter_long_after_a_burst_does_not_make_it_a_scan() -> None:
    keys = burst(EAN, end="")
    enter = Key(0x1C + 8, "\r", keys[-1].at_ms + 200, KeyKind.END)

    field = Field().press(*keys).wait().press(enter)

    assert (field.text, field.scans) == (EAN + "\r", [])


def test_enter_that_the_timer_was_too_slow_for_does_not_make_it_a_scan() -> None:
    keys = burst(EAN, end="")
    enter = Key(0x1C + 8, "\r", keys[-1].at_ms + 200, KeyKind.END)

    field = Field().press(*keys, enter)

    assert (field.text, field.scans) == (EAN + "\r", [])


@pytest.mark.parametrize("cut", range(1, 14))
def test_a_burst_cut_by_the_timer_is_not_taken_in_part(cut: int) -> None:
    """The window was busy: its timer fired although the rest of the burst was on its way."""
    keys = burst(EAN)

    field = Field().press(*keys[:cut]).wait().press(*keys[cut:]).wait()

    assert (field.text, field.scans) == (EAN + "\r", [])


@pytest.mark.parametrize("cut", range(1, 13))
def test_a_burst_with_a_foreign_key_in_it_is_not_taken_in_part(cut: int) -> None:
    keys = burst(EAN)
    arrow = Key(0x148, "", keys[cut - 1].at_ms + 1, KeyKind.OTHER)

    field = Field().press(*keys[:cut], arrow, *keys[cut:]).wait()

    assert field.scans == []
    assert field.text == EAN + "\r"
    assert field.typed.index(arrow) == cut


def test_a_key_held_down_is_not_a_scan() -> None:
    first = Key(0x0B + 8, "0", 0, KeyKind.CHARACTER)
    repeats = [Key(0x0B + 8, "0", 250 + 33 * i, KeyKind.OTHER) for i in range(12)]
    enter = Key(0x1C + 8, "\r", repeats[-1].at_ms + 30, KeyKind.END)

    field = Field().press(first).wait().press(*repeats, enter)

    assert (field.text, field.scans) == ("0" * 13 + "\r", [])


def test_an_endless_burst_is_given_back() -> None:
    field = Field().press(*burst("1" * (MOST_CHARACTERS + 500))).wait()

    assert field.scans == []
    assert len(field.typed) == MOST_CHARACTERS + 501


def test_shift_alone_is_never_held_back() -> None:
    wedge = Wedge(Keyboard.LINUX)

    assert wedge.press(Key(50, "", 5, KeyKind.MODIFIER)) == Pass()
    assert wedge.expire() == Pass()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("AZERTY 1234567890-"),
            # A very fast typist: bursts of rolled keys, then the pauses that hands need.
            st.floats(12, 220),
        ),
        max_size=60,
    ),
    st.floats(46, 400),
)
def test_fast_typing_by_hand_arrives_whole_and_in_order(
    strokes: list[tuple[str, float]], before_enter: float
) -> None:
    text = "".join(char for char, _ in strokes)
    keys = by_hand(text, [gap for _, gap in strokes])
    end = (keys[-1].at_ms if keys else 0) + before_enter
    enter = Key(0x1C + 8, "\r", end, KeyKind.END)
    field = Field()
    last = 0.0
    for key in [*keys, enter]:
        if key.at_ms - last > 60:
            field.wait()
        field.press(key)
        last = key.at_ms

    assert field.wait().text == text + "\r"
    assert field.scans == []


@given(st.lists(st.sampled_from([*burst("A1:-"), *by_hand("XY", [0, 0])]), max_size=40), st.data())
def test_no_key_is_ever_lost_or_doubled(keys: list[Key], data: st.DataObject) -> None:
    field = Field()
    at, sent, scanned = 0.0, [], 0
    for key in keys:
        at += data.draw(st.sampled_from([0.0, 10.0, 44.0, 46.0, 500.0]))
        stamped = Key(key.native, key.text, at, key.kind, key.shift)
        sent += [] if key.kind is KeyKind.MODIFIER else [stamped]
        field.press(stamped)
        if data.draw(st.booleans()):
            field.wait()
        if len(field.scans) > scanned:
            scanned, field.typed, sent = len(field.scans), [], []
    ends = [key for key in sent if key.kind is not KeyKind.END]

    assert [key for key in field.wait().typed if key.kind is not KeyKind.END] == ends


@pytest.mark.parametrize(
    ("platform", "keyboard"),
    [
        ("windows", Keyboard.WINDOWS),
        ("xcb", Keyboard.LINUX),
        ("wayland", Keyboard.LINUX),
        ("offscreen", Keyboard.UNKNOWN),
    ],
)
def test_the_numbering_of_places_goes_by_the_platform(platform: str, keyboard: Keyboard) -> None:
    assert keyboard_of(platform) is keyboard

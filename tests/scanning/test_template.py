"""The last resort: whole numbers fitted to blurred, bent and tilted bars."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from barcode import EAN13
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_app.scanning.codes import Engine, Symbology, centre
from intake_app.scanning.ean_bars import MODULES, check_digit_fits, ean13_modules
from intake_app.scanning.likelihood import BLURS, INSIDE, PLACES, ideal_profile, read_profile
from intake_app.scanning.pieces import finish
from intake_app.scanning.regions import find_bar_regions
from intake_app.scanning.strips import Strip, cut_bands, halve, straighten
from intake_app.scanning.template import read_strip

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NUMBERS = ("6118000010050", "6111242100015", "9780345348036", "4006381333931")


def numbered(twelve: str) -> str:
    return next(twelve + str(last) for last in range(10) if check_digit_fits(twelve + str(last)))


numbers = st.text("0123456789", min_size=12, max_size=12).map(numbered)


def strip_of(text: str, bend: Callable[[float], float] = float, width: float = 4.0) -> Strip:
    """Draw a number upright with its quiet zones; `bend` moves places of the code, 0 to 95."""
    modules = np.array([int(module) for module in str(EAN13(text).build()[0])])
    fine = np.linspace(-12, MODULES + 12, round((MODULES + 24) * width * 4))
    source = np.array([bend(place) for place in fine])
    index = np.clip(source.astype(int), 0, MODULES - 1)
    dark = (source >= 0) & (source < MODULES) & (modules[index] == 1)
    line = np.where(dark, 30.0, 220.0).reshape(-1, 4).mean(axis=1)
    grey = np.tile(line, (72, 1)).astype(np.uint8)
    return Strip(grey, np.eye(2, 3, dtype=np.float32))


def softened(strip: Strip, modules: float, spread: float = 2.0, seed: int = 1) -> Strip:
    soft = cv2.GaussianBlur(strip.grey, (0, 0), sigmaX=max(modules, 0.05) * 4.0, sigmaY=1e-3)
    noise = np.random.default_rng(seed).normal(0.0, spread, soft.shape)
    return Strip(np.clip(soft + noise, 0, 255).astype(np.uint8), strip.to_picture)


def texts(strip: Strip, *, blurred: bool = True) -> set[str]:
    return {found.read.text for found in finish(read_strip(strip, blurred=blurred))}


@given(numbers)
def test_the_modules_are_those_that_another_library_draws(text: str) -> None:
    assert ean13_modules(text) == str(EAN13(text).build()[0])


@given(numbers, st.sampled_from(BLURS))
@settings(max_examples=60, deadline=None)
def test_every_number_is_read_exactly_under_every_blur(text: str, blur: float) -> None:
    reading = read_profile(ideal_profile(ean13_modules(text), blur), blur)

    assert reading.text == text
    assert reading.error < 0.05
    assert reading.lead > 0.0


def test_the_lead_is_what_the_next_best_number_costs_more() -> None:
    text, blur = NUMBERS[0], 0.7
    profile = ideal_profile(ean13_modules(text), blur)
    profile = profile + np.random.default_rng(3).normal(0.0, 0.05, len(PLACES))
    reading = read_profile(profile, blur)

    def cost(other: str) -> float:
        return float(((profile - ideal_profile(ean13_modules(other), blur))[INSIDE] ** 2).sum())

    others = [
        numbered(text[:place] + digit + text[place + 1 : 12])
        for place in range(12)
        for digit in "0123456789"
        if digit != text[place]
    ]
    assert reading.error == pytest.approx(cost(text), rel=1e-3)
    assert reading.lead <= min(map(cost, others)) - cost(text) + 1e-6


@pytest.mark.parametrize("blur", [0.2, 0.8, 1.4])
@pytest.mark.parametrize("text", NUMBERS)
def test_blur_that_no_scan_line_survives_is_read(text: str, blur: float) -> None:
    assert texts(softened(strip_of(text), blur)) == {text}


def test_rows_that_are_given_share_none() -> None:
    found = finish(read_strip(softened(strip_of(NUMBERS[0]), 0.5)))
    spans = sorted(tuple(map(int, item.rows.split()[1].split("-"))) for item in found)

    assert len(found) >= 2
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert {item.read.engine for item in found} == {Engine.TEMPLATE}


def test_upside_down_is_read_from_the_other_end() -> None:
    strip = softened(strip_of(NUMBERS[1]), 0.6)
    turned = Strip(np.ascontiguousarray(strip.grey[::-1, ::-1]), strip.to_picture)
    assert texts(turned) == {NUMBERS[1]}


@pytest.mark.parametrize(
    "bend",
    [
        lambda place: place + 3.0 * np.sin(np.pi * place / MODULES),
        lambda place: place - 3.0 * np.sin(np.pi * place / MODULES),
        lambda place: place + 1.5 * np.sin(2 * np.pi * place / MODULES),
    ],
    ids=["wider at its end", "narrower at its end", "around a bottle"],
)
def test_a_code_bent_along_its_length_is_read(bend: Callable[[float], float]) -> None:
    assert texts(softened(strip_of(NUMBERS[0], bend), 0.4)) == {NUMBERS[0]}


def test_a_upc_is_named_with_its_twelve_digits() -> None:
    found = finish(read_strip(softened(strip_of("0012345678905"), 0.5)))
    assert (found[0].read.symbology, found[0].read.text) == (Symbology.UPCA, "012345678905")


def stripes(seed: int) -> Strip:
    """Draw bars of a code's widths that are no code."""
    chance = np.random.default_rng(seed)
    widths = chance.integers(1, 5, 60) * 4
    line = np.concatenate([np.full(w, 30 if i % 2 else 220) for i, w in enumerate(widths)])[:480]
    grey = np.tile(np.pad(line, 24, constant_values=220), (72, 1)).astype(np.uint8)
    return softened(Strip(grey, np.eye(2, 3, dtype=np.float32)), chance.uniform(0.2, 1.8), 3, seed)


@pytest.mark.parametrize("seed", range(10))
def test_bars_that_are_no_code_are_no_number(seed: int) -> None:
    found = finish(read_strip(stripes(seed)))
    agreeing = {item.read.text for item in found}
    assert len(found) < 2 or len(agreeing) == len(found)


@pytest.mark.parametrize("fill", [0, 128, 255])
def test_an_empty_strip_says_nothing(fill: int) -> None:
    flat = Strip(np.full((40, 480), fill, np.uint8), np.eye(2, 3, dtype=np.float32))
    assert finish(read_strip(flat)) == []


@pytest.mark.parametrize("shape", [(8, 16), (8, 480), (200, 40), (9, 120)])
def test_a_strip_too_small_says_nothing(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(2).integers(0, 255, shape, np.uint8)
    assert finish(read_strip(Strip(noise, np.eye(2, 3, dtype=np.float32)))) == []


@pytest.mark.parametrize("angle", [0, 17, 45, 90, 133])
def test_bars_are_found_and_straightened_at_any_angle(angle: int) -> None:
    picture = turned_picture(strip_of(NUMBERS[0], width=3.0).grey, angle)

    (region, *_) = find_bar_regions(picture)
    strip = straighten(picture, region)
    found = finish(read_strip(strip))

    assert {item.read.text for item in found} == {NUMBERS[0]}
    x, y = centre(found[0].read.corners)
    assert np.hypot(x - 400, y - 300) < 12


def turned_picture(code: NDArray[np.uint8], angle: float) -> NDArray[np.uint8]:
    picture = np.full((600, 800), 190, np.uint8)
    top, left = 300 - code.shape[0] // 2, 400 - code.shape[1] // 2
    picture[top : top + code.shape[0], left : left + code.shape[1]] = code
    turn = cv2.getRotationMatrix2D((400, 300), angle, 1.0)
    return np.asarray(cv2.warpAffine(picture, turn, (800, 600), borderValue=190), np.uint8)


def test_nothing_is_found_on_a_wall_or_along_one_edge() -> None:
    wall = np.full((480, 640), 150, np.uint8)
    edge = wall.copy()
    edge[:, 300:] = 40

    assert find_bar_regions(wall) == []
    assert find_bar_regions(edge) == []


def test_bands_and_halves_share_no_row() -> None:
    strip = strip_of(NUMBERS[0])
    _, *bands = cut_bands(strip, 4)
    upper, lower = halve(strip, bands[0])

    assert all(a.apart_from(b) for a, b in itertools.pairwise(bands))
    assert upper.apart_from(lower)
    assert (upper.top, lower.bottom) == (bands[0].top, bands[0].bottom)

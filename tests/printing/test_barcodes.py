"""Codes on paper are read back from a page scanned at 200 dots an inch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.units import mm

from intake_app.domain.numbers import DossierNumber
from intake_app.printing.barcodes import NARROWEST_BAR, SMALLEST_SQUARE, code128, qr_code
from intake_app.printing.fonts import PRINTING
from intake_app.printing.look import A5
from intake_app.printing.page import Paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from intake_app.printing.barcodes import Bars, Squares

NUMBERS = st.builds(
    DossierNumber,
    office=st.from_regex(r"[A-Z]{2,5}[0-9]{1,2}", fullmatch=True),
    counter=st.from_regex(r"[1-9][0-9]?[A-Z]", fullmatch=True),
    year=st.integers(2026, 2099),
    serial=st.integers(1, 999999),
)


def read_back(codes: list[Bars | Squares], picture: Callable[[bytes, int], Image]) -> list[str]:
    with PRINTING:
        paper = Paper(A5, "")
        top = 20.0
        for code in codes:
            code.draw(paper, 20.3, top)
            top += 160.0
        pdf = paper.finish()
    return [found.text for found in zxingcpp.read_barcodes(picture(pdf, 1))]


@given(number=NUMBERS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_number_is_read_from_its_narrowest_bars(
    number: DossierNumber, picture: Callable[[bytes, int], Image]
) -> None:
    text = f"OD:{number}"
    modules = len(code128(text, 2000, 30).modules) + 20
    bars = code128(text, modules * NARROWEST_BAR, 11 * mm)

    assert bars.module == pytest.approx(NARROWEST_BAR)
    assert read_back([bars], picture) == [text]


@given(payload=st.text(alphabet="ABCxyz0189:-+/=_", min_size=1, max_size=600))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_proof_is_read_from_its_smallest_squares(
    payload: str, picture: Callable[[bytes, int], Image]
) -> None:
    squares = qr_code(payload, 1.0, 100 * mm)

    assert squares.side == pytest.approx((len(squares.rows) + 8) * SMALLEST_SQUARE)
    assert read_back([squares], picture) == [payload]


def test_bars_too_narrow_to_be_read_are_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        code128("OD:" + "A" * 60, 60 * mm, 30)


def test_squares_too_small_to_be_read_are_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr_code("x" * 1500, 26 * mm, 42 * mm)


def test_short_text_does_not_make_clumsy_bars() -> None:
    assert code128("OD:1", 500 * mm, 30).module <= 0.5 * mm + 1e-6

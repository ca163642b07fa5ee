"""Lines of French and Arabic: their order, their widths, their ends, and their picture."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat, features
from reportlab.lib.colors import black

from intake_app.printing.fonts import PRINTING, Face
from intake_app.printing.lines import ELLIPSIS, Line, TextStyle, break_lines, fit_line
from intake_app.printing.page import Paper
from intake_app.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable

STYLE = TextStyle(Face.REGULAR, 10, 15)
TYPED = st.text(alphabet="abc éÀ-./@() ابجدهلا لله ّ٣12,:%\u2066\u2068\u2069👩\x07", max_size=80)


def pieces_of(line: Line) -> list[str]:
    return [piece.text for piece in line.pieces if piece.text.strip()]


def test_arabic_words_stand_from_right_to_left() -> None:
    (line,) = break_lines("وصل إيداع الملف", STYLE, 300, 1)

    assert pieces_of(line) == ["الملف", "إيداع", "وصل"]


def test_number_of_a_dossier_stays_whole_inside_arabic() -> None:
    (line,) = break_lines("ملف رقم AGA1-1A-26-000042-K بتاريخ 20/11/2026", STYLE, 400, 1)

    assert pieces_of(line) == ["20/11/2026", "بتاريخ", "AGA1-1A-26-000042-K", "رقم", "ملف"]


def test_groups_of_an_amount_keep_their_order_inside_arabic() -> None:
    (line,) = break_lines("المبلغ 1\u00a0261,25 درهم", STYLE, 400, 1)

    assert pieces_of(line) == ["درهم", "1\u00a0261,25", "المبلغ"]


def test_lam_alef_becomes_one_glyph() -> None:
    (line,) = break_lines("سلام", STYLE, 300, 1)
    (piece,) = line.pieces

    assert piece.shaped is not None
    assert len(piece.shaped.glyphs) == 3


def test_vowel_marks_take_no_room() -> None:
    (bare,) = break_lines("مرض", STYLE, 300, 1)
    (marked,) = break_lines("مَرَضٌ", STYLE, 300, 1)

    assert marked.width == pytest.approx(bare.width)


@given(TYPED, st.sampled_from((0, 1, None)), st.floats(30, 300))
@settings(max_examples=200)
def test_no_line_is_wider_than_its_column(text: str, base: int | None, width: float) -> None:
    assert all(line.width <= width for line in break_lines(text, STYLE, width, base))


@given(st.text(alphabet="abc ابج", max_size=60), st.floats(30, 120))
def test_nothing_is_lost_when_lines_are_broken(text: str, width: float) -> None:
    lines = break_lines(text, STYLE, width, 1)

    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")


def test_long_word_breaks_after_a_hyphen_or_a_dot() -> None:
    lines = break_lines("www.prevoyance-sociale.org.ma/etudiants", STYLE, 100, 0)

    assert len(lines) > 1
    assert all(line.text[-1] in "-./" for line in lines[:-1])


def test_line_ends_of_the_text_are_kept() -> None:
    assert [line.text for line in break_lines("un\ndeux", STYLE, 200, 0)] == ["un", "deux"]


@given(TYPED, st.sampled_from((0, 1, None)))
def test_what_must_fit_fits_and_says_that_it_was_cut(text: str, base: int | None) -> None:
    whole = fit_line(text, STYLE, float("inf"), base)
    cut = fit_line(text, STYLE, 60, base)

    assert cut.width <= 60
    assert (cut.text == whole.text) is (whole.width <= 60)
    assert whole.width <= 60 or cut.text.endswith(ELLIPSIS)


def test_more_lines_than_allowed_end_in_an_ellipsis() -> None:
    lines = break_lines("mot " * 60, STYLE, 100, 0, 3)

    assert len(lines) == 3
    assert lines[-1].text.endswith(ELLIPSIS)


def drawn_by_us(text: str, base: int, size: int) -> Image.Image:
    style = TextStyle(Face.REGULAR, size, size * 1.5)
    line = fit_line(text, style, float("inf"), base)
    with PRINTING:
        paper = Paper((line.width + 40, size * 3), "")
        paper.write(line, (20, size * 2), style, black)
        pdf = paper.finish()
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    try:
        return trimmed(document[0].render(scale=1).to_pil().convert("L"))
    finally:
        document.close()


def drawn_by_raqm(text: str, base: int, size: int) -> Image.Image:
    path = resource("fonts", "Vazirmatn-Regular.ttf")
    font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
    image = Image.new("L", (size * len(text) + 60, size * 3), 255)
    ImageDraw.Draw(image).text(
        (30, size), text, font=font, fill=0, direction=("ltr", "rtl")[base], language="ar"
    )
    return trimmed(image)


def trimmed(image: Image.Image) -> Image.Image:
    return image.crop(ImageChops.invert(image).point(lambda v: 255 if v > 60 else 0).getbbox())


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures differ, as a share of the ink of both (0 the same, 1 apart)."""
    other = other.resize(one.size)
    ink = sum(ImageStat.Stat(ImageChops.invert(image)).sum[0] for image in (one, other))
    return ImageStat.Stat(ImageChops.difference(one, other)).sum[0] / ink


@pytest.fixture
def against_raqm() -> Callable[[str, str, int], float]:
    if not (features.check("raqm") and features.check("fribidi")):
        pytest.skip("Pillow has no Raqm with FriBiDi here to compare with")
    return lambda ours, theirs, base: difference(
        drawn_by_us(ours, base, 60), drawn_by_raqm(theirs, base, 60)
    )


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("وصل إيداع ملف المرض", 1),
        ("الأدوية والاستشفاء (لا شيء)", 1),
        ("مُحَمَّدٌ السلام لله", 1),
        ("Dr Alaoui (Agadir)", 1),
        ("المبلغ 261,25 درهم", 1),
        ("Récépissé de dépôt", 0),
        ("Dossier الوفاء (Agadir) 12", 0),
    ],
)
def test_picture_is_that_of_an_independent_typesetter(
    text: str, base: int, against_raqm: Callable[[str, str, int], float]
) -> None:
    same = against_raqm(text, text, base)
    other = against_raqm(text, " ".join(reversed(text.split(" "))), base)

    assert same < 0.2
    assert other > 2 * same  # the comparison does notice words in the wrong order

"""What is believed of a still picture, and what is not."""

from __future__ import annotations

import pytest

from intake_app.scanning.codes import CodeRead, Corners, Engine, Symbology, as_printed
from intake_app.scanning.evidence import Evidence, are_rivals

RIGHT, MISREAD = "6118000010050", "6118000070058"


def box(x: float = 100, y: float = 100, width: float = 200, height: float = 60) -> Corners:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def read(
    text: str = RIGHT,
    engine: Engine = Engine.ZXING,
    symbology: Symbology = Symbology.EAN13,
    corners: Corners | None = None,
) -> CodeRead:
    return CodeRead(symbology, text, corners or box(), engine)


def believed(*votes: tuple[CodeRead, str]) -> list[str]:
    evidence = Evidence()
    for vote, copy in votes:
        evidence.add([vote], copy)
    return [item.text for item in evidence.believed()]


def test_one_read_is_never_enough_for_bars() -> None:
    assert believed((read(), "whole")) == []


def test_the_same_engine_on_the_same_copy_votes_once_however_often_it_says_so() -> None:
    assert believed(*[(read(), "whole")] * 5) == []


def test_two_engines_that_agree_are_believed() -> None:
    assert believed((read(), "whole"), (read(engine=Engine.OPENCV), "whole")) == [RIGHT]


def test_scan_lines_alone_need_three_copies_for_a_product_number() -> None:
    copies = [(read(), f"copy {i}") for i in range(3)]
    assert believed(*copies[:2]) == []
    assert believed(*copies) == [RIGHT]


def test_all_that_was_misread_in_a_place_speaks_together_against_a_text() -> None:
    right = [(read(), f"copy {i}") for i in range(4)]
    wrong = [(read(text), "copy 0") for text in (MISREAD, "6118000010951", "6118000710059")]
    assert believed(*right, *wrong[:2]) == [RIGHT]
    assert believed(*right, *wrong) == []


def test_code_128_checks_itself_better_and_needs_two_copies() -> None:
    label = read("OD:AGA1-1A-26-000042-K", symbology=Symbology.CODE128)
    assert believed((label, "whole"), (label, "resampled")) == [label.text]


@pytest.mark.parametrize("symbology", [Symbology.DATAMATRIX, Symbology.QR])
def test_a_matrix_code_corrects_itself_and_needs_no_second_read(symbology: Symbology) -> None:
    assert believed((read("0106118000010050", symbology=symbology), "whole")) == [
        "0106118000010050"
    ]


def test_a_rival_on_the_same_bars_takes_the_lead_away() -> None:
    votes = [(read(engine=engine), "whole") for engine in (Engine.ZXING, Engine.OPENCV)]
    rival = (read(MISREAD), "resampled")

    assert believed(*votes, rival) == []
    assert believed(*votes, rival, (read(engine=Engine.TEMPLATE), "rows 1-9")) == [RIGHT]


def test_a_misreading_is_a_rival_even_from_another_row_of_the_code() -> None:
    above, below = read(corners=box(y=100, height=2)), read(MISREAD, corners=box(y=150, height=2))
    assert are_rivals(above, below)


def test_two_numbers_stacked_on_a_book_are_not_rivals() -> None:
    isbn = read("9784167158057", corners=box(y=100, height=50))
    price = read("1920081045006", corners=box(y=165, height=50))
    assert not are_rivals(isbn, price)


def test_the_same_product_twice_is_two_places_and_no_rival() -> None:
    assert not are_rivals(read(), read(corners=box(x=900)))


def test_a_qr_within_a_qr_is_its_ornament() -> None:
    outer = read("https://outer", symbology=Symbology.QR, corners=box(0, 0, 300, 300))
    inner = read("inner", symbology=Symbology.QR, corners=box(120, 120, 60, 60))
    beside = read("beside", symbology=Symbology.QR, corners=box(400, 0, 60, 60))

    assert believed((inner, "a"), (outer, "a"), (beside, "a")) == ["https://outer", "beside"]


def test_what_has_lost_to_another_is_not_doubted_any_more() -> None:
    evidence = Evidence()
    for engine in (Engine.ZXING, Engine.OPENCV, Engine.TEMPLATE):
        evidence.add([read(engine=engine)], "whole")
    evidence.add([read(MISREAD)], "resampled")
    evidence.add([read("9784167158057", corners=box(x=700))], "whole")

    assert [item.text for item in evidence.doubted()] == ["9784167158057"]


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ((Symbology.EAN13, "0012345678905"), (Symbology.UPCA, "012345678905")),
        ((Symbology.UPCA, "012345678905"), (Symbology.UPCA, "012345678905")),
        ((Symbology.UPCA, "0012345678905"), (Symbology.UPCA, "012345678905")),
        ((Symbology.EAN13, RIGHT), (Symbology.EAN13, RIGHT)),
        ((Symbology.CODE128, "0123"), (Symbology.CODE128, "0123")),
    ],
)
def test_bars_with_a_zero_in_front_are_named_as_the_box_names_them(
    given: tuple[Symbology, str], printed: tuple[Symbology, str]
) -> None:
    assert as_printed(*given) == printed

"""The label on a dossier's cover: its number, and a code that tells the fund what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.units import mm

from intake_app.domain.numbers import LABEL_PREFIX
from intake_app.printing import look
from intake_app.printing.barcodes import code128, qr_code
from intake_app.printing.fonts import PRINTING
from intake_app.printing.form import Print
from intake_app.printing.layout import Cell, Column, cell
from intake_app.printing.page import Paper
from intake_app.printing.printable import one_line
from intake_app.printing.words import NOTHING, paper_amount, paper_day, words

if TYPE_CHECKING:
    from intake_app.domain.paper import LabelContent

A7_LANDSCAPE = (105 * mm, 74 * mm)
_MARGIN = 5 * mm
_QR_SIDE = 28 * mm
_QR_WIDEST = 36 * mm
_BARS_HEIGHT = 12 * mm
_NAME_LINES = 2


def render_label(content: LabelContent) -> bytes:
    """Draw a label of 105 by 74 mm and return it as a PDF.

    Raises:
        ValueError: If one of its codes cannot be printed large enough.
    """
    return compose_label(content).pdf


def compose_label(content: LabelContent) -> Print:
    """Draw a label and tell where everything was put."""
    width, height = A7_LANDSCAPE
    whole = Column(_MARGIN, width - _MARGIN, None, "centre")
    squares = qr_code(content.qr_payload, _QR_SIDE, _QR_WIDEST)
    bars = code128(LABEL_PREFIX + content.number, whole.width, _BARS_HEIGHT)
    beside = Column(_MARGIN, whole.right - squares.side - 6.0, None, "start")
    number = cell(content.number, whole, look.NUMBER, most=1)
    number_top = height - _MARGIN - bars.height - number.height - 1.0
    title = words("paper.label.title")
    with PRINTING:
        paper = Paper(A7_LANDSCAPE, f"{title.fr} · {title.ar}")
        squares.draw(paper, whole.right - squares.side, _MARGIN)
        top = _MARGIN
        for one in _texts(content, beside):
            if top + one.height > number_top:
                break
            one.draw(paper, top, top + one.height)
            top += one.height
        number.draw(paper, number_top, number_top + number.height)
        bars.draw(paper, (width - bars.width) / 2, height - _MARGIN - bars.height)
        return Print(paper.finish(), tuple(paper.marks), 1)


def _texts(content: LabelContent, column: Column) -> list[Cell]:
    """Say in few lines whose dossier it is, the most needed first."""
    request = words(f"request.{content.request}")
    total = content.total_centimes
    amount = NOTHING if total is None else paper_amount(total).fr
    day = paper_day(content.deposited_on)
    revised = words("paper.revision", revision=str(content.revision - 1))
    lines = [
        cell(one_line(content.student) or NOTHING, column, look.LEAD, most=_NAME_LINES),
        cell(f"{day} · {amount}", column, look.LEAD, most=1),
        cell(request.fr, column, look.TEXT, most=1),
        cell(request.ar, column, look.TEXT, most=1),
        cell(f"{content.office.code} · {content.office.name.fr}", column, look.TEXT, most=1),
        cell(content.office.name.ar, column, look.TEXT, most=1),
        cell(content.fund.short_name or content.fund.name.fr, column, look.TEXT, most=1),
    ]
    if content.revision > 1:
        lines.insert(1, cell(f"{revised.fr} · {revised.ar}", column, look.STRONG, look.ALARM, 1))
    return lines

"""A receipt's tinted panel: its number for people and for machines, when, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.units import mm

from intake_app.domain.numbers import DOSSIER_PREFIX
from intake_app.printing import look
from intake_app.printing.barcodes import Squares, code128, qr_code
from intake_app.printing.layout import Cell, Column, Picture, cell
from intake_app.printing.printable import isolated
from intake_app.printing.words import paper_day, paper_time, words

if TYPE_CHECKING:
    from intake_app.domain.paper import ReceiptContent
    from intake_app.printing.form import Sheet
    from intake_app.printing.page import Box, Paper

_QR_SIDE = 30 * mm
_QR_WIDEST = 42 * mm
_BARS_HEIGHT = 11 * mm
_PADDING = 7.0
_PLATE = 3.0  # white around a code, on the tint


def number_panel(sheet: Sheet, content: ReceiptContent) -> Picture:
    """Lay the panel out.

    Raises:
        ValueError: If the number or the code for verification cannot be printed large enough.
    """
    squares = qr_code(content.qr_payload, _QR_SIDE, _QR_WIDEST) if content.qr_payload else None
    side = squares.side if squares else _QR_SIDE
    proof = Column(sheet.right - _PADDING - side, sheet.right - _PADDING, None, "centre")
    main = Column(sheet.left + _PADDING, proof.left - 2 * _PADDING, None, "centre")
    bars = code128(DOSSIER_PREFIX + content.number, main.width - 2 * _PLATE, _BARS_HEIGHT)
    label, number, when, agent = _texts(content, main)
    seal = words("paper.qr.verifiable" if squares else "paper.qr.unverifiable")
    caption = cell(f"{seal.fr}\n{seal.ar}", proof, look.NOTICE, look.QUIET)
    plate_height = bars.height + 2 * _PLATE
    texts_height = sum(cells[0].height for cells in (label, number, when, agent))
    inner = max(texts_height + plate_height + 3.0, side + caption.height + 2.0)

    def draw(paper: Paper, top: float) -> None:
        paper.fill((sheet.left, top, sheet.right, top + inner + 2 * _PADDING), look.PALE, 5.0)
        y = top + _PADDING
        y = _write(paper, label, y)
        y = _write(paper, number, y)
        paper.fill((main.left, y, main.right, y + plate_height), look.PAPER, 2.5)
        bars.draw(paper, (main.left + main.right - bars.width) / 2, y + _PLATE)
        y = _write(paper, when, y + plate_height + 3.0)
        _write(paper, agent, y)
        top += _PADDING
        _draw_proof(paper, squares, (proof.left, top, proof.right, top + side))
        caption.draw(paper, top + side + 2.0, top + side + 2.0 + caption.height)

    return Picture(inner + 2 * _PADDING, draw)


def _texts(content: ReceiptContent, main: Column) -> tuple[tuple[Cell, ...], ...]:
    """Return the panel's lines: label, number, date and time, who received the dossier."""
    middle = (main.left + main.right) / 2
    french = Column(main.left, middle - 3, 0, "left")
    arabic = Column(middle + 3, main.right, 1, "right")
    label = words("paper.number")
    day, time = paper_day(content.deposited_on), paper_time(content.deposited_at)
    when = words("paper.deposited", day=day, time=time)
    agent = words("paper.agent", agent=isolated(content.agent))
    return (
        (
            cell(label.fr, french, look.LABEL, look.QUIET),
            cell(label.ar, arabic, look.LABEL, look.QUIET),
        ),
        (cell(content.number, main, look.NUMBER, most=1),),
        (cell(when.fr, french, look.STRONG), cell(when.ar, arabic, look.STRONG)),
        (
            cell(agent.fr, french, look.SMALL, look.QUIET, most=1),
            cell(agent.ar, arabic, look.SMALL, look.QUIET, most=1),
        )
        if content.agent
        else (cell("", main, look.NOTICE),),
    )


def _write(paper: Paper, cells: tuple[Cell, ...], top: float) -> float:
    bottom = top + max(one.height for one in cells)
    for one in cells:
        one.draw(paper, top, bottom)
    return bottom


def _draw_proof(paper: Paper, squares: Squares | None, box: Box) -> None:
    """Draw the code for verification, or the empty place where it would be."""
    paper.fill(box, look.PAPER, 2.5)
    if squares is not None:
        squares.draw(paper, box[0], box[1])
        return
    paper.frame(box, look.LINE, 0.6, 2.5)
    across = Column(box[0] + 4, box[2] - 4, 0, "centre")
    dash = cell("—", across, look.FIGURE, look.LINE)
    middle = (box[1] + box[3] - dash.height) / 2
    dash.draw(paper, middle, middle + dash.height)

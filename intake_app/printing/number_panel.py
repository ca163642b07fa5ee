"""A receipt's tinted panel: its number for people and for machines, when, and the proof."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reportlab.lib.units import mm

from intake_app.domain.numbers import DOSSIER_PREFIX
from intake_app.printing import look
from intake_app.printing.barcodes import Squares, code128, qr_code
from intake_app.printing.layout import Cell, Column, Picture, cell
from intake_app.printing.printable import one_line
from intake_app.printing.words import paper_day, paper_time, words

if TYPE_CHECKING:
    from intake_app.domain.paper import ReceiptContent
    from intake_app.printing.form import Sheet
    from intake_app.printing.page import Box, Paper

_QR_SIDE = 26 * mm
_QR_WIDEST = 42 * mm
_BARS_HEIGHT = 11 * mm
_PADDING = 7.0
_LABEL_ROOM = 46.0
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
    label, number, *below = _texts(content, main)
    seal = words("paper.qr.verifiable" if squares else "paper.qr.unverifiable")
    caption = cell(f"{seal.fr}\n{seal.ar}", proof, look.NOTICE, look.QUIET)
    plate_height = bars.height + 2 * _PLATE
    texts_height = sum(cells[0].height for cells in (label, number, *below))
    inner = max(texts_height + plate_height + 3.0, side + caption.height + 2.0)

    def draw(paper: Paper, top: float) -> None:
        paper.fill((sheet.left, top, sheet.right, top + inner + 2 * _PADDING), look.PALE, 5.0)
        y = top + _PADDING
        y = _write(paper, label, y)
        y = _write(paper, number, y)
        paper.fill((main.left, y, main.right, y + plate_height), look.PAPER, 2.5)
        bars.draw(paper, (main.left + main.right - bars.width) / 2, y + _PLATE)
        y += plate_height + 3.0
        for cells in below:
            y = _write(paper, cells, y)
        top += _PADDING
        _draw_proof(paper, squares, (proof.left, top, proof.right, top + side))
        caption.draw(paper, top + side + 2.0, top + side + 2.0 + caption.height)

    return Picture(inner + 2 * _PADDING, draw)


def _texts(content: ReceiptContent, main: Column) -> tuple[tuple[Cell, ...], ...]:
    """Return the panel's lines: label, number, date and time, who received the dossier."""
    when = f"{paper_day(content.deposited_on)} · {paper_time(content.deposited_at)}"
    return (
        (*_labels("paper.number", main),),
        (cell(content.number, main, look.NUMBER, most=1),),
        (*_labels("paper.deposited", main), cell(when, main, look.STRONG)),
        *_agent(content, main),
    )


def _agent(content: ReceiptContent, main: Column) -> list[tuple[Cell, ...]]:
    name = one_line(content.agent)
    if not name:
        return []
    between = replace(main, left=main.left + _LABEL_ROOM, right=main.right - _LABEL_ROOM)
    return [(*_labels("paper.agent", main), cell(name, between, look.TEXT, most=1))]


def _labels(code: str, main: Column) -> tuple[Cell, Cell]:
    label = words(code)
    return (
        cell(label.fr, replace(main, base=0, align="left"), look.LABEL, look.QUIET),
        cell(label.ar, replace(main, base=1, align="right"), look.LABEL, look.QUIET),
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

"""The transmittal slip (bordereau d'envoi, جدول إرسال): the list that travels with a parcel, on A4.

Each page carries the sum so far over to the next, so that a page lost or exchanged is noticed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from reportlab.lib.units import mm

from intake_app.domain.money import in_dirhams
from intake_app.domain.numbers import TRANSMITTAL_PREFIX
from intake_app.domain.paper import Bilingual
from intake_app.printing import look
from intake_app.printing.barcodes import code128
from intake_app.printing.form import FormText, Print, Sheet, continued_top, print_form
from intake_app.printing.layout import Column, Element, Gap, Picture, Row, Turn, cell
from intake_app.printing.printable import one_line
from intake_app.printing.words import (
    NOTHING,
    paper_amount,
    paper_day,
    paper_time,
    words,
)

if TYPE_CHECKING:
    from intake_app.domain.paper import TransmittalContent, TransmittalLine
    from intake_app.printing.page import Paper

_BARS_WIDTH = 105 * mm
_BARS_HEIGHT = 14 * mm
_PADDING = 8.0
_SIGNATURE_HEIGHT = 74.0
_ROW_SPACE = 2.4
_NAME_LINES = 2


def render_transmittal(content: TransmittalContent) -> bytes:
    """Draw a transmittal slip and return it as a PDF.

    Raises:
        ValueError: If its number cannot be printed as a barcode that is wide enough.
    """
    return compose_transmittal(content).pdf


def compose_transmittal(content: TransmittalContent) -> Print:
    """Draw a transmittal slip and tell where everything was put."""
    sheet = Sheet(look.A4)
    title = words("paper.transmittal.title")
    mark = words("paper.duplicate", copy=str(content.duplicate)) if content.duplicate else None
    head: list[Element] = [
        *sheet.letterhead(content.fund, content.office, content.counter),
        *sheet.title(title, words("paper.transmittal.subject")),
        *(sheet.strip(mark) if mark else ()),
        _panel(sheet, content),
        Gap(8.0),
    ]
    first_top = look.MARGIN + sum(element.height for element in head)
    body = [*head, *_list(sheet, content.lines, first_top), *_sum(sheet, content)]
    text = FormText(title, content.number, mark)
    return print_form(sheet, text, body, _signatures(sheet))


def _panel(sheet: Sheet, content: TransmittalContent) -> Picture:
    """Show the number for people and for machines, and what the parcel holds."""
    left = Column(sheet.left + _PADDING, sheet.left + _PADDING + _BARS_WIDTH, None, "centre")
    right = Column(left.right + 2 * _PADDING, sheet.right - _PADDING, None, "centre")
    bars = code128(TRANSMITTAL_PREFIX + content.number, _BARS_WIDTH, _BARS_HEIGHT)
    named = sheet.between(words("paper.transmittal.number"), "", left, look.LABEL, look.LABEL)
    number = Row((cell(content.number, left, look.NUMBER, most=1),))
    closed = f"{paper_day(content.closed_at.date())} · {paper_time(content.closed_at)}"
    figures = [
        ("paper.transmittal.count", str(len(content.lines))),
        ("paper.transmittal.sum", in_dirhams(content.total_centimes)),
        ("paper.transmittal.closed", closed),
        ("paper.transmittal.closed_by", one_line(content.closed_by) or NOTHING),
    ]
    rows = [
        sheet.between(words(code), value, right, look.STRONG, look.LABEL) for code, value in figures
    ]
    inner = max(named.height + number.height + bars.height + 6.0, sum(row.height for row in rows))

    def draw(paper: Paper, top: float) -> None:
        box = (sheet.left, top, sheet.right, top + inner + 2 * _PADDING)
        paper.fill(box, look.PALE, 5.0)
        y = top + _PADDING
        named.draw(paper, y)
        number.draw(paper, y + named.height)
        plate = y + named.height + number.height
        paper.fill((left.left, plate, left.right, plate + bars.height + 6.0), look.PAPER, 2.5)
        bars.draw(paper, (left.left + left.right - bars.width) / 2, plate + 3.0)
        for row in rows:
            row.draw(paper, y)
            y += row.height

    return Picture(inner + 2 * _PADDING, draw)


def _list(sheet: Sheet, lines: tuple[TransmittalLine, ...], first_top: float) -> list[Element]:
    """List the dossiers page by page, with the sum carried over at each turn."""
    heading = _heading(sheet)
    rows = [_row(sheet, index, line) for index, line in enumerate(lines, start=1)]
    sums = list(accumulate(line.total_centimes or 0 for line in lines))
    elements: list[Element] = [heading]
    used = first_top + heading.height
    carry_height = _carried(sheet, "carried", 0).height
    for index, row in enumerate(rows):
        is_last = index == len(rows) - 1
        wanted = row.height + (0.0 if is_last else carry_height)
        if used + wanted > sheet.bottom and index:
            carried = sums[index - 1]
            elements += [_carried(sheet, "to_carry", carried), Turn(), heading]
            elements.append(_carried(sheet, "carried", carried))
            used = continued_top() + heading.height + carry_height
        elements.append(row)
        used += row.height
    return elements


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    """Place, number, student, day, amount."""
    widths = [30.0, 130.0, 0.0, 70.0, 84.0]
    widths[2] = sheet.right - sheet.left - sum(widths)
    lefts = list(accumulate(widths[:-1], initial=sheet.left))
    ways: tuple[tuple[int | None, str], ...] = (
        (0, "right"),
        (0, "centre"),
        (None, "centre"),
        (0, "centre"),
        (0, "right"),
    )
    return tuple(
        Column(left, left + width - 6.0, base, align)  # type: ignore[arg-type]
        for left, width, (base, align) in zip(lefts, widths, ways, strict=True)
    )


def _heading(sheet: Sheet) -> Row:
    codes = ("line", "number", "student", "date", "amount")
    cells = []
    for column, code in zip(_columns(sheet), codes, strict=True):
        label = words(f"paper.{code}")
        both = replace(column, base=None)
        cells.append(cell(f"{label.fr} · {label.ar}", both, look.SMALL, look.GREEN))
    ruled = (sheet.left, sheet.right)
    return Row(tuple(cells), below=1.5, rule=ruled, keep_with_next=True)


def _row(sheet: Sheet, index: int, line: TransmittalLine) -> Row:
    revised = f" ({line.revision})" if line.revision > 1 else ""
    total = line.total_centimes
    values = (
        str(index),
        line.number + revised,
        one_line(line.student) or NOTHING,
        paper_day(line.deposited_on),
        NOTHING if total is None else in_dirhams(total),
    )
    cells = tuple(
        cell(value, column, look.TEXT, most=_NAME_LINES)
        for value, column in zip(values, _columns(sheet), strict=True)
    )
    return Row(cells, above=_ROW_SPACE / 2, below=_ROW_SPACE / 2, rule=(sheet.left, sheet.right))


def _carried(sheet: Sheet, code: str, centimes: int) -> Row:
    said = words(f"paper.transmittal.{code}", amount=paper_amount(centimes))
    row = sheet.pair(said, look.STRONG, look.QUIET)
    return replace(row, above=1.5, below=1.5)


def _sum(sheet: Sheet, content: TransmittalContent) -> list[Element]:
    """Close the list with the count and the sum."""
    count, amount = str(len(content.lines)), paper_amount(content.total_centimes)
    counted, summed = words("paper.transmittal.count"), words("paper.transmittal.sum")
    said = Bilingual(
        f"{counted.fr} : {count} · {summed.fr} : {amount.fr}",
        f"{counted.ar}: {count} · {summed.ar}: {amount.ar}",
    )
    return [replace(sheet.pair(said, look.HEADING), above=3.0, below=8.0)]


def _signatures(sheet: Sheet) -> list[Element]:
    """Leave a place to sign for who hands over and one for who receives."""
    halves = (
        (Column(sheet.left, sheet.french.right, None, "centre"), "handed"),
        (Column(sheet.arabic.left, sheet.right, None, "centre"), "received"),
    )
    captions = []
    for column, code in halves:
        said = words(f"paper.transmittal.{code}")
        within = replace(column, left=column.left + 5.0, right=column.right - 5.0)
        captions.append(cell(f"{said.fr}\n{said.ar}", within, look.SMALL, look.QUIET))

    def draw(paper: Paper, top: float) -> None:
        for (column, _), caption in zip(halves, captions, strict=True):
            box = (column.left, top, column.right, top + _SIGNATURE_HEIGHT)
            paper.frame(box, look.LINE, 0.7, 3.0)
            caption.draw(paper, top + 3.0, box[3])

    return [Picture(_SIGNATURE_HEIGHT + 4.0, draw)]

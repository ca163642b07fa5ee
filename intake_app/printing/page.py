"""One print under way: draws lines, rules and codes on pages, and remembers where each was put.

Positions are in points from the top left corner of the page, as one reads. The same content gives
the same bytes: no dates, no random identifiers, no personal data in the file's own description.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from intake_app.printing.fonts import Face, begin_document, join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportlab.lib.colors import Color

    from intake_app.printing.lines import Line, TextStyle

rl_config.useA85 = 0  # plain compressed streams: a fifth smaller, and faster

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the paper: page from 1, its box (left, top, right, bottom), what it says.

    `column` is the box that it was given and may not leave.
    """

    page: int
    box: Box
    column: Box
    text: str


class Paper:
    """The pages of one print, drawn one after the other; `fonts.PRINTING` is held meanwhile."""

    def __init__(self, size: tuple[float, float], title: str) -> None:
        self.width, self.height = size
        self.page_number = 1
        self.marks: list[Mark] = []
        self._out = BytesIO()
        begin_document()
        self._canvas = Canvas(
            self._out,
            pagesize=size,
            invariant=True,
            lang="fr-MA",
            initialFontName=Face.REGULAR.font_name,  # type: ignore[arg-type]  # a name
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setCreator("onousc-intake")

    def write(self, line: Line, at: tuple[float, float], style: TextStyle, colour: Color) -> None:
        """Write a line whose left end and baseline are at the point given."""
        if not line.pieces:
            return
        left, baseline = at
        text = self._canvas.beginText()
        text.setFont(style.face.font_name, style.size)
        text.setFillColor(colour)
        text.setTextOrigin(left, self.height - baseline)
        text.textOut(join([piece.shaped for piece in line.pieces if piece.shaped], style.face))
        self._canvas.drawText(text)

    def fill(self, box: Box, colour: Color, radius: float = 0.0) -> None:
        """Fill a box, with rounded corners if asked."""
        left, top, right, bottom = box
        self._canvas.setFillColor(colour)
        self._canvas.roundRect(
            left, self.height - bottom, right - left, bottom - top, radius, stroke=0, fill=1
        )

    def frame(self, box: Box, colour: Color, thickness: float, radius: float = 0.0) -> None:
        """Draw the outline of a box."""
        left, top, right, bottom = box
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(thickness)
        self._canvas.roundRect(
            left, self.height - bottom, right - left, bottom - top, radius, stroke=1, fill=0
        )

    def rule(self, left: float, right: float, y: float, colour: Color, thickness: float) -> None:
        """Draw a horizontal rule."""
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(thickness)
        self._canvas.line(left, self.height - y, right, self.height - y)

    def blacken(self, boxes: Iterable[Box]) -> None:
        """Fill many boxes as one black shape, so that no light shows between neighbours."""
        shape = [
            f"{left:.3f} {self.height - bottom:.3f} {right - left:.3f} {bottom - top:.3f} re"
            for left, top, right, bottom in boxes
        ]
        self._canvas.setFillGray(0)
        self._canvas.addLiteral(" ".join([*shape, "f"]))

    def note(self, box: Box, column: Box, text: str) -> None:
        """Remember where something was put."""
        self.marks.append(Mark(self.page_number, box, column, text))

    def turn(self) -> None:
        """End this page and begin the next."""
        self._canvas.showPage()
        self.page_number += 1

    def finish(self) -> bytes:
        """End the last page and return the PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()

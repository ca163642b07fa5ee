"""What every form has: who speaks, its title, French at the left, Arabic at the right, page feet.

A form is a list of elements that flow over as many pages as they need; notices stand at the foot of
the last one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake_app.domain.paper import Bilingual
from intake_app.printing import look
from intake_app.printing.fonts import PRINTING
from intake_app.printing.layout import TICK, Column, Element, Flow, Gap, Row, cell, tightened
from intake_app.printing.page import Mark, Paper
from intake_app.printing.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.lib.colors import Color

    from intake_app.domain.paper import FundOnPaper, OfficeOnPaper
    from intake_app.printing.lines import TextStyle

_GUTTER = 14.0
_FOOT = 15.0
_CONTINUED = 26.0
_INDENT = 8.0
_LABEL_SHARE = 0.2
# What is kept of the distance between lines, tried in turn before a page more is begun.
_TIGHT_LEADINGS = (1.0, 0.96, 0.92, 0.88)


@dataclass(frozen=True, slots=True)
class Print:
    """A finished print: its PDF, and where everything was put."""

    pdf: bytes
    marks: tuple[Mark, ...]
    page_count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a page of a given size (width and height in points)."""

    size: tuple[float, float] = look.A5

    @property
    def left(self) -> float:
        """The left margin."""
        return look.MARGIN

    @property
    def right(self) -> float:
        """The right margin."""
        return self.size[0] - look.MARGIN

    @property
    def bottom(self) -> float:
        """Where the text ends, above the foot of the page."""
        return self.size[1] - look.MARGIN - _FOOT

    @property
    def french(self) -> Column:
        """The left half."""
        return Column(self.left, self.size[0] / 2 - _GUTTER / 2, 0, "left")

    @property
    def arabic(self) -> Column:
        """The right half."""
        return Column(self.size[0] / 2 + _GUTTER / 2, self.right, 1, "right")

    def pair(self, text: Bilingual, style: TextStyle, colour: Color = look.INK) -> Row:
        """Say something in both languages, side by side."""
        return Row(
            (cell(text.fr, self.french, style, colour), cell(text.ar, self.arabic, style, colour))
        )

    def listed(self, text: Bilingual, style: TextStyle, sign: str = "•") -> Row:
        """Say one of several things, behind a sign at the start of each column."""
        french, arabic = self.french, self.arabic
        indented = replace(french, left=french.left + _INDENT)
        mirrored = replace(arabic, right=arabic.right - _INDENT)
        cells = (
            cell(sign, replace(french, right=indented.left), style, look.GREEN),
            cell(text.fr, indented, style),
            cell(sign, replace(arabic, left=mirrored.right), style, look.GREEN),
            cell(text.ar, mirrored, style),
        )
        return Row(cells, below=1.0)

    def to_tick(self, text: Bilingual, style: TextStyle) -> Row:
        """Say one of several things to do, behind a square to tick at the start of each column."""
        french, arabic = self.french, self.arabic
        by = TICK + 4.0
        cells = (
            cell(text.fr, replace(french, left=french.left + by), style),
            cell(text.ar, replace(arabic, right=arabic.right - by), style),
        )
        return Row(cells, below=1.5, ticks=(french.left, arabic.right - TICK))

    def quoted(self, text: str, style: TextStyle) -> Row:
        """Repeat what someone wrote, once for both languages, starting where its writing starts."""
        column = Column(self.left + _INDENT, self.right - _INDENT, None, "start")
        return Row((cell(text, column, style),), below=1.5)

    def labelled(
        self,
        label: Bilingual,
        value: str | Bilingual,
        style: TextStyle = look.TEXT,
        most: int | None = None,
    ) -> Row:
        """Put a value between its two labels; one that serves both languages is centred."""
        width = (self.right - self.left) * _LABEL_SHARE
        start, end = self.left + width, self.right - width
        cells = [
            cell(label.fr, Column(self.left, start - 4, 0, "left"), look.LABEL, look.QUIET),
            cell(label.ar, Column(end + 4, self.right, 1, "right"), look.LABEL, look.QUIET),
        ]
        if isinstance(value, str):
            cells.append(cell(value, Column(start, end, None, "centre"), style, most=most))
        else:
            middle = (start + end) / 2
            cells.append(cell(value.fr, Column(start, middle - 4, 0, "left"), style, most=most))
            cells.append(cell(value.ar, Column(middle + 4, end, 1, "right"), style, most=most))
        return Row(tuple(cells), above=1.0, below=1.0, rule=(self.left, self.right))

    def between(
        self, label: Bilingual, value: str, column: Column, style: TextStyle, label_style: TextStyle
    ) -> Row:
        """Put a value between its two labels inside one column."""
        french = replace(column, base=0, align="left")
        arabic = replace(column, base=1, align="right")
        cells = (
            cell(label.fr, french, label_style, look.QUIET),
            cell(value, column, style, most=1),
            cell(label.ar, arabic, label_style, look.QUIET),
        )
        return Row(cells)

    def heading(self, text: Bilingual) -> Row:
        """Open a section; it never stands last on a page."""
        row = self.pair(text, look.HEADING, look.GREEN)
        return replace(row, above=2.0, below=0.5, keep_with_next=True)

    def letterhead(self, fund: FundOnPaper, office: OfficeOnPaper, counter: str) -> list[Element]:
        """Say which fund speaks and at which office and counter."""
        where = words("paper.office", code=office.code, counter=counter, address=office.address)
        last = self.pair(where, look.SMALL, look.QUIET)
        return [
            self.pair(fund.name, look.HEADING, look.INK),
            self.pair(fund.address, look.SMALL, look.QUIET),
            Gap(2.0),
            self.pair(office.name, look.STRONG),
            replace(last, below=3.0, rule=(self.left, self.right)),
            Gap(3.0),
        ]

    def title(self, text: Bilingual, subject: Bilingual) -> list[Element]:
        """Say what the form is."""
        return [
            self.pair(text, look.TITLE, look.GREEN),
            replace(self.pair(subject, look.SMALL, look.QUIET), below=5.0),
        ]

    def strip(self, text: Bilingual, note: Bilingual | None = None) -> list[Element]:
        """Mark the whole print as something particular: a duplicate, a correction, cancelled."""
        tint = (self.left, self.right, look.ALARM_PALE)
        inner = self.inset(4.0)
        rows = [replace(inner.pair(text, look.HEADING, look.ALARM), above=1.5, tint=tint)]
        if note is not None:
            rows.append(replace(inner.pair(note, look.SMALL), tint=tint))
        rows[-1] = replace(rows[-1], below=1.5)
        return [*rows, Gap(3.0)]

    def inset(self, by: float) -> Sheet:
        """Return a sheet whose margins are wider by some points."""
        return _InsetSheet(self.size, by)


@dataclass(frozen=True, slots=True)
class _InsetSheet(Sheet):
    """A sheet with narrower columns, for texts on a tint."""

    by: float = 0.0

    @property
    def left(self) -> float:
        """The left margin and the inset."""
        return look.MARGIN + self.by

    @property
    def right(self) -> float:
        """The right margin and the inset."""
        return self.size[0] - look.MARGIN - self.by


@dataclass(frozen=True, slots=True)
class FormText:
    """What stands on every page of a form: its name, and the reference of this one."""

    title: Bilingual
    reference: str = ""
    mark: Bilingual | None = None


def continued_top() -> float:
    """Return where the text of a further page begins."""
    return look.MARGIN + _CONTINUED


def print_form(
    sheet: Sheet, text: FormText, body: Sequence[Element], foot: Sequence[Element]
) -> Print:
    """Lay a form out and draw it; tightly, where that saves a page."""
    flow = _laid_out(sheet, body, foot)
    if len(flow.pages) > 1:
        tight = (_tightly(sheet, body, foot, leading) for leading in _TIGHT_LEADINGS)
        flow = min((flow, *tight), key=lambda one: len(one.pages))
    with PRINTING:
        paper = Paper(sheet.size, f"{text.title.fr} · {text.title.ar}")
        for number, page in enumerate(flow.pages, start=1):
            if number > 1:
                paper.turn()
                _draw_continuation(paper, sheet, text)
            for element, top in page:
                element.draw(paper, top)
            _draw_foot(paper, sheet, text, (number, len(flow.pages)))
        return Print(paper.finish(), tuple(paper.marks), len(flow.pages))


def _tightly(
    sheet: Sheet, body: Sequence[Element], foot: Sequence[Element], leading: float
) -> Flow:
    return _laid_out(sheet, tightened(body, leading), tightened(foot, leading))


def _laid_out(sheet: Sheet, body: Sequence[Element], foot: Sequence[Element]) -> Flow:
    flow = Flow(look.MARGIN, continued_top(), sheet.bottom)
    flow.take(body)
    flow.take_at_bottom(foot)
    return flow


def _draw_continuation(paper: Paper, sheet: Sheet, text: FormText) -> None:
    """Open a further page: the name of the form, and the mark of the whole print."""
    title = text.title
    if text.mark is not None:
        title = Bilingual(f"{title.fr} · {text.mark.fr}", f"{title.ar} · {text.mark.ar}")
    row = replace(
        sheet.pair(title, look.HEADING, look.GREEN), below=3.0, rule=(sheet.left, sheet.right)
    )
    row.draw(paper, look.MARGIN)


def _draw_foot(paper: Paper, sheet: Sheet, text: FormText, page: tuple[int, int]) -> None:
    """Close a page: which of how many, and of which dossier."""
    number, total = page
    label = words("paper.page", page=str(number), pages=str(total))
    middle = Column(sheet.left + 80, sheet.right - 80, 0, "centre")
    row = Row(
        (
            cell(label.fr, replace(sheet.french, right=middle.left), look.SMALL, look.QUIET),
            cell(text.reference, middle, look.SMALL, look.QUIET),
            cell(label.ar, replace(sheet.arabic, left=middle.right), look.SMALL, look.QUIET),
        )
    )
    top = sheet.size[1] - look.MARGIN - row.height
    paper.rule(sheet.left, sheet.right, top - 1.5, look.LINE, 0.4)
    row.draw(paper, top)

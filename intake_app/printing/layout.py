"""Puts texts beside and below each other, and carries on over the page when there is no room left.

An element has a height and draws itself below a given line. Only rows of text can be cut in two,
between their lines. Lengths are in points, from the top left corner of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol

from intake_app.printing.lines import break_lines
from intake_app.printing.look import INK, LINE, QUIET, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reportlab.lib.colors import Color

    from intake_app.printing.lines import Line, TextStyle
    from intake_app.printing.page import Paper

Alignment = Literal["left", "centre", "right", "start"]
# Where the baseline lies in a line: the typeface rises 1.03 of its size and falls 0.54.
_BASELINE_SHARE = 0.33
TICK = 6.2
_TIGHT = 0.5
_WHOLE_BELOW = 80.0  # a shorter row is moved to the next page rather than cut


class Element(Protocol):
    """Something that takes a band of the page from its left to its right margin."""

    @property
    def height(self) -> float:
        """The height that it takes."""
        ...

    @property
    def keep_with_next(self) -> bool:
        """Whether it may not stand last on a page."""
        ...

    def cut(self, room: float) -> tuple[Element, Element] | None:
        """Part it so that the first half fits in `room`, or None."""
        ...

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it below `top`."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A vertical strip of the page; `base` is its way of writing, None as each text says."""

    left: float
    right: float
    base: int | None
    align: Alignment

    @property
    def width(self) -> float:
        """The width between both edges."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of text in a column."""

    column: Column
    lines: tuple[Line, ...]
    style: TextStyle
    colour: Color

    @property
    def height(self) -> float:
        """The height of its lines."""
        return len(self.lines) * self.style.leading

    def draw(self, paper: Paper, top: float, bottom: float) -> None:
        """Write the lines below `top`; the cell owns the space down to `bottom`."""
        column, style = self.column, self.style
        for line in self.lines:
            slack = column.width - line.width
            left = column.left + slack * _share_of_slack(column.align, line.base)
            baseline = top + style.leading / 2 + style.size * _BASELINE_SHARE
            paper.write(line, (left, baseline), style, self.colour)
            if line.text:
                box = (left, top, left + line.width, top + style.leading)
                paper.note(box, (column.left, box[1], column.right, bottom), line.text)
            top += style.leading


def _share_of_slack(align: Alignment, base: int) -> float:
    """Return how much of the white space stands before the line; `start` follows its writing."""
    return {"left": 0.0, "centre": 0.5, "right": 1.0, "start": float(base)}[align]


def cell(
    text: str,
    column: Column,
    style: TextStyle = TEXT,
    colour: Color = INK,
    most: int | None = None,
) -> Cell:
    """Break a text into a column; beyond `most` lines it ends in an ellipsis."""
    return Cell(column, break_lines(text, style, column.width, column.base, most), style, colour)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, with space above and below, perhaps on a tint and over a rule.

    `heading` is drawn again above the row when it opens a page; `ticks` are the left edges of
    squares to tick beside its first line.
    """

    cells: tuple[Cell, ...]
    above: float = 0.0
    below: float = 0.0
    tint: tuple[float, float, Color] | None = None
    rule: tuple[float, float] | None = None
    heading: Row | None = None
    keep_with_next: bool = False
    ticks: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        """The height of the tallest cell and of the space around it."""
        return self.above + max((cell.height for cell in self.cells), default=0.0) + self.below

    def cut(self, room: float) -> tuple[Row, Row] | None:
        """Part the row between lines; each cell gives as many lines as fit."""
        space = room - self.above - self.below
        head, tail = [], []
        for one in self.cells:
            count = max(0, int(space // one.style.leading))
            head.append(replace(one, lines=one.lines[:count]))
            tail.append(replace(one, lines=one.lines[count:]))
        if any(not before.lines and after.lines for before, after in zip(head, tail, strict=True)):
            return None
        return replace(self, cells=tuple(head)), replace(self, cells=tuple(tail), ticks=())

    def draw(self, paper: Paper, top: float) -> None:
        """Draw the tint, the cells and the rule."""
        bottom = top + self.height
        if self.tint is not None:
            left, right, colour = self.tint
            paper.fill((left, top, right, bottom), colour)
        for one in self.cells:
            one.draw(paper, top + self.above, bottom)
        for tick in self.ticks:
            square = (tick, top + self.above + 2.6, tick + TICK, top + self.above + 2.6 + TICK)
            paper.frame(square, QUIET, 0.7, 0.8)
            paper.note(square, square, "")
        if self.rule is not None:
            paper.rule(*self.rule, bottom, LINE, 0.4)


@dataclass(frozen=True, slots=True)
class Picture:
    """A band of fixed height that a function draws."""

    height: float
    drawing: Callable[[Paper, float], None]
    keep_with_next: bool = False

    def cut(self, room: float) -> None:
        """A drawing is never parted."""

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it."""
        self.drawing(paper, top)


@dataclass(frozen=True, slots=True)
class Gap:
    """White space, which vanishes at the top of a page."""

    height: float
    keep_with_next: bool = False

    def cut(self, room: float) -> None:
        """A gap is never parted."""

    def draw(self, paper: Paper, top: float) -> None:
        """Leave the paper as it is."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The end of a page, wherever it falls."""

    height: float = 0.0
    keep_with_next: bool = False

    def cut(self, room: float) -> None:
        """There is nothing to part."""

    def draw(self, paper: Paper, top: float) -> None:
        """Leave the paper as it is."""


@dataclass(slots=True)
class Flow:
    """Which element stands where on which page; the first page may begin lower than the next."""

    first_top: float
    next_top: float
    bottom: float
    pages: list[list[tuple[Element, float]]] = field(default_factory=lambda: [[]])
    _top: float = field(init=False)

    def __post_init__(self) -> None:
        self._top = self.first_top

    @property
    def room(self) -> float:
        """What is left of the page under way, with a hair for the sums of fractions."""
        return self.bottom - self._top + 0.01

    def take(self, elements: Sequence[Element]) -> None:
        """Place elements one below the other, turning the page when the next has no room."""
        for index, element in enumerate(elements):
            if isinstance(element, Turn):
                self._turn()
                continue
            needed = sum(together.height for together in _kept_together(elements, index))
            if needed > self.room and self.pages[-1] and element.keep_with_next:
                self._turn_before(element)
            self._place(element)

    def take_at_bottom(self, elements: Sequence[Element]) -> None:
        """Place elements at the foot of the page, together if they can."""
        needed = sum(element.height for element in elements)
        if needed > self.room and needed <= self.bottom - self.next_top:
            self._turn()
        self._top = max(self._top, self.bottom - needed)
        self.take(elements)

    def _place(self, element: Element) -> None:
        while element.height > self.room:
            halves = element.cut(self.room) if element.height > _WHOLE_BELOW else None
            if halves is not None:
                self._put(halves[0])
                element = halves[1]
            elif not self.pages[-1]:
                break  # taller than a page: it is drawn all the same
            self._turn_before(element)
        if self.pages[-1] or not isinstance(element, Gap):
            self._put(element)

    def _put(self, element: Element) -> None:
        self.pages[-1].append((element, self._top))
        self._top += element.height

    def _turn_before(self, element: Element) -> None:
        self._turn()
        if isinstance(element, Row) and element.heading is not None:
            self._put(element.heading)

    def _turn(self) -> None:
        self.pages.append([])
        self._top = self.next_top


def tightened(elements: Sequence[Element], leading: float = 1.0) -> list[Element]:
    """Return the same elements with half the white between them; texts stay as they are.

    `leading` is the share of the distance between lines that is kept.
    """
    return [_tightened(element, leading) for element in elements]


def _tightened(element: Element, leading: float) -> Element:
    if isinstance(element, Gap):
        return replace(element, height=element.height * _TIGHT)
    return _tight_row(element, leading) if isinstance(element, Row) else element


def _tight_row(row: Row, leading: float) -> Row:
    return replace(
        row,
        cells=tuple(_closer(one, leading) for one in row.cells),
        above=row.above * _TIGHT,
        below=row.below * _TIGHT,
        heading=_tight_row(row.heading, leading) if row.heading else None,
    )


def _closer(one: Cell, leading: float) -> Cell:
    return replace(one, style=replace(one.style, leading=one.style.leading * leading))


def _kept_together(elements: Sequence[Element], index: int) -> Iterator[Element]:
    """Yield an element with those that must follow it on the same page."""
    for element in elements[index:]:
        yield element
        if not element.keep_with_next:
            return

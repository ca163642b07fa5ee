"""The missing-items slip: what to have put right and by whom, until when, and where to come back.

A dossier that this counter may not take gets the same form, which then says where to go.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from intake_app.domain.catalogue import UNREIMBURSED
from intake_app.domain.paper import Bilingual, Corrector
from intake_app.printing import look
from intake_app.printing.form import FormText, Print, Sheet, print_form
from intake_app.printing.layout import Column, Element, Gap, Row, cell
from intake_app.printing.printable import isolated, one_line
from intake_app.printing.words import NOTHING, paper_day, paper_phone, paper_time, words

if TYPE_CHECKING:
    from intake_app.domain.paper import SlipContent, SlipItem

_NAME_LINES = 3


def render_slip(content: SlipContent) -> bytes:
    """Draw a missing-items slip and return it as a PDF."""
    return compose_slip(content).pdf


def compose_slip(content: SlipContent) -> Print:
    """Draw a missing-items slip and tell where everything was put."""
    sheet = Sheet()
    title, subject = _headings(content)
    body: list[Element] = [
        *sheet.letterhead(content.fund, content.office, content.counter),
        *sheet.title(title, subject),
        *_about(sheet, content),
        Gap(5.0),
    ]
    if content.elsewhere:
        body += _directions(sheet, content.elsewhere)
    else:
        body += [*_last_day(sheet, content), *_items(sheet, content)]
        body += _listed(sheet, words("paper.slip.advice"), content.advice)
    return print_form(sheet, FormText(title), [*body, Gap(4.0)], _notices(sheet, content))


def _headings(content: SlipContent) -> tuple[Bilingual, Bilingual]:
    """Name the paper by what it is for: another door, pieces to bring, or nothing at all."""
    kind = "paper.slip.elsewhere" if content.elsewhere else "paper.slip"
    nothing_asked = not content.items and not content.elsewhere
    title = words("paper.slip.nothing.title" if nothing_asked else f"{kind}.title")
    return title, words(f"{kind}.subject")


def _about(sheet: Sheet, content: SlipContent) -> list[Element]:
    """Say whose dossier it is, what it asks for, and when the slip was written."""
    rows: list[Element] = []
    student = content.student
    if student is not None:
        name = one_line(student.name) or NOTHING
        label = words(f"identity.{student.identity_kind}")
        rows.append(sheet.labelled(words("paper.student"), name, look.STRONG, most=_NAME_LINES))
        rows.append(sheet.labelled(label, student.identity_masked or NOTHING))
    written = f"{paper_day(content.printed_at.date())} · {paper_time(content.printed_at)}"
    rows += [
        sheet.labelled(words("paper.request"), words(f"request.{content.request}")),
        sheet.labelled(words("paper.sheet"), words(f"sheet_kind.{content.sheet_kind}")),
        sheet.labelled(words("paper.slip.printed"), written),
    ]
    return rows


def _last_day(sheet: Sheet, content: SlipContent) -> list[Element]:
    """Show until when the dossier can be handed in, the one thing to remember."""
    tint = (sheet.left, sheet.right, look.PALE)
    inner = sheet.inset(6.0)
    if content.last_day_on is None:
        unlimited = content.request in UNREIMBURSED
        said = words("paper.slip.no_last_day" if unlimited else "paper.slip.last_day_unknown")
        row = inner.pair(said, look.STRONG)
        return [replace(row, above=4.0, below=4.0, tint=tint), Gap(5.0)]
    whole = Column(inner.left, inner.right, None, "centre")
    label = inner.pair(words("paper.slip.last_day"), look.BESIDE_NUMBER)
    day = cell(paper_day(content.last_day_on), whole, look.NUMBER)
    left = content.days_left
    late = left is not None and left < 0
    said = words("paper.slip.too_late" if late else "paper.slip.days_left", days=str(left))
    first = Row((*label.cells, day), above=4.0, tint=tint)
    if left is None:
        return [replace(first, below=4.0), Gap(5.0)]
    second = inner.pair(said, look.STRONG, look.ALARM if late else look.INK)
    return [
        replace(first, keep_with_next=True),
        replace(second, below=4.0, tint=tint),
        Gap(5.0),
    ]


def _directions(sheet: Sheet, sentences: tuple[Bilingual, ...]) -> list[Element]:
    """Say where the dossier goes, large, since it is all that this slip is for."""
    inner = sheet.inset(8.0)
    tint = (sheet.left, sheet.right, look.PALE)
    rows: list[Element] = [sheet.heading(words("paper.slip.elsewhere.heading")), Gap(2.0)]
    for sentence in sentences:
        row = inner.pair(sentence, look.LEAD)
        rows += [replace(row, above=6.0, below=6.0, tint=tint), Gap(3.0)]
    return rows


def _items(sheet: Sheet, content: SlipContent) -> list[Element]:
    """List the items under whoever can put them right, each with a square to tick."""
    is_late = content.days_left is not None and content.days_left < 0
    if not content.items and not is_late:
        return [sheet.pair(words("paper.slip.nothing"), look.STRONG), Gap(4.0)]
    order = list(Corrector)
    groups: dict[tuple[Corrector, str], list[SlipItem]] = {}
    for item in sorted(content.items, key=lambda item: order.index(item.corrector)):
        # What the student does is one list, whoever's paper it is about.
        about = "" if item.corrector is Corrector.STUDENT else one_line(item.about)
        groups.setdefault((item.corrector, about), []).append(item)
    elements: list[Element] = []
    for (corrector, about), own in groups.items():
        rows = [sheet.to_tick(item.sentence, look.TEXT) for item in own]
        elements += _under(sheet.heading(_addressed(corrector, about)), rows)
    return elements


def _under(heading: Row, rows: list[Row]) -> list[Element]:
    """Put rows under a heading that is said again where they go on over the page."""
    return [heading, *(replace(row, heading=heading) for row in rows), Gap(4.0)]


def _addressed(corrector: Corrector, about: str) -> Bilingual:
    """Name who must act, and which one when there may be several."""
    who = words(f"corrector.{corrector}")
    if not about:
        return who
    name = isolated(about)
    return Bilingual(f"{who.fr} · {name}", f"{who.ar} · {name}")


def _listed(sheet: Sheet, heading: Bilingual, sentences: tuple[Bilingual, ...]) -> list[Element]:
    if not sentences:
        return []
    rows = [sheet.listed(sentence, look.TEXT) for sentence in sentences]
    return _under(sheet.heading(heading), rows)


def _notices(sheet: Sheet, content: SlipContent) -> list[Element]:
    """Say where to come back to, and whom to ask."""
    fund, office = content.fund, content.office
    ask = words("paper.slip.ask", website=fund.website, phone=isolated(paper_phone(fund.phone)))
    if content.elsewhere:
        return [sheet.pair(ask, look.SMALL)]
    back = words(
        "paper.slip.return", office=office.name, address=office.address, code=isolated(office.code)
    )
    return [
        sheet.heading(words("paper.slip.return.heading")),
        replace(sheet.pair(back, look.TEXT), below=2.0),
        sheet.pair(ask, look.SMALL, look.QUIET),
    ]

"""The receipt (récépissé de dépôt, وصل الإيداع): one A5 page, more when a dossier is long."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from intake_app.domain.money import in_dirhams
from intake_app.domain.paper import Bilingual
from intake_app.printing import look
from intake_app.printing.form import FormText, Print, Sheet, print_form
from intake_app.printing.layout import Column, Element, Gap, Row, cell
from intake_app.printing.number_panel import number_panel
from intake_app.printing.printable import isolated, one_line
from intake_app.printing.words import (
    NOTHING,
    paper_amount,
    paper_day,
    paper_phone,
    words,
)

if TYPE_CHECKING:
    from intake_app.domain.paper import ActLine, OverrideOnPaper, PersonOnPaper, ReceiptContent

_NAME_LINES = 3


def render_receipt(content: ReceiptContent) -> bytes:
    """Draw a receipt and return it as a PDF.

    Raises:
        ValueError: If the number or the code for verification cannot be printed large enough.
    """
    return compose_receipt(content).pdf


def compose_receipt(content: ReceiptContent) -> Print:
    """Draw a receipt and tell where everything was put; `render_receipt` says what may fail."""
    sheet = Sheet()
    title = words("paper.receipt.title")
    body = [
        *sheet.letterhead(content.fund, content.office, content.counter),
        *sheet.title(title, words("paper.receipt.subject")),
        *_strips(sheet, content),
        number_panel(sheet, content),
        Gap(4.0),
        *_people_and_request(sheet, content),
        Gap(6.0),
        *_acts(sheet, content),
        Gap(6.0),
        *_figures(sheet, content),
        *_remarks(sheet, content),
        Gap(4.0),
    ]
    text = FormText(title, content.number, _mark(content))
    return print_form(sheet, text, body, _notices(sheet, content))


def _mark(content: ReceiptContent) -> Bilingual | None:
    """Return the one mark that every page must carry."""
    if content.cancelled:
        return words("paper.cancelled")
    if content.duplicate:
        return words("paper.duplicate", copy=str(content.duplicate))
    if content.revision > 1:
        return words("paper.revision", revision=str(content.revision - 1))
    return None


def _strips(sheet: Sheet, content: ReceiptContent) -> list[Element]:
    strips: list[Element] = []
    if content.cancelled:
        strips += sheet.strip(words("paper.cancelled"), words("paper.cancelled.note"))
    if content.revision > 1:
        first = paper_day(content.first_deposited_on or content.deposited_on)
        strips += sheet.strip(
            words("paper.revision", revision=str(content.revision - 1)),
            words("paper.revision.note", day=first),
        )
    if content.duplicate:
        strips += sheet.strip(words("paper.duplicate", copy=str(content.duplicate)))
    return strips


def _people_and_request(sheet: Sheet, content: ReceiptContent) -> list[Element]:
    student = content.student
    rows: list[Element] = [
        _name_row(sheet, "paper.student", student),
        sheet.labelled(words(f"identity.{student.identity_kind}"), student.identity_masked),
    ]
    depositor = content.depositor
    if depositor is not None:
        named = replace(depositor, name=f"{depositor.name} ({depositor.identity_masked})")
        rows.append(_name_row(sheet, "paper.depositor", named))
    rows += [
        sheet.labelled(words("paper.request"), words(f"request.{content.request}")),
        sheet.labelled(words("paper.sheet"), words(f"sheet_kind.{content.sheet_kind}")),
    ]
    return rows


def _name_row(sheet: Sheet, code: str, person: PersonOnPaper) -> Row:
    name = one_line(person.name) or NOTHING
    return sheet.labelled(words(code), name, look.STRONG, most=_NAME_LINES)


def _act_columns(sheet: Sheet) -> tuple[Column, Column, Column, Column, Column]:
    """Care in French, provider, day, amount, care in Arabic."""
    edges = [sheet.left, 84.0, 112.0, 48.0, 50.0]
    lefts = [sum(edges[: count + 1]) for count in range(len(edges))]
    french, provider, day, amount, arabic = zip(lefts, [*lefts[1:], sheet.right], strict=True)
    return (
        Column(french[0], french[1] - 4, 0, "left"),
        Column(provider[0], provider[1] - 4, None, "centre"),
        Column(day[0], day[1] - 2, 0, "centre"),
        Column(amount[0], amount[1] - 4, 0, "right"),
        Column(arabic[0], arabic[1], 1, "right"),
    )


def _acts(sheet: Sheet, content: ReceiptContent) -> list[Row]:
    """List the acts with their amounts, and the total when money is asked for."""
    heading = _acts_heading(sheet)
    rows: list[Row] = [heading]
    rows += [_act_row(sheet, act, heading) for act in content.acts]
    rows[-1] = replace(rows[-1], keep_with_next=True)  # the total never stands alone
    if not content.acts:
        none = sheet.pair(words("paper.acts.none"), look.TEXT, look.QUIET)
        rows.append(replace(none, above=2.0, below=2.0, rule=(sheet.left, sheet.right)))
    if content.total_centimes is not None:
        total, label = paper_amount(content.total_centimes), words("paper.total")
        both = Bilingual(f"{label.fr} : {total.fr}", f"{label.ar}: {total.ar}")
        row = sheet.pair(both, look.HEADING)
        rows.append(replace(row, above=2.0, below=1.0))
    return rows


def _acts_heading(sheet: Sheet) -> Row:
    care = words("paper.acts")
    french, *middle, arabic = _act_columns(sheet)
    cells = [cell(care.fr, french, look.HEADER, look.GREEN)]
    for column, code in zip(middle, ("provider", "date", "amount"), strict=True):
        label = words(f"paper.{code}")
        both = replace(column, base=None)
        cells.append(cell(f"{label.fr} · {label.ar}", both, look.HEADER, look.GREEN))
    cells.append(cell(care.ar, arabic, look.HEADER, look.GREEN))
    ruled = (sheet.left, sheet.right)
    return Row(tuple(cells), below=1.0, rule=ruled, keep_with_next=True)


def _act_row(sheet: Sheet, act: ActLine, heading: Row) -> Row:
    french, provider, day, amount, arabic = _act_columns(sheet)
    care = words(f"care.{act.care}")
    centimes = act.amount_centimes
    cells = (
        cell(care.fr, french),
        cell(one_line(act.provider) or NOTHING, provider, most=_NAME_LINES),
        cell(paper_day(act.performed_on), day),
        cell(NOTHING if centimes is None else in_dirhams(centimes), amount),
        cell(care.ar, arabic),
    )
    ruled = (sheet.left, sheet.right)
    return Row(cells, above=1.0, below=1.0, rule=ruled, heading=heading)


def _figures(sheet: Sheet, content: ReceiptContent) -> list[Element]:
    """Show the three figures that a student asks for: boxes, papers, last day."""
    boxes = NOTHING if content.box_count is None else str(content.box_count)
    figures = [
        (words("paper.boxes"), boxes),
        (words("paper.pieces"), str(content.piece_count)),
        _deadline(content),
    ]
    third = (sheet.right - sheet.left) / len(figures)
    columns = [
        Column(sheet.left + index * third + 3, sheet.left + (index + 1) * third - 3, None, "centre")
        for index in range(len(figures))
    ]
    tint = (sheet.left, sheet.right, look.PALE)
    both = list(zip(columns, figures, strict=True))
    french = [cell(label.fr, column, look.SMALL, look.QUIET) for column, (label, _) in both]
    values = [cell(value, column, look.FIGURE) for column, (_, value) in both]
    arabic = [cell(label.ar, column, look.SMALL, look.QUIET) for column, (label, _) in both]
    return [
        Row(tuple(french), above=3.0, tint=tint, keep_with_next=True),
        Row(tuple(values), tint=tint, keep_with_next=True),
        Row(tuple(arabic), below=3.0, tint=tint),
    ]


def _deadline(content: ReceiptContent) -> tuple[Bilingual, str]:
    if content.deadline_on is None:
        return words("paper.deadline.none"), NOTHING
    kept = "kept" if content.deadline_kept else "passed"
    return words(f"paper.deadline.{kept}"), paper_day(content.deadline_on)


def _remarks(sheet: Sheet, content: ReceiptContent) -> list[Element]:
    """List what was taken in with a remark: warnings, an override, the clock, another day."""
    remarks = list(content.remarks)
    remarks += [words(f"flag.{flag}") for flag in content.flags]
    if content.deposited_on != content.deposited_at.date():
        recorded = paper_day(content.deposited_at.date())
        day = paper_day(content.deposited_on)
        remarks.append(words("paper.other_day.note", day=day, recorded=recorded))
    listed = [sheet.listed(remark, look.SMALL) for remark in remarks]
    if content.override is not None:
        listed += _override(sheet, content.override)
    if not listed:
        return []
    return [Gap(4.0), sheet.heading(words("paper.remarks")), *listed]


def _override(sheet: Sheet, override: OverrideOnPaper) -> list[Row]:
    """Say who took an incomplete dossier in, and quote the reason once, in its own language."""
    said = words("paper.override", supervisor=isolated(override.supervisor))
    row = replace(sheet.listed(said, look.SMALL), keep_with_next=True)
    return [row, sheet.quoted(f"« {one_line(override.reason)} »", look.SMALL)]


def _notices(sheet: Sheet, content: ReceiptContent) -> list[Element]:
    """Close with how to follow the dossier, and with what the law asks to be said."""
    fund = content.fund
    follow = words(
        "paper.follow.how", website=fund.website, phone=isolated(paper_phone(fund.phone))
    )
    short = fund.short_name
    named = Bilingual(isolated(short or fund.name.fr), isolated(short or fund.name.ar))
    law = words("paper.law", fund=named)
    number = isolated(content.authorisation)
    allowed = (
        words("paper.authorisation", number=number)
        if content.authorisation
        else words("paper.authorisation.missing")
    )
    notice = Bilingual(f"{law.fr} {allowed.fr}", f"{law.ar} {allowed.ar}")
    return [
        sheet.heading(words("paper.follow")),
        replace(sheet.pair(follow, look.SMALL), below=3.0),
        sheet.pair(notice, look.NOTICE, look.QUIET),
    ]

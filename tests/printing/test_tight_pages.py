"""White between the parts of a form is given up before a second page is begun."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from intake_app.domain.paper import Bilingual, OverrideOnPaper
from intake_app.printing.layout import Column, Gap, Row, cell, tightened
from intake_app.printing.receipt import compose_receipt

if TYPE_CHECKING:
    from intake_app.domain.paper import ReceiptContent
    from intake_app.printing.form import Print

LATE = Bilingual(
    "Délai dépassé : le dernier jour de dépôt était le 19/11/2026 (jours de retard : 6). "
    "Seul un responsable peut prendre le dossier, avec un motif écrit.",
    "انصرم الأجل: كان آخر يوم للإيداع 19/11/2026 (عدد أيام التأخير: 6). لا يمكن تسلم الملف "
    "إلا من طرف مسؤول المكتب مع تعليل كتابي.",
)
OVERRIDE = OverrideOnPaper("Nadia Amrani", "Hospitalisation pendant le délai, justificatif vu")


def bottom_of(printed: Print, text: str) -> float:
    return next(mark.box[3] for mark in printed.marks if text in mark.text)


def test_an_overridden_receipt_stays_on_one_page(receipt: ReceiptContent) -> None:
    overridden = replace(receipt, remarks=(LATE,), override=OVERRIDE)

    short, tight = compose_receipt(receipt), compose_receipt(overridden)

    assert (short.page_count, tight.page_count) == (1, 1)
    notices = "Suivre votre dossier"
    assert bottom_of(tight, notices) == pytest.approx(bottom_of(short, notices), abs=6.0)
    assert bottom_of(tight, "Hospitalisation") < bottom_of(tight, notices)


def test_a_receipt_that_needs_two_pages_keeps_its_white(receipt: ReceiptContent) -> None:
    long = replace(receipt, acts=receipt.acts * 12)
    first = "Suivre votre dossier"

    printed = compose_receipt(long)

    assert printed.page_count == 2
    heading = next(mark for mark in printed.marks if mark.text.startswith("Récépissé"))
    same = next(m for m in compose_receipt(receipt).marks if m.text.startswith("Récépissé"))
    assert heading.box == same.box
    assert any(mark.text == first and mark.page == 2 for mark in printed.marks)


def test_only_white_is_given_up() -> None:
    gap, row = tightened([Gap(6.0), Row((), above=2.0, below=4.0)])

    assert (gap.height, row.height) == (3.0, 3.0)


def test_lines_stand_closer_before_a_page_more_is_begun() -> None:
    column = Column(0.0, 200.0, 0, "left")
    below = Row((cell("Analyses", column),), heading=Row((cell("Suite", column),)))

    (closer,) = tightened([below], 0.9)

    assert isinstance(closer, Row)
    assert closer.height == pytest.approx(below.height * 0.9)
    assert closer.heading is not None
    assert closer.heading.height == pytest.approx(closer.height)
    assert closer.cells[0].lines == below.cells[0].lines
